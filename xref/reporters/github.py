"""GitHub's workflow commands: a line for each finding, which a runner makes an annotation of.

A runner obeys whatever such a line says, so every value in it is escaped as ``@actions/core`` does. It takes ten annotations
of a level from one step: the most severe findings come first, and a last one says how many more there are and where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from xref.finding import Finding, Report, Severity
from xref.reporters.cells import plain
from xref.reporters.context import RenderContext
from xref.reporters.counts import by_severity, counted, most_severe_first
from xref.reporters.places import from_top, in_file
from xref.source import Location
from xref.terminal import escape_control

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST_OF_A_LEVEL = 10
_MOST_PATHS = 20


def render(report: Report, context: RenderContext) -> str:
    """One command a line; nothing when nothing was found."""
    kept, rest = _divided(most_severe_first(report.findings))
    lines = [_annotation(finding, context) for finding in kept]
    if rest:
        lines.append(_command("notice", {"title": f"xref: {counted(len(rest), 'more finding')}"}, _where(rest, context)))
    return "".join(f"{line}\n" for line in lines)


def _divided(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What a step may show, and the rest, whose summary is a notice itself."""
    counts = Counter(finding.severity for finding in findings)
    most = dict.fromkeys(Severity, _MOST_OF_A_LEVEL)
    if any(count > _MOST_OF_A_LEVEL for count in counts.values()):
        most[Severity.NOTE] -= 1
    kept: dict[Severity, list[Finding]] = defaultdict(list)
    rest: list[Finding] = []
    for finding in findings:
        of_level = kept[finding.severity]
        (of_level if len(of_level) < most[finding.severity] else rest).append(finding)
    return [finding for severity in Severity for finding in kept[severity]], rest


def _where(rest: Sequence[Finding], context: RenderContext) -> str:
    paths = Counter(_place(finding.location, context) for finding in rest)
    places = [f"{path} ({count})" for path, count in paths.most_common(_MOST_PATHS)]
    if len(paths) > _MOST_PATHS:
        places.append(f"and {counted(len(paths) - _MOST_PATHS, 'more file')}")
    return f"Not shown, since a step shows {_MOST_OF_A_LEVEL} of a level: {by_severity(rest)}, in {', '.join(places)}"


def _annotation(finding: Finding, context: RenderContext) -> str:
    return _command(_LEVELS[finding.severity], _properties(finding, context), "\n".join(_lines(finding, context)))


def _properties(finding: Finding, context: RenderContext) -> dict[str, object]:
    location = finding.location
    start, end = location.start, location.end
    place: dict[str, object] = {}
    if in_file(location):
        place = {"file": _place(location, context), "line": start.line, "endLine": end.line}
        if start.line == end.line:
            place |= {"col": start.column, "endColumn": end.column}
    code = f" ({plain(finding.sqlstate)})" if finding.sqlstate else ""
    return {**place, "title": f"{plain(finding.rule)}{code}"}


def _lines(finding: Finding, context: RenderContext) -> Iterator[str]:
    """What it says. The log shows nothing else, so the place is in it again."""
    yield f"{_point(finding.location, context)}: {plain(finding.message)}"
    for note in finding.related:
        yield f"{_point(note.location, context)}: {plain(note.message)}"
    if finding.condition:
        yield f"holds: {plain(finding.condition)}"
    if finding.suggestion:
        yield f"help: {plain(finding.suggestion)}"
    rule = context.rules.get(finding.rule)
    url = finding.url or (rule.url if rule else None)
    if url:
        yield plain(url)


def _place(location: Location, context: RenderContext) -> str:
    return escape_control(from_top(location.path, context) if in_file(location) else location.path)


def _point(location: Location, context: RenderContext) -> str:
    return f"{_place(location, context)}:{location.start.line}:{location.start.column}"


def _command(name: str, properties: dict[str, object], message: str) -> str:
    pairs = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {pairs}::{_message(message)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
