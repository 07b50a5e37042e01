"""GitLab's code quality report: a JSON array, one finding a line. Of equal fingerprints it shows one, so none are equal."""

from __future__ import annotations

import hashlib
from typing import Any

from xref.finding import Finding, Report, Severity
from xref.reporters.cells import plain
from xref.reporters.context import RenderContext
from xref.reporters.encoding import to_json
from xref.reporters.places import from_top, in_file

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(report: Report, context: RenderContext) -> str:
    """All findings."""
    taken: set[str] = set()
    rows = ",\n".join(f"  {to_json(_quality(finding, context, taken))}" for finding in report.findings)
    return f"[\n{rows}\n]\n" if rows else "[]\n"


def _quality(finding: Finding, context: RenderContext, taken: set[str]) -> dict[str, Any]:
    location = finding.location
    return {
        "description": _description(finding),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(finding, taken),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": from_top(location.path, context) if in_file(location) else location.path,
            "lines": {"begin": location.start.line, "end": location.end.line},
        },
    }


def _description(finding: Finding) -> str:
    code = f" ({plain(finding.sqlstate)})" if finding.sqlstate else ""
    when = f" ({plain(finding.condition)})" if finding.condition else ""
    suggestion = f"; {plain(finding.suggestion)}" if finding.suggestion else ""
    return f"{plain(finding.message)}{code}{when}{suggestion}"


def _fingerprint(finding: Finding, taken: set[str]) -> str:
    """The finding's own; where that is absent or taken, one of what it says and of how often that was taken."""
    fingerprint = finding.fingerprint
    ordinal = 0
    while not fingerprint or fingerprint in taken:
        parts = (finding.fingerprint, finding.rule, finding.location.path, finding.message, str(ordinal))
        fingerprint = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        ordinal += 1
    taken.add(fingerprint)
    return fingerprint
