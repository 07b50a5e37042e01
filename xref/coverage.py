"""How much of a project was decided: its statements by idiom and reason, and what the code reads of their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from xref.analysis import Analysis
from xref.finding import Coverage, IdiomCoverage, Uncovered
from xref.idiom import Idiom
from xref.row_facts import Verdict, judged


@dataclass(frozen=True, slots=True)
class Covered:
    """The counts over the files that were asked for. ``row_reads`` are all, ``unchecked_reads`` those that cannot be told."""

    counts: Mapping[Coverage, int]
    uncovered: tuple[Uncovered, ...]
    idioms: tuple[IdiomCoverage, ...]
    row_reads: int
    unchecked_reads: int

    @property
    def statements(self) -> int:
        """How many statements there are."""
        return sum(self.counts.values())


def covered(analysis: Analysis, asked: Collection[str]) -> Covered:
    """What was decided in the files ``asked``, by path."""
    counted: Counter[tuple[Idiom, Coverage]] = Counter()
    uncovered = []
    for statement in analysis.statements:
        embedded = statement.embedded
        if embedded.path not in asked or embedded.repeats:
            continue
        for coverage, reason in statement.coverages():
            counted[embedded.idiom, coverage] += 1
            if reason is not None and coverage is not Coverage.CHECKED:
                position = analysis.files[embedded.path].position(embedded.span.start)
                uncovered.append(Uncovered(embedded.path, position, coverage, reason, embedded.idiom))
    verdicts = [verdict for read, _, verdict in judged(analysis.reads, analysis.statements) if read.path in asked]
    return Covered(
        {coverage: sum(count for (_, each), count in counted.items() if each is coverage) for coverage in Coverage},
        tuple(sorted(uncovered, key=lambda entry: (entry.path, entry.position))),
        tuple(_by_idiom(counted)),
        len(verdicts),
        verdicts.count(Verdict.UNCHECKED),
    )


def _by_idiom(counted: Counter[tuple[Idiom, Coverage]]) -> Iterable[IdiomCoverage]:
    """The most frequent first."""
    totals: Counter[Idiom] = Counter()
    for (idiom, _), count in counted.items():
        totals[idiom] += count
    for idiom, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
        yield IdiomCoverage(idiom, *(counted[idiom, coverage] for coverage in Coverage))
