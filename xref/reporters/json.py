"""For programs: JSON, version 1. Fields may be added to it, never changed. One finding a line, so that diffs read well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xref.finding import Annotation, Diagnostic, Finding, Fix, IdiomCoverage, Report, SchemaEntry, Severity, Uncovered
from xref.reporters.context import RenderContext
from xref.reporters.encoding import to_json
from xref.source import Location, Position

VERSION = 1


def render(report: Report, context: RenderContext) -> str:
    """The whole report; what is absent is null."""
    members = {
        "version": to_json(VERSION),
        "tool": to_json({"name": "xref", "version": context.version}),
        "root": to_json(report.root),
        "schema": _rows([_schema(entry) for entry in report.schema]),
        "summary": to_json(_summary(report)),
        "findings": _rows([_finding(finding, context) for finding in report.findings]),
        "unchecked": _rows([_uncovered(it) for it in report.uncovered]),
        "idioms": _rows([_idiom(row) for row in report.idioms]),
        "diagnostics": _rows([_diagnostic(diagnostic) for diagnostic in report.diagnostics]),
    }
    return "{\n" + ",\n".join(f'  "{name}": {value}' for name, value in members.items()) + "\n}\n"


def _rows(values: Sequence[object]) -> str:
    return "[\n" + ",\n".join(f"    {to_json(value)}" for value in values) + "\n  ]" if values else "[]"


def _summary(report: Report) -> dict[str, Any]:
    summary = report.summary
    return {
        "files": summary.files,
        "statements": summary.statements,
        "checked": summary.checked,
        "partial": summary.partial,
        "unchecked": summary.unchecked,
        "findings": {severity.value: report.count(severity) for severity in Severity},
        "suppressed": summary.suppressed,
        "baselined": summary.baselined,
        "row_reads": summary.row_reads,
        "unchecked_reads": summary.unchecked_reads,
    }


def _finding(finding: Finding, context: RenderContext) -> dict[str, Any]:
    rule = context.rules.get(finding.rule)
    return {
        "rule": finding.rule,
        "sqlstate": finding.sqlstate,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "path": finding.location.path,
        "span": _span(finding.location),
        "subject": finding.subject,
        "condition": finding.condition,
        "suggestion": finding.suggestion,
        "related": [_annotation(annotation) for annotation in finding.related],
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint or None,
        "url": finding.url or (rule.url if rule else None),
    }


def _annotation(annotation: Annotation) -> dict[str, Any]:
    return {"message": annotation.message, "path": annotation.location.path, "span": _span(annotation.location)}


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"path": edit.location.path, "span": _span(edit.location), "text": edit.text} for edit in fix.edits]
    return {"applicability": fix.applicability.value, "edits": edits}


def _span(location: Location) -> dict[str, Any]:
    return {"start": _position(location.start), "end": _position(location.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _schema(entry: SchemaEntry) -> dict[str, Any]:
    return {"kind": entry.kind, "path": entry.path, "relations": entry.relations}


def _uncovered(it: Uncovered) -> dict[str, Any]:
    at = _position(it.position)
    return {"path": it.path, **at, "status": it.coverage.value, "reason": it.reason.value, "idiom": it.idiom.value}


def _idiom(row: IdiomCoverage) -> dict[str, Any]:
    return {"idiom": row.idiom.value, "checked": row.checked, "partial": row.partial, "unchecked": row.unchecked}


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "level": diagnostic.level.value,
        "path": diagnostic.path,
        "line": diagnostic.line,
        "message": diagnostic.message,
    }
