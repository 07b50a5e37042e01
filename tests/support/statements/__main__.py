"""``python -m tests.support.statements --count 100000 --seed N [--jobs 2]``: how far xref and PostgreSQL agree."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter
from typing import TYPE_CHECKING

from tests.support.statements.compare import DIFFERENCES, Kind
from tests.support.statements.survey import Survey, survey_in_processes

if TYPE_CHECKING:
    from collections.abc import Iterator


def report(found: Survey) -> Iterator[str]:
    """The counts, then every class of difference with its smallest examples: false alarms first, the most frequent first."""
    total = found.outcomes.total()
    compared = total - found.count(Kind.UNCHECKED, Kind.OUTSIDE, Kind.UNVERIFIED)
    agreed = found.count(Kind.AGREED)
    yield f"{'statements':<34}{total:>8}"
    yield f"{'accepted by PostgreSQL':<34}{found.accepted:>8}"
    yield f"{'compared':<34}{compared:>8}"
    yield f"{'agreed':<34}{agreed:>8}  {100 * agreed / max(compared, 1):.3f}%"
    for kind in (*DIFFERENCES, Kind.UNVERIFIED, Kind.OUTSIDE, Kind.UNCHECKED):
        yield f"{kind:<34}{found.count(kind):>8}  {100 * found.count(kind) / max(compared, 1):.3f}%"
    for kind in (Kind.UNCHECKED, Kind.OUTSIDE):
        yield from (f"    {kind}: {group}: {count}" for group, count in found.classes(kind))
    for kind in (*DIFFERENCES, Kind.UNVERIFIED):
        for group, count in found.classes(kind):
            yield f"\n{kind}: {group}  ({count})"
            for text, words in found.examples.get((kind, group), ()):
                yield f"    {text}"
                yield f"        {words}"


def main() -> int:
    """Compares and prints; 1 when there is any difference."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.statements")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    start = perf_counter()
    found = survey_in_processes(given.seed, given.count, given.jobs)
    print("\n".join(report(found)))
    print(f"\n{perf_counter() - start:.1f} s")
    return 1 if found.count(*DIFFERENCES) else 0


if __name__ == "__main__":
    sys.exit(main())
