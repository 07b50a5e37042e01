"""Places in text: offsets, positions, spans, locations, and the map from SQL back to its file.

Offsets count Unicode code points from 0; spans are half-open. Positions are 1-based lines and columns, columns in code
points too. Nothing here knows bytes: the tree-sitter side converts once, at its own border.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

HOLE = "\ufffc"
"""The one character that stands in an SQL text for each part that is not known (OBJECT REPLACEMENT CHARACTER)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets, ``start <= end``."""

    start: int
    end: int

    def shifted(self, by: int) -> Span:
        """The same range in a text that has ``by`` more characters before it."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A 1-based line and a 1-based column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A range of a file as people and programs are told it: ``end`` is exclusive, ``path`` relative to the root with ``/``."""

    path: str
    start: Position
    end: Position


@dataclass(frozen=True)
class SourceFile:
    """A file's text, as decoded, with the path that output shows. Line ends stay as they are (``\\n``, ``\\r\\n``, ``\\r``)."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; the first is 0."""
        starts = [0]
        text = self.text
        if "\r" not in text:
            offset = text.find("\n")
            while offset >= 0:
                starts.append(offset + 1)
                offset = text.find("\n", offset + 1)
            return starts
        for offset, character in enumerate(text):
            if character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n"):
                starts.append(offset + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The position of a character offset; one at the end of the text is allowed."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def location(self, span: Span) -> Location:
        """The location of a span of this file."""
        return Location(self.path, self.position(span.start), self.position(span.end))

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line end; empty when there is no such line."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of SQL text and where it was written.

    ``verbatim`` says that both have the same characters, so offsets inside correspond one to one; otherwise (an escape
    sequence, a hole) any offset in ``text`` stands for the whole of ``source``.
    """

    text: Span
    path: str
    source: Span
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where each part of an SQL text was written. Segments are in order of text and leave no gap."""

    segments: tuple[Segment, ...]

    def origin(self, span: Span) -> tuple[str, Span]:
        """The file and the span in it from which ``span`` of the SQL text comes.

        A span that runs over several segments of one file is the range from its first to its last character; one that runs
        into another file is cut at its first segment.
        """
        first = self._segment_at(span.start)
        start = self._source_offset(first, span.start)
        last = self._segment_at(max(span.start, span.end - 1))
        end = self._source_end(last, span.end) if last.path == first.path else -1
        if end < start:
            end = first.source.end
        return first.path, Span(start, end)

    def _segment_at(self, offset: int) -> Segment:
        index = bisect_right(self.segments, offset, key=lambda segment: segment.text.start) - 1
        return self.segments[max(index, 0)]

    @staticmethod
    def _source_offset(segment: Segment, offset: int) -> int:
        if not segment.verbatim:
            return segment.source.start
        return min(segment.source.start + offset - segment.text.start, segment.source.end)

    @staticmethod
    def _source_end(segment: Segment, offset: int) -> int:
        if not segment.verbatim:
            return segment.source.end
        return min(segment.source.start + offset - segment.text.start, segment.source.end)
