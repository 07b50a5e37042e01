"""Statement by statement, against a real PostgreSQL: verdict, SQLSTATE, message and position, parameters and result columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.oracle import compare_description, compare_statement
from tests.support.postgres import Connection, scratch_database
from tests.support.seeds import seed
from xref.finding import Coverage
from xref.resolve.lookup import Names
from xref.resolve.resolver import describe, describe_query
from xref.schema.sources.ddl import replay
from xref.source import SourceFile

HERE = Path(__file__).parent
SCHEMA = (HERE / "schema.sql").read_text()


def statements() -> list[str]:
    lines = [line for path in sorted(HERE.glob("statements*.sql")) for line in path.read_text().splitlines()]
    return [line.removesuffix(";") for line in lines if line and not line.startswith("--")]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        yield connection


@pytest.fixture(scope="module")
def seeded() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        seed(connection)
        yield connection


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(replay([SourceFile("schema.sql", SCHEMA)], describe=describe_query).catalog)


@pytest.mark.parametrize("text", statements())
def test_says_what_postgresql_says(connection: Connection, seeded: Connection, names: Names, text: str) -> None:
    (described,) = describe(text, names)
    assert described.coverage is Coverage.CHECKED, described.gaps
    assert compare_statement(connection, text, described.errors).disagreements == []
    if not described.errors:
        assert compare_description(connection, text, described, seeded=seeded).disagreements == []
