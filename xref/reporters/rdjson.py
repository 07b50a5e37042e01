"""reviewdog's diagnostic format: one JSON object, one diagnostic a line.

Its columns count bytes of UTF-8 from 1, its ends are exclusive. A position without a column stands for its line.
"""

from __future__ import annotations

from typing import Any

from xref.finding import Edit, Finding, Fix, Report, Severity
from xref.reporters.cells import plain
from xref.reporters.context import RenderContext
from xref.reporters.encoding import to_json
from xref.reporters.places import byte_column, from_top, in_file
from xref.source import Location, Position

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(report: Report, context: RenderContext) -> str:
    """All findings."""
    rows = ",\n".join(f"    {to_json(_diagnostic(finding, context))}" for finding in report.findings)
    diagnostics = f"[\n{rows}\n  ]" if rows else "[]"
    return f'{{\n  "source": {to_json({"name": "xref"})},\n  "diagnostics": {diagnostics}\n}}\n'


def _diagnostic(finding: Finding, context: RenderContext) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": _message(finding),
        "location": _location(finding.location, context),
        "severity": _SEVERITIES[finding.severity],
        "code": _code(finding, context),
    }
    suggestion = _suggestion(finding, context) if finding.fix else None
    if suggestion:
        diagnostic["suggestions"] = [suggestion]
    related = [note for note in finding.related if in_file(note.location)]
    if related:
        diagnostic["related_locations"] = [
            {"message": plain(note.message), "location": _location(note.location, context)} for note in related
        ]
    return diagnostic


def _message(finding: Finding) -> str:
    lines = [plain(finding.message) + (f" ({plain(finding.sqlstate)})" if finding.sqlstate else "")]
    if finding.condition:
        lines.append(f"holds: {plain(finding.condition)}")
    if finding.suggestion:
        lines.append(f"help: {plain(finding.suggestion)}")
    return "\n".join(lines)


def _code(finding: Finding, context: RenderContext) -> dict[str, str]:
    rule = context.rules.get(finding.rule)
    url = finding.url or (rule.url if rule else None)
    return {"value": finding.rule, "url": url} if url else {"value": finding.rule}


def _location(location: Location, context: RenderContext) -> dict[str, Any]:
    path = from_top(location.path, context) if in_file(location) else location.path
    return {"path": path, "range": _range(location, context)}


def _range(location: Location, context: RenderContext) -> dict[str, Any]:
    """With columns at both ends or at none: of one alone reviewdog would take the other for the line's beginning."""
    start = _column(location.path, location.start, context)
    end = _column(location.path, location.end, context)
    if start is None or end is None:
        return {"start": {"line": location.start.line}, "end": {"line": location.end.line}}
    return {
        "start": {"line": location.start.line, "column": start},
        "end": {"line": location.end.line, "column": end},
    }


def _column(path: str, position: Position, context: RenderContext) -> int | None:
    return byte_column(context.line(path, position.line), position.column)


def _suggestion(finding: Finding, context: RenderContext) -> dict[str, Any] | None:
    """The fix as one replacement: suggestions are taken one by one, and edits belong together."""
    merged = _merged(finding.fix, context) if finding.fix else None
    if merged is None or merged.location.path != finding.location.path:
        return None
    replaced = _range(merged.location, context)
    return {"range": replaced, "text": merged.text} if "column" in replaced["start"] else None


def _merged(fix: Fix, context: RenderContext) -> Edit | None:
    """The edits as one, with the text between them; None where they are in several files, or overlap."""
    edits = sorted(fix.edits, key=lambda edit: (edit.location.start, edit.location.end))
    if len({edit.location.path for edit in edits}) != 1:
        return None
    merged = edits[0]
    for edit in edits[1:]:
        between = _between(Location(merged.location.path, merged.location.end, edit.location.start), context)
        if between is None:
            return None
        whole = Location(merged.location.path, merged.location.start, edit.location.end)
        merged = Edit(whole, merged.text + between + edit.text)
    return merged


def _between(location: Location, context: RenderContext) -> str | None:
    file = context.file(location.path)
    if file is None or location.end < location.start or location.end.line > len(file.line_starts):
        return None
    starts = file.line_starts
    first = starts[location.start.line - 1] + location.start.column - 1
    return file.text[first : starts[location.end.line - 1] + location.end.column - 1]
