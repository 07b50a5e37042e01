"""How a report looks in each format, and that no content of a scanned tree can break out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.reporters.hostile import contexts, reports, texts
from tests.reporters.sample import CONTEXT, REPORT
from tests.reporters.snapshots import assert_snapshot
from xref.finding import Report
from xref.reporters import FORMATS, RenderContext, render, render_diagnostics
from xref.reporters.encoding import to_json
from xref.terminal import escape_control


@pytest.mark.parametrize("name", FORMATS)
def test_looks_as_in_its_snapshot(name: str) -> None:
    assert_snapshot(f"report.{name}", render(REPORT, name, CONTEXT))


def test_colours_look_as_in_their_snapshot() -> None:
    context = replace(CONTEXT, color=True, hyperlinks=True, show_statistics=True, show_unchecked=True)
    assert_snapshot("report.color", render(REPORT, "text", context))


def test_an_unknown_format_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        render(REPORT, "xml", CONTEXT)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_report_renders(name: str) -> None:
    assert "\x1b" not in render(Report("/"), name, RenderContext())


@pytest.mark.parametrize("name", FORMATS)
@given(report=reports, context=contexts())
def test_a_terminal_is_told_nothing_but_text(name: str, report: Report, context: RenderContext) -> None:
    text = render(report, name, context) + render_diagnostics(report, context)
    assert escape_control(text, keep="\n") == text


@given(report=reports, context=contexts())
def test_concise_is_one_line_a_finding(report: Report, context: RenderContext) -> None:
    assert render(report, "concise", context).count("\n") == len(report.findings) + len(report.uncovered)


FINDINGS_IN: dict[str, Callable[[Any], list[Any]]] = {
    "json": lambda read: read["findings"],
    "sarif": lambda read: read["runs"][0]["results"],
    "rdjson": lambda read: read["diagnostics"],
    "gitlab": lambda read: read,
}


@pytest.mark.parametrize("name", FINDINGS_IN)
@given(report=reports, context=contexts())
def test_json_is_read_back_whatever_is_in_it(name: str, report: Report, context: RenderContext) -> None:
    text = render(report, name, context)
    assert len(FINDINGS_IN[name](json.loads(text.encode()))) == len(report.findings)


@given(texts)
def test_json_says_what_was_put_into_it(text: str) -> None:
    assert json.loads(to_json([text])) == [re.sub("[\ud800-\udfff]", "\ufffd", text)]
