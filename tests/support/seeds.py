"""Rows for every table of a database, with NULL wherever a column takes it: what a claim of "never NULL" is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.postgres import Connection
    from xref.resolve.described import DescribedStatement

_COLUMNS = """
SELECT attrelid::regclass::text, attname::text, attnotnull, atttypid::regtype::text, attidentity::text, typtype::text
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
WHERE pg_class.oid >= 16384 AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
ORDER BY attrelid, attnum
"""
_TEXTS = (
    "{0}",
    "0000000{0}-0000-4000-8000-000000000000",
    "2026-01-0{0}",
    "1{0}:00",
    "true",
    '{{"a": {0}}}',
    "{{{0}}}",
    "{{}}",
    "a{0}@example.org",
    "10.0.0.{0}",
    "08:00:2b:01:02:0{0}",
    "10{0}",
    "[{0},9)",
    "(1,{0})",
    "((0,0),({0},1))",
    "<(0,0),{0}>",
    "{{1,2,{0}}}",
    "[2026-01-0{0},2026-02-01)",
    "{{[{0},9)}}",
    "0000",
    "<a>{0}</a>",
    "empty",
    "(a,b,{0})",
    "a",
)
"""Texts of which one or another is a value of almost any type; ``{0}`` is the number of the row."""
_ROWS = 4


class _Column(NamedTuple):
    table: str
    name: str
    not_null: bool
    type: str
    identity: str
    type_kind: str


def seed(connection: Connection) -> None:
    """Put rows into every table that takes them: some full, one with NULL in every column that may be, some mixed.

    Foreign keys are not looked at; a row that the table refuses for another reason is left out.
    """
    connection.execute("SET session_replication_role = replica")
    tables: dict[str, list[_Column]] = {}
    for row in connection.execute(_COLUMNS).fetchall():
        column = _Column(*row)  # type: ignore[arg-type]  # the query has these columns
        tables.setdefault(column.table, []).append(column)
    for table, columns in tables.items():
        for number in range(1, _ROWS + 1):
            _insert(connection, table, columns, number)
    connection.execute("RESET session_replication_role")


def _insert(connection: Connection, table: str, columns: list[_Column], number: int) -> None:
    values = []
    for place, column in enumerate(columns):
        null = not column.not_null and (number == 1 or (number > 2 and (place + number) % 2 == 0))
        values.append("NULL" if null else _value(connection, column, number))
    names = ", ".join(sql.Identifier(column.name).as_string() for column in columns)
    _try(connection, f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES ({', '.join(values)})")


def _value(connection: Connection, column: _Column, number: int) -> str:
    if column.type_kind == "e":
        return f"(enum_range(NULL::{column.type}))[1]"
    for text in _TEXTS:
        literal = f"'{text.format(number)}'::{column.type}"
        if _try(connection, f"SELECT {literal}"):
            return literal
    return "NULL"


def _try(connection: Connection, statement: str) -> bool:
    try:
        connection.execute(statement.encode())
    except psycopg.Error:
        return False
    return True


def null_differences(connection: Connection, text: str, described: DescribedStatement) -> Iterator[str]:
    """Columns that hold NULL when the (accepted) statement is executed, though the description says that they never do.

    It runs twice in transactions that are rolled back, with NULL for every parameter and with ``1``; an error in that is none
    of ours.
    """
    columns = described.columns or ()
    never = [index for index, column in enumerate(columns) if column.nullable is False]
    if not never:
        return
    count = max((parameter.number for parameter in described.parameters), default=0)
    found: set[int] = set()
    for value in (None, b"1"):
        connection.pgconn.exec_(b"BEGIN")
        answer = connection.pgconn.exec_params(text.encode(), [value] * count)
        if answer.nfields == len(columns):
            found |= {index for index in never for row in range(answer.ntuples) if answer.get_value(row, index) is None}
        connection.pgconn.exec_(b"ROLLBACK")
        if not count:
            break
    for index in sorted(found):
        yield f"nullable: {columns[index].name} holds NULL, xref says that it never does"
