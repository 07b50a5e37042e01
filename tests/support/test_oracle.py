"""The oracle sees each kind of disagreement, and reaches the second and third error of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.oracle import Comparison, compare_statement
from tests.support.postgres import scratch_database
from xref.resolve.described import SqlError
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.postgres import Connection

SCHEMA = """
CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, name text, age int CHECK (age > 0));
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid REFERENCES users, title text NOT NULL);
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as opened:
        yield opened


def error(text: str, token: str, sqlstate: str | None, message: str, at: str | None = "", **more: object) -> SqlError:
    """An error at the first occurrence of ``token``; ``at`` is the text that the position is at, None for no position."""
    start = text.index(token)
    position = None if at is None else text.index(at or token)
    return SqlError("rule", sqlstate, message, Span(start, start + len(token)), position, **more)  # type: ignore[arg-type]


def missing_column(text: str, column: str, at: str = "", **more: object) -> SqlError:
    written = at or column
    return error(
        text, column, "42703", f"column {written if '.' in written else chr(34) + written + chr(34)} does not exist", at, **more
    )


def test_agreement_without_errors(connection: Connection) -> None:
    assert compare_statement(connection, "SELECT email FROM users WHERE id = $1", []) == Comparison()


def test_agreement_on_one_error(connection: Connection) -> None:
    text = "SELECT u.emial FROM users u"
    comparison = compare_statement(connection, text, [missing_column(text, "emial", "u.emial")])
    assert comparison == Comparison(confirmed=["42703"])


def test_an_error_that_xref_misses(connection: Connection) -> None:
    (difference,) = compare_statement(connection, "SELECT emial FROM users", []).disagreements
    assert difference == "PostgreSQL says 42703 'column \"emial\" does not exist' at 7, xref accepts it"


def test_an_error_that_postgresql_does_not_have(connection: Connection) -> None:
    text = "SELECT email FROM users"
    comparison = compare_statement(connection, text, [missing_column(text, "email")])
    assert len(comparison.disagreements) == 1
    assert "PostgreSQL accepts it" in comparison.disagreements[0]


@pytest.mark.parametrize(
    "wrong",
    [
        error("SELECT emial FROM users", "emial", "42P01", 'column "emial" does not exist'),
        error("SELECT emial FROM users", "emial", "42703", "no such column"),
        error("SELECT emial FROM users", "emial", "42703", 'column "emial" does not exist', "users"),
    ],
)
def test_a_detail_that_differs(connection: Connection, wrong: SqlError) -> None:
    assert len(compare_statement(connection, "SELECT emial FROM users", [wrong]).disagreements) == 1


def test_what_has_no_sqlstate_is_not_postgresqls(connection: Connection) -> None:
    text = "SELECT email FROM users"
    assert compare_statement(connection, text, [error(text, "email", None, "a warning of ours")]) == Comparison()


Expected = tuple[str, str, str, str]

