"""``python -m tests.support.regression FOLDER [--files a b] [--setup a b] [--show]``: a table by file, and the totals.

FOLDER holds the ``.sql`` files of PostgreSQL's src/test/regress/sql. Each runs in a database of its own, after the setup files.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.regression.files import FileResult, run_file
from tests.support.statements.compare import DIFFERENCES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEFT_OUT = frozenset(
    {
        *("test_setup", "largeobject", "tablespace", "numa", "copy", "misc", "stats", "vacuum", "prepared_xacts", "psql"),
        # of a database that replicates: what a subscriber wants decides there
        *("publication", "subscription"),
    }
)
_COLUMNS = (
    "file",
    "statements",
    "checked",
    "refused",
    "found",
    "%",
    "words",
    "missed",
    "false",
    "parameters",
    "columns",
    "crash",
)


def heading() -> str:
    """The head of the table: ``refused`` and ``found`` are of the SQLSTATEs that xref promises."""
    return "{:<26}{:>11}{:>9}{:>9}{:>7}{:>8}{:>7}{:>8}{:>7}{:>12}{:>9}{:>7}".format(*_COLUMNS)


def row(result: FileResult) -> str:
    """A file's row of the table."""
    outcomes, refused, found = result.outcomes, result.refused.total(), result.found.total()
    statements = outcomes.total()
    share = f"{100 * found / refused:.1f}" if refused else "-"
    cells = [outcomes[kind] for kind in (Kind.WORDS, Kind.MISSED, Kind.FALSE_ALARM, Kind.PARAMETERS, Kind.COLUMNS, Kind.CRASH)]
    checked = statements - outcomes[Kind.UNCHECKED] - outcomes[Kind.UNVERIFIED]
    counts = "{:>7}{:>8}{:>7}{:>12}{:>9}{:>7}".format(*cells)
    ended = f"  {result.ended}" if result.ended else ""
    return f"{result.name:<26}{statements:>11}{checked:>9}{refused:>9}{found:>7}{share:>8}{counts}{ended}"


def total(results: Sequence[FileResult]) -> FileResult:
    """All files as one."""
    whole = FileResult("total")
    for result in results:
        whole.outcomes.update(result.outcomes)
        whole.refused.update(result.refused)
        whole.found.update(result.found)
        whole.unchecked.update(result.unchecked)
    return whole


def summary(results: Sequence[FileResult]) -> Iterator[str]:
    """By SQLSTATE how many were found, and why statements were not checked."""
    whole = total(results)
    for sqlstate, count in whole.refused.most_common():
        yield f"{sqlstate}  refused {count:>6}  found {whole.found[sqlstate]:>6}  {100 * whole.found[sqlstate] / count:>6.1f}%"
    statements = whole.outcomes.total()
    false = whole.outcomes[Kind.FALSE_ALARM]
    yield f"false alarms {false} of {statements} statements: {100 * false / max(statements, 1):.3f}%"
    yield from (f"not checked: {reason}: {count}" for reason, count in whole.unchecked.most_common())


def differences(results: Sequence[FileResult]) -> Iterator[str]:
    """Every class of difference, false alarms first, the most frequent first, with its shortest statements."""
    counts: Counter[str] = Counter()
    examples: dict[str, list[tuple[int, str]]] = {}
    for result in results:
        for outcome, text in result.differences:
            counts[outcome.name] += 1
            short = " ".join(text.split())
            examples.setdefault(outcome.name, []).append((len(short), f"{result.name}: {short[:300]}\n        {outcome.words}"))
    order = [*DIFFERENCES, Kind.UNVERIFIED]
    for name, count in sorted(counts.items(), key=lambda pair: (order.index(Kind(pair[0].partition(": ")[0])), -pair[1])):
        yield f"\n{name}  ({count})"
        yield from (f"    {text}" for _, text in sorted(examples[name])[:3])


def main() -> int:
    """Runs the files and prints; 1 when there is a false alarm."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.regression")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--files", nargs="*", default=[], help="names without .sql (default: all that need no files of the server)"
    )
    parser.add_argument("--setup", nargs="*", default=["test_setup"])
    parser.add_argument("--show", action="store_true", help="print every class of difference with examples")
    given = parser.parse_args()
    setup = [given.folder / f"{name}.sql" for name in given.setup]
    names = given.files or [path.stem for path in sorted(given.folder.glob("*.sql")) if path.stem not in _LEFT_OUT]
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of time zones that a test sets
    print(heading())
    results = []
    for name in names:
        results.append(run_file(given.folder / f"{name}.sql", setup))
        print(row(results[-1]), flush=True)
    print("\n".join((row(total(results)), "", *summary(results))))
    if given.show:
        print("\n".join(differences(results)))
        print("\n".join(f"not replayed: {result.name}: {words}" for result in results for words in result.not_replayed))
    return 1 if any(result.outcomes[Kind.FALSE_ALARM] for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
