"""The values that expressions can have: small sets of alternatives, each with the assumptions under which it is the one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xref.extract.assumptions import NOTHING, Assumptions
from xref.extract.pieces import Gap, Pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from xref.extract.assumptions import Atom
    from xref.source import Span

Place = tuple[str, "Span"]
"""An expression, by its file's path and its span."""

MAX_ALTERNATIVES = 64
"""How many alternatives a value has at most; beyond it some stand for all (:attr:`Value.truncated`)."""

MAX_KEPT = 8
"""How many alternatives of a value that has too many are carried on."""

MAX_JOINED = 24
"""How many ways to an equal content are compared with each other."""

MAX_SAMPLE = 16
"""How many alternatives of a truncated value are analysed: not all can be, so it is some in which each condition is met."""

MAX_PAIRS = 256
"""How many pairs of alternatives are put together at most."""

MAX_PIECES = 8_000
"""How many pieces the alternatives of a value have together at most, if it has several."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a tag of a database library makes of a template: text whose values travel apart.

    ``origin`` is the template's span: one that is put into another is not a statement of its own.
    """

    pieces: Pieces
    origin: Span | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number. ``sample``: it stands for any number that is not smaller, as the length of an array that is not known."""

    value: int
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """An array. ``open``: more elements than these may be in it; ``sample``: its length stands for longer ones.

    ``places`` are where the elements are written, one for each where that is known.
    """

    elements: tuple[Content, ...]
    open: bool = False
    sample: bool = False
    places: tuple[Place | None, ...] = ()

    @property
    def length(self) -> Number:
        """How many elements it has."""
        return Number(len(self.elements), self.sample)

    def following(self, other: Items) -> Items:
        """The elements of both, those of ``other`` last."""
        elements = (*self.elements, *other.elements)
        places = (*self.placed(), *other.placed()) if self.places or other.places else ()
        return Items(elements, self.open or other.open, self.sample or other.sample, places)

    def placed(self) -> tuple[Place | None, ...]:
        """Where each element is written, as far as that is known."""
        return self.places if len(self.places) == len(self.elements) else (None,) * len(self.elements)

    def having(self, elements: tuple[Content, ...]) -> Items:
        """Other elements in the place of these."""
        return Items(elements, self.open, self.sample)


@dataclass(frozen=True, slots=True)
class Maybe:
    """An element of an array that is there only when a test has the outcome ``wanted``."""

    content: Content
    test: Atom
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """An object literal's members that are known. ``open``: it may have others.

    ``optional`` are the members that may be absent.
    """

    fields: tuple[tuple[str, Value], ...]
    open: bool = False
    optional: tuple[str, ...] = ()

    def field(self, name: str) -> Value | None:
        """The member's value; of two with a name the later counts."""
        for key, value in reversed(self.fields):
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not known, and the expression that it is.

    ``absent``: it is undefined or null; ``truth``: whether it is one of the values that are true, if known; ``outside``: a key
    that is none of those that the code lists.
    """

    path: str
    source: Span
    absent: bool = False
    truth: bool | None = None
    outside: bool = False


@dataclass(frozen=True, eq=False)
class Code:
    """A function, which calls run. ``owner`` is the class that its ``this`` is of.

    ``home`` is the interpretation (a Session) of the file that it is of, None for the file at hand; ``around`` the state (a
    Frame) that it was made in, where another file was handed it: both of a layer above this one.
    """

    node: Node
    owner: Node | None = None
    home: Any = field(default=None, repr=False)
    around: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Shape:
    """A validator of objects (``z.object({...})``): its keys, each with whether it may be absent."""

    keys: tuple[tuple[str, bool], ...]


Content = Text | Tagged | Number | Items | Record | Opaque | Maybe | Code | Shape


@dataclass(frozen=True, slots=True)
class Alternative:
    """One thing that a value can be, and when."""

    content: Content
    assumptions: Assumptions = NOTHING


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression can be. ``truncated``: there are more alternatives than these."""

    alternatives: tuple[Alternative, ...]
    truncated: bool = False

    @property
    def only(self) -> Content | None:
        """The content, if there is one alternative."""
        return self.alternatives[0].content if len(self.alternatives) == 1 else None


def single(content: Content) -> Value:
    """A value that is always ``content``."""
    return Value((Alternative(content),))


def opaque(path: str, source: Span) -> Value:
    """A value of which nothing is known."""
    return single(Opaque(path, source))


def union(cases: Sequence[tuple[Value, Assumptions]]) -> Value:
    """Each value under its assumptions; alternatives that contradict them are left out."""
    found = []
    for value, assumptions in cases:
        for alternative in value.alternatives:
            merged = assumptions.merged(alternative.assumptions)
            if merged is not None:
                found.append(Alternative(alternative.content, merged))
    return limited(found, any(value.truncated for value, _ in cases))


