"""Doing something for each element of an array: what loops and the callbacks of ``map``, ``filter`` and ``forEach`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.assumptions import NOTHING
from xref.extract.lists import MAX_ELEMENTS
from xref.extract.values import MAX_SAMPLE, Items, Maybe, Value, covering

if TYPE_CHECKING:
    from collections.abc import Callable

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Step = Callable[[Content, int, Frame], bool]

MAX_WALKED = 24
"""How many arrays, of those that a value can be, are gone through."""


def can_walk(value: Value, frame: Frame) -> bool:
    """Whether the elements of each array that ``value`` can be are known, and few enough to go through."""
    return frame.session.may_follow and all(
        isinstance(each.content, Items) and not each.content.open and len(each.content.elements) <= MAX_ELEMENTS
        for each in value.alternatives
    )


def sampled(value: Value) -> Value:
    """The value, or some of the arrays that it can be where these are too many to go through."""
    if len(value.alternatives) <= MAX_WALKED:
        return value
    return Value(tuple(covering(value.alternatives, MAX_SAMPLE)), truncated=True)


def walk(value: Value, frame: Frame, step: Step, stopped: list[Frame] | None = None) -> bool:
    """Run ``step(element, index, state)`` for each element in order; it returns False where the rest is not reached.

    ``stopped`` are the states in which a ``break`` left. False: nothing goes on from here.
    """
    ended: list[Frame] = []
    with frame.session.following_on():
        for alternative in value.alternatives:
            known = frame.assumptions.merged(alternative.assumptions)
            if known is None or not isinstance(alternative.content, Items):
                continue
            state = frame.fork(known)
            if _through(alternative.content.elements, state, step):
                ended.append(state)
    ended += stopped or []
    if not ended:
        return False
    before = frame.names.copy()
    frame.adopt([(state, [NOTHING]) for state in ended])
    if value.truncated:
        for name, held in frame.names.items():
            if held is not before.get(name):
                frame.names[name] = Value(held.alternatives, truncated=True)
    return True


def _through(elements: tuple[Content, ...], state: Frame, step: Step) -> bool:
    return all(_one(element, index, state, step) for index, element in enumerate(elements))


def _one(element: Content, index: int, state: Frame, step: Step) -> bool:
    """One element; one that may be missing is there on one way and not on the other."""
    if not isinstance(element, Maybe):
        return step(element, index, state)
    present = state.assumptions.adding(element.test, element.wanted)
    missing = state.assumptions.adding(element.test, not element.wanted)
    world = state.session.world
    if world is not None and present is not None and missing is not None:
        present, missing = (present, None) if world.choose(2) == 0 else (None, missing)
    ends: list[Frame] = []
    if present is not None:
        inside = state.fork(present)
        ends += [inside] if step(element.content, index, inside) else []
    if missing is not None:
        ends.append(state.fork(missing))
    if not ends:
        return False
    state.adopt([(end, [NOTHING]) for end in ends])
    return True
