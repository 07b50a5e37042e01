"""JSON as the server reads it (manual, 8.14; RFC 8259; jsonapi.c)."""

from __future__ import annotations

import re
from typing import Final

from xref.resolve.typing.literals.answer import MAX_DEPTH, Answer, InvalidLiteralError, UndecidedError, answer_of
from xref.resolve.typing.literals.numbers import numeric
from xref.resolve.typing.refusal import Refusal
from xref.sql.identifiers import INSIDE

_MESSAGE: Final = "invalid input syntax for type json"
_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_WORD = re.compile(rf"{INSIDE}+")
_JSONPATH = re.compile(r"\s*\$(?:\.[a-zA-Z_]\w*|\[(?:\*|\d{1,6})\]|\.\*)*\s*", re.ASCII)
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_SCALARS: Final = frozenset({"string", "number", "true", "false", "null"})


def json(text: str) -> Answer:
    """The input function of json: the syntax alone."""
    return answer_of(lambda: _Reader(text, decodes=False).read())


def jsonb(text: str) -> Answer:
    """The input function of jsonb: escapes must mean characters and numbers be in numeric's range."""
    return answer_of(lambda: _Reader(text, decodes=True).read())


def jsonpath(text: str) -> Answer:
    """The input function of jsonpath, for plain paths; its language is not decided."""
    return _JSONPATH.fullmatch(text) is not None


def _malformed() -> InvalidLiteralError:
    return InvalidLiteralError(_MESSAGE)


class _Reader:
    """One reading of a text; ``kind`` is that of the token which comes next: a mark, a scalar's kind, or "" at the end."""

    def __init__(self, text: str, *, decodes: bool) -> None:
        self.text = text
        self.at = 0
        self.decodes = decodes
        self.kind = ""

    def read(self) -> None:
        """Read the whole text."""
        self._advance()
        self._value(0)
        if self.kind:
            raise _malformed()

    def _expect(self, kind: str) -> None:
        if self.kind != kind:
            raise _malformed()
        self._advance()

    def _value(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise UndecidedError
        kind = self.kind
        if kind in ("{", "["):
            self._members("}" if kind == "{" else "]", depth)
        elif kind in _SCALARS:
            start, end = self.start, self.at
            self._advance()
            if kind == "number" and self.decodes:
                # A value is made of it when the token after it is known already.
                _check_number(self.text[start:end])
        else:
            raise _malformed()

    def _members(self, end: str, depth: int) -> None:
        self._advance()
        if self.kind == end:
            self._advance()
            return
        while True:
            if end == "}":
                self._expect("string")
                self._expect(":")
            self._value(depth + 1)
            if self.kind != ",":
                break
            self._advance()
        self._expect(end)

    def _advance(self) -> None:
        """Read the next token."""
        match = _SPACE.match(self.text, self.at)
        self.start = self.at = match.end() if match else self.at
        first = self.text[self.at : self.at + 1]
        if first in ("{", "}", "[", "]", ",", ":", ""):
            self.kind = first
            self.at += len(first)
        elif first == '"':
            self.kind = "string"
            self._string()
        elif first == "-" or "0" <= first <= "9":
            self.kind = "number"
            self._number()
        else:
            match = _WORD.match(self.text, self.at)
            if match is None or match[0] not in _SCALARS or match[0] in ("string", "number"):
                raise _malformed()
            self.kind = match[0]
            self.at = match.end()

    def _number(self) -> None:
        match = _NUMBER.match(self.text, self.at)
        if match is None or _WORD.match(self.text, match.end()) or self.text[match.end() : match.end() + 1] == ".":
            raise _malformed()
        self.at = match.end()

    def _string(self) -> None:
        match = _STRING.match(self.text, self.at)
        if self.decodes and (match is None or "\\" in match[0]):
            # Escapes are decoded on the way, so a bad one is met before an end that is missing.
            self._escapes(match.end() if match else len(self.text))
        if match is None:
            raise _malformed()
        self.at = match.end()

    def _escapes(self, end: int) -> None:
        high = False
        index = self.at + 1
        while index < end:
            character = self.text[index]
            if character != "\\":
                if high or character < " ":
                    raise _malformed()
                if character == '"':
                    return
                index += 1
                continue
            match = _ESCAPE.match(self.text, index)
            if match is None or (match[1] is None and (high or match[0][1] not in '"\\/bfnrt')):
                raise _malformed()
            high = _code_unit(int(match[1], 16), high) if match[1] is not None else False
            index = match.end()


def _code_unit(code: int, after_high: bool) -> bool:
    """Check one ``\\uXXXX``; whether it is the first half of a pair."""
    if code == 0 and not after_high:
        raise InvalidLiteralError("unsupported Unicode escape sequence", "22P05")
    if (code in _LOW) != after_high:
        raise _malformed()
    return code in _HIGH


def _check_number(text: str) -> None:
    found = numeric(text)
    if isinstance(found, Refusal):
        raise InvalidLiteralError(found.message, found.sqlstate)
    if not found:
        raise UndecidedError
