"""What a world chooses: one alternative of a value, one way through a branching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.values import Alternative, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xref.extract.assumptions import Assumptions
    from xref.extract.frame import Frame


def settled(value: Value, frame: Frame) -> Value:
    """One alternative of a value, which the frame's world has chosen."""
    world = frame.session.world
    if world is None:
        return value
    found = [(each, known) for each in value.alternatives if (known := frame.assumptions.merged(each.assumptions)) is not None]
    if not found:
        return value
    each, known = found[world.choose(len(found)) if len(found) > 1 else 0]
    frame.assumptions = known
    return Value((Alternative(each.content),), value.truncated)


def chosen(frame: Frame, ways: Sequence[Sequence[Assumptions]]) -> list[Sequence[Assumptions]]:
    """Ways through a branching, those that the frame's world takes first; outside of worlds all as they are."""
    world = frame.session.world
    if world is None:
        return list(ways)
    opened = [[way for way in each if frame.assumptions.merged(way) is not None][:1] for each in ways]
    possible = [index for index, each in enumerate(opened) if each]
    if len(possible) < 2:
        return list(opened)
    taken = possible[world.choose(len(possible))]
    return [each if index == taken else () for index, each in enumerate(opened)]
