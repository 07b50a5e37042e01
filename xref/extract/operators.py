"""Operators on values: adding texts and numbers, putting values into templates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.pieces import Argument, Gap, Pieces, Run
from xref.extract.values import Items, Number, Opaque, Tagged, Text, Value, combine, transform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xref.extract.values import Content
    from xref.source import Span


def template_part(path: str, source: Span) -> Callable[[Content], Content]:
    """What the content of ``${source}`` puts into a template: text as it is, numbers in digits, else a gap at ``source``."""

    def put(content: Content) -> Content:
        if isinstance(content, Text):
            return Text((replace(content.pieces[0], source=source),)) if _is_argument(content) else content
        if isinstance(content, Number):
            return Text((Run(str(content.value), path, source, verbatim=False),))
        if isinstance(content, Items) and not content.open:
            comma = Run(",", path, source, verbatim=False)
            parts = [
                _pieces(put(element)) if not isinstance(element, Tagged) else element.pieces for element in content.elements
            ]
            return Text(tuple(piece for index, part in enumerate(parts) for piece in ((comma, *part) if index else part)))
        return Text((Gap(path, source),))

    return put


def concatenate(left: Value, right: Value) -> Value:
    """Every text of ``left`` followed by every text of ``right`` that goes with it."""
    return combine(left, right, _joined)


def _joined(first: Content, second: Content) -> Content:
    return Text((*_pieces(first), *_pieces(second)))


def _pieces(content: Content) -> Pieces:
    return content.pieces if isinstance(content, Text | Tagged) else ()


def add(operands: Sequence[Value], path: str, source: Span) -> Value:
    """``a + b + ...`` from left to right: numbers are added until a text comes, what follows a text is appended to it.

    Long runs of texts with one alternative each are joined at once.
    """
    value = operands[0]
    buffered: list[Pieces] = []
    for operand in operands[1:]:
        content = operand.only
        if (
            isinstance(content, Text)
            and not _is_argument(content)
            and not operand.truncated
            and not operand.alternatives[0].assumptions
        ):
            buffered.append(content.pieces)
            continue
        value = combine(_flushed(value, buffered, path, source), operand, _adding(path, source))
        buffered = []
    return _flushed(value, buffered, path, source)


def _flushed(value: Value, buffered: list[Pieces], path: str, source: Span) -> Value:
    if not buffered:
        return value
    tail = tuple(piece for pieces in buffered for piece in pieces)
    return transform(value, lambda content: _adding(path, source)(content, Text(tail)))


def _adding(path: str, source: Span) -> Callable[[Content, Content], Content]:
    def added(first: Content, second: Content) -> Content:
        if isinstance(first, Number) and isinstance(second, Number):
            return Number(first.value + second.value, first.sample or second.sample)
        if _is_text(first) or _is_text(second):
            return Text((*_as_text(first, path, source), *_as_text(second, path, source)))
        return Opaque(path, source)

    return added


def _is_text(content: Content) -> bool:
    return isinstance(content, Text) and not _is_argument(content)


def _is_argument(content: Text) -> bool:
    """A parameter alone may be a number as well as a text."""
    return len(content.pieces) == 1 and isinstance(content.pieces[0], Argument)


def _as_text(content: Content, path: str, source: Span) -> Pieces:
    if isinstance(content, Text):
        return content.pieces
    if isinstance(content, Number):
        return (Run(str(content.value), path, source, verbatim=False),)
    if isinstance(content, Opaque):
        return (Gap(content.path, content.source),)
    return (Gap(path, source),)


def arithmetic(operator: str, first: Content, second: Content, path: str, source: Span) -> Content:
    """``-`` and ``*`` of whole numbers; anything else is not known."""
    if isinstance(first, Number) and isinstance(second, Number) and operator in ("-", "*"):
        result = first.value - second.value if operator == "-" else first.value * second.value
        return Number(result, first.sample or second.sample) if abs(result) < 1_000_000_000 else Opaque(path, source)
    return Opaque(path, source)
