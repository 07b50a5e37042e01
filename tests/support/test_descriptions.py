"""The oracle sees a wrong type, name or origin of a column, a wrong parameter, and NULL where it is said that there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.oracle import compare_description
from tests.support.postgres import Connection, scratch_database
from tests.support.seeds import seed
from xref.resolve.described import Bound, DescribedStatement, ResultColumn, StatementParameter
from xref.schema.catalog import RelationName
from xref.schema.types import SqlType
from xref.source import Span

SCHEMA = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE people (
  id uuid PRIMARY KEY, name text, mail email NOT NULL, feeling mood NOT NULL, age int CHECK (age > 0),
  boss uuid REFERENCES people (id)
);
"""
PEOPLE = RelationName("public", "people")
NAME = ResultColumn("name", SqlType("text"), Bound(PEOPLE, "name"), nullable=True)
ID = StatementParameter(1, SqlType("uuid"), ())
TEXT = "SELECT name FROM people WHERE id = $1"


@pytest.fixture(scope="module")
def seeded() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        seed(connection)
        yield connection


def differences(connection: Connection, text: str, column: ResultColumn, *parameters: StatementParameter) -> list[str]:
    described = DescribedStatement("select", Span(0, len(text)), columns=(column,), parameters=parameters)
    return compare_description(connection, text, described, seeded=connection).disagreements


def test_agreement(seeded: Connection) -> None:
    assert differences(seeded, TEXT, NAME, ID) == []


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (ResultColumn("nome", NAME.type, NAME.origin), "column names: PostgreSQL ['name'], xref ['nome']"),
        (ResultColumn("name", SqlType("varchar"), NAME.origin), "column type: name is text, xref character varying"),
        (ResultColumn("name", None, NAME.origin), "column type: name is text, xref None"),
        (ResultColumn("name", NAME.type), "column origin: name comes from public.people.name, xref nothing"),
    ],
)
def test_a_wrong_column(seeded: Connection, column: ResultColumn, words: str) -> None:
    assert differences(seeded, TEXT, column, ID) == [words]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ((), "parameter type: $1 is uuid, xref None"),
        ((StatementParameter(1, SqlType("text"), ()),), "parameter type: $1 is uuid, xref text"),
        ((ID, StatementParameter(2, SqlType("text"), ())), "parameter count: PostgreSQL has 1, xref $2"),
    ],
)
def test_a_wrong_parameter(seeded: Connection, parameters: tuple[StatementParameter, ...], words: str) -> None:
    assert differences(seeded, TEXT, NAME, *parameters) == [words]


def test_null_where_there_is_none(seeded: Connection) -> None:
    never = ResultColumn("name", NAME.type, NAME.origin, nullable=False)
    words = "nullable: name holds NULL, xref says that it never does"
    assert differences(seeded, "SELECT name FROM people", never) == [words]
    assert differences(seeded, "SELECT name FROM people WHERE name IS NOT NULL", never) == []
    total = ResultColumn("sum", SqlType("int8"), nullable=False)
    assert differences(seeded, "SELECT sum(age) FROM people WHERE false", total) == [words.replace("name", "sum")]
    assert differences(seeded, "SELECT $1::text AS name", ResultColumn("name", SqlType("text"), nullable=False), ID) != []


def test_seeds_have_null_wherever_it_may_be(seeded: Connection) -> None:
    counts = seeded.execute("SELECT count(*), count(mail), count(name), count(age), count(boss) FROM people").fetchone()
    assert counts is not None
    rows, mails, *optional = map(int, map(str, counts))
    assert rows == mails >= 3
    assert all(0 < count < rows for count in optional)
