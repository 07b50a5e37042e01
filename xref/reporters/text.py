"""For people: a frame for each finding with the exact token underlined, then the counts."""

from __future__ import annotations

from collections.abc import Iterator

from xref.finding import Diagnostic, Finding, Report, Severity
from xref.reporters.cells import plain, plain_path
from xref.reporters.context import RenderContext
from xref.reporters.counts import by_reason, by_rule, counted, listed
from xref.reporters.coverage import idiom_table, reason_table, row_reads
from xref.reporters.frame import frame, place
from xref.reporters.style import SEVERITY_STYLES, Pen, Style


def render(report: Report, context: RenderContext) -> str:
    """The report as text that ends in a line end, or an empty text when there is nothing to say."""
    pen = Pen(context.color, context.hyperlinks)
    blocks = ["\n".join((_headline(finding, context, pen), *frame(finding, context, pen))) for finding in report.findings]
    if context.show_unchecked and report.uncovered:
        blocks.append("\n".join(_uncovered(report, pen)))
    if context.show_statistics and report.findings:
        blocks.append("\n".join(_statistics(report, context, pen)))
    if context.show_statistics:
        blocks += ["\n".join(lines) for lines in (list(idiom_table(report)), list(reason_table(report))) if lines]
    if not context.quiet:
        blocks.append("\n".join(_footer(report, context, pen)))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def render_diagnostics(report: Report, context: RenderContext) -> str:
    """What the run says about its input, one line each, for standard error; it is not part of :func:`render`'s text."""
    pen = Pen(context.color)
    return "".join(f"{_diagnostic(diagnostic, pen)}\n" for diagnostic in report.diagnostics)


def _headline(finding: Finding, context: RenderContext, pen: Pen) -> str:
    rule = context.rules.get(finding.rule)
    name = pen.link(plain(finding.rule), finding.url or (rule.url if rule else None))
    code = f" {pen.paint(f'({plain(finding.sqlstate)})', Style.FAINT)}" if finding.sqlstate else ""
    label = pen.paint(f"{finding.severity}[{name}]", SEVERITY_STYLES[finding.severity])
    return f"{pen.paint(place(finding.location), Style.STRONG)}: {label} {plain(finding.message)}{code}"


def _uncovered(report: Report, pen: Pen) -> Iterator[str]:
    places = [f"{plain_path(it.path)}:{it.position.line}:{it.position.column}" for it in report.uncovered]
    widest, words = max(map(len, places)), max(len(it.idiom) for it in report.uncovered)
    for where, it in zip(places, report.uncovered, strict=True):
        coverage = pen.paint(f"{it.coverage:<9}", Style.FAINT)
        yield f"{where:<{widest}}  {coverage}  {it.idiom:<{words}}  {it.reason}: {it.reason.meaning}"


def _statistics(report: Report, context: RenderContext, pen: Pen) -> Iterator[str]:
    rows = by_rule(report.findings)
    digits = len(str(rows[0][2]))
    widest = max(len(rule) + len(severity) for rule, severity, _ in rows) + 2
    for rule, severity, count in rows:
        summary = plain(context.rules[rule].summary) if rule in context.rules else ""
        label = f"{severity}[{plain(rule)}]"
        yield f"{count:>{digits}}  {pen.paint(f'{label:<{widest}}', SEVERITY_STYLES[severity])}  {summary}".rstrip()


def _footer(report: Report, context: RenderContext, pen: Pen) -> Iterator[str]:
    summary = report.summary
    found = [
        pen.paint(counted(report.count(severity), severity), SEVERITY_STYLES[severity])
        for severity in Severity
        if report.count(severity)
    ]
    left_out = listed({"suppressed": summary.suppressed, "baselined": summary.baselined})
    aside = f" ({left_out})" if left_out else ""
    yield f"Found {', '.join(found) or 'nothing'} in {counted(summary.files, 'file')}{aside}."
    parts = {"checked": summary.checked, "partial": summary.partial, "unchecked": summary.unchecked}
    yield f"{counted(summary.statements, 'statement')}{': ' if summary.statements else ''}{listed(parts)}."
    if summary.row_reads:
        yield row_reads(report)
    if report.uncovered and not context.show_unchecked:
        yield pen.paint(f"Not wholly checked: {listed(by_reason(report))} (--show-unchecked lists them).", Style.FAINT)


def _diagnostic(diagnostic: Diagnostic, pen: Pen) -> str:
    where = "" if diagnostic.path is None else plain_path(diagnostic.path)
    where += "" if diagnostic.line is None else f":{diagnostic.line}"
    label = pen.paint(str(diagnostic.level), SEVERITY_STYLES[diagnostic.level])
    return f"{label}: {where + ': ' if where else ''}{plain(diagnostic.message)}"
