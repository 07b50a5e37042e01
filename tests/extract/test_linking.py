"""Several files: constants, wrappers and re-exports, found by relative paths and by aliases."""

from __future__ import annotations

import pickle

import pytest

from tests.extract.reading import statements, written
from xref.extract import extract, link
from xref.source import HOLE, SourceFile

QUERIES = SourceFile("src/db/queries.ts", "export const ALL = 'SELECT emial FROM users';\nexport default 'SELECT 2';\n")


@pytest.mark.parametrize(
    "imported",
    [
        "import { ALL } from './db/queries'",
        "import { ALL } from './db/queries.js'",
        "import { ALL } from '@/db/queries'",
        "import { ALL } from '~/db/queries'",
        "import { ALL } from 'src/db/queries'",
        "import { ALL as Q } from './db/queries'; const ALL = Q",
        "import * as q from './db/queries'; const { ALL } = { ALL: q.ALL }",
    ],
)
def test_imported_constants(imported: str) -> None:
    call = SourceFile("src/a.ts", f"{imported}; db.query(ALL);")
    (statement,) = statements(call, QUERIES)
    (variant,) = statement.variants
    assert variant.text == "SELECT emial FROM users"
    assert statement.path == "src/a.ts"
    assert variant.source_map.segments[0].path == "src/db/queries.ts"
    assert written(variant, "emial", {"src/db/queries.ts": QUERIES.text}) == "emial"


def test_a_default_export_and_what_is_not_found() -> None:
    call = SourceFile(
        "src/a.ts", "import Q, { GONE } from './db/queries'; db.query(Q); db.query(`SELECT ${GONE} FROM a`); db.query(GONE);"
    )
    found = statements(call, QUERIES)
    assert [[variant.text for variant in statement.variants] for statement in found] == [
        ["SELECT 2"],
        [f"SELECT {HOLE} FROM a"],
        [],
    ]


def test_re_exports_that_go_round_in_circles() -> None:
    one = SourceFile("a.ts", "export * from './b'; import { Q } from './b'; db.query(Q);")
    two = SourceFile("b.ts", "export * from './a'; export { Q } from './a';")
    assert [statement.variants for statement in statements(one, two)] == [()]


def test_a_wrapper_of_a_wrapper_of_another_file() -> None:
    low = SourceFile(
        "low.ts", "import { Pool } from 'pg'; const p = new Pool(); export const run = (sql, args) => p.query(sql, args);"
    )
    high = SourceFile("high.ts", "import { run } from './low'; export const rows = (sql, args) => run(sql, args);")
    use = SourceFile("use.ts", "import { run } from './low'; run('SELECT 1', [1, 2]); run('SELECT 2');")
    found = statements(low, high, use)
    assert [(one.variants[0].text, one.variants[0].parameters) for one in found] == [("SELECT 1", 2), ("SELECT 2", 0)]


def test_the_order_is_path_and_position_and_files_pickle() -> None:
    files = [SourceFile("b.ts", "db.query('SELECT 2'); db.query('SELECT 3')"), SourceFile("a.ts", "db.query('SELECT 1')")]
    extracted = pickle.loads(pickle.dumps([extract(file) for file in files]))
    assert [statement.variants[0].text for statement in link(extracted)] == ["SELECT 1", "SELECT 2", "SELECT 3"]


def test_comments_that_speak_to_xref() -> None:
    text = "// xref: ignore[id-cast] why\nconst a = 'xref: no';\n/* xref: ignore-file[x] */ db.query(`SELECT 1 -- xref: sql`)"
    found = extract(SourceFile("a.ts", text)).comments
    assert [text[span.start : span.end] for span in found] == ["// xref: ignore[id-cast] why", "/* xref: ignore-file[x] */"]
    assert len(extract(SourceFile("a.ts", "// xref: ignore[x] why")).comments) == 1
