"""SQL in files: found by the code that loads it, each block a statement, counted once, its places in the file of SQL."""

from __future__ import annotations

import pytest

from tests.extract.reading import IDIOMS, load, statements
from xref.extract import extract
from xref.extract.embedded import EmbeddedSql
from xref.extract.loading import candidates
from xref.reason import Reason
from xref.source import SourceFile, Span

LOADS = {
    "loadBlocks(import.meta.url)": "./calls.sql",
    "db.load(import.meta.filename)": "./calls.sql",
    "load(__filename)": "./calls.sql",
    "fs.readFileSync('sql/x.sql')": "sql/x.sql",
    "fs.readFileSync('./sql/x.sql', 'utf8')": "sql/x.sql",
    "fs.readFile(path.join(__dirname, 'x.sql'))": "./x.sql",
    "load(path.join(import.meta.dirname, '..', 'x.sql'))": "../x.sql",
    "load(path.resolve(__dirname, 'sql', 'x.sql'))": "./sql/x.sql",
    "load(new URL('x.sql', import.meta.url))": "./x.sql",
    "load(fileURLToPath(new URL('./x.sql', import.meta.url)))": "./x.sql",
    "load(path.join(path.dirname(fileURLToPath(import.meta.url)), 'x.sql'))": "./x.sql",
    "load(`${__dirname}/sql/x.sql`)": "./sql/x.sql",
    "load(__dirname + '/x.sql')": "./x.sql",
    "load(path.join(process.cwd(), 'x.sql'))": "x.sql",
    "new QueryFile('x.sql')": "x.sql",
    "path.join(__dirname, 'x.sql')": None,
    "createRequire(import.meta.url)": None,
    "load(path.join(base, 'x.sql'))": None,
    "load(`${name}.sql`)": None,
}


@pytest.mark.parametrize("call", LOADS)
def test_what_a_call_loads(call: str) -> None:
    found = extract(SourceFile("src/calls.ts", f"const sql = {call};")).loads
    assert found == (() if LOADS[call] is None else (LOADS[call],))


def test_where_a_file_may_lie() -> None:
    assert list(candidates("a/b/c.ts", "../x.sql")) == ["a/x.sql"]
    assert list(candidates("c.ts", "../x.sql")) == []
    assert list(candidates("a/c.ts", "sql/x.sql")) == ["a/sql/x.sql", "a/src/sql/x.sql", "sql/x.sql", "src/sql/x.sql"]
    assert list(candidates("c.ts", "/etc/x.sql")) == ["/etc/x.sql", "/etc/x.sql"]


def in_file(path: str) -> list[EmbeddedSql]:
    return [found for found in statements(*load(IDIOMS / "14-sql-files")) if found.path == path]


def test_blocks_are_statements() -> None:
    text = (IDIOMS / "14-sql-files" / "users.sql").read_text()
    select, delete, uncalled = in_file("users.sql")
    assert [found.function for found in (select, delete, uncalled)] == ["select_user", "delete_users", "nobody_calls"]
    assert "WHERE id = $1 AND (name = $2 OR id = $1);" in select.variants[0].text
    assert "'$no' AS text, $$ $no $$ AS quoted -- $no" in select.variants[0].text
    assert (select.variants[0].parameters, delete.variants[0].parameters, uncalled.variants[0].parameters) == (2, None, None)
    name = select.variants[0].text.index("name =")
    path, span = select.variants[0].source_map.origin(Span(name, name + 4))
    assert (path, text[span.start : span.end], span.start) == ("users.sql", "name", text.index("name ="))


def test_calls_repeat_blocks_and_a_whole_file_counts_once() -> None:
    calls = in_file("users.ts")
    texts = [[variant.text.split()[0] for variant in found.variants] for found in calls]
    assert texts == [["SELECT"], ["SELECT"], ["SELECT"], ["SELECT"], ["SELECT"], ["SELECT", "DELETE"]]
    assert [found.repeats for found in calls] == [True, True, False, True, True, True]


def test_a_block_that_is_missing_is_not_known() -> None:
    code = SourceFile("a.ts", "import { Pool } from 'pg'; const sql = load(__filename); new Pool().query(sql.gone);")
    (block, call) = statements(code, SourceFile("a.sql", "-- BLOCK there\nSELECT 1"))
    assert (block.path, call.variants, call.reason) == ("a.sql", (), Reason.UNKNOWN_TEXT)
