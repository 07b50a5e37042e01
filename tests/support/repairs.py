"""Ways to take one error out of a statement, so that the server says the next one. Each is a guess; the server judges it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xref.resolve.described import SqlError

_NAME = r'(?:"(?:[^"]|"")*"|[^\W\d][\w$]*|\*)'
_QUALIFIED_REST = re.compile(rf"(?:\s*\.\s*{_NAME})*")
_OPERAND = re.compile(
    rf"""\s*(?:\$\d+|'(?:[^']|'')*'|\d[\d.]*|{_NAME}(?:\s*\.\s*{_NAME})*(?:\s*\([^()]*\))?)(?:\s*::\s*\w+(?:\s*\[\s*\])?)*""",
    re.VERBOSE,
)
_OPENING = {"(": ")", "[": "]"}
_CLAUSE = re.compile(r"\b(?:from|where|returning|on|order|limit|values|select|when|default)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a span of the text."""

    span: Span
    text: str

    def apply(self, text: str) -> str:
        """The text after the edit."""
        return text[: self.span.start] + self.text + text[self.span.end :]

    def moved(self, offset: int) -> int:
        """Where a character outside of the span is after the edit."""
        return offset if offset < self.span.end else offset + len(self.text) - (self.span.end - self.span.start)

    def touches(self, span: Span) -> bool:
        """Whether the edit changes any of a span."""
        return self.span.start < span.end and span.start < self.span.end


def moved(error: SqlError, edit: Edit) -> SqlError:
    """The error in the text after an edit that does not touch it."""
    span = Span(edit.moved(error.span.start), edit.moved(error.span.end))
    return replace(error, span=span, position=None if error.position is None else edit.moved(error.position))


def repairs(text: str, error: SqlError, columns: Sequence[str] = ()) -> Iterator[tuple[Edit, ...]]:
    """Edits that may take the error out, the most likely first. Those of one guess are in order from the text's end.

    ``columns`` are names to try where a column's name is wanted and an expression cannot stand.
    """
    for candidate in error.candidates:
        yield (_padded(error.span, _quoted(candidate)),)
    reference = _reference(text, error)
    for stand_in in ("NULL", "(SELECT NULL)", "true", "1"):
        yield (_padded(reference, stand_in),)
    call = _call(text, error.span)
    if call is not None:
        yield (_padded(call, "NULL"),)
    operand = _OPERAND.match(text, error.span.end)
    if operand is not None:
        yield (_padded(Span(operand.start(), operand.end()), " NULL"),)
    yield (Edit(error.span, f"renamed_{error.span.start}"),)
    element = _element(text, reference)
    if element is not None:
        yield (_blank(text, element),)
        value = _value(text, element)
        if value is not None:
            yield (_blank(text, value), _blank(text, element))
    for column in columns:
        yield (_padded(error.span, _quoted(column)),)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else '"' + name.replace('"', '""') + '"'


def _padded(span: Span, text: str) -> Edit:
    """An edit that keeps the length where it can, so that what follows stays in its place."""
    return Edit(span, text.ljust(span.end - span.start))


def _blank(text: str, span: Span) -> Edit:
    return Edit(span, re.sub(r"\S", " ", text[span.start : span.end]))


def _reference(text: str, error: SqlError) -> Span:
    """The whole of a qualified name of which the error underlines a part."""
    start = error.span.start if error.position is None else min(error.position, error.span.start)
    rest = _QUALIFIED_REST.match(text, error.span.end)
    return Span(start, rest.end() if rest else error.span.end)


def _call(text: str, name: Span) -> Span | None:
    """The call of the function that is named at a span."""
    opening = re.compile(r"\s*\(").match(text, name.end)
    if opening is None:
        return None
    end = _end_of_element(text, opening.end(), ")")
    return Span(name.start, end + 1) if end < len(text) else None


def _element(text: str, inside: Span) -> Span | None:
    """The element of a comma-separated list that begins at a span, with one comma beside it; None when it is the only one."""
    before = re.search(r"[,(]\s*$|\bset\s+$", text[: inside.start], re.IGNORECASE)
    if before is None:
        return None
    end = _end_of_element(text, inside.end, ",)")
    if before[0].startswith(","):
        return Span(before.start(), end)
    return Span(inside.start, end + 1) if text[end : end + 1] == "," else None


def _value(text: str, column: Span) -> Span | None:
    """The value, in a single row of VALUES, of an element of an INSERT's column list."""
    opening = text.rfind("(", 0, column.start)
    values = re.compile(r"\)\s*(?:overriding\s+\w+\s+value\s*)?values\s*\(", re.IGNORECASE).search(text, column.end)
    if opening < 0 or values is None:
        return None
    index = text.count(",", opening, column.start + (text[column.start] != ","))
    index += text[column.start] == ","
    start = values.end()
    for _ in range(index):
        start = _end_of_element(text, start, ",)") + 1
    return _element(text, Span(start + len(text[start:]) - len(text[start:].lstrip()), start + 1))


def _end_of_element(text: str, start: int, ends: str) -> int:
    """The offset of the first of ``ends`` (or clause key word after a comma list) outside of brackets and quotes."""
    depth = 0
    offset = start
    while offset < len(text):
        character = text[offset]
        if character in "'\"":
            closing = text.find(character, offset + 1)
            offset = closing if closing >= 0 else len(text)
        elif not depth and (character in ends or (ends != ")" and _CLAUSE.match(text, offset))):
            return offset
        elif character in _OPENING:
            depth += 1
        elif character in _OPENING.values():
            depth -= 1
        offset += 1
    return offset
