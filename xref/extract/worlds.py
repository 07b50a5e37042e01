"""One way through the code at a time, where there are too many to keep all of them at once.

In a world every choice is made when it is first met and stands from then on, so that each text, its numbering and its values go
together. The worlds that are looked at: every condition holds, none does, each alone, all but each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from xref.extract.assumptions import NOTHING, Assumptions

if TYPE_CHECKING:
    from collections.abc import Iterator


class Style(Enum):
    """How a world chooses."""

    ALL = auto()
    NONE = auto()
    ONLY = auto()
    BUT = auto()


@dataclass
class World:
    """The choices of one way. ``number`` is the choice that differs from the others; ``met`` how many were made."""

    style: Style
    number: int = 0
    met: int = 0
    widest: int = 0
    base: Assumptions = field(default=NOTHING)

    def choose(self, count: int) -> int:
        """Which of ``count`` ways to take; the first is that on which a condition holds."""
        chosen = self.met == self.number
        self.met += 1
        self.widest = max(self.widest, count)
        last = count - 1
        if self.style is Style.ALL:
            return 0
        if self.style is Style.NONE:
            return last
        if count > 2:
            return self.number % count
        return (0 if chosen else last) if self.style is Style.ONLY else (last if chosen else 0)


def worlds(most: int) -> Iterator[World]:
    """At most ``most`` worlds; how many choices there are is learnt from those that were looked at."""
    first = World(Style.ALL)
    yield first
    last = World(Style.NONE)
    yield last
    choices = max(first.met, last.met, first.widest, last.widest)
    given = 2
    for style in (Style.ONLY, Style.BUT):
        for number in range(choices):
            if given >= most:
                return
            given += 1
            world = World(style, number)
            yield world
            if world.met <= number:
                break  # it differs in nothing, and neither do those after it
