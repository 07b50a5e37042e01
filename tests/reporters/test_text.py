"""The frames: what is underlined is the token, whatever stands before it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from tests.reporters.sample import CONTEXT, CUT, LEFTOVER, LONG, REPORT, UNDEFINED
from xref.finding import Annotation, Finding, Report, Severity
from xref.reporters import RenderContext, render, render_diagnostics
from xref.source import Location, Position, SourceFile, Span


def rows(finding: Finding, context: RenderContext) -> list[str]:
    return render(Report("/", (finding,)), "text", replace(context, quiet=True)).splitlines()


def finding_at(file: SourceFile, token: str) -> Finding:
    start = file.text.index(token)
    return Finding("undefined-column", Severity.ERROR, "wrong", file.location(Span(start, start + len(token))))


def cells(text: str) -> int:
    """Cells by the East Asian Width property alone (Unicode annex 11): enough for the texts below."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@pytest.mark.parametrize("before", ["", "    ", "\t\t", "日本語 ", "a 🎉\t", "\x1b[31m", "é" * 30, "x" * 500, "語" * 500])
@pytest.mark.parametrize("after", ["", " FROM t", "y" * 500, "🎉" * 300])
def test_the_underline_is_below_the_token(before: str, after: str) -> None:
    file = SourceFile("a.ts", f"{before}token{after}")
    code, underline = rows(finding_at(file, "token"), RenderContext(file={"a.ts": file}.get, width=80))[2:4]
    assert cells(code) <= 80
    assert cells(code[: code.index("token")]) == underline.index("^")
    assert underline.count("^") == len("token")


def test_a_tokens_beginning_is_shown_when_it_is_wider_than_the_terminal() -> None:
    file = SourceFile("a.ts", "x" * 100 + "T" + "t" * 200 + "x" * 100)
    code, underline = rows(finding_at(file, "T" + "t" * 200), RenderContext(file={"a.ts": file}.get, width=80))[2:4]
    assert code.index("T") == underline.index("^")
    assert len(underline) <= 80


def test_lines_that_are_apart_are_shown_apart() -> None:
    file = SourceFile("a.ts", "one\ntwo\nthree\nfour\n")
    near = replace(finding_at(file, "two"), related=(Annotation("beside", file.location(Span(8, 13))),))
    far = replace(finding_at(file, "one"), related=(Annotation("below", file.location(Span(14, 18))),))
    context = RenderContext(file={"a.ts": file}.get)
    assert "..." not in rows(near, context)
    assert rows(far, context)[4] == "..."


def test_a_place_without_a_line_is_a_remark() -> None:
    assert "  = note: the table as the live database has it (postgresql://db/app:1:1)" in rows(LEFTOVER, CONTEXT)


def test_without_the_file_the_finding_is_still_told() -> None:
    assert rows(UNDEFINED, RenderContext()) == [
        'src/users.ts:2:25: error[undefined-column] column "emial" does not exist (42703)',
        "  = note: declared here (db/schema.sql:3:3)",
        '  = help: did you mean "email"?',
    ]


def test_a_multi_line_place_is_underlined_to_the_lines_end() -> None:
    file = SourceFile("a.ts", "query(one\ntwo)\n")
    finding = Finding("syntax-error", Severity.ERROR, "x", Location("a.ts", Position(1, 7), Position(2, 4)))
    assert rows(finding, RenderContext(file={"a.ts": file}.get))[3] == "  |       ^^^"


def test_a_link_is_only_made_of_a_printable_address() -> None:
    context = replace(CONTEXT, hyperlinks=True)
    assert "\x1b]8;;https://example.invalid/rules/null-comparison\x1b\\" in rows(CUT, context)[0]
    assert "\x1b" not in rows(replace(CUT, url="https://x\x1b\\\x1b[2J"), context)[0]


def test_quiet_leaves_the_counts_out() -> None:
    assert "Found" in render(REPORT, "text", CONTEXT)
    assert "Found" not in render(REPORT, "text", replace(CONTEXT, quiet=True))
    assert render(Report("/"), "text", replace(CONTEXT, quiet=True)) == ""


def test_diagnostics_are_lines_of_their_own() -> None:
    assert render_diagnostics(REPORT, CONTEXT) == (
        "warning: src/bundle.js: skipped: larger than 1 MB\nnote: docs/schema.md:12: no table of this name any more\n"
    )


def test_the_window_keeps_the_width() -> None:
    for width in (50, 60, 100):
        assert all(len(row) <= width for row in rows(replace(CUT, message=""), replace(CONTEXT, width=width))[1:])
    assert "missing" in LONG.text
