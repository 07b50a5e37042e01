"""For a job's summary or a comment on a pull request: counts, coverage and a table of findings in GitHub's Markdown.

A comment takes 65,536 characters: what does not fit is left out, the least severe first, and a note says how much that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xref.finding import Diagnostic, Finding, Report, Uncovered
from xref.reporters.context import RenderContext
from xref.reporters.counts import by_reason, by_rule, by_severity, counted, listed, most_severe_first
from xref.reporters.coverage import HEADINGS, counts_of, row_reads
from xref.reporters.markup import code, link
from xref.reporters.places import from_top, in_file
from xref.source import Location

MOST_CHARACTERS = 60_000
_MOST_DIAGNOSTICS = 10
_ROOM_FOR_NOTES = 500


def render(report: Report, context: RenderContext) -> str:
    """The report; with ``show_statistics`` the findings of each rule, with ``show_unchecked`` what is not wholly checked."""
    blocks = [_heading(report)]
    if not context.quiet:
        blocks.append("\n".join(_coverage(report)))
    after = _statistics(report, context) if context.show_statistics and report.findings else []
    idioms = _idioms(report) if context.show_statistics and report.idioms else []
    said = _diagnostics(report.diagnostics, context) if report.diagnostics and not context.quiet else []
    room = MOST_CHARACTERS - _ROOM_FOR_NOTES - sum(len(line) + 2 for line in (*blocks, *after, *said, *idioms))
    if report.findings:
        table = _findings(report.findings, context, room)
        room -= sum(len(line) + 1 for line in table)
        blocks.append("\n".join(table))
    blocks += ["\n".join(lines) for lines in (after, said) if lines]
    if context.show_unchecked and report.uncovered:
        blocks.append("\n".join(_uncovered(report.uncovered, context, room)))
    if idioms:
        blocks.append("\n".join(idioms))
    return "\n\n".join(blocks) + "\n"


def _heading(report: Report) -> str:
    return f"## xref: {by_severity(report.findings) or 'nothing found'}"


def _coverage(report: Report) -> Iterator[str]:
    summary = report.summary
    left_out = listed({"suppressed": summary.suppressed, "baselined": summary.baselined})
    parts = listed({"checked": summary.checked, "partial": summary.partial, "unchecked": summary.unchecked})
    aside = f" Findings left out: {left_out}." if left_out else ""
    statements = counted(summary.statements, "statement")
    yield f"{statements} in {counted(summary.files, 'file')}{': ' if parts else ''}{parts}.{aside}"
    reasons = listed(by_reason(report))
    if reasons:
        yield f"Not wholly checked: {reasons}."
    if report.summary.row_reads:
        yield row_reads(report)


def _findings(findings: Sequence[Finding], context: RenderContext, room: int) -> list[str]:
    rows = (_finding(finding, context) for finding in most_severe_first(findings))
    return _table("| Severity | Where | Rule | Finding |", rows, len(findings), "finding", room)


def _finding(finding: Finding, context: RenderContext) -> str:
    rule = context.rules.get(finding.rule)
    where = code(_point(finding.location, context))
    name = link(finding.rule, finding.url or (rule.url if rule else None))
    return f"| {finding.severity} | {where} | {name} | {'<br>'.join(_words(finding, context))} |"


def _words(finding: Finding, context: RenderContext) -> Iterator[str]:
    yield code(finding.message) + (f" {code(finding.sqlstate)}" if finding.sqlstate else "")
    for note in finding.related:
        yield f"{code(_point(note.location, context))} {code(note.message)}".rstrip()
    if finding.condition:
        yield f"holds: {code(finding.condition)}"
    if finding.suggestion:
        yield f"help: {code(finding.suggestion)}"


def _point(location: Location, context: RenderContext) -> str:
    path = from_top(location.path, context) if in_file(location) else location.path
    return f"{path}:{location.start.line}:{location.start.column}"


def _statistics(report: Report, context: RenderContext) -> list[str]:
    lines = ["### Findings by rule", "", "| Count | Severity | Rule | What it finds |", "|--:|---|---|---|"]
    for name, severity, count in by_rule(report.findings):
        rule = context.rules.get(name)
        shown = link(name, rule.url if rule else None)
        lines.append(f"| {count} | {severity} | {shown} | {code(rule.summary) if rule else ''} |")
    return lines


def _idioms(report: Report) -> list[str]:
    head = f"| {' | '.join(HEADINGS).capitalize()} | Idiom |"
    rows = (f"| {' | '.join(map(str, counts_of(row)))} | {row.idiom}: {row.idiom.meaning} |" for row in report.idioms)
    return ["### Statements by idiom", "", head, "|--:" * len(HEADINGS) + "|---|", *rows]


def _uncovered(uncovered: Sequence[Uncovered], context: RenderContext, room: int) -> list[str]:
    rows = (
        f"| {it.coverage} | {code(f'{from_top(it.path, context)}:{it.position.line}:{it.position.column}')} | {it.reason} |"
        for it in uncovered
    )
    return ["### Not wholly checked", "", *_table("| Coverage | Where | Reason |", rows, len(uncovered), "statement", room)]


def _diagnostics(diagnostics: Sequence[Diagnostic], context: RenderContext) -> list[str]:
    lines = ["### About the input", ""]
    for it in diagnostics[:_MOST_DIAGNOSTICS]:
        line = "" if it.line is None else f":{it.line}"
        where = "" if it.path is None else f"{code(from_top(it.path, context) + line)} "
        lines.append(f"- {it.level}: {where}{code(it.message)}")
    if len(diagnostics) > _MOST_DIAGNOSTICS:
        lines.append(f"- and {len(diagnostics) - _MOST_DIAGNOSTICS} more")
    return lines


def _table(head: str, rows: Iterator[str], count: int, word: str, room: int) -> list[str]:
    """A table with as many rows as there is room for, and a note of the others."""
    lines = [head, "|" + "---|" * (head.count("|") - 1)]
    room -= sum(len(line) + 1 for line in lines)
    shown = 0
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        lines.append(row)
        shown += 1
    if shown < count:
        lines += ["", f"{counted(count - shown, f'more {word}')} left out: there is no room for more."]
    return lines
