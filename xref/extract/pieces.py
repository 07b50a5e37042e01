"""What a text is put together from, and the assembly of it with its source map. The map is built here, never searched for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.embedded import Hole
from xref.source import HOLE, Segment, SourceMap, Span

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Run:
    """Known text and where it is written. Not ``verbatim``: an escape sequence, a line end that the language changes."""

    text: str
    path: str
    source: Span
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Text that is not known: it becomes a hole."""

    path: str
    source: Span


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that the library sends apart from the text: it becomes ``$n``. Equal ``name``s share their number."""

    path: str
    source: Span
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """The value of a parameter of the function that starts at offset ``function``. A text that is one makes it a wrapper."""

    path: str
    source: Span
    function: int
    index: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A constant of another file: ``name`` and then ``fields`` of what ``module`` exports. Linking puts its text here."""

    path: str
    source: Span
    module: str
    name: str
    fields: tuple[str, ...] = ()


Piece = Run | Gap | Slot | Argument | Imported
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A text with its map and its holes; ``slots`` is how many values its own placeholders take."""

    text: str
    source_map: SourceMap
    holes: tuple[Hole, ...]
    slots: int


def assemble(pieces: Iterable[Piece]) -> Assembled:
    """The text of ``pieces``: slots numbered from 1 in order, what is not known as :data:`HOLE`."""
    parts: list[str] = []
    segments: list[Segment] = []
    holes: list[Hole] = []
    numbers: dict[object, int] = {}
    offset = 0
    for position, piece in enumerate(pieces):
        verbatim = False
        if isinstance(piece, Run):
            part, verbatim = piece.text, piece.verbatim
        elif isinstance(piece, Slot):
            key: object = piece.name if piece.name is not None else position
            part = f"${numbers.setdefault(key, len(numbers) + 1)}"
        else:
            part = HOLE
            holes.append(Hole(offset, piece.source))
        if not part:
            continue
        parts.append(part)
        segments.append(Segment(Span(offset, offset + len(part)), piece.path, piece.source, verbatim))
        offset += len(part)
    return Assembled("".join(parts), SourceMap(tuple(segments)), tuple(holes), len(numbers))


def known_start(pieces: Iterable[Piece], length: int = 400) -> str:
    """The first ``length`` characters of the text or somewhat more, :data:`HOLE` for what is not known."""
    parts: list[str] = []
    total = 0
    for piece in pieces:
        part = piece.text if isinstance(piece, Run) else "$1" if isinstance(piece, Slot) else HOLE
        parts.append(part)
        total += len(part)
        if total >= length:
            break
    return "".join(parts)
