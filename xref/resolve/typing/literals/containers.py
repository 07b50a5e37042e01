"""Literals of ranges, multiranges and rows (manual, 8.16.6 and 8.17.5; rangetypes.c, multirangetypes.c, rowtypes.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xref.resolve.typing.literals.answer import SPACE, InvalidLiteralError
from xref.resolve.typing.literals.reader import Reader

_EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class RangeParts:
    """A range literal's bounds, None where there is none."""

    lower: str | None
    upper: str | None
    lower_inclusive: bool
    upper_inclusive: bool


def read_range(text: str) -> RangeParts | None:
    """Split a range literal; None for the empty range."""
    reader = Reader(text)
    malformed = InvalidLiteralError(f'malformed range literal: "{text}"')
    reader.skip_space()
    if text[reader.at : reader.at + len(_EMPTY)].lower() == _EMPTY:
        if text[reader.at + len(_EMPTY) :].strip(SPACE):
            raise malformed
        return None
    lower_inclusive = reader.current == "["
    if not reader.accept("[") and not reader.accept("("):
        raise malformed
    lower = _delimited(reader, ",)]", malformed)
    if not reader.accept(","):
        raise malformed
    upper = _delimited(reader, ",)]", malformed)
    upper_inclusive = reader.current == "]"
    if not reader.accept("]") and not reader.accept(")"):
        raise malformed
    reader.skip_space()
    if not reader.done:
        raise malformed
    return RangeParts(lower, upper, lower_inclusive, upper_inclusive)


def _delimited(reader: Reader, ends: str, malformed: InvalidLiteralError) -> str | None:
    """A part up to one of the characters that end it, quotes and backslashes resolved; None for one that is not there."""
    if not reader.done and reader.current in ends:
        return None
    content, quoted = "", False
    while quoted or reader.done or reader.current not in ends:
        if reader.done:
            raise malformed
        character = reader.advance()
        if character == "\\":
            if reader.done:
                raise malformed
            content += reader.advance()
        elif character == '"':
            if quoted and reader.accept('"'):
                content += '"'
            else:
                quoted = not quoted
        else:
            content += character
    return content


def read_multirange(text: str, each: Callable[[str], None]) -> None:
    """Read a multirange literal and hand the text of each range that is not ``empty`` to ``each``."""
    reader = Reader(text)
    malformed = InvalidLiteralError(f'malformed multirange literal: "{text}"')
    reader.skip_space()
    if not reader.accept("{"):
        raise malformed
    reader.skip_space()
    if not reader.accept("}"):
        while True:
            reader.skip_space()
            if text[reader.at : reader.at + len(_EMPTY)].lower() == _EMPTY:
                reader.at += len(_EMPTY)
            else:
                each(_one_range(reader, malformed))
            reader.skip_space()
            if reader.accept("}"):
                break
            if not reader.accept(","):
                raise malformed
    reader.skip_space()
    if not reader.done:
        raise malformed


def _one_range(reader: Reader, malformed: InvalidLiteralError) -> str:
    start = reader.at
    if not reader.accept("[") and not reader.accept("("):
        raise malformed
    quoted = False
    while not reader.done:
        character = reader.advance()
        if character == "\\":
            reader.skip_space()
            reader.at += 1
        elif character == '"':
            if not quoted or not reader.accept('"'):
                quoted = not quoted
        elif not quoted and character in ")]":
            return reader.text[start : reader.at]
    raise malformed


def read_row(text: str, fields: Sequence[Callable[[str | None], None]]) -> None:
    """Read a row literal and hand each field's text (None: NULL) to the callable at its place."""
    reader = Reader(text)
    malformed = InvalidLiteralError(f'malformed record literal: "{text}"')
    reader.skip_space()
    if not reader.accept("("):
        raise malformed
    for index, field in enumerate(fields):
        if index and not reader.accept(","):
            raise malformed
        field(_delimited(reader, ",)", malformed))
    if not reader.accept(")"):
        raise malformed
    reader.skip_space()
    if not reader.done:
        raise malformed
