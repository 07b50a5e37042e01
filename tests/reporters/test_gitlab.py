"""GitLab's code quality report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given

from tests.reporters.hostile import contexts, reports_of
from tests.reporters.sample import CONTEXT, LEFTOVER, REPORT, UNDEFINED
from xref.finding import Report
from xref.reporters import RenderContext, render


def quality(report: Report, context: RenderContext = CONTEXT) -> list[dict[str, Any]]:
    return list(json.loads(render(report, "gitlab", context).encode()))


def test_fields() -> None:
    (found,) = quality(Report("/", (LEFTOVER,)), replace(CONTEXT, prefix="apps/api"))
    assert found == {
        "description": 'column u.joinedat does not exist: "joinedAt" folds to lower case (42703) (when `status` is given); '
        "write joined_at",
        "check_name": "camelcase-column",
        "fingerprint": LEFTOVER.fingerprint,
        "severity": "critical",
        "location": {"path": "apps/api/src/users.ts", "lines": {"begin": 3, "end": 3}},
    }


def test_severities() -> None:
    assert [found["severity"] for found in quality(REPORT)] == ["info", "critical", "major", "critical", "critical"]


def test_equal_findings_have_fingerprints_that_stay_and_differ() -> None:
    twice = Report("/", (UNDEFINED, UNDEFINED, replace(UNDEFINED, fingerprint=""), UNDEFINED))
    found = [it["fingerprint"] for it in quality(twice)]
    assert len(set(found)) == 4
    assert found[0] == UNDEFINED.fingerprint
    assert found == [it["fingerprint"] for it in quality(twice)]


@given(report=reports_of(8), context=contexts())
def test_no_fingerprint_is_there_twice(report: Report, context: RenderContext) -> None:
    found = [it["fingerprint"] for it in quality(report, context)]
    assert len(set(found)) == len(report.findings)
