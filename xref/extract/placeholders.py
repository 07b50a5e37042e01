"""Placeholders that a library replaces before it sends a text.

What is sent as a value becomes a slot (``$n``), what puts in something else (a name, raw text) a gap. What each library takes
for a placeholder was seen with the library itself: knex looks into literals and comments too, Sequelize does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.given import Given
from xref.extract.named import numbered
from xref.extract.pieces import Run
from xref.extract.rewriting import LITERAL, Found, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xref.extract.pieces import Piece, Pieces

_QUESTIONS = re.compile(r"\\\?|\?\??")
_COLONS = re.compile(r"(?<![:\\\w\]])(?P<escape>\\)?:(?P<name>[A-Za-z_]\w*)(?P<identifier>:(?!:))?(?!\w)")
_REPLACED = re.compile(rf"{LITERAL}|(?<![:\w]):(?P<name>[A-Za-z_]\w*)|(?P<mark>\?(?!\s*['$]|[|&]))", re.DOTALL)
_BOUND = re.compile(rf"{LITERAL}|(?P<escaped>\$\$)|\$(?P<name>[A-Za-z_]\w*)", re.DOTALL)
_DOLLARS = re.compile(rf"{LITERAL}|\$(?P<name>[A-Za-z_][\w-]*)", re.DOTALL)
_BRACES = re.compile(rf"{LITERAL}|\{{\{{\s*(?P<name>\w+)\s*(?P<type>::[^{{}}'\n]*?)?\s*\}}\}}", re.DOTALL)


def of_knex(pieces: Pieces, named: bool | None) -> Pieces:
    """``?`` and ``??``, or ``:name`` and ``:name:``; ``named`` by the bindings that are given, None when these are not seen."""
    text = "".join(piece.text for piece in pieces if isinstance(piece, Run))
    if named or (named is None and not re.search(r"(?<!\\)\?", text)):
        pieces = rewritten(pieces, _COLONS, _colon)
    return rewritten(pieces, _QUESTIONS, _question)


def _colon(found: Found) -> Iterable[Piece] | None:
    if found.match["escape"]:
        return found.written(found.match[0][1:])
    return found.gap() if found.match["identifier"] else found.slot()


def _question(found: Found) -> Iterable[Piece]:
    written = found.match[0]
    return found.written("?") if written == "\\?" else found.gap() if written == "??" else found.slot()


def of_sequelize(pieces: Pieces, bound: bool) -> Pieces:
    """``:name`` and ``?`` (replacements, which Sequelize writes into the text), or ``$name`` if the values are ``bound``."""
    if bound:
        return rewritten(
            pieces, _BOUND, lambda found: found.written("$") if found.match["escaped"] else found.slot(found.match["name"])
        )
    return rewritten(pieces, _REPLACED, lambda found: found.gap() if found.is_row else found.literal())


def in_dollars(pieces: Pieces) -> Pieces:
    """``$name``, as wrappers of drivers have it: nothing that PostgreSQL itself could read."""
    return rewritten(pieces, _DOLLARS, lambda found: found.slot(found.match["name"]))


def in_braces(pieces: Pieces) -> Pieces:
    """``{{name}}`` and ``{{name::type}}``, as wrappers of drivers have it."""
    if not any(isinstance(piece, Run) and "{{" in piece.text for piece in pieces):
        return pieces
    return rewritten(pieces, _BRACES, _braced)


def _braced(found: Found) -> Iterable[Piece]:
    cast = found.cut(*found.match.span("type")) if found.match["type"] else ()
    return (*found.slot(found.match["name"]), *cast)


def sent(pieces: Pieces, sink: str, given: Given | None, values: int | None) -> Pieces:
    """``pieces`` as the library of this kind of sink sends them; ``values`` is how many values are given, None: not known."""
    pieces = in_braces(pieces)
    if sink == "pg-promise":
        return numbered(pieces, values)
    if sink == "knex" and given is not Given.NONE:
        return of_knex(pieces, None if given is None else given is Given.NAMED)
    if sink == "sequelize" and given is not Given.NONE:
        return of_sequelize(pieces, given is Given.BOUND)
    return pieces


def asks_what_is_not_seen(text: str, sink: str, given: Given | None) -> bool:
    """Whether a text has a ``?`` that is a placeholder or an operator, as options say that are not to be seen."""
    return sink == "sequelize" and given is None and "?" in _LITERALS.sub("", text)


def slots_in_literals(text: str) -> bool:
    """Whether a ``$n`` stands in a literal or a comment of an SQL text, where it is no placeholder for PostgreSQL."""
    return any(match["literal"] is not None and _SLOT.search(match[0]) for match in _LITERALS.finditer(text))


_LITERALS = re.compile(LITERAL, re.DOTALL)
_SLOT = re.compile(r"\$\d")
