"""Hostile code: bounded in time, never an exception, and it says what it leaves out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.reading import of
from xref.extract import extract
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
    "angles": "a<" * 100_000 + "b>`x`",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends(name: str) -> None:
    started = time.monotonic()
    found = of(f"{HEAD}{HOSTILE[name]}}}")
    assert time.monotonic() - started < SECONDS
    assert all(len(statement.variants) <= 64 for statement in found)


@pytest.mark.parametrize("name", ["conditions", "ternaries"])
def test_too_many_variants_are_said_and_every_condition_is_met(name: str) -> None:
    (statement,) = of(f"{HEAD}{HOSTILE[name]}}}")
    assert statement.reason is Reason.TOO_MANY_VARIANTS
    assert 2 <= len(statement.variants) <= 64


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
