"""Compares a stream of statements and counts the classes of difference, each with its smallest example."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.postgres import scratch_database
from tests.support.seeds import seed
from tests.support.statements.compare import DIFFERENCES, Kind, Outcome, compare
from tests.support.statements.facts import Facts
from tests.support.statements.generate import SCHEMA, statements
from tests.support.statements.shrink import shrink
from xref.resolve.lookup import Names
from xref.resolve.resolver import describe_query
from xref.schema.sources.ddl import replay
from xref.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.support.postgres import Connection

_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Databases:
    """The generator's schema on a server: one that is asked, and those in which accepted statements are executed."""

    asked: Connection
    executed: tuple[Connection, ...]
    names: Names

    def compare(self, text: str) -> Outcome:
        """Put one statement to both."""
        return compare(self.asked, self.names, text, executed=self.executed)

    def facts(self) -> Facts:
        """What the generator builds from."""
        return Facts(self.asked)


@contextmanager
def databases() -> Iterator[Databases]:
    """The generator's schema, without rows and with some."""
    with scratch_database(SCHEMA) as asked, scratch_database(SCHEMA) as empty, scratch_database(SCHEMA) as seeded:
        seed(seeded)
        for connection in (empty, seeded):
            connection.execute("SET statement_timeout = '200ms'")
        names = Names(replay([SourceFile("schema.sql", SCHEMA)], describe=describe_query).catalog)
        yield Databases(asked, (empty, seeded), names)


@dataclass(slots=True)
class Survey:
    """Counts of outcomes, and of each class of difference some statements with what was said of them."""

    outcomes: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    accepted: int = 0
    examples: dict[tuple[Kind, str], list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, text: str, outcome: Outcome) -> None:
        """Count one statement."""
        key = (outcome.kind, outcome.group)
        self.outcomes[key] += 1
        self.accepted += outcome.accepted
        if outcome.is_difference or outcome.kind is Kind.UNVERIFIED:
            self.examples[key] = sorted([*self.examples.get(key, ()), (text, outcome.words)], key=_length)[:_EXAMPLES]

    def merge(self, other: Survey) -> None:
        """Add what another survey counted."""
        self.outcomes.update(other.outcomes)
        self.accepted += other.accepted
        for key, examples in other.examples.items():
            self.examples[key] = sorted([*self.examples.get(key, ()), *examples], key=_length)[:_EXAMPLES]

    def count(self, *kinds: Kind) -> int:
        """How many statements came to one of these."""
        return sum(count for (kind, _), count in self.outcomes.items() if kind in kinds)

    def classes(self, kind: Kind) -> list[tuple[str, int]]:
        """The classes of a kind, the most frequent first."""
        found = [(group, count) for (one, group), count in self.outcomes.items() if one is kind]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def names(self) -> set[str]:
        """The names of all classes of difference."""
        return {f"{kind}: {group}" for kind, group in self.outcomes if kind in DIFFERENCES}


def _length(example: tuple[str, str]) -> tuple[int, str]:
    return len(example[0]), example[0]


def survey(held: Databases, texts: Iterable[str]) -> Survey:
    """Compare statements."""
    found = Survey()
    for text in texts:
        found.add(text, held.compare(text))
    return found


def shrunk(held: Databases, found: Survey) -> None:
    """Put smaller statements in the place of the examples."""
    for (kind, group), examples in found.examples.items():

        def shows(text: str, kind: Kind = kind, group: str = group) -> bool:
            outcome = held.compare(text)
            return outcome.kind is kind and outcome.group == group

        smaller = {shrink(text, shows) for text, _ in examples}
        found.examples[kind, group] = [(text, held.compare(text).words) for text in sorted(smaller, key=len)]


def survey_range(seed_number: int, start: int, end: int, step: int = 1) -> Survey:
    """Compare the statements with these numbers on a server of this process, and shrink the examples."""
    with databases() as held:
        found = survey(held, statements(held.facts(), seed_number, range(start, end, step)))
        shrunk(held, found)
    return found


def survey_in_processes(seed_number: int, count: int, jobs: int) -> Survey:
    """Compare ``count`` statements in several processes, each with a server of its own."""
    if jobs == 1:
        return survey_range(seed_number, 0, count)
    total = Survey()
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for part in pool.starmap(survey_range, [(seed_number, job, count, jobs) for job in range(jobs)]):
            total.merge(part)
    return total
