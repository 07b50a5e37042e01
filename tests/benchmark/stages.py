"""What one statement costs, stage by stage: parsing it, and describing it (names and types) on top of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import mean, median, quantiles
from time import perf_counter

from tests.benchmark.project import PROJECTS
from tests.support.agreement import project_config
from xref.analysis import analyse_project
from xref.resolve.lookup import Names
from xref.resolve.resolver import describe
from xref.sql import parse


@dataclass(frozen=True, slots=True)
class Stage:
    """The milliseconds that each statement took in one stage."""

    name: str
    milliseconds: list[float]

    def row(self) -> str:
        """A row of the table."""
        ninth = quantiles(self.milliseconds, n=10)[-1]
        times = (mean(self.milliseconds), median(self.milliseconds), ninth, max(self.milliseconds))
        return f"| {self.name} | {' | '.join(f'{time:.3f}' for time in times)} |"


def stages(rounds: int) -> Iterator[str]:
    """The table over the distinct statements of the fixture projects, each measured ``rounds`` times; the least time counts.

    Typing is what describing costs beyond parsing and names: where a statement's names were resolved without types before, the
    difference between the two states of the program is its price.
    """
    statements = list(_statements())
    for text, names in statements:
        describe(text, names)  # what a catalog's names and types keep is worked out once, whatever the number of statements
    parsing = [_least(rounds, partial(parse, text)) for text, _ in statements]
    whole = [_least(rounds, partial(describe, text, names)) for text, names in statements]
    beyond = [max(0.0, both - alone) for both, alone in zip(whole, parsing, strict=True)]
    yield f"{len(statements)} statements, {rounds} rounds; milliseconds a statement.\n"
    yield "| stage | mean | median | nine in ten | most |"
    yield "|---|--:|--:|--:|--:|"
    for stage in (Stage("parse", parsing), Stage("describe: names and types", beyond), Stage("both", whole)):
        yield stage.row()


def _statements() -> Iterator[tuple[str, Names]]:
    for project in sorted(PROJECTS.iterdir()):
        analysis = analyse_project(project_config(project))
        names = Names(analysis.schema.catalog)
        texts = {variant.text for statement in analysis.statements for variant, _ in statement.variants}
        yield from ((text, names) for text in sorted(texts))


def _least(rounds: int, run: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times) * 1000
