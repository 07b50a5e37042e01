"""JSON, version 1: the fields that programs rely on, all of them and no others."""

from __future__ import annotations

import json
from typing import Any

from tests.reporters.sample import CONTEXT, REPORT
from xref.finding import Report
from xref.reporters import RenderContext, render

FIELDS = {
    "": "version tool root schema summary findings unchecked idioms diagnostics",
    "tool": "name version",
    "schema": "kind path relations",
    "summary": "files statements checked partial unchecked findings suppressed baselined row_reads unchecked_reads",
    "summary.findings": "error warning note",
    "findings": "rule sqlstate severity confidence message path span subject condition suggestion related fix fingerprint url",
    "findings.span": "start end",
    "findings.span.start": "line column",
    "findings.span.end": "line column",
    "findings.related": "message path span",
    "findings.related.span": "start end",
    "findings.related.span.start": "line column",
    "findings.related.span.end": "line column",
    "findings.fix": "applicability edits",
    "findings.fix.edits": "path span text",
    "findings.fix.edits.span": "start end",
    "findings.fix.edits.span.start": "line column",
    "findings.fix.edits.span.end": "line column",
    "unchecked": "path line column status reason idiom",
    "idioms": "idiom checked partial unchecked",
    "diagnostics": "level path line message",
}


def fields_of(value: Any, path: str = "") -> dict[str, str]:
    """The fields of every object in ``value``, in order, by the path to it."""
    if isinstance(value, list):
        return {place: fields for item in value for place, fields in fields_of(item, path).items()}
    if not isinstance(value, dict):
        return {}
    inner = [fields_of(item, f"{path}.{name}".lstrip(".")) for name, item in value.items()]
    return {path: " ".join(value), **{place: fields for found in inner for place, fields in found.items()}}


def test_has_exactly_the_fields_of_version_1() -> None:
    assert fields_of(json.loads(render(REPORT, "json", CONTEXT))) == FIELDS


def test_what_is_absent_is_null_or_empty() -> None:
    read = json.loads(render(Report("/app"), "json", RenderContext()))
    assert read["version"] == 1
    assert read["findings"] == read["unchecked"] == read["diagnostics"] == read["schema"] == []
    finding = json.loads(render(REPORT, "json", RenderContext()))["findings"][2]
    assert (finding["subject"], finding["fix"], finding["url"]) == (None, None, None)


def test_a_rules_page_is_the_findings_address() -> None:
    findings = json.loads(render(REPORT, "json", CONTEXT))["findings"]
    assert [finding["url"] for finding in findings[:3]] == [
        "https://example.invalid/rules/null-comparison",
        "https://example.invalid/rules/undefined-column",
        None,
    ]
