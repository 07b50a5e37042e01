"""CHECK conditions over constants, every condition with every value, against a real PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from sqlglot import exp

from tests.support.postgres import Connection, scratch_database
from xref.resolve.checks.conditions import is_violated, parse_condition
from xref.resolve.checks.constants import as_column, constant_of
from xref.resolve.lookup import Names
from xref.resolve.typing.types import Types
from xref.schema.catalog import Catalog, Enum
from xref.schema.types import parse_type
from xref.sql import parse

SCHEMA = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');"
TEXTS = [
    "'open'",
    "'paid'",
    "'Open'",
    "''",
    "' '",
    "'a'",
    "'ab'",
    "'abc'",
    "'AB-12'",
    "'12'",
    "'a b'",
    "'a%b'",
    "'x_y'",
    "'a-b-c'",
]
TEXTS += ["'a@b.c'", "'open '", "'é'", "'a\nb'", "'a.b'", "'{a}'", "'0'", "NULL"]
TEXT_CHECKS = """
v IN ('open', 'paid')
v NOT IN ('open', 'paid')
v = ANY (ARRAY['open', 'paid'])
(v)::text = ANY ((ARRAY['open'::character varying, 'paid'::character varying])::text[])
v = ANY ('{open,paid}'::text[])
v <> ALL (ARRAY['open'::text, 'paid'::text])
v = 'open' OR v = 'paid'
v <> 'open' AND v <> 'paid'
NOT (v = 'open')
length(v) > 2
char_length(v) BETWEEN 1 AND 3
length(btrim(v)) > 0
length(v) = 0 OR v IS NULL
v IS NOT NULL
v IS NULL
(v = 'open') IS TRUE
(v = 'open') IS NOT FALSE
v LIKE 'a%'
v NOT LIKE '%b'
v LIKE 'a_b'
v LIKE 'a\\%b'
v ILIKE 'A%'
v LIKE '%'
v ~ '^[a-z]+$'
v !~ '^[a-z]+$'
v ~* '^[A-Z]{2}'
v ~ '^[A-Z]{2}-[0-9]+$'
v ~ '^a'
v ~ 'b$'
v ~ '^[a-z]+(-[a-z]+)*$'
v ~ '^(open|paid)$'
v ~ '\\d'
v ~ '^\\w+$'
v ~ '^[^@]+@[^@]+\\.[^@]+$'
v ~ 'a.b'
v ~ '^.{2,3}$'
v ~ '[[:alpha:]]'
v ~ ''
v ~ '(a)\\1'
v ~ '\\ya'
v SIMILAR TO 'a%'
lower(v) = v
upper(v) = 'OPEN'
v > 'b'
v = 'open' AND length(v) > 3
v || 'x' <> 'ax'
coalesce(v, '') <> ''
v ~ '^[a-z]+$' OR v ~ '^[0-9]+$'
v::text <> 'a'
v <> 'a'::text
v <> 'a'::bpchar
length(v) > '2'
(length(v) > 2) = true
true
false
NULL
""".strip().split("\n")
NUMBERS = ["0", "1", "-1", "5", "100", "101", "'5'", "2147483647", "NULL", "1.5", "'-1.50'", "1e2"]
NUMBER_CHECKS = """
v > 0
v >= 0 AND v <= 100
v BETWEEN 1 AND 100
v NOT BETWEEN 1 AND 100
v IN (1, 5)
v IN ('1', '5')
v = ANY (ARRAY[1, 5])
v <> 0
v > (0)::numeric
v > '0'
0 < v
v = 5 OR v IS NULL
NOT v = 5
v < 1.25
v + 1 > 1
-v > 0
v > -1
abs(v) > 1
v % 2 = 0
v::text <> '5'
v IS DISTINCT FROM 5
(v > 0) IS NOT TRUE
v > 1e1
v BETWEEN SYMMETRIC 100 AND 1
""".strip().split("\n")
CASES = [
    *((type_, TEXT_CHECKS, TEXTS) for type_ in ("text", "character varying(8)", "character(5)")),
    *((type_, NUMBER_CHECKS, NUMBERS) for type_ in ("integer", "numeric", "numeric(6,1)", "double precision")),
    (
        "mood",
        ["v = 'sad'", "v IN ('ok', 'happy')", "v > 'sad'", "v::text = 'ok'", "v <> 'ok'::mood"],
        ["'sad'", "'ok'", "NULL"],
    ),
    ("boolean", ["v", "NOT v", "v IS TRUE", "v = true", "v IS NOT NULL"], ["true", "'f'", "NULL"]),
]
UNDECIDED = {"character(5)": 1, "double precision": 0.35, "mood": 0.4}
"""The share of violations that may be left undecided: conditions that are not worked out at all are among these."""


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        yield connection


def _outcomes(connection: Connection, type_: str, checks: list[str], values: list[str]) -> dict[tuple[str, str], object]:
    """What the server makes of each condition for each value that can be stored in a column."""
    connection.execute(_sql(f"DROP TABLE IF EXISTS probe; CREATE TABLE probe (value text, v {type_})"))
    for value in values:
        with contextlib.suppress(psycopg.Error):
            connection.execute(_sql(f"INSERT INTO probe VALUES ($v${value}$v$, {value})"))
    outcomes: dict[tuple[str, str], object] = {}
    for check in checks:
        with contextlib.suppress(psycopg.Error):
            for stored, outcome in connection.execute(_sql(f"SELECT value, {check} FROM probe")).fetchall():
                outcomes[check, str(stored)] = outcome
    return outcomes


@pytest.mark.parametrize(("type_", "checks", "values"), CASES, ids=[case[0] for case in CASES])
def test_a_violation_is_one_for_postgresql(connection: Connection, type_: str, checks: list[str], values: list[str]) -> None:
    types = Types(Names(Catalog(enums={("public", "mood"): Enum("public", "mood", ("sad", "ok", "happy"))})))
    conditions = {check: parse_condition(check) for check in checks}
    violated, missed, wrong = 0, 0, []
    for (check, value), outcome in _outcomes(connection, type_, checks, values).items():
        condition = conditions[check]
        assert condition is not None, check
        said = is_violated(condition, {"v": as_column(types, parse_type(type_), constant_of(_node(value)))})
        if said and outcome is not False:
            wrong.append((check, value, outcome))
        violated += outcome is False
        missed += outcome is False and not said
    assert wrong == []
    assert missed <= violated * UNDECIDED.get(type_, 0.3), (missed, violated)


def _sql(text: str) -> LiteralString:
    return text


def _node(text: str) -> exp.Expr:
    tree = parse(f"SELECT {text}")[0].tree
    assert tree is not None
    found = tree.expressions[0]
    assert isinstance(found, exp.Expr)
    return found
