"""How a report looks in each format, and that no content of a scanned tree can break out of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from tests.reporters.hostile import contexts, reports
from tests.reporters.sample import CONTEXT, REPORT
from tests.reporters.snapshots import assert_snapshot
from xref.finding import Report
from xref.reporters import FORMATS, RenderContext, render, render_diagnostics
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


@pytest.mark.parametrize("name", ["text", "concise"])
@given(report=reports, context=contexts())
def test_a_terminal_is_told_nothing_but_text(name: str, report: Report, context: RenderContext) -> None:
    text = render(report, name, context) + render_diagnostics(report, context)
    assert escape_control(text, keep="\n") == text


@given(report=reports, context=contexts())
def test_concise_is_one_line_a_finding(report: Report, context: RenderContext) -> None:
    assert render(report, "concise", context).count("\n") == len(report.findings) + len(report.uncovered)


@pytest.mark.parametrize("name", ["json", "sarif"])
@given(report=reports, context=contexts())
def test_json_is_read_back_whatever_is_in_it(name: str, report: Report, context: RenderContext) -> None:
    read = json.loads(render(report, name, context).encode())
    findings = read["findings"] if name == "json" else read["runs"][0]["results"]
    assert len(findings) == len(report.findings)
