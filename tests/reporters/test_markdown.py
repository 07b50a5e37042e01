"""The summary in Markdown: whatever is in a report, it stays one table with the same cells, and no more than text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.reporters.hostile import TRICKS, contexts, reports, texts
from tests.reporters.sample import CONTEXT, MISMATCH, REPORT, UNDEFINED
from xref.finding import Report, Severity
from xref.reporters import RenderContext, render
from xref.reporters.cells import plain
from xref.reporters.counts import most_severe_first
from xref.reporters.markdown import MOST_CHARACTERS
from xref.reporters.markup import code
from xref.source import Location, Position

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OWN_TAGS = {"<code>", "</code>", "<br>", "<!-- -->"}


def cells(text: str, table: int = 0) -> list[list[Token]]:
    """The cells of a table's rows, the first row being its head."""
    rows: list[list[Token]] = []
    seen = -1
    tokens = PARSER.parse(text)
    for token, content in pairwise(tokens):
        seen += token.type == "table_open"
        if token.type == "tr_open" and seen == table:
            rows.append([])
        if token.type in ("th_open", "td_open") and seen == table:
            rows[-1].append(content)
    return rows


def words(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type == "text")


def inlines(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield from token.children or ()


@given(texts)
def test_text_is_shown_as_it_is(text: str) -> None:
    (block,) = [
        token for token in PARSER.parse(f"| a |\n|---|\n| {code(text)} |") if token.content and token.content != "a"
    ] or [Token("inline", "", 0)]
    assert words(block) == plain(text)


@pytest.mark.parametrize("text", TRICKS)
def test_nothing_is_a_mention_an_address_or_a_tag(text: str) -> None:
    shown = code(text).removeprefix("<code>").removesuffix("</code>").replace("<!-- -->", "\0")
    assert re.search(r"@|://|www\.|[<>|`*]|(?<!&)#|\]\(", shown) is None


@given(report=reports, context=contexts())
def test_a_report_is_its_tables_whatever_is_in_it(report: Report, context: RenderContext) -> None:
    text = render(report, "markdown", context)
    if report.findings:
        head, *rows = cells(text)
        assert [words(cell) for cell in head] == ["Severity", "Where", "Rule", "Finding"]
        for row, finding in zip(rows, most_severe_first(report.findings), strict=True):
            assert len(row) == 4
            assert words(row[0]) == finding.severity
            assert words(row[2]) == finding.rule
            assert words(row[3]).startswith(plain(finding.message))
    for token in inlines(text):
        assert token.type in ("text", "html_inline", "link_open", "link_close", "softbreak")
        assert token.type != "html_inline" or token.content in OWN_TAGS
        assert token.type != "link_open" or str(token.attrGet("href")).startswith("https://")
    assert {token.type for token in PARSER.parse(text)}.isdisjoint(
        {"html_block", "code_block", "fence", "hr", "blockquote_open"}
    )


def test_statistics_and_unchecked_are_tables_of_their_own() -> None:
    text = render(REPORT, "markdown", replace(CONTEXT, show_statistics=True, show_unchecked=True))
    assert [[words(cell) for cell in row[:3]] for row in cells(text, 1)[1:3]] == [
        ["2", "error", "undefined-column"],
        ["1", "error", "camelcase-column"],
    ]
    assert [words(row[2]) for row in cells(text, 2)[1:]] == ["hole", "unknown-text"]


def test_what_does_not_fit_is_counted() -> None:
    many = [replace(UNDEFINED, location=Location("a.ts", Position(n, 1), Position(n, 2))) for n in range(1, 999)]
    long = [replace(MISMATCH, message="@" * 9999, severity=Severity.NOTE)] * 9
    report = replace(REPORT, findings=(*long, *many), uncovered=REPORT.uncovered * 999, diagnostics=REPORT.diagnostics * 99)
    text = render(report, "markdown", replace(CONTEXT, show_statistics=True, show_unchecked=True))
    assert MOST_CHARACTERS - 3000 < len(text) <= MOST_CHARACTERS
    shown = len(cells(text)) - 1
    assert f"{len(report.findings) - shown} more findings left out: there is no room for more." in text
    assert re.search(r"\n199\d more statements left out: there is no room for more\.\n", text)
    assert "- and 188 more" in text


@given(count=st.integers(0, 400), prefix=st.text("a/", max_size=300))
def test_never_more_than_a_comment_takes(count: int, prefix: str) -> None:
    report = replace(REPORT, findings=(UNDEFINED,) * count)
    assert len(render(report, "markdown", replace(CONTEXT, prefix=prefix, show_unchecked=True))) <= MOST_CHARACTERS
