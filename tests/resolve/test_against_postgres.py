"""What names mean, statement by statement, against a real PostgreSQL: verdict, SQLSTATE, message and position."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.oracle import compare_statement
from tests.support.postgres import Connection, scratch_database
from xref.finding import Coverage
from xref.resolve.lookup import Names
from xref.resolve.resolver import describe, describe_query
from xref.schema.sources.ddl import replay
from xref.source import SourceFile

HERE = Path(__file__).parent
SCHEMA = (HERE / "schema.sql").read_text()


def statements() -> list[str]:
    lines = (HERE / "statements.sql").read_text().splitlines()
    return [line.removesuffix(";") for line in lines if line and not line.startswith("--")]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        yield connection


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(replay([SourceFile("schema.sql", SCHEMA)], describe=describe_query).catalog)


@pytest.mark.parametrize("text", statements())
def test_says_what_postgresql_says(connection: Connection, names: Names, text: str) -> None:
    (described,) = describe(text, names)
    assert described.coverage is Coverage.CHECKED, described.gaps
    assert compare_statement(connection, text, described.errors).disagreements == []
