"""Named placeholders of pg-promise, which formats its texts itself: ``$/name/``, ``${name}``, ``$1:list``.

A plain one is sent as a value, so it becomes ``$n``, the same for the same name; one with a modifier that puts in something
else (a list of values, a name, raw text) becomes a gap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.pieces import Gap, Piece, Run, Slot
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xref.extract.pieces import Pieces

_NAMED = re.compile(
    r"\$(?:\{\s*(?P<a>[\w$.]+)\s*(?P<am>[:^~#][^}]*)?\}|/\s*(?P<b>[\w$.]+)\s*(?P<bm>[:^~#][^/]*)?/"
    r"|\(\s*(?P<c>[\w$.]+)\s*(?P<cm>[:^~#][^)]*)?\)|<\s*(?P<d>[\w$.]+)\s*(?P<dm>[:^~#][^>]*)?>|\[\s*(?P<e>[\w$.]+)\s*(?P<em>[:^~#][^\]]*)?\])"
    r"|\$\d+(?P<fm>:(?!:)\w+|[\^~#])"
)
_VALUES = frozenset({":json"})


def numbered(pieces: Pieces) -> Pieces:
    """``pieces`` with named placeholders as slots and gaps."""
    return tuple(part for piece in pieces for part in (_split(piece) if isinstance(piece, Run) else (piece,)))


def _split(run: Run) -> Iterator[Piece]:
    done = 0
    for match in _NAMED.finditer(run.text):
        if match.start() > done:
            yield _cut(run, done, match.start())
        name = next((match[group] for group in "abcde" if match[group]), None)
        modifier = next((match[group] for group in ("am", "bm", "cm", "dm", "em", "fm") if match[group]), "")
        place = _place(run, match.start(), match.end())
        plain = name is not None and (not modifier or modifier.strip() in _VALUES)
        yield Slot(run.path, place, name) if plain else Gap(run.path, place)
        done = match.end()
    if done < len(run.text):
        yield _cut(run, done, len(run.text))


def _cut(run: Run, start: int, end: int) -> Run:
    return Run(run.text[start:end], run.path, _place(run, start, end), run.verbatim)


def _place(run: Run, start: int, end: int) -> Span:
    return Span(run.source.start + start, run.source.start + end) if run.verbatim else run.source
