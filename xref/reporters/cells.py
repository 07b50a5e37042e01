"""Text as a terminal shows it, in cells: tabs become spaces, wide characters take two, control characters show as escapes."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from xref.terminal import escape_control

TAB = " " * 4
CUT = "..."


def plain(text: str) -> str:
    """``text`` on one line, safe to print: white space runs into single spaces, control and bidi characters are escaped."""
    return escape_control(" ".join(text.split()))


def plain_path(path: str) -> str:
    """A path, safe to print; white space in it stays. None begins as a workflow command does, which a CI's log would obey."""
    return escape_control(f"./{path}" if path.lstrip().startswith("::") else path)


def width(text: str) -> int:
    """How many cells ``text`` takes; it must be free of control characters."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, drawn: ``shown`` is what each of its characters looks like, ``starts`` the cell at which each begins.

    ``starts`` has one entry more than ``shown``: the width of the whole.
    """

    shown: tuple[str, ...]
    starts: tuple[int, ...]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(text: str) -> Line:
        """The line, character by character. Minified code has long lines with many findings, which come one after another."""
        if text.isascii() and text.isprintable():
            return Line(tuple(text), tuple(range(len(text) + 1)))
        shown = tuple(TAB if character == "\t" else escape_control(character) for character in text.rstrip())
        starts = [0]
        for piece in shown:
            starts.append(starts[-1] + width(piece))
        return Line(shown, tuple(starts))

    def cell(self, column: int) -> int:
        """The cell at which a 1-based column begins; columns beyond the line's end are at its end."""
        return self.starts[min(max(column - 1, 0), len(self.shown))]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a line that is shown: its text, the cells of the line from ``first`` to ``last``, moved left by ``shift``."""

    text: str
    first: int
    last: int
    shift: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the line's cells from ``start`` to ``end`` are in the text; at least one cell, cut to what is shown."""
        left = min(max(start, self.first), self.last) - self.shift
        right = min(max(end, self.first), self.last) - self.shift
        return left, max(right, left + 1)


def window(line: Line, start: int, end: int, room: int) -> Window:
    """The part of ``line`` around the cells ``start`` to ``end`` that fits into ``room`` cells, cuts marked by dots.

    The token is shown from its beginning, with a third of what it leaves free before it.
    """
    whole = line.starts[-1]
    if whole <= room:
        return Window("".join(line.shown), 0, whole, 0)
    inner = max(room - 2 * len(CUT), 8)
    before = max(inner - (end - start), 0) // 3
    first = bisect_left(line.starts, max(min(start - before, whole - inner), 0))
    last = bisect_right(line.starts, line.starts[first] + inner) - 1
    left = CUT if first else ""
    right = CUT if last < len(line.shown) else ""
    text = left + "".join(line.shown[first:last]) + right
    return Window(text, line.starts[first], line.starts[last], line.starts[first] - len(left))
