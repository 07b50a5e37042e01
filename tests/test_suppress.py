"""Suppressions: where they may stand, what they hold for, and those that do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from xref.finding import Applicability, Finding, Severity
from xref.source import SourceFile, Span
from xref.suppress import Suppression, apply, find_suppressions, schema_comments
from xref.syntax import parse

if TYPE_CHECKING:
    from tree_sitter import Node

KNOWN = ("undefined-column", "undefined-table", "id-cast", "unused-suppression")


def suppressions(text: str, path: str = "a.tsx") -> tuple[Suppression, ...]:
    """Of a file, with its comments found by the real grammar and its SQL being every template and string."""
    file = SourceFile(path, text)
    if not path.endswith((".ts", ".tsx")):
        return find_suppressions(file, schema_comments(file))
    tree = parse(file)
    comments = [tree.span(node) for node in _nodes(tree.root) if node.type == "comment" and "xref:" in tree.text(node)]
    sql = [tree.span(node) for node in _nodes(tree.root) if node.type in ("template_string", "string")]
    return find_suppressions(file, comments, sql)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def finding(file: SourceFile, offset: int, rule: str = "undefined-column") -> Finding:
    return Finding(rule, Severity.ERROR, "", file.location(Span(offset, offset + 1)))


def run(
    text: str, path: str = "a.tsx", ran: tuple[str, ...] = KNOWN, rule: str = "undefined-column"
) -> tuple[int, int, list[Finding]]:
    """A finding at every ``BAD`` of the text: how many are left, how many are suppressed, and what is said of suppressions."""
    file = SourceFile(path, text)
    found = [finding(file, match.start(), rule) for match in re.finditer("BAD", text)]
    kept, suppressed, about = apply(found, suppressions(text, path), ran, KNOWN)
    return len(kept), suppressed, about


def fixed(text: str, about: Finding) -> str:
    """The text after the finding's fix."""
    assert about.fix is not None
    assert about.fix.applicability is Applicability.SAFE
    (edit,) = about.fix.edits
    starts = SourceFile("a.tsx", text).line_starts
    start = starts[edit.location.start.line - 1] + edit.location.start.column - 1
    end = starts[edit.location.end.line - 1] + edit.location.end.column - 1
    return text[:start] + edit.text + text[end:]


class TestPlaces:
    @pytest.mark.parametrize(
        "text",
        [
            "f('BAD'); // xref: ignore[undefined-column] it is made later",
            "f('BAD'); //xref:ignore[undefined-column]",
            "f('BAD'); /* xref: ignore[undefined-column] why */",
            "f(/* xref: ignore[undefined-column] why */ 'BAD');",
            "// xref: ignore[undefined-column] why\nf('BAD');",
            "// xref: ignore[undefined-column] why\r\nf('BAD');\r\n",
            "// xref: ignore[undefined-column] why\n// eslint-disable-next-line\nf('BAD');",
            "/*\n * xref: ignore[undefined-column] why\n * and more\n */\nf('BAD');",
            "// xref: ignore[undefined-table, undefined-column] why\nf('BAD');",
            "f(`SELECT\n  BAD -- xref: ignore[undefined-column] why\nFROM t`);",
            "f(`SELECT\n  -- xref: ignore[undefined-column] why\n  BAD\nFROM t`);",
            "f(`SELECT\n  -- xref: ignore[undefined-column] why\n  -- another comment\n  BAD\nFROM t`);",
            "f(`SELECT BAD /* xref: ignore[undefined-column] why */ FROM t`);",
            "f('SELECT BAD -- xref: ignore[undefined-column] why');",
            "const x = <p>\n  {/* xref: ignore[undefined-column] why */}\n  {f('BAD')}\n</p>;",
            "const x = <p>{f('BAD')} {/* xref: ignore[undefined-column] why */}</p>;",
            "// xref: ignore-file[undefined-column] why\nf('x');\nf('BAD');",
            "#!/usr/bin/env node\n// Copyright\n// xref: ignore-file[undefined-column] why\nf('BAD');",
            "/* xref: ignore-file[undefined-column] why */ f('x');\nf('BAD');",
            "'use client';\n// xref: ignore-file[undefined-column] why\nf('BAD');",
            "// xref: ignore[undefined-column] why\n/* a */\n// @ts-expect-error\nf('BAD');",
        ],
    )
    def test_holds(self, text: str) -> None:
        assert run(text)[:2] == (0, 1)
        assert [about.message for about in run(text)[2]] in ([], ["nothing to suppress here for undefined-table"])

    @pytest.mark.parametrize(
        "text",
        [
            "// xref: ignore[undefined-column] why\n\nf('BAD');",
            "f(); // xref: ignore[undefined-column] why\nf('BAD');",
            "f('BAD');\n// xref: ignore[undefined-column] why",
            "f(`SELECT 1 -- xref: ignore[undefined-column] why\n, BAD FROM t`);",
            "f('BAD'); // xref: ignore[undefined-table] why",
            "f('BAD'); // see xref: ignore[undefined-column]",
            "f('BAD'); const s = '// xref: ignore[undefined-column]';",
            "f('BAD');\n/* xref: ignore-file[undefined-column] why */",
        ],
    )
    def test_does_not_hold(self, text: str) -> None:
        if "ignore-file" in text:
            text = "// first\n" + text
        assert run(text)[:2] == (1, 0)

    @pytest.mark.parametrize(
        "text", ["// xref: see the registry", "// xref: ignored columns are legacy", "// xref[undefined-column]"]
    )
    def test_prose_is_no_suppression(self, text: str) -> None:
        assert suppressions(text) == ()

    def test_markdown_and_sql_files(self) -> None:
        assert run("# Title\n<!-- xref: ignore-file[undefined-column] why -->\n| id | BAD |\n", "docs/registry.md")[:2] == (
            0,
            1,
        )
        assert run("| id | BAD | <!-- xref: ignore[undefined-column] why -->\n", "docs/registry.md")[:2] == (0, 1)
        assert run("<!-- xref: ignore[undefined-column] why -->\n| id | BAD |\n", "docs/registry.md")[:2] == (0, 1)
        assert run("ALTER TABLE t ADD BAD int; -- xref: ignore[undefined-column] why\n", "m/1.sql")[:2] == (0, 1)
        assert run("/* xref: ignore[undefined-column] why */\nALTER TABLE t ADD BAD int;\n", "m/1.sql")[:2] == (0, 1)

    def test_one_file_does_not_use_that_of_another(self) -> None:
        text = "f('BAD'); // xref: ignore[undefined-column] why"
        both = (*suppressions(text, "a.ts"), *suppressions(text, "b.ts"))
        kept, suppressed, about = apply([finding(SourceFile("a.ts", text), 3)], both, KNOWN, KNOWN)
        assert (kept, suppressed) == ([], 1)
        assert [found.location.path for found in about] == ["b.ts"]