CHAINS: list[tuple[str, list[Expected]]] = [
    (
        "SELECT emial, u.nmae FROM users u WHERE agee > 3 ORDER BY creatd",
        [
            ("emial", "emial", "42703", 'column "emial" does not exist'),
            ("nmae", "u.nmae", "42703", "column u.nmae does not exist"),
            ("agee", "agee", "42703", 'column "agee" does not exist'),
            ("creatd", "creatd", "42703", 'column "creatd" does not exist'),
        ],
    ),
    (
        "SELECT upper(emial) FROM users u JOIN posts p ON p.user = u.id WHERE u.idd = $1 GROUP BY nmae",
        [
            ("emial", "emial", "42703", 'column "emial" does not exist'),
            ("user ", "p.user", "42703", "column p.user does not exist"),
            ("idd", "u.idd", "42703", "column u.idd does not exist"),
            ("nmae", "nmae", "42703", 'column "nmae" does not exist'),
        ],
    ),
    (
        "UPDATE users SET emial = $1, nmae = $2 WHERE idd = $3",
        [
            ("emial", "emial", "42703", 'column "emial" of relation "users" does not exist'),
            ("nmae", "nmae", "42703", 'column "nmae" of relation "users" does not exist'),
            ("idd", "idd", "42703", 'column "idd" does not exist'),
        ],
    ),
    (
        "INSERT INTO users (id, emial, nmae) VALUES ($1, $2, lower($3)) RETURNING idd",
        [
            ("emial", "emial", "42703", 'column "emial" of relation "users" does not exist'),
            ("nmae", "nmae", "42703", 'column "nmae" of relation "users" does not exist'),
            ("idd", "idd", "42703", 'column "idd" does not exist'),
        ],
    ),
    (
        "INSERT INTO users (emial, id, email) VALUES ($1, $2, $3) RETURNING nmae",
        [
            ("emial", "emial", "42703", 'column "emial" of relation "users" does not exist'),
            ("nmae", "nmae", "42703", 'column "nmae" does not exist'),
        ],
    ),
    (
        "INSERT INTO users (id, emial) VALUES ('x', 'y') ON CONFLICT (idd) DO NOTHING",
        [
            ("emial", "emial", "42703", 'column "emial" of relation "users" does not exist'),
            ("'x'", "'x'", "22P02", 'invalid input syntax for type uuid: "x"'),
            ("idd", "(idd", "42703", 'column "idd" does not exist'),
        ],
    ),
    (
        "WITH x AS (SELECT idd FROM users) SELECT nmae FROM x",
        [
            ("idd", "idd", "42703", 'column "idd" does not exist'),
            ("nmae", "nmae", "42703", 'column "nmae" does not exist'),
        ],
    ),
    (
        "SELECT z.a, emial FROM users",
        [
            ("z", "z.a", "42P01", 'missing FROM-clause entry for table "z"'),
            ("emial", "emial", "42703", 'column "emial" does not exist'),
        ],
    ),
    (
        "SELECT nosuch(name, (id)), lower(nmae, 1) FROM users",
        [
            ("nosuch", "nosuch", "42883", "function nosuch(text, uuid) does not exist"),
            ("nmae", "nmae", "42703", 'column "nmae" does not exist'),
        ],
    ),
    (
        "SELECT emial FROM users WHERE id = 1 AND age = 'a'::text",
        [
            ("emial", "emial", "42703", 'column "emial" does not exist'),
            ("=", "=", "42883", "operator does not exist: uuid = integer"),
            ("= 'a'", "= 'a'", "42883", "operator does not exist: integer = text"),
        ],
    ),
    (
        "SELECT id FROM users u JOIN posts p ON p.user_id = u.id WHERE emial = 1",
        [
            ("id", "id", "42702", 'column reference "id" is ambiguous'),
            ("emial", "emial", "42703", 'column "emial" does not exist'),
        ],
    ),
    (
        "SELECT u.id FROM users u JOIN posts u ON true WHERE emial = 1",
        [
            ("u ON", "", "42712", 'table name "u" specified more than once'),
            ("emial", "emial", "42703", 'column "emial" does not exist'),
        ],
    ),
    (
        "UPDATE users SET name = $1, name = $2 WHERE emial = $3",
        [
            ("name = $2", "", "42601", 'multiple assignments to same column "name"'),
            ("emial", "emial", "42703", 'column "emial" does not exist'),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_every_error_of_a_statement_is_reached(connection: Connection, text: str, expected: list[Expected]) -> None:
    errors = []
    for underlined, at, sqlstate, message in expected:
        token = underlined.split(" ")[0]
        start = text.index(underlined)
        span = Span(start, start + len(token))
        errors.append(SqlError("rule", sqlstate, message, span, text.index(at) if at else None))
    comparison = compare_statement(connection, text, errors)
    assert (comparison.disagreements, comparison.unverified) == ([], [])
    assert sorted(comparison.confirmed) == sorted(sqlstate for _, _, sqlstate, _ in expected)


def test_a_second_error_that_postgresql_does_not_have(connection: Connection) -> None:
    text = "SELECT emial, name FROM users"
    comparison = compare_statement(connection, text, [missing_column(text, "emial"), missing_column(text, "name")])
    assert comparison.confirmed == ["42703"]
    assert len(comparison.disagreements) == 1
    assert "PostgreSQL accepts it" in comparison.disagreements[0]


def test_what_execution_refuses(connection: Connection) -> None:
    text = "INSERT INTO users (id, name) VALUES ($1, $2)"
    message = 'null value in column "email" of relation "users" violates not-null constraint'
    omitted = error(text, "users", "23502", message, None)
    assert compare_statement(connection, text, [omitted]) == Comparison(confirmed=["23502"])
    text = "INSERT INTO users (id, email) VALUES ($1, $2)"
    assert len(compare_statement(connection, text, [omitted]).disagreements) == 1
    assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)


def test_what_cannot_be_reached_is_said(connection: Connection) -> None:
    text = "SELECT n.a, emial FROM users, nosuch n"
    errors = [error(text, "nosuch", "42P01", 'relation "nosuch" does not exist'), missing_column(text, "emial")]
    comparison = compare_statement(connection, text, errors)
    assert (comparison.disagreements, comparison.confirmed) == ([], ["42P01"])
    assert len(comparison.unverified) == 1
