"""Coverage in lines of text: statements by idiom, then by reason."""

from __future__ import annotations

from collections.abc import Iterator

from xref.finding import IdiomCoverage, Report
from xref.reason import Reason
from xref.reporters.counts import by_reason, counted, listed

HEADINGS = ("statements", "checked", "partial", "unchecked")


def counts_of(row: IdiomCoverage) -> tuple[int, int, int, int]:
    """The numbers under :data:`HEADINGS`."""
    return row.checked + row.partial + row.unchecked, row.checked, row.partial, row.unchecked


def idiom_table(report: Report) -> Iterator[str]:
    """A heading, then a line for each idiom, the most frequent first."""
    if not report.idioms:
        return
    yield "  ".join((*HEADINGS, "idiom"))
    for row in report.idioms:
        numbers = (f"{number:>{len(heading)}}" for number, heading in zip(counts_of(row), HEADINGS, strict=True))
        yield "  ".join((*numbers, f"{row.idiom}: {row.idiom.meaning}"))


def reason_table(report: Report) -> Iterator[str]:
    """A line for each reason why a statement is not wholly checked, the most frequent first."""
    for reason, count in by_reason(report).items():
        yield f"{count:>{len(HEADINGS[0])}}  {reason}: {Reason(reason).meaning}"


def row_reads(report: Report) -> str:
    """What the code reads of rows, in a sentence; empty where it reads nothing."""
    summary = report.summary
    if not summary.row_reads:
        return ""
    parts = {"checked": summary.row_reads - summary.unchecked_reads, "unchecked": summary.unchecked_reads}
    return f"{counted(summary.row_reads, 'row read')}: {listed(parts)}."