def combine(left: Value, right: Value, join: Callable[[Content, Content], Content]) -> Value:
    """Every pair of alternatives that can hold together, joined; of very many pairs some."""
    pairs, all_of_them = _pairs(left.alternatives, right.alternatives)
    found = []
    for first, second in pairs:
        merged = first.assumptions.merged(second.assumptions)
        if merged is not None:
            found.append(Alternative(join(first.content, second.content), merged))
    return limited(found, left.truncated or right.truncated or not all_of_them)


def _pairs(left: tuple[Alternative, ...], right: tuple[Alternative, ...]) -> tuple[list[tuple[Alternative, Alternative]], bool]:
    """Pairs that do not plainly contradict each other, and whether these are all."""
    if len(left) * len(right) <= MAX_PAIRS:
        return [(first, second) for first in left for second in right], True
    pairs = [(first, second) for first in left for second in right if first.assumptions.may_go_with(second.assumptions)]
    if len(pairs) <= MAX_PAIRS:
        return pairs, True
    step = len(pairs) // MAX_PAIRS + 1
    while len(right) % step == 0:  # else some of the right would never be met
        step += 1
    return pairs[::step], False


def transform(value: Value, change: Callable[[Content], Content]) -> Value:
    """``change`` applied to each alternative."""
    changed = tuple(Alternative(change(each.content), each.assumptions) for each in value.alternatives)
    return Value(changed, value.truncated)


def given(value: Value, assumptions: Assumptions, exact: bool = False) -> Value:
    """The value where ``assumptions`` hold. What plainly contradicts them is left out; all that does if ``exact``."""
    if not assumptions:
        return value
    kept = tuple(each for each in value.alternatives if assumptions.may_go_with(each.assumptions))
    if exact:
        kept = tuple(each for each in kept if assumptions.merged(each.assumptions) is not None)
    return value if len(kept) == len(value.alternatives) else Value(kept, value.truncated)


def limited(found: Sequence[Alternative], truncated: bool = False) -> Value:
    """A value of what was found: equal contents once, at most :data:`MAX_ALTERNATIVES`, chosen so that each fact is met."""
    if len(found) > 1 and all(isinstance(each.content, Opaque) for each in found):
        return Value((Alternative(found[0].content),))
    alternatives = _distinct(found) if len(found) > 1 else list(found)
    if len(alternatives) > MAX_ALTERNATIVES:
        alternatives, truncated = covering(alternatives, MAX_KEPT), True
    while len(alternatives) > 1 and sum(_size(each.content) for each in alternatives) > MAX_PIECES:
        alternatives, truncated = alternatives[: len(alternatives) // 2], True
    return Value(tuple(alternatives), truncated)


def _size(content: Content) -> int:
    if isinstance(content, Text | Tagged):
        return len(content.pieces)
    return len(content.elements) if isinstance(content, Items) else 1


def _distinct(found: Sequence[Alternative]) -> list[Alternative]:
    """Alternatives of equal content as one, where one condition less says all that their assumptions say."""
    groups: dict[object, tuple[Content, list[Assumptions]]] = {}
    for alternative in found:
        _, group = groups.setdefault(_identity(alternative.content), (alternative.content, []))
        assumptions = alternative.assumptions
        index = 0
        while index < len(group) <= MAX_JOINED:
            joined = assumptions.joined(group[index])
            if joined is None:
                index += 1
            else:
                assumptions = joined
                del group[index]
                index = 0
        group.append(assumptions)
    return [Alternative(content, assumptions) for content, group in groups.values() for assumptions in group]


def _identity(content: Content) -> object:
    """What tells contents apart: pieces and elements by identity, which is cheap and, as they are shared, enough."""
    if isinstance(content, Text | Tagged):
        return (type(content), *map(id, content.pieces))
    if isinstance(content, Items):
        return (content.open, content.sample, *map(id, content.elements))
    return content if isinstance(content, Number | Opaque) else id(content)


def covering(alternatives: Sequence[Alternative], most: int) -> list[Alternative]:
    """At most ``most`` alternatives, chosen so that every outcome of a condition is met that is met in all."""
    met: set[str] = set()
    chosen, rest = [], []
    for alternative in alternatives:
        outcomes = alternative.assumptions.outcomes()
        if outcomes <= met:
            rest.append(alternative)
        else:
            met |= outcomes
            chosen.append(alternative)
    room = max(most - len(chosen), 0)
    step = max(len(rest) // room, 1) if room else 1
    return [*chosen, *rest[::step]][:most]


def as_pieces(content: Content) -> Pieces:
    """The pieces of a content where text is wanted: numbers in digits, what is no text as a gap."""
    if isinstance(content, Text | Tagged):
        return content.pieces
    if isinstance(content, Opaque):
        return (Gap(content.path, content.source),)
    return ()
