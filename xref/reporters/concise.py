"""One line a finding, for grep and for editors: ``path:line:col: severity[rule] message``."""

from __future__ import annotations

from collections.abc import Iterator

from xref.finding import Report
from xref.reporters.cells import plain, plain_path
from xref.reporters.context import RenderContext


def render(report: Report, context: RenderContext) -> str:
    """The findings, one a line; with ``show_unchecked`` also the statements that are not wholly checked."""
    return "".join(f"{line}\n" for line in _lines(report, context))


def _lines(report: Report, context: RenderContext) -> Iterator[str]:
    for finding in report.findings:
        at = finding.location.start
        path = plain_path(finding.location.path)
        yield f"{path}:{at.line}:{at.column}: {finding.severity}[{plain(finding.rule)}] {plain(finding.message)}"
    if context.show_unchecked:
        for it in report.uncovered:
            place = f"{plain_path(it.path)}:{it.position.line}:{it.position.column}"
            yield f"{place}: {it.coverage}[{it.reason}] {it.reason.meaning}"
