"""Trees group operators as the server does: what it stores for an expression is what it stores for our parenthesised one."""

from __future__ import annotations

import random
from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.parenthesised import parenthesised
from tests.support.postgres import Connection, scratch_database
from xref.sql import parse

_SYMBOLS = ("+", "-", "*", "/", "%", "^", "||", "->>", "@>", "<<", "|", "~", "?", "~~", "!~~")
_PREFIXES = ("-", "+", "@", "~")
_BINARY: tuple[str, ...] = (
    *_SYMBOLS[:-2],
    "=",
    "<>",
    "<",
    ">=",
    "AND",
    "OR",
    "LIKE",
    "NOT LIKE",
    "IS DISTINCT FROM",
    "IS NOT DISTINCT FROM",
)
_BINARY += (
    "OPERATOR(pg_catalog.=)",
    "OPERATOR(public.+)",
    "AND NOT",
    "OR NOT",
    "= -",
    "* @",
    "BETWEEN p AND",
    "NOT BETWEEN q AND",
)
_ENDINGS = (
    "IS TRUE",
    "IS NOT FALSE",
    "IS NULL",
    "ISNULL",
    "NOTNULL",
    "IS UNKNOWN",
    "::bool",
    "IN (p, q)",
    "NOT IN (q, r)",
    "= ANY (x)",
)
_BEGINNINGS = ("NOT", *_PREFIXES)


def _schema() -> str:
    """A table of truth values, for which every operator is defined, so that whatever parses also has a type."""
    lines = [
        "CREATE FUNCTION two(bool, bool) RETURNS bool LANGUAGE sql RETURN $1;",
        "CREATE FUNCTION one(bool) RETURNS bool LANGUAGE sql RETURN $1;",
        "CREATE TABLE t (p bool, q bool, r bool, x bool[]);",
    ]
    lines += [f"CREATE OPERATOR {symbol} (LEFTARG = bool, RIGHTARG = bool, FUNCTION = two);" for symbol in _SYMBOLS]
    lines += [f"CREATE OPERATOR {symbol} (RIGHTARG = bool, FUNCTION = one);" for symbol in _PREFIXES]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(_schema()) as opened:
        yield opened


def _stored(connection: Connection, expression: str) -> str | None:
    """How the server writes ``expression`` out after it has parsed it; None when it does not parse."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(f"CREATE VIEW v AS SELECT {expression} AS e FROM t".encode())
            row = connection.execute("SELECT pg_get_viewdef('v'::regclass)").fetchone()
    except psycopg.Error:
        return None
    return str(row[0]) if row else None


def _expressions(count: int) -> Iterator[str]:
    choose = random.Random(18)
    for _ in range(count):
        words: list[str] = []
        for _ in range(choose.randint(2, 6)):
            words += [choose.choice(_BINARY)] if words else []
            words += [choose.choice(_BEGINNINGS)] if choose.random() < 0.3 else []
            words += [choose.choice("pqr")]
            words += [choose.choice(_ENDINGS)] if choose.random() < 0.3 else []
        yield " ".join(words)


def test_trees_group_as_the_server_does(connection: Connection) -> None:
    compared = 0
    for expression in _expressions(2500):
        stored = _stored(connection, expression)
        if stored is None:
            continue
        text = f"SELECT {expression}"
        (statement,) = parse(text)
        assert statement.tree is not None, text
        written = parenthesised(statement.tree.expressions[0], text)
        assert _stored(connection, written) == stored, f"{expression}\n{written}"
        compared += 1
    assert compared > 1000
