"""Which property is read of a row of which statement: the fixture says it on each line, and both ways are checked."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.extract.reading import IDIOMS, load
from xref.extract import extract, link
from xref.extract.row_reads import RowRead
from xref.extract.rows import link_reads
from xref.source import SourceFile, Span

FOLDER = IDIOMS / "16-row-reads"
_SAID = re.compile(r"// (reads|unchecked): (.*)$", re.MULTILINE)
_TABLE = re.compile(r"(?:FROM|INTO) (\w+)")


@cache
def reads(*files: SourceFile) -> tuple[tuple[RowRead, ...], dict[tuple[str, Span], str]]:
    """The reads of some files, and the table of each statement by its call."""
    extracted = [extract(file) for file in files]
    tables = {}
    for statement in link(extracted):
        match = _TABLE.search(statement.variants[0].text) if statement.variants else None
        tables[(statement.path, statement.call)] = match[1] if match is not None else "?"
    return link_reads(extracted), tables


def told(file: SourceFile, *others: SourceFile) -> list[tuple[int, str]]:
    """The reads in a file as its comments say them."""
    found, tables = reads(file, *others)
    lines = []
    for read in found:
        if read.path == file.path:
            tables_read = "|".join(sorted(tables[key] for key in read.statements))
            instead = f" unless {', '.join(sorted(read.instead))}" if read.instead else ""
            keyword = "reads" if read.decided else "unchecked"
            lines.append((file.position(read.span.start).line, f"{keyword}: {read.property} of {tables_read}{instead}"))
    return sorted(lines)


def said(file: SourceFile) -> list[tuple[int, str]]:
    """What the comments of a file say, one read at a time."""
    lines = []
    for match in _SAID.finditer(file.text):
        line = file.position(match.start()).line
        lines += [(line, f"{match[1]}: {one.strip()}") for one in match[2].split(",")]
    return sorted(lines)


@pytest.mark.parametrize("name", ["forms.ts", "libraries.ts", "functions.ts", "queries.ts", "routes.ts"])
def test_each_read_is_found_and_no_other(name: str) -> None:
    files = {file.path: file for file in load(FOLDER)}
    file = files[name]
    assert told(file, *(other for other in files.values() if other is not file)) == said(file)


def test_a_read_stands_at_the_name_of_its_property() -> None:
    for file in load(FOLDER):
        found, _ = reads(file)
        assert all(file.text[read.span.start : read.span.end] == read.property for read in found)


def of(text: str) -> list[tuple[str, bool]]:
    """The properties that a text reads of rows, and whether the row is known."""
    found, _ = reads(SourceFile("calls.ts", text))
    return [(read.property, read.decided) for read in found]


def test_ten_thousand_uses_end_and_are_not_known() -> None:
    uses = "".join(f"row.p{number};" for number in range(10_000))
    found = of(f"async function f(db) {{ const row = (await db.query('SELECT 1')).rows[0]; {uses} }}")
    assert found
    assert not any(decided for _, decided in found)


def test_functions_that_call_each_other_end() -> None:
    text = """
    async function a(db, row) { if (row) return b(db, row); return (await db.query('SELECT 1')).rows[0] }
    async function b(db, row) { return a(db, row.x) || a(db, row) }
    async function c(db) { const row = await a(db, await b(db, null)); return row.y }
    """
    assert ("y", False) in of(text) or ("y", True) in of(text)


def test_nesting_ends() -> None:
    deep = "(" * 3_000 + "r.rows[0]" + ")" * 3_000
    assert isinstance(of(f"async function f(db) {{ const r = await db.query('SELECT 1'); {deep}.x }}"), list)


def test_a_function_that_wraps_its_own_result_ends() -> None:
    text = """
    async function all(db) { return (await db.query('SELECT id FROM users')).rows }
    async function deeper(db) { if (db) return [1].map(deeper); return { inner: await deeper(db), rows: await all(db) } }
    export async function use(db) { const [{ rows }] = await deeper(db); return rows[0].x }
    """
    assert {name for name, _ in of(text)} <= {"x"}


def test_where_a_connection_renames_columns_a_camel_case_name_is_not_known() -> None:
    reading = SourceFile(
        "reads.ts", "async function f(db) { const r = await db.query('SELECT 1'); r.rows[0].aB; r.rows[0].a_b }"
    )
    plain, _ = reads(reading)
    assert [read.decided for read in plain] == [True, True]
    pool = SourceFile("pool.ts", "export const pool = createPool(url, { interceptors: createInterceptorsPreset() })")
    renamed, _ = reads(reading, pool)
    assert [read.decided for read in renamed] == [False, True]
