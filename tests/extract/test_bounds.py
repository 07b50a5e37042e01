"""Hostile code: bounded in time, never an exception, and it says what it leaves out."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.reading import of
from xref.extract import SinkSettings, extract
from xref.reason import Reason
from xref.source import SourceFile

HEAD = "import { Pool } from 'pg';\nexport async function f(db: Pool, a) {\n"
SECONDS = 20.0

HOSTILE = {
    "conditions": "let sql = 'SELECT 1';" + "".join(f"if (a.x{i}) sql += ' {i}';" for i in range(200)) + "db.query(sql)",
    "ternaries": "db.query(`SELECT 1 " + "".join(f"${{a.x{i} ? '{i}' : ''}}" for i in range(200)) + "`)",
    "sums": "db.query('SELECT 1'" + "".join(f" + ' {i}'" for i in range(10_000)) + ")",
    "appends": "let sql = 'SELECT 1';" + "".join(f"sql += ' {i}';" for i in range(10_000)) + "db.query(sql)",
    "parentheses": "db.query(" + "(" * 5_000 + "'SELECT 1'" + ")" * 5_000 + ")",
    "templates": "db.query(" + "`SELECT ${" * 1_000 + "'x'" + "}`" * 1_000 + ")",
    "branches": "let sql;" + " else ".join(f"if (a === {i}) sql = 'SELECT {i}';" for i in range(1_000)) + "db.query(sql)",
    "cases": "let sql; switch (a) {"
    + "".join(f"case {i}: sql = 'SELECT {i}'; break;" for i in range(1_000))
    + "} db.query(sql)",
    "one line": "x('abc');" * 100_000 + "db.query('SELECT 1')",
    "one template": "db.query(`SELECT " + "x," * 2_000_000 + "1`)",
    "pushes": "const xs = []; " + "xs.push('a');" * 10_000 + "db.query('SELECT ' + xs.join(','))",
    "conditional pushes": "const xs = ['1'];"
    + "".join(f"if (a.x{i}) xs.push('{i}');" for i in range(200))
    + "db.query('SELECT ' + xs.join(','))",
    "mutual recursion": "const f = (n) => n ? `(${g(n - 1)}${g(n - 2)})` : '1'; "
    "const g = (n) => a.x ? `(${f(n - 1)}${f(n)})` : '2';"
    "db.query('SELECT ' + f(a))",
    "nested loops": "const xs = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]; let sql = 'SELECT 1';"
    + "for (const x of xs) " * 12
    + "sql += `,${x}`; db.query(sql)",
    "nested maps": "const xs = [1, 2, 3, 4, 5, 6, 7, 8, 9]; db.query(`SELECT ${"
    + "xs.map((x) => `${" * 10
    + "x"
    + "}`)" * 10
    + "}`)",
    "unknown lists": "".join(f"const p{i} = a.l{i}.map((_, i) => `$${{i}}`).join();" for i in range(40))
    + "db.query(`SELECT "
    + ",".join(f"${{p{i}}}" for i in range(40))
    + "`)",
    "endless loop": "let sql = 'SELECT 1'; for (let i = 0; i < 1e9; i++) sql += ',1'; "
    "while (true) { sql += ',2'; db.query(sql) }",
    "repeat": "db.query('SELECT 1'.repeat(1000000000).padEnd(100000000))",
    "angles": "a<" * 100_000 + "b>`x`",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends(name: str) -> None:
    started = time.process_time()
    found = of(f"{HEAD}{HOSTILE[name]}}}")
    assert time.process_time() - started < SECONDS
    assert all(len(statement.variants) <= 64 for statement in found)


@pytest.mark.parametrize("name", ["conditions", "ternaries", "conditional pushes"])
def test_too_many_variants_are_said_and_every_condition_is_met(name: str) -> None:
    (statement,) = of(f"{HEAD}{HOSTILE[name]}}}")
    assert statement.reason is Reason.TOO_MANY_VARIANTS
    assert 2 <= len(statement.variants) <= 64


def test_every_fragment_is_in_some_text() -> None:
    (statement,) = of(f"{HEAD}{HOSTILE['conditional pushes']}}}")
    pieces = {piece for variant in statement.variants for piece in variant.text.removeprefix("SELECT ").split(",")}
    assert pieces == {str(number) for number in range(200)}
    assert min(len(variant.text) for variant in statement.variants) == len("SELECT 1")


def test_values_and_numbers_go_together_in_a_sample() -> None:
    parts = "".join(f"if (a.x{i}) s.push(`c{i} = $${{v.push(a.x{i})}}`);" for i in range(30))
    (statement,) = of(f"{HEAD}const s = ['d = 1'], v = []; {parts} db.query(`UPDATE t SET ${{s.join(', ')}}`, v)}}")
    assert statement.reason is Reason.TOO_MANY_VARIANTS
    assert len(statement.variants) == 62
    for variant in statement.variants:
        assert re.findall(r"\$(\d+)", variant.text) == [str(number + 1) for number in range(variant.parameters or 0)]


@pytest.mark.parametrize(("most", "reason"), [(8, None), (7, Reason.TOO_MANY_VARIANTS)])
def test_max_variants_is_a_setting(most: int, reason: Reason | None) -> None:
    text = "let sql = 'SELECT 1'; if (a.x) sql += ',2'; if (a.y) sql += ',3'; if (a.z) sql += ',4'; db.query(sql)"
    (statement,) = of(f"{HEAD}{text}}}", sinks=SinkSettings(max_variants=most))
    assert statement.reason is reason
    assert len(statement.variants) <= most


@pytest.mark.parametrize("name", ["branches", "cases", "parentheses"])
def test_what_is_not_followed_is_unknown(name: str) -> None:
    (statement,) = of(f"{HEAD}{HOSTILE[name]}}}")
    assert statement.reason is Reason.UNKNOWN_TEXT


def test_what_is_nested_too_deeply_is_told() -> None:
    file = SourceFile("a.ts", HEAD + "if (a) {" * 3_000 + "db.query('SELECT 1')" + "}" * 3_000 + "}")
    assert any("nested too deeply" in diagnostic.message for diagnostic in extract(file).diagnostics)


def test_the_rest_of_a_broken_file_is_read() -> None:
    text = "const = ;\ndb.query('SELECT 1');\nlet x = @ + ;\ndb.query('SELECT 2');"
    found = extract(SourceFile("a.ts", text))
    assert [statement.variants[0].text for statement in found.statements] == ["SELECT 1", "SELECT 2"]
    assert [diagnostic.line for diagnostic in found.diagnostics] == [1]


PARTS = [
    "db.query(",
    "`SELECT ${",
    "}`",
    "'",
    '"',
    "if (a) {",
    "}",
    "sql`",
    "sql<A>`",
    ")",
    "=>",
    "let q = ",
    "\\u{",
    "q += ",
    ";",
    "\n",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*PARTS, "😀", "\r\n", "class A {", "return ", "switch (a) { case 1:", "for (;;) ", "try {"])))
def test_no_text_raises(parts: list[str]) -> None:
    of("import { Pool } from 'pg'; const db = new Pool(); async function f(a) {" + " ".join(parts))