class TestUnused:
    @pytest.mark.parametrize(
        ("text", "after"),
        [
            ("f();\n  // xref: ignore[undefined-column] why\ng();\n", "f();\ng();\n"),
            ("f();\r\n// xref: ignore[undefined-column] why\r\ng();\r\n", "f();\r\ng();\r\n"),
            ("f(); // xref: ignore[undefined-column] why\ng();\n", "f();\ng();\n"),
            ("f(); // xref: ignore[undefined-column, id-cast] why", "f();"),
            ("f(`SELECT 1 -- xref: ignore[undefined-column] why\n FROM t`);", "f(`SELECT 1\n FROM t`);"),
            ("<p>\n  {/* xref: ignore[undefined-column] why */}\n</p>;\n", "<p>\n</p>;\n"),
            ("<p>a {/* xref: ignore[undefined-column] why */}</p>;\n", "<p>a</p>;\n"),
            (
                "f('BAD'); // xref: ignore[undefined-table, undefined-column,id-cast] why",
                "f('BAD'); // xref: ignore[undefined-column] why",
            ),
        ],
    )
    def test_fix_removes_it(self, text: str, after: str) -> None:
        (about,) = run(text)[2]
        assert about.rule == "unused-suppression"
        assert about.severity is Severity.WARNING
        assert fixed(text, about) == after
        assert run(after)[2] == []

    def test_place_is_the_name(self) -> None:
        text = "f('BAD'); // xref: ignore[undefined-column, id-cast] why"
        (about,) = run(text)[2]
        assert text[about.location.start.column - 1 : about.location.end.column - 1] == "id-cast"

    def test_rule_that_did_not_run_is_not_unused(self) -> None:
        assert run("f(); // xref: ignore[id-cast] why", ran=("undefined-column",))[2] == []

    def test_an_unused_one_can_be_suppressed(self) -> None:
        assert run("f(); // xref: ignore[undefined-column, unused-suppression] generated")[2] == []


class TestMalformed:
    @pytest.mark.parametrize(
        ("text", "message", "suggestion", "token"),
        [
            (
                "f(); // xref: ignore why",
                "the suppression names no rule",
                "as in `xref: ignore[undefined-column] why`",
                "// xref: ignore why",
            ),
            (
                "f(); // xref: ignore[] why",
                "the suppression names no rule",
                "as in `xref: ignore[undefined-column] why`",
                "// xref: ignore[] why",
            ),
            (
                "f(); // xref: ignore[undefined-colum] why",
                'there is no rule "undefined-colum"',
                'did you mean "undefined-column"?',
                "undefined-colum",
            ),
            (
                "// a\nf(); // xref: ignore-file[undefined-column] why",
                "`ignore-file` does nothing here",
                "move it into the file's first comment",
                "// xref: ignore-file[undefined-column] why",
            ),
        ],
    )
    def test_is_a_finding(self, text: str, message: str, suggestion: str, token: str) -> None:
        (about,) = run(text)[2]
        assert (about.rule, about.message, about.suggestion) == ("unused-suppression", message, suggestion)
        line = text.split("\n")[about.location.start.line - 1]
        assert line[about.location.start.column - 1 : about.location.end.column - 1] == token

    def test_finding_stays_on_one_line(self) -> None:
        (about,) = run("/* xref: ignore\n why */\nf();")[2]
        assert about.location.start.line == about.location.end.line


@pytest.mark.parametrize("text", ["<!--" * 200_000, "<!-- xref: " + "-" * 400_000, "xref:" + "<!-->" * 100_000])
def test_hostile_markdown_is_quick(text: str) -> None:
    suppressions("xref:" + text, "a.md")


@pytest.mark.parametrize("text", ["/* xref: ignore " * 50_000, "-" * 500_000, "/" + "*" * 500_000, "-- xref: ignore[" * 40_000])
def test_hostile_sql_is_quick(text: str) -> None:
    suppressions("xref:" + text, "a.sql")
    find_suppressions(SourceFile("a.ts", "xref:" + text), [Span(5, 5 + len(text))], [Span(0, 5 + len(text))])
