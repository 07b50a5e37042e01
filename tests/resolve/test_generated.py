"""Random statements, the same every time: xref says of each what PostgreSQL says, but for the known classes of difference."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.support.statements.__main__ import report
from tests.support.statements.compare import DIFFERENCES, Kind, Outcome
from tests.support.statements.generate import statements
from tests.support.statements.mutations import Mutations
from tests.support.statements.shrink import shrink
from tests.support.statements.survey import Databases, Survey, databases, shrunk, survey
from tests.support.statements.tokens import joined, tokens_of

COUNT = 3000
SEED = 20260101
_EQUALITY = "42883 could not identify an equality operator for type …"
KNOWN: frozenset[str] = frozenset(
    {
        'missed: 22P02 invalid input syntax for type …: "…"',
        "missed: 42883 could not identify a comparison function for type …",
        'wrong words: 42601 syntax error at or near "…" / 42601 syntax error at or near "…"',
        f"wrong words: position: {_EQUALITY} / {_EQUALITY}",
    }
)
"""The classes of difference that are there now. One that is gone must be taken out; a new one fails."""


@pytest.fixture(scope="module")
def held() -> Iterator[Databases]:
    with databases() as held:
        yield held


@pytest.fixture(scope="module")
def found(held: Databases) -> Survey:
    return survey(held, statements(held.facts(), SEED, range(COUNT)))


def test_no_new_class_of_difference(held: Databases, found: Survey) -> None:
    new = found.names() - KNOWN
    if new:
        found.examples = {key: texts for key, texts in found.examples.items() if f"{key[0]}: {key[1]}" in new}
        shrunk(held, found)
        pytest.fail("\n".join((*sorted(new), "", *report(found))))


def test_no_known_class_is_gone(found: Survey) -> None:
    assert KNOWN - found.names() == set()


def test_no_false_alarm(found: Survey) -> None:
    assert found.count(Kind.FALSE_ALARM, Kind.CRASH) == 0


def test_most_statements_are_compared_and_half_are_right(found: Survey) -> None:
    assert found.outcomes.total() == COUNT
    assert found.count(Kind.UNCHECKED, Kind.UNVERIFIED, Kind.OUTSIDE) < COUNT / 10
    assert 0.4 < found.accepted / COUNT < 0.8


def test_the_same_seed_gives_the_same_statements(held: Databases) -> None:
    facts = held.facts()
    assert list(statements(facts, 7, range(50))) == list(statements(facts, 7, range(50)))
    assert list(statements(facts, 7, [30])) == list(statements(facts, 7, range(50)))[30:31]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a.b, (c[1])::integer[] FROM f(x, 'it''s', $1) AS a WHERE x IN (1, 2) AND NOT (y ->> 'z' = .5)",
        "INSERT INTO audit.log(id) VALUES (1, 2), (DEFAULT, '') ON CONFLICT (id) DO UPDATE SET x = excluded.x",
    ],
)
def test_tokens_keep_the_text(text: str) -> None:
    assert joined(tokens_of(text)) == text


def test_every_mutation_changes_one_thing(held: Databases) -> None:
    mutations = Mutations(Random(1), held.facts())
    text = "SELECT lower(full_name), age + 1::integer FROM people WHERE age = $1 GROUP BY age, full_name"
    made = {mutated for _ in range(2000) if (mutated := mutations.mutate(text)) is not None}
    assert "SELECT lower(full_name), age + 1 FROM people WHERE age = $1 GROUP BY age, full_name" in made
    assert "SELECT lower(full_name), age + 1::integer FROM people WHERE age = $1 GROUP BY full_name" in made
    assert "SELECT lower(full_name), age + 1::integer FROM people GROUP BY age, full_name" in made
    assert "SELECT lower(full_name) FROM people WHERE age = $1 GROUP BY age, full_name" in made
    assert "SELECT lower(), age + 1::integer FROM people WHERE age = $1 GROUP BY age, full_name" in made


def test_shrinking_keeps_what_it_is_for() -> None:
    text = "SELECT a, (SELECT b + wrong FROM t WHERE x = 1), coalesce(d, e) FROM u JOIN v ON true WHERE f IN (1, 2)"
    assert shrink(text, lambda smaller: "wrong" in smaller and smaller.startswith("SELECT")) == "SELECT wrong"


def test_a_difference_has_a_class() -> None:
    outcome = Outcome(Kind.MISSED, '42703 column "…" does not exist')
    assert outcome.is_difference
    assert outcome.name == 'missed: 42703 column "…" does not exist'
    assert not Outcome(Kind.UNCHECKED).is_difference
    assert Kind.FALSE_ALARM in DIFFERENCES
