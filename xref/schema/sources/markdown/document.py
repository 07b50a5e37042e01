"""A Markdown document as the registry reader needs it: headings, tables, lists, fences, each verbatim and with its offsets.

markdown-it gives the block structure and the lines (GitHub's tables, spec 0.29, 4.10); inline text is not parsed, which
keeps it linear, and cells are split here, because no parser keeps a cell's column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xref.source import Location, SourceFile, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

_CONTAINER = re.compile(r"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*")
_HEADING_MARKS = re.compile(r"[ \t]*#{1,6}(?=[ \t])")
_CLOSING_MARKS = re.compile(r"(?<=[ \t])#+$")
_MAX_CELL = 1000
_MAX_PARAGRAPH = 20_000
"""Characters; what is longer is prose, and is cut so that no pattern meets a text of unbounded length."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the document, verbatim, and the offset at which it starts."""

    file: SourceFile
    text: str
    start: int

    def part(self, start: int, end: int | None = None) -> Passage:
        """The piece between two offsets of this one."""
        return Passage(self.file, self.text[start:end], self.start + start)

    def stripped(self) -> Passage:
        """Without the white space around it."""
        text = self.text.strip()
        return Passage(self.file, text, self.start + (len(self.text) - len(self.text.lstrip()) if text else 0))

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.file.location(Span(self.start, self.start + len(self.text)))

    @property
    def line(self) -> int:
        """The 1-based line on which it starts."""
        return self.file.position(self.start).line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` is 1 to 6."""

    level: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or the text of a list item when ``item`` is True."""

    passage: Passage
    item: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[Passage, ...]
    rows: tuple[tuple[Passage, ...], ...]


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block; ``language`` is the info string's first word in lower case."""

    language: str
    passage: Passage


Block = Heading | Paragraph | Table | Fence


def parse_document(file: SourceFile) -> tuple[Block, ...]:
    """The document's blocks in order. HTML and indented code are left out. Nothing is raised, whatever the text."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"]).parse(file.text)
    return tuple(_blocks(file, tokens))


def _blocks(file: SourceFile, tokens: list[Token]) -> Iterator[Block]:
    items = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            end = _closing(tokens, index)
            yield _table(file, tokens[index:end], nested=token.level > 0)
            index = end
        elif token.type == "heading_open":
            yield Heading(int(token.tag[1]), _heading_text(_lines(file, tokens[index + 1]), nested=token.level > 0))
        elif token.type == "paragraph_open":
            yield Paragraph(
                _unmarked(_lines(file, tokens[index + 1]), nested=token.level > 0).part(0, _MAX_PARAGRAPH), items > 0
            )
        elif token.type == "fence":
            yield Fence(token.info.strip().lower().partition(" ")[0], _fence_body(_lines(file, token)))
        items += (token.type == "list_item_open") - (token.type == "list_item_close")
        index += 1


def _closing(tokens: list[Token], index: int) -> int:
    while tokens[index].type != "table_close":
        index += 1
    return index


def _lines(file: SourceFile, token: Token) -> Passage:
    first, last = token.map or (0, 0)
    starts = file.line_starts
    start = starts[min(first, len(starts) - 1)]
    end = starts[last] if last < len(starts) else len(file.text)
    return Passage(file, file.text[start:end], start)


def _unmarked(passage: Passage, *, nested: bool) -> Passage:
    if nested and (marks := _CONTAINER.match(passage.text)):
        passage = passage.part(marks.end())
    return passage.stripped()


def _heading_text(lines: Passage, *, nested: bool) -> Passage:
    text = _unmarked(lines, nested=nested)
    if marks := _HEADING_MARKS.match(text.text):
        text = text.part(marks.end())
    if closing := _CLOSING_MARKS.search(text.text):
        text = text.part(0, closing.start())
    return text.part(0, _MAX_CELL).stripped()


def _fence_body(lines: Passage) -> Passage:
    start = lines.text.find("\n") + 1
    return lines.part(start or len(lines.text))


def _table(file: SourceFile, tokens: list[Token], *, nested: bool) -> Table:
    rows = [_split(_unmarked(_lines(file, token), nested=nested)) for token in tokens if token.type == "tr_open"]
    header = rows[0]
    return Table(tuple(header), tuple(_fitted(row, header) for row in rows[1:]))


def _fitted(row: list[Passage], header: list[Passage]) -> tuple[Passage, ...]:
    missing = len(header) - len(row)
    if missing > 0:
        last = row[-1] if row else header[-1]
        row = row + [last.part(len(last.text))] * missing
    return tuple(row[: len(header)])


def _split(row: Passage) -> list[Passage]:
    """The cells of a row: split at every pipe without a backslash before it, also inside code spans, as GitHub does."""
    bounds = [-1, *(match.start() for match in re.finditer(r"(?<!\\)\|", row.text)), len(row.text)]
    cells = [row.part(left + 1, right).stripped() for left, right in pairwise(bounds)]
    if cells and not cells[0].text:
        cells = cells[1:]
    if cells and not cells[-1].text:
        cells = cells[:-1]
    return [cell.part(0, _MAX_CELL) for cell in cells]
