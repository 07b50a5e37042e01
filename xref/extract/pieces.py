"""What a text is put together from, and the assembly of it with its source map. The map is built here, never searched for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.declarations import Import
from xref.extract.embedded import Hole
from xref.source import HOLE, Segment, SourceMap, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xref.extract.sent_values import Sent


@dataclass(frozen=True, slots=True)
class Run:
    """Known text and where it is written. Not ``verbatim``: an escape sequence, a line end that the language changes."""

    text: str
    path: str
    source: Span
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Text that is not known: it becomes a hole. ``origin`` is where it comes from, in words."""

    path: str
    source: Span
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that the library sends apart from the text: it becomes ``$n``. Equal ``name``s share their number.

    ``value`` is what is known of it.
    """

    path: str
    source: Span
    name: str | None = None
    value: Sent = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a library quotes, and maps if it was told to: ``sql(user, 'createdAt')``."""

    text: str
    path: str
    source: Span

    def written(self, mapping: str | None) -> str:
        """The quoted identifier that is sent."""
        text = snake_case(self.text) if mapping is not None else self.text
        return '"' + text.replace('"', '""') + '"'


def snake_case(name: str) -> str:
    """``createdAt`` as mapping layers write it: ``created_at``."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


@dataclass(frozen=True, slots=True)
class Argument:
    """The value of a parameter of the function that starts at offset ``function``, or of the member ``fields`` of it.

    A text that is one makes the function a wrapper.
    """

    path: str
    source: Span
    function: int
    index: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A constant of another file: ``name`` and then ``fields`` of what ``module`` exports. Linking puts its text here."""

    path: str
    source: Span
    module: str
    name: str
    fields: tuple[str, ...] = ()

    @property
    def meant(self) -> Import:
        """What it stands for, as an import and the steps from there."""
        return Import(self.module, self.name, self.fields)


Piece = Run | Gap | Slot | Name | Argument | Imported
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A text with its map and its holes; ``slots`` is how many values its own placeholders take, ``values`` are these."""

    text: str
    source_map: SourceMap
    holes: tuple[Hole, ...]
    slots: int
    values: tuple[Sent, ...] = ()


def assemble(pieces: Iterable[Piece], mapping: str | None = None) -> Assembled:
    """The text of ``pieces``: slots numbered from 1, names by the ``mapping`` layer, what is not known as :data:`HOLE`."""
    parts: list[str] = []
    segments: list[Segment] = []
    holes: list[Hole] = []
    numbers: dict[object, int] = {}
    values: dict[int, Sent] = {}
    offset = 0
    for position, piece in enumerate(pieces):
        verbatim = False
        if isinstance(piece, Run):
            part, verbatim = piece.text, piece.verbatim
        elif isinstance(piece, Slot):
            key: object = piece.name if piece.name is not None else position
            number = numbers.setdefault(key, len(numbers) + 1)
            values.setdefault(number, piece.value)
            part = f"${number}"
        elif isinstance(piece, Name):
            part = piece.written(mapping)
        else:
            part = HOLE
            holes.append(Hole(offset, piece.source, piece.origin if isinstance(piece, Gap) else None))
        if not part:
            continue
        parts.append(part)
        segments.append(Segment(Span(offset, offset + len(part)), piece.path, piece.source, verbatim))
        offset += len(part)
    return Assembled("".join(parts), SourceMap(tuple(segments)), tuple(holes), len(numbers), tuple(values.values()))


def _start_of(piece: Piece) -> str:
    if isinstance(piece, Run):
        return piece.text
    if isinstance(piece, Name):
        return piece.written(None)
    return "$1" if isinstance(piece, Slot) else HOLE


def known_start(pieces: Iterable[Piece], length: int = 400) -> str:
    """The first ``length`` characters of the text or somewhat more, :data:`HOLE` for what is not known."""
    parts: list[str] = []
    total = 0
    for piece in pieces:
        part = _start_of(piece)
        parts.append(part)
        total += len(part)
        if total >= length:
            break
    return "".join(parts)
