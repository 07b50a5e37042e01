"""Array literals (manual, 8.15.2; arrayfuncs.c as of PostgreSQL 17)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from xref.resolve.typing.literals.answer import INT4_MAX, SPACE, InvalidLiteralError
from xref.resolve.typing.literals.reader import Reader

_MAX_DIMENSIONS: Final = 6
_MAX_SIZE: Final = 134217727
_BOUND = re.compile(r"[+-]?\d*", re.ASCII)


def read_array(text: str, delimiter: str, element: Callable[[str | None], None]) -> None:
    """Read an array literal and hand each element's text to ``element`` (None for NULL), which throws what it refuses."""
    _Array(text, delimiter, element).read()


class _Array:
    def __init__(self, text: str, delimiter: str, element: Callable[[str | None], None]) -> None:
        self.reader = Reader(text)
        self.delimiter = delimiter
        self.element = element
        self.lengths = [-1] * _MAX_DIMENSIONS
        self.counts = [0] * _MAX_DIMENSIONS
        self.depth = 0
        self.dimensions = 0
        self.frozen = False

    def malformed(self) -> InvalidLiteralError:
        return InvalidLiteralError(f'malformed array literal: "{self.reader.text}"')

    def read(self) -> None:
        reader = self.reader
        self._dimensions()
        if self.dimensions:
            if not reader.accept("="):
                raise self.malformed()
            reader.skip_space()
        self.frozen = self.dimensions > 0
        if reader.current != "{":
            raise self.malformed()
        self._contents()
        reader.skip_space()
        if not reader.done:
            raise self.malformed()

    def _dimensions(self) -> None:
        reader = self.reader
        while True:
            reader.skip_space()
            if not reader.accept("["):
                return
            if self.dimensions >= _MAX_DIMENSIONS:
                raise _too_deep()
            lower, upper = 1, self._bound()
            if reader.accept(":"):
                lower, upper = upper, self._bound()
            if not reader.accept("]"):
                raise self.malformed()
            if upper < lower:
                raise InvalidLiteralError("upper bound cannot be less than lower bound", "2202E")
            if upper == INT4_MAX:
                raise InvalidLiteralError(f"array upper bound is too large: {upper}", "54000")
            if upper - lower + 1 > INT4_MAX:
                raise InvalidLiteralError(f"array size exceeds the maximum allowed ({_MAX_SIZE})", "54000")
            self.lengths[self.dimensions] = upper - lower + 1
            self.dimensions += 1

    def _bound(self) -> int:
        match = _BOUND.match(self.reader.text, self.reader.at)
        if match is None or match[0] in ("", "+", "-"):
            raise self.malformed()
        self.reader.at = match.end()
        value = int(match[0]) if len(match[0]) < 12 else 2**40
        if not -INT4_MAX - 1 <= value <= INT4_MAX:
            raise InvalidLiteralError("array bound is out of integer range", "54000")
        return value

    def _contents(self) -> None:
        expects_delimiter = False
        while True:
            self.reader.skip_space()
            character = self.reader.current
            if character == "{":
                if expects_delimiter:
                    raise self.malformed()
                self._open()
            elif character == "}":
                if self.counts[self.depth - 1] > 0 and not expects_delimiter:
                    raise self.malformed()
                self._close()
                expects_delimiter = True
                if self.depth == 0:
                    return
            elif character and character == self.delimiter:
                if not expects_delimiter:
                    raise self.malformed()
                self.reader.at += 1
                expects_delimiter = False
            else:
                content = self._quoted() if character == '"' else self._unquoted()
                if expects_delimiter:
                    raise self.malformed()
                self._add(content)
                expects_delimiter = True

    def _open(self) -> None:
        self.reader.at += 1
        if self.depth >= _MAX_DIMENSIONS:
            raise _too_deep()
        self.counts[self.depth] = 0
        self.depth += 1
        if self.depth > self.dimensions:
            if self.frozen:
                raise self.malformed()
            self.dimensions = self.depth

    def _close(self) -> None:
        self.reader.at += 1
        self.depth -= 1
        if self.depth > 0:
            self.counts[self.depth - 1] += 1
        if self.lengths[self.depth] < 0:
            self.lengths[self.depth] = self.counts[self.depth]
        elif self.counts[self.depth] != self.lengths[self.depth]:
            raise self.malformed()

    def _add(self, content: str | None) -> None:
        self.element(content)
        self.frozen = True
        if self.depth != self.dimensions:
            raise self.malformed()
        self.counts[self.depth - 1] += 1

    def _ends_element(self) -> bool:
        return self.reader.current in (self.delimiter, "{", "}")

    def _quoted(self) -> str:
        reader = self.reader
        reader.at += 1
        content = ""
        while not reader.done:
            character = reader.advance()
            if character == '"':
                reader.skip_space()
                if not self._ends_element():
                    raise self.malformed()
                return content
            content += reader.advance() if character == "\\" else character
        raise self.malformed()

    def _unquoted(self) -> str | None:
        reader = self.reader
        content, kept, escaped = "", 0, False
        while not reader.done:
            if self._ends_element():
                if reader.current == "{":
                    break
                content = content[:kept]
                return None if content.lower() == "null" and not escaped else content
            character = reader.advance()
            if character == '"':
                break
            if character == "\\":
                escaped = True
                content += reader.advance()
                kept = len(content)
            else:
                content += character
                kept = kept if character in SPACE else len(content)
        raise self.malformed()


def _too_deep() -> InvalidLiteralError:
    return InvalidLiteralError(f"number of array dimensions exceeds the maximum allowed ({_MAX_DIMENSIONS})", "54000")
