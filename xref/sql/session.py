"""Statements without a tree: what begins one, which need no check, and the syntax of SET (manual, part VI)."""

from __future__ import annotations

from xref.sql.grammar import Grammar
from xref.sql.tokens import BAD, END, INTEGER, NUMBER, PARAMETER, STRING
from xref.sql.words import COLUMN_NAME, FUNCTION_NAME

_HARMLESS = """
abort analyse analyze begin checkpoint close commit deallocate discard end fetch listen move notify release reset rollback
savepoint set show start unlisten vacuum
"""
HARMLESS = frozenset(_HARMLESS.split())
"""First words of statements that name nothing a schema could lack, or nothing that is worth a count."""
_OTHERS = """
alter call cluster comment copy create declare do drop execute explain grant import load lock prepare reassign refresh reindex
revoke security truncate
"""
UTILITY = HARMLESS | frozenset(_OTHERS.split())
"""First words of the statements that PostgreSQL knows beside queries and data modification."""
_OTHER_SETS = frozenset(
    {"authorization", "catalog", "characteristics", "constraints", "names", "role", "schema", "session", "time", "transaction"}
) | {"xml"}
_VALUE = COLUMN_NAME | FUNCTION_NAME | {"ON", "TRUE", "FALSE", STRING}


def check_utility(grammar: Grammar) -> None:
    """Raises :class:`~xref.sql.grammar.RefusedError` where a utility statement certainly ceases to be one."""
    first = grammar.i
    word = grammar.values[first].lower()
    if word not in UTILITY:
        grammar.refuse()
    if word == "set":
        _check_set(grammar)
    i = first
    while grammar.keys[i] not in (";", END):
        if grammar.keys[i] == BAD or (grammar.keys[i] == PARAMETER and word in HARMLESS):
            grammar.refuse(at=i)
        i += 1


def _check_set(grammar: Grammar) -> None:
    """``SET [SESSION | LOCAL] name {TO | =} value, ..``; other forms of SET are left alone."""
    grammar.i += 1
    keys = grammar.keys
    if grammar.values[grammar.i].lower() in ("local", "session") and keys[grammar.i + 1] not in ("=", "TO", "."):
        grammar.i += 1
    if grammar.values[grammar.i].lower() in _OTHER_SETS and keys[grammar.i + 1] not in ("=", "TO", "."):
        return
    grammar.setting_name()
    if grammar.accept_all("FROM", "CURRENT"):
        return
    grammar.expect_one("TO", "=")
    if not grammar.accept("DEFAULT"):
        grammar.listed(lambda: _value(grammar))
    if keys[grammar.i] not in (";", END):
        grammar.refuse()


def _value(grammar: Grammar) -> None:
    if grammar.keys[grammar.i] in ("+", "-"):
        grammar.i += 1
        grammar.expect_one(INTEGER, NUMBER)
    else:
        grammar.expect_one(*_VALUE, INTEGER, NUMBER)
