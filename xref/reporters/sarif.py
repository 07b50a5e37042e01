"""SARIF 2.1.0 (OASIS) as GitHub code scanning reads it.

GitHub shows one location, and on a pull request only if all its lines are in the diff: it is cut to one line. Related
locations show only where the message links to them; one that is in no file of the repository (a live database, a schema beside
it) is left out. Suppressed and baselined findings would open alerts: a report has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from xref import HOMEPAGE
from xref.finding import Annotation, Confidence, Diagnostic, Finding, Report, Severity
from xref.reporters.context import RenderContext, RuleText
from xref.reporters.encoding import to_json
from xref.reporters.line_hash import line_hashes
from xref.reporters.sarif_limits import MOST_RELATED, MOST_RESULTS, count_that_fits, most_severe, what_is_cut
from xref.reporters.sarif_message import message_text, uri
from xref.reporters.sarif_rules import descriptor
from xref.source import Location

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE = "%SRCROOT%"
_RANKS = {Confidence.HIGH: 90.0, Confidence.MEDIUM: 60.0, Confidence.LOW: 30.0}


def render(report: Report, context: RenderContext) -> str:
    """One run with its rules, results and notifications; as many results as a file may have."""
    rules = _rules(report, context)
    results = _Results(context, {name: index for index, name in enumerate(rules)})
    driver = _driver(rules, context)
    findings = most_severe(report.findings, MOST_RESULTS)
    while True:
        text = _log(report, context, driver, [results.result(finding) for finding in findings])
        count = count_that_fits(text, len(findings))
        if count >= len(findings):
            return text
        findings = most_severe(findings, max(count, 0))


def _log(report: Report, context: RenderContext, driver: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> str:
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, context, len(results))],
        "results": results,
    }
    category = (context.category or "").strip("/")
    if category:
        run["automationDetails"] = {"id": f"{category}/"}
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _driver(rules: Mapping[str, RuleText], context: RenderContext) -> dict[str, Any]:
    return {
        "name": "xref",
        "informationUri": HOMEPAGE,
        "version": context.version,
        "semanticVersion": context.version,
        "rules": [descriptor(name, rule) for name, rule in rules.items()],
    }


def _rules(report: Report, context: RenderContext) -> dict[str, RuleText]:
    """All known rules by name, and whatever else a finding names: a result without its rule would be refused."""
    unknown = {finding.rule: RuleText(finding.rule, severity=finding.severity) for finding in report.findings}
    return dict(sorted({**unknown, **context.rules}.items()))


def _invocation(report: Report, context: RenderContext, kept: int) -> dict[str, Any]:
    notifications = [_notification(diagnostic, context) for diagnostic in report.diagnostics]
    most_related = max((len(_placed(finding.related, context)) for finding in report.findings), default=0)
    notifications += [
        {"level": level, "message": {"text": text}} for level, text in what_is_cut(len(report.findings), kept, most_related)
    ]
    failed = any(diagnostic.level is Severity.ERROR for diagnostic in report.diagnostics)
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notifications}


def _notification(diagnostic: Diagnostic, context: RenderContext) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": diagnostic.level.value, "message": {"text": message_text(diagnostic.message)}}
    if diagnostic.path is not None and _is_in_repository(diagnostic.path, context):
        place: dict[str, Any] = {"artifactLocation": _artifact(diagnostic.path, context)}
        if diagnostic.line is not None:
            place["region"] = {"startLine": diagnostic.line}
        notification["locations"] = [{"physicalLocation": place}]
    return notification


def _artifact(path: str, context: RenderContext) -> dict[str, str]:
    return {"uri": uri(context.prefix, path), "uriBaseId": _BASE}


def _is_in_repository(path: str, context: RenderContext) -> bool:
    return "://" not in path and not path.startswith("/") and uri(context.prefix, path).split("/")[0] != ".."


def _placed(related: Iterable[Annotation], context: RenderContext) -> list[Annotation]:
    """The related places to which an alert can link."""
    return [note for note in related if _is_in_repository(note.location.path, context)]


class _Results:
    """Findings as results of one run; each file is hashed once."""

    def __init__(self, context: RenderContext, indexes: Mapping[str, int]) -> None:
        self._context = context
        self._indexes = indexes
        self._hashes = cache(self._hashes_of)

    def result(self, finding: Finding) -> dict[str, Any]:
        related = _placed(finding.related, self._context)[:MOST_RELATED]
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self._indexes[finding.rule],
            "level": finding.severity.value,
            "rank": _RANKS[finding.confidence],
            "message": {"text": message_text(_sentence(finding), [note.message for note in related])},
            "locations": [{"physicalLocation": self._physical(finding.location)}],
        }
        if related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "message": {"text": message_text(note.message)},
                    "physicalLocation": self._physical(note.location),
                }
                for number, note in enumerate(related, start=1)
            ]
        fingerprints = self._fingerprints(finding)
        if fingerprints:
            result["partialFingerprints"] = fingerprints
        return result

    def _physical(self, location: Location) -> dict[str, Any]:
        start, end = location.start, location.end
        if end.line == start.line:
            end_column = max(end.column, start.column + 1)
        else:
            end_column = max(len(self._context.line(location.path, start.line)), start.column) + 1
        return {
            "artifactLocation": _artifact(location.path, self._context),
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": start.line,
                "endColumn": end_column,
            },
        }

    def _fingerprints(self, finding: Finding) -> dict[str, str]:
        hashes = self._hashes(finding.location.path)
        line = finding.location.start.line
        of_line = {"primaryLocationLineHash": hashes[line - 1]} if 1 <= line <= len(hashes) else {}
        own = {"xref/v1": finding.fingerprint} if finding.fingerprint else {}
        return {**of_line, **own}

    def _hashes_of(self, path: str) -> list[str]:
        file = self._context.file(path)
        return line_hashes(file.text) if file else []


def _sentence(finding: Finding) -> str:
    code = f" ({finding.sqlstate})" if finding.sqlstate else ""
    when = f" ({finding.condition})" if finding.condition else ""
    suggestion = f" {finding.suggestion[:1].upper()}{finding.suggestion[1:]}" if finding.suggestion else ""
    text = f"{finding.message}{code}{when}."
    return f"{text}{suggestion}" + ("" if not suggestion or suggestion.endswith((".", "?", "!")) else ".")
