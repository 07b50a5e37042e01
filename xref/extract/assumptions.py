"""What is known to hold on a way through the code: tests with their outcomes, and whether they go together.

A test that is made twice has one outcome, so texts that need both outcomes are never put together. Tests of one subject
know of each other: what is equal to ``'a'`` is neither ``'b'`` nor absent. Reasoning here may overlook a contradiction
(then a text is analysed that cannot occur); it never sees one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRUTHY = "truthy"
NULLISH = "nullish"
EQUAL = "="

MAX_SIZE = 24
"""How many tests the ways to a place may have together for it to be remembered that one of them was taken."""


@dataclass(frozen=True, eq=False)
class Atom:
    """One test of a ``subject`` (normalised text with the versions of its variables).

    ``relation`` is :data:`TRUTHY`, :data:`NULLISH` or ``=`` and a literal; ``words`` how people are told that it holds and
    ``otherwise`` that it does not; ``place`` is where it is made. ``key`` makes two tests the same.
    """

    subject: str
    relation: str
    words: str
    otherwise: str
    place: int = 0

    @cached_property
    def key(self) -> str:
        """What makes two tests the same."""
        return f"{self.relation} {self.subject}"

    @cached_property
    def signs(self) -> tuple[str, str]:
        """That it fails and that it holds, each as one sign."""
        return f"-{self.key}", f"+{self.key}"

    @property
    def size(self) -> int:
        """How many tests it is made of."""
        return 1

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What it is about."""
        return frozenset((self.subject,))


