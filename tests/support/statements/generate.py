"""A stream of statements, the same for the same seed and server version."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from tests.support.statements.mutations import Mutations
from tests.support.statements.writes import Statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.support.statements.facts import Facts

SCHEMA: Final = (Path(__file__).parent / "schema.sql").read_text("utf-8")
_MUTATED = 0.4
_LONGEST = 1500


def statements(facts: Facts, seed: int, numbers: Iterable[int]) -> Iterator[str]:
    """The statements with these numbers. Two in five have been changed by one mutation."""
    for number in numbers:
        yield _statement(facts, Random(f"{seed}/{number}"))


def _statement(facts: Facts, random: Random) -> str:
    text = Statements(random, facts).statement()
    while len(text) > _LONGEST:
        text = Statements(random, facts).statement()
    if random.random() < _MUTATED:
        mutations = Mutations(random, facts)
        for _ in range(5):
            mutated = mutations.mutate(text)
            if mutated is not None:
                return mutated
    return text
