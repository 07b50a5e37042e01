"""A text's statements, parsed one by one, each with its verdict. Never raises, whatever the text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from xref.reason import Reason
from xref.source import Span
from xref.sql.grammar import Grammar, Refusal
from xref.sql.session import HARMLESS, check_utility
from xref.sql.tokens import END, Tokens, tokenize

DEEPEST = 60
"""Parentheses and brackets within each other; beyond that nothing is tried."""
_PARSED = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH", "TABLE", "("})
_KINDS: dict[type[exp.Expr], str] = {
    exp.Insert: "insert",
    exp.Update: "update",
    exp.Delete: "delete",
    exp.Merge: "merge",
    exp.Values: "values",
}


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What PostgreSQL's grammar refuses, in its wording. ``position`` is the server's (an offset from 0)."""

    message: str
    span: Span
    position: int | None
    sqlstate: str = "42601"


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """One statement of a text; offsets are the whole text's.

    ``kind`` is select, insert, update, delete, merge, values, or the first key word of a utility statement. ``tree`` is None for
    those, and where ``errors`` or ``gap`` say why there is none. ``open_from``: a hole that was left out could add items to a FROM
    clause. ``holes`` are the offsets of the statement's holes.
    """

    span: Span
    kind: str
    tree: exp.Expr | None
    errors: tuple[SyntaxProblem, ...] = ()
    gap: Reason | None = None
    open_from: bool = False
    holes: tuple[int, ...] = ()


def parse(text: str) -> tuple[ParsedStatement, ...]:
    """The statements of ``text``; empty ones are dropped. Nothing is raised."""
    tokens = tokenize(text)
    grammar = Grammar(text, tokens)
    statements = []
    keys = grammar.keys
    while True:
        while keys[grammar.i] == ";":
            grammar.i += 1
        if keys[grammar.i] == END:
            return tuple(statements)
        statements.append(_statement(grammar, tokens))


def _statement(grammar: Grammar, tokens: Tokens) -> ParsedStatement:
    first = grammar.i
    key = grammar.keys[first]
    tree, errors, gap = None, (), None
    if tokens.depth > DEEPEST:
        gap = Reason.NESTED_TOO_DEEPLY
    else:
        try:
            if key in _PARSED:
                tree = grammar.statement()
                if grammar.keys[grammar.i] not in (";", END):
                    grammar.refuse()
            else:
                check_utility(grammar)
                gap = None if grammar.values[first].lower() in HARMLESS else Reason.UTILITY_STATEMENT
        except Refusal as refusal:
            tree, errors = None, (_problem(refusal),)
        except RecursionError:
            tree, gap = None, Reason.NESTED_TOO_DEEPLY
    span = _to_end(grammar, first)
    return ParsedStatement(span, _kind(tree, grammar, first), tree, errors, gap)


def _problem(refusal: Refusal) -> SyntaxProblem:
    return SyntaxProblem(refusal.message, Span(refusal.start, refusal.end), refusal.start, refusal.sqlstate)


def _kind(tree: exp.Expr | None, grammar: Grammar, first: int) -> str:
    if tree is not None:
        return _KINDS.get(type(tree), "select")
    key = grammar.keys[first]
    return "select" if key in ("(", "WITH", "TABLE") else grammar.values[first].lower()


def _to_end(grammar: Grammar, first: int) -> Span:
    """Moves to the statement's end and gives its span."""
    i = max(grammar.i, first)
    while grammar.keys[i] not in (";", END):
        i += 1
    grammar.i = i
    return Span(grammar.starts[first], grammar.ends[max(i - 1, first)])
