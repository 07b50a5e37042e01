"""Counts in words, which several reporters have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from xref.finding import Finding, Report, Severity


def counted(count: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def listed(counts: Mapping[str, int]) -> str:
    """``3 hole, 1 unknown-text``, without what there is none of."""
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def by_severity(findings: Iterable[Finding]) -> str:
    """``3 errors, 1 note``; empty where there are no findings."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(counted(counts[severity], severity) for severity in Severity if counts[severity])


def by_rule(findings: Iterable[Finding]) -> list[tuple[str, Severity, int]]:
    """How many findings each rule has in each severity, the most first."""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    return [(rule, severity, count) for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def by_reason(report: Report) -> dict[str, int]:
    """How many statements are not wholly checked for each reason, the most first."""
    return dict(Counter(it.reason.value for it in report.uncovered).most_common())


def most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """In order of severity, then of place, then of rule."""
    return sorted(findings, key=lambda it: (-it.severity.rank, it.location.path, it.location.start, it.rule))