@dataclass(frozen=True, eq=False)
class Compound:
    """``a && b`` (``every``) or ``a || b`` of conditions with the outcome that each needs."""

    parts: tuple[tuple[Condition, bool], ...]
    every: bool
    words: str
    otherwise: str
    place: int = 0

    @cached_property
    def key(self) -> str:
        """What makes two of them the same."""
        return f"({'&' if self.every else '|'} {' '.join(f'{wanted:d}{part.key}' for part, wanted in self.parts)})"

    @cached_property
    def signs(self) -> tuple[str, str]:
        """That it fails and that it holds, each as one sign."""
        return f"-{self.key}", f"+{self.key}"

    @cached_property
    def size(self) -> int:
        """How many tests it is made of."""
        return sum(part.size for part, _ in self.parts)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What its tests are about."""
        return frozenset().union(*(part.subjects for part, _ in self.parts))


Condition = Atom | Compound


class Assumptions:
    """An immutable set of conditions with their outcomes that do not contradict each other, as far as is seen.

    What follows from them is drawn when it is first asked for; what they make together with others is remembered.
    """

    __slots__ = ("_compounds", "_contraries", "_known", "_merged", "_signs", "_subjects", "_told")

    def __init__(self) -> None:
        self._told: dict[str, tuple[Condition, bool]] = {}
        self._known: dict[str, bool] | None = None
        self._subjects: dict[str, tuple[tuple[str, bool], ...]] = {}
        self._compounds: tuple[tuple[Compound, bool], ...] = ()
        self._signs: frozenset[str] | None = None
        self._contraries: frozenset[str] | None = None
        self._merged: dict[int, tuple[Assumptions, Assumptions | None]] = {}

    def __len__(self) -> int:
        return len(self._told)

    def __iter__(self) -> Iterator[tuple[Condition, bool]]:
        return iter(self._told.values())

    def holds(self, condition: Condition) -> bool | None:
        """The outcome of ``condition`` under these assumptions, None when they do not say."""
        if not self._told:
            return None
        known = self._drawn().get(condition.key)
        if known is not None:
            return known
        if isinstance(condition, Atom):
            return self._implied(condition)
        return _outcome_of(condition, self)

    def adding(self, condition: Condition, outcome: bool) -> Assumptions | None:
        """These assumptions and one more; None when it contradicts them."""
        told = self._told.get(condition.key)
        if told is not None:
            return self if told[1] == outcome else None
        known = self.holds(condition)
        if known is not None and known != outcome:
            return None
        grown = self._copy()
        return grown if grown._tell(condition, outcome) else None

    def merged(self, other: Assumptions) -> Assumptions | None:
        """The assumptions of both; None when they contradict each other."""
        more, fewer = (self, other) if len(self._told) >= len(other._told) else (other, self)
        if not fewer._told or fewer is more:
            return more
        remembered = more._merged.get(id(fewer))
        if remembered is not None:
            return remembered[1]
        found = more._merged_with(fewer)
        more._merged[id(fewer)] = (fewer, found)
        return found

    def _merged_with(self, fewer: Assumptions) -> Assumptions | None:
        own, others = self.outcomes(), fewer.outcomes()
        if others <= own:
            return self
        if not fewer._contrary().isdisjoint(own):
            return None
        grown = self._copy()
        told = self._told
        return grown if all(grown._tell(*each) for key, each in fewer._told.items() if key not in told) else None

    def may_go_with(self, other: Assumptions) -> bool:
        """False when ``other`` tells the contrary of something told here: quickly seen, and most contradictions are that."""
        return self._contrary().isdisjoint(other.outcomes())

    def beyond(self, base: Assumptions) -> Assumptions:
        """Those told here that ``base`` does not tell with the same outcome."""
        return self if not base._told else self._only(self.outcomes() - base.outcomes())

    def shared(self, other: Assumptions) -> Assumptions:
        """Those told by both with the same outcome."""
        return self._only(self.outcomes() & other.outcomes())

    def _only(self, signs: frozenset[str]) -> Assumptions:
        """Some of what is told here."""
        if len(signs) == len(self._told):
            return self
        if not signs:
            return NOTHING
        some = Assumptions()
        some._told = {key: told for key, told in self._told.items() if told[0].signs[told[1]] in signs}
        some._signs = signs
        return some

    def joined(self, other: Assumptions) -> Assumptions | None:
        """What holds whenever either does, if that can be said exactly: one outcome dropped, or the weaker of the two."""
        if len(self._told) > len(other._told):
            return other.joined(self)
        differing = self.outcomes() - other.outcomes()
        if not differing:
            return self
        if len(differing) == 1 and len(self._told) == len(other._told) and not differing.isdisjoint(other._contrary()):
            return self.shared(other)
        return None

    def words(self) -> tuple[str, ...]:
        """``when `search```, ``unless `today```, in order of place; empty when there is nothing to tell."""
        equal = {each.subject for each, outcome in self if isinstance(each, Atom) and outcome and each.relation[0] == EQUAL}
        telling = (told for told in self if told[1] or not isinstance(told[0], Atom) or told[0].subject not in equal)
        ordered = sorted(telling, key=lambda told: told[0].place)
        said = [condition.words if outcome else condition.otherwise for condition, outcome in ordered]
        return tuple(word for word in said if word)

    def outcomes(self) -> frozenset[str]:
        """What is told, each as one sign."""
        if self._signs is None:
            self._signs = frozenset([condition.signs[outcome] for condition, outcome in self._told.values()])
        return self._signs

    def _contrary(self) -> frozenset[str]:
        """The contraries of what is told, as signs that can be compared with what others tell."""
        if self._contraries is None:
            self._contraries = frozenset([condition.signs[not outcome] for condition, outcome in self._told.values()])
        return self._contraries

    def _drawn(self) -> dict[str, bool]:
        """All that is known, with what follows from what is told."""
        if self._known is None:
            self._known = {}
            for condition, outcome in self._told.values():
                self._tell(condition, outcome)
        return self._known

    def _copy(self) -> Assumptions:
        copy = Assumptions()
        copy._known = dict(self._drawn())
        copy._told = dict(self._told)
        copy._subjects = dict(self._subjects)
        copy._compounds = self._compounds
        return copy

    def _tell(self, condition: Condition, outcome: bool) -> bool:
        """Take in a fact, on a copy that nobody else has yet; False when it contradicts."""
        self._drawn()
        known = self.holds(condition)
        if known is not None and known != outcome:
            return False
        self._told[condition.key] = (condition, outcome)
        return known is not None or self._learn(condition, outcome)

    def _learn(self, condition: Condition, outcome: bool) -> bool:
        """Draw what follows from a fact at once; False when it contradicts."""
        known = self.holds(condition)
        if known is not None and known != outcome:
            return False
        self._drawn()[condition.key] = outcome
        if isinstance(condition, Atom):
            self._subjects[condition.subject] = (*self._subjects.get(condition.subject, ()), (condition.relation, outcome))
        else:
            self._compounds = (*self._compounds, (condition, outcome))
            if condition.every == outcome and not all(self._learn(part, wanted == outcome) for part, wanted in condition.parts):
                return False
        about = condition.subjects
        return all(
            told is condition or about.isdisjoint(told.subjects) or _outcome_of(told, self) in (None, wanted)
            for told, wanted in self._compounds
        )

    def _implied(self, test: Atom) -> bool | None:
        for relation, outcome in self._subjects.get(test.subject, ()):
            implied = _implication(relation, outcome, test.relation)
            if implied is not None:
                return implied
        return None


def under(assumptions: Assumptions, ways: Sequence[Assumptions]) -> Assumptions | None:
    """``assumptions`` where one of several ``ways`` is taken; None when none can be."""
    open_ways = [way for way in ways if assumptions.merged(way) is not None]
    if len(open_ways) == 1:
        return assumptions.merged(open_ways[0])
    if not open_ways or any(not way for way in open_ways):
        return assumptions if open_ways else None
    if sum(condition.size for way in open_ways for condition, _ in way) > MAX_SIZE:
        return assumptions  # to know that one of so many holds costs more than it tells
    every = tuple((Compound(tuple(way), True, "", ""), True) for way in open_ways)
    return assumptions.adding(Compound(every, False, "", ""), True)


NOTHING = Assumptions()
"""No assumptions: what always holds."""


def _outcome_of(compound: Compound, assumptions: Assumptions) -> bool | None:
    """The outcome of a compound by its parts, whatever is told of itself."""
    deciding, unsaid = not compound.every, False
    for part, wanted in compound.parts:
        known = assumptions.holds(part)
        if known is None:
            unsaid = True
        elif (known == wanted) is deciding:
            return deciding
    return None if unsaid else not deciding


def _implication(known: str, outcome: bool, asked: str) -> bool | None:
    """What the outcome of one test of a subject says of another test of it."""
    if not outcome:
        return _of_failed(known, asked)
    if known.startswith(EQUAL):
        return _of_literal(known[1:], asked)
    if known == TRUTHY:
        return False if asked == NULLISH or asked[1:] in _FALSY else None
    return False if asked == TRUTHY or (asked.startswith(EQUAL) and asked[1:] not in _ABSENT) else None


def _of_failed(known: str, asked: str) -> bool | None:
    """What is not truthy equals falsy literals only; what is not absent is neither null nor undefined."""
    if not asked.startswith(EQUAL):
        return None
    excluded = asked[1:] not in _FALSY if known == TRUTHY else known == NULLISH and asked[1:] in _ABSENT
    return False if excluded else None


def _of_literal(literal: str, asked: str) -> bool:
    if asked == TRUTHY:
        return literal not in _FALSY
    return asked == NULLISH and literal in _ABSENT


_ABSENT = frozenset({"null", "undefined"})
_FALSY = frozenset({"''", "0", "false", *_ABSENT})
