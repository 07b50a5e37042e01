"""Placeholders of pg-promise, which formats its texts itself: ``$1``, ``$/name/``, ``${name}``, ``$1:list``.

Each occurrence is written into the text as a literal of its own, so it becomes a ``$n`` of its own: what PostgreSQL infers of
one says nothing of another. A list of values stands for at least one; what puts in something else (a name, raw text) becomes a
gap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.rewriting import Found, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xref.extract.pieces import Piece, Pieces

_NAMED = re.compile(
    r"\$(?:\{\s*(?P<a>[\w$.]+)\s*(?P<am>[:^~#][^}]*)?\}|/\s*(?P<b>[\w$.]+)\s*(?P<bm>[:^~#][^/]*)?/"
    r"|\(\s*(?P<c>[\w$.]+)\s*(?P<cm>[:^~#][^)]*)?\)|<\s*(?P<d>[\w$.]+)\s*(?P<dm>[:^~#][^>]*)?>"
    r"|\[\s*(?P<e>[\w$.]+)\s*(?P<em>[:^~#][^\]]*)?\])"
    r"|\$(?P<number>\d{1,5})(?P<fm>:(?:raw|value|name|alias|json|csv|list)\b|[\^~#])?"
)
_VALUES = frozenset({":json"})
_LISTS = frozenset({":list", ":csv"})


def numbered(pieces: Pieces, values: int | None = None) -> Pieces:
    """``pieces`` with placeholders as slots and gaps; as they are if they ask for more than the ``values`` that are given."""
    beyond = False

    def put(found: Found) -> Iterable[Piece]:
        nonlocal beyond
        match = found.match
        beyond = beyond or (values is not None and match["number"] is not None and int(match["number"]) > values)
        modifier = next((match[group] for group in ("am", "bm", "cm", "dm", "em", "fm") if match[group]), "").strip()
        plain = not modifier or modifier in _VALUES or (modifier in _LISTS and found.is_listed)
        return found.literal() if plain else found.gap()

    made = rewritten(pieces, _NAMED, put)
    return pieces if beyond else made
