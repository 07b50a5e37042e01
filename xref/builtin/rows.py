"""The format of an exported file: sections of sorted lines, fields separated by tabs, a row's key in front.

Reading a file splits it into sections and nothing more. A row is found by bisection and decoded when it is asked for, so a
run pays for the few facts that it needs. One fact a line, sorted: a new export is a readable diff.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = list[str]


class Section:
    """The rows of one kind of fact. Several rows may share a key, which is their first field."""

    def __init__(self, text: str = "") -> None:
        """Takes the section's lines, sorted."""
        self._text = text

    def rows(self, key: str) -> Iterator[Row]:
        """The rows of a key, in order."""
        start = key + "\t"
        index = bisect_left(self._lines, start)
        while index < len(self._lines) and self._lines[index].startswith(start):
            yield self._lines[index].split("\t")
            index += 1

    def keys(self) -> list[str]:
        """The key of every row, in order; one that several rows share comes several times."""
        return [line.partition("\t")[0] for line in self._lines]

    def __iter__(self) -> Iterator[Row]:
        return (line.split("\t") for line in self._lines)

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n") if self._text else []


def read_sections(text: str) -> dict[str, Section]:
    """The sections of an exported file's text, by name."""
    sections = {}
    for block in text.split("\n[")[1:]:
        name, _, body = block.partition("]")
        sections[name] = Section(body.strip("\n"))
    return sections


def write_sections(title: str, sections: Mapping[str, Iterable[Row]]) -> str:
    """The text of an exported file, its rows sorted, without empty sections; ``title`` is its first line."""
    blocks = [f"# {title}\n"]
    for name, rows in sections.items():
        lines = sorted("\t".join(row) for row in rows)
        if lines:
            blocks.append("\n".join([f"[{name}]", *lines, ""]))
    return "".join(blocks)
