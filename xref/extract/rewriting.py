"""Rewriting the pieces of a text where a pattern matches, each new piece with the place where the match is written."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.pieces import Gap, Piece, Run, Slot
from xref.source import HOLE, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xref.extract.pieces import Pieces

    Put = Callable[["Found"], Iterable[Piece] | None]

LITERAL = (
    r"(?P<literal>\b[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|'(?:[^']|'')*(?:'|\Z)|\"(?:[^\"]|\"\")*(?:\"|\Z)|--[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|\$(?P<quote>(?:[A-Za-z_]\w*)?)\$.*?(?:\$(?P=quote)\$|\Z))"
)
"""A literal, a quoted name, a comment, a dollar-quoted text: where a library that knows SQL looks for no placeholder."""


@dataclass(frozen=True)
class Found:
    """A placeholder: ``match`` in ``text``, which has :data:`xref.source.HOLE` for each part that is not known text."""

    match: re.Match[str]
    text: str
    path: str
    place: Span
    cut: Callable[[int, int], Iterator[Piece]]

    def slot(self, name: str | None = None) -> tuple[Piece, ...]:
        """A value; values of one name have one number."""
        return (Slot(self.path, self.place, name),)

    def literal(self) -> tuple[Piece, ...]:
        """A value that is written into the text as a literal: after a type's name one of which only the quotes are known."""
        if _TYPED.search(self.text[max(self.match.start() - 40, 0) : self.match.start()]):
            return (*self.written("'"), *self.gap(), *self.written("'"))
        return self.slot()

    def gap(self) -> tuple[Piece, ...]:
        """Text that is not known."""
        return (Gap(self.path, self.place),)

    def written(self, text: str) -> tuple[Piece, ...]:
        """``text`` in its place."""
        return (Run(text, self.path, self.place, verbatim=False),)

    @property
    def is_listed(self) -> bool:
        """Whether it is all that stands in the parentheses of an ``IN`` or the brackets of an ``ARRAY``."""
        before, after = self.text[max(self.match.start() - 40, 0) : self.match.start()], self.text[self.match.end() :][:40]
        return _LISTED.search(before) is not None and _CLOSED.match(after) is not None

    @property
    def is_row(self) -> bool:
        """Whether it stands as a row of ``VALUES``, or alone in one: it may be several values, or several rows."""
        before, after = self.text[max(self.match.start() - 40, 0) : self.match.start()], self.text[self.match.end() :][:40]
        return _ROW.search(before) is not None and (not before.rstrip().endswith("(") or _CLOSED.match(after) is not None)


_LISTED = re.compile(r"(?:\bin\s*\(|\barray\s*\[)\s*$", re.IGNORECASE)
_TYPED = re.compile(r"(?<![\w.])(?:interval|date|time|timestamp|timestamptz)\s+$", re.IGNORECASE)
_CLOSED = re.compile(r"\s*[)\]]")
_ROW = re.compile(r"\bvalues\s*\(?\s*$", re.IGNORECASE)


def rewritten(pieces: Pieces, pattern: re.Pattern[str], put: Put) -> Pieces:
    """``pieces`` with what ``put`` gives for each match; a match of the group ``literal``, and one it gives None for, stays."""
    starts: list[int] = []
    texts: list[str] = []
    offset = 0
    for piece in pieces:
        starts.append(offset)
        texts.append(piece.text if isinstance(piece, Run) else HOLE)
        offset += len(texts[-1])
    text = "".join(texts)

    def cut(start: int, end: int) -> Iterator[Piece]:
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(pieces) and starts[index] < end:
            yield from _part(pieces[index], start - starts[index], end - starts[index])
            index += 1

    made: list[Piece] = []
    done = 0
    for match in pattern.finditer(text):
        if match.groupdict().get("literal") is not None or HOLE in match[0]:
            continue
        path, place = _origin(tuple(cut(match.start(), match.end())))
        new = put(Found(match, text, path, place, cut))
        if new is not None:
            made += [*cut(done, match.start()), *new]
            done = match.end()
    return (*made, *cut(done, len(text))) if done else pieces


def _part(piece: Piece, start: int, end: int) -> Iterator[Piece]:
    """The characters of a piece from ``start`` to ``end``; one that is no known text as a whole."""
    if not isinstance(piece, Run):
        yield piece
        return
    start, end = max(start, 0), min(end, len(piece.text))
    if start == 0 and end == len(piece.text):
        yield piece
    elif start < end:
        place = Span(piece.source.start + start, piece.source.start + end) if piece.verbatim else piece.source
        yield Run(piece.text[start:end], piece.path, place, piece.verbatim)


def _origin(parts: Pieces) -> tuple[str, Span]:
    """Where parts are written: from the first to the last, as far as they are of one file."""
    first, last = parts[0], parts[-1]
    end = last.source.end if last.path == first.path and last.source.end > first.source.start else first.source.end
    return first.path, Span(first.source.start, end)
