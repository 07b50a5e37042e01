"""Methods of known texts, with the place of each character kept as far as the method leaves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.pieces import Argument, Imported, Pieces, Run
from xref.extract.truths import known_text
from xref.extract.values import Items, Number, Opaque, Tagged, Text, Value, combine, single
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_SAME_TEXT = frozenset({"toString", "valueOf", "normalize"})
_TRIMMING = frozenset({"trim", "trimStart", "trimEnd"})
_CASES: dict[str, Callable[[str], str]] = {
    "toUpperCase": str.upper,
    "toLowerCase": str.lower,
}
_WITH_NUMBERS = frozenset({"slice", "substring", "repeat"})
_WITH_TEXTS = frozenset({"replace", "replaceAll", "split"})
_PADDING = frozenset({"padStart", "padEnd"})
_MAX_MADE = 100_000
METHODS = _SAME_TEXT | _TRIMMING | _CASES.keys() | _WITH_NUMBERS | _WITH_TEXTS | _PADDING


def text_method(node: Node, name: str, owner: Value, arguments: Sequence[Value], frame: Frame) -> Value | None:
    """The value of ``owner.name(...arguments)`` for a text; None where the method gives nothing known of it."""
    if name in _SAME_TEXT:
        return owner if not arguments else None
    path, span = frame.tree.file.path, frame.tree.span(node)
    if not any(isinstance(each.content, Text | Tagged) for each in owner.alternatives):
        return None
    joined = single(Items(()))
    for argument in arguments:
        joined = combine(joined, argument, _with)
    unknown = Opaque(path, span)

    def changed(content: Content, given: Content) -> Content:
        if not isinstance(content, Text) or not isinstance(given, Items) or _is_unknown(content):
            return content if name in _TRIMMING and isinstance(content, Text | Tagged) else unknown
        return _changed(name, content, given.elements, unknown)

    return combine(owner, joined, changed)


def _with(items: Content, element: Content) -> Content:
    return Items((*items.elements, element)) if isinstance(items, Items) else items


def _is_unknown(content: Text) -> bool:
    return any(isinstance(piece, Argument | Imported) for piece in content.pieces)


def _changed(name: str, content: Text, given: tuple[Content, ...], unknown: Opaque) -> Content:
    if name in _TRIMMING:
        return Text(_trimmed(content.pieces, name))
    if name in _CASES and not given:
        return Text(_cased(content.pieces, _CASES[name]))
    if name in _WITH_TEXTS:
        return _with_texts(name, content, given, unknown)
    whole = known_text(content)
    numbers = [each.value if isinstance(each, Number) else None for each in given[: 1 if name in _PADDING else None]]
    if whole is None or None in numbers or not given:
        return unknown
    return _with_numbers(name, content, whole, [number for number in numbers if number is not None], given, unknown)


def _with_numbers(
    name: str, content: Text, whole: str, numbers: list[int], given: tuple[Content, ...], unknown: Opaque
) -> Content:
    if name == "repeat":
        return Text(content.pieces * numbers[0]) if 0 <= numbers[0] * max(len(whole), 1) <= _MAX_MADE else unknown
    if name in _PADDING:
        filling = known_text(given[1]) if len(given) > 1 else " "
        missing = numbers[0] - len(whole)
        if filling is None or missing > _MAX_MADE:
            return unknown
        added = (filling * missing)[: max(missing, 0)] if filling else ""
        run = (Run(added, unknown.path, unknown.source, verbatim=False),) if added else ()
        return Text((*run, *content.pieces) if name == "padStart" else (*content.pieces, *run))
    first, last = numbers[0], numbers[1] if len(numbers) > 1 else len(whole)
    if name == "substring":
        first, last = sorted((max(first, 0), max(last, 0)))
    start, end, _ = slice(first, last).indices(len(whole))
    return Text(cut(content.pieces, start, max(start, end)))


def cut(pieces: Pieces, start: int, end: int) -> Pieces:
    """The characters of known pieces from ``start`` to ``end``, with their places."""
    found: list[Run] = []
    offset = 0
    for piece in pieces:
        if not isinstance(piece, Run):
            return pieces
        first, last = max(start - offset, 0), min(end - offset, len(piece.text))
        if first < last:
            whole = first == 0 and last == len(piece.text)
            found.append(piece if whole else _part(piece, first, last))
        offset += len(piece.text)
    return tuple(found)


def _part(piece: Run, first: int, last: int) -> Run:
    source = Span(piece.source.start + first, piece.source.start + last) if piece.verbatim else piece.source
    return Run(piece.text[first:last], piece.path, source, piece.verbatim)


def _cased(pieces: Pieces, change: Callable[[str], str]) -> Pieces:
    return tuple(
        piece
        if not isinstance(piece, Run) or change(piece.text) == piece.text
        else Run(change(piece.text), piece.path, piece.source, verbatim=False)
        for piece in pieces
    )


def _trimmed(pieces: Pieces, name: str) -> Pieces:
    """Pieces without white space at their ends; what is not known is left as it is."""
    left = list(pieces)
    if name != "trimEnd":
        while left and isinstance(left[0], Run) and not left[0].text.strip():
            del left[0]
        if left and isinstance(left[0], Run):
            left[0] = _part(left[0], len(left[0].text) - len(left[0].text.lstrip()), len(left[0].text))
    if name != "trimStart":
        while left and isinstance(left[-1], Run) and not left[-1].text.strip():
            del left[-1]
        if left and isinstance(left[-1], Run):
            left[-1] = _part(left[-1], 0, len(left[-1].text.rstrip()))
    return tuple(left)


def _with_texts(name: str, content: Text, given: tuple[Content, ...], unknown: Opaque) -> Content:
    """``replace`` and ``replaceAll`` of a literal text by a text, ``split`` at one: in texts that are wholly known."""
    whole = known_text(content)
    sought = known_text(given[0]) if given else None
    if whole is None or not sought:
        return unknown
    places = [match.start() for match in re.finditer(re.escape(sought), whole)]
    if name == "split":
        if len(given) != 1:
            return unknown
        starts = [0, *(place + len(sought) for place in places)]
        ends = [*places, len(whole)]
        return Items(tuple(Text(cut(content.pieces, start, end)) for start, end in zip(starts, ends, strict=True)))
    put = given[1] if len(given) == 2 else None
    replacement = known_text(put) if put is not None else None
    if not isinstance(put, Text) or _is_unknown(put) or (replacement is not None and "$" in replacement):
        return unknown if places else content
    made: Pieces = ()
    done = 0
    for place in places if name == "replaceAll" else places[:1]:
        made += (*cut(content.pieces, done, place), *put.pieces)
        done = place + len(sought)
    return Text((*made, *cut(content.pieces, done, len(whole))))
