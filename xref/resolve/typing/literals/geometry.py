"""Geometric types (manual, 8.8; geo_ops.c)."""

from __future__ import annotations

import re
from typing import Final

from xref.resolve.typing.literals.answer import Answer, InvalidLiteralError, UndecidedError, answer_of, invalid_syntax
from xref.resolve.typing.literals.numbers import real
from xref.resolve.typing.literals.reader import Reader
from xref.resolve.typing.refusal import Refusal

_NUMBER = re.compile(
    r"[ \t\n\r\v\f]*([+-]?(?:0[xX][0-9a-fA-F.]+(?:[pP][+-]?\d+)?|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
    r"|infinity|inf|nan))[ \t\n\r\v\f]*",
    re.ASCII | re.IGNORECASE,
)
_DOUBLE: Final = real(64, "double precision")


class _Shape(Reader):
    """One reading of a geometric value."""

    __slots__ = ("name",)

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name

    def fail(self) -> InvalidLiteralError:
        return InvalidLiteralError(invalid_syntax(self.name, self.text).message)

    def number(self) -> str:
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            raise self.fail()
        found = _DOUBLE(match[1])
        if isinstance(found, Refusal):
            raise InvalidLiteralError(found.message, found.sqlstate) if found.sqlstate == "22003" else self.fail()
        self.at = match.end()
        return match[1]

    def expect(self, character: str) -> None:
        if not self.accept(character):
            raise self.fail()

    def pair(self) -> tuple[str, str]:
        self.skip_space()
        delimited = self.accept("(")
        x = self.number()
        self.expect(",")
        y = self.number()
        if delimited:
            self.expect(")")
            self.skip_space()
        return x, y

    def points(self, count: int, *, may_be_open: bool) -> list[tuple[str, str]]:
        self.skip_space()
        depth, is_open = 0, self.current == "["
        if is_open:
            if not may_be_open:
                raise self.fail()
            depth, self.at = 1, self.at + 1
        elif self.current == "(":
            after = self.at + 1
            while self.text[after : after + 1] and self.text[after] in " \t\n\r\v\f":
                after += 1
            if self.text[after : after + 1] == "(" or self.text.rfind("(") == self.at:
                depth, self.at = 1, after
        found = []
        for _ in range(count):
            found.append(self.pair())
            self.accept(",")
        while depth:
            if not self.accept(")") and not (is_open and self.accept("]")):
                raise self.fail()
            depth -= 1
            self.skip_space()
        return found

    def end(self) -> None:
        if not self.done:
            raise self.fail()


def point(text: str) -> Answer:
    """The input function of point."""

    def read() -> None:
        shape = _Shape(text, "point")
        shape.pair()
        shape.end()

    return answer_of(read)


def lseg(text: str) -> Answer:
    """The input function of lseg."""
    return answer_of(lambda: _two_points(text, "lseg", may_be_open=True))


def box(text: str) -> Answer:
    """The input function of box."""
    return answer_of(lambda: _two_points(text, "box", may_be_open=False))


def _two_points(text: str, name: str, *, may_be_open: bool) -> list[tuple[str, str]]:
    shape = _Shape(text, name)
    found = shape.points(2, may_be_open=may_be_open)
    shape.end()
    return found


def polygon(text: str) -> Answer:
    """The input function of polygon."""

    def read() -> None:
        shape = _Shape(text, "polygon")
        shape.points(_pairs(shape), may_be_open=False)
        shape.end()

    return answer_of(read)


def path(text: str) -> Answer:
    """The input function of path."""

    def read() -> None:
        shape = _Shape(text, "path")
        count = _pairs(shape)
        shape.skip_space()
        single = shape.current == "(" and text.rfind("(") == shape.at
        if single:
            shape.at += 1
        shape.points(count, may_be_open=True)
        if single:
            shape.expect(")")
            shape.skip_space()
        shape.end()

    return answer_of(read)


def _pairs(shape: _Shape) -> int:
    commas = shape.text.count(",")
    if commas % 2 == 0:
        raise shape.fail()
    return (commas + 1) // 2


def line(text: str) -> Answer:
    """The input function of line: its equation's coefficients or two points of it."""

    def read() -> None:
        shape = _Shape(text, "line")
        shape.skip_space()
        if shape.accept("{"):
            _coefficients(shape)
            return
        first, second = shape.points(2, may_be_open=True)
        shape.end()
        _distinct(first, second)

    return answer_of(read)


def _coefficients(shape: _Shape) -> None:
    a = shape.number()
    shape.expect(",")
    b = shape.number()
    shape.expect(",")
    shape.number()
    shape.expect("}")
    shape.skip_space()
    shape.end()
    if _plain(a) == 0 and _plain(b) == 0:
        raise InvalidLiteralError("invalid line specification: A and B cannot both be zero")


def _distinct(first: tuple[str, str], second: tuple[str, str]) -> None:
    if first == second or all(_plain(one) == _plain(other) for one, other in zip(first, second, strict=True)):
        raise InvalidLiteralError("invalid line specification: must be two distinct points")


def _plain(number: str) -> float:
    """A coordinate's value; those so small that the server's comparisons are fuzzy are not decided."""
    if number[:3].lower().lstrip("+-").startswith("0x"):
        raise UndecidedError
    value = float(number)
    if 0 < abs(value) < 1e-5:
        raise UndecidedError
    return value


def circle(text: str) -> Answer:
    """The input function of circle."""

    def read() -> None:
        shape = _Shape(text, "circle")
        shape.skip_space()
        depth = 0
        if shape.accept("<"):
            depth = 1
        elif shape.current == "(":
            after = text[shape.at + 1 :].lstrip(" \t\n\r\v\f")
            if after.startswith("("):
                depth, shape.at = 1, len(text) - len(after)
        shape.pair()
        shape.accept(",")
        radius = shape.number()
        if radius.startswith("-") and re.search("[1-9a-wyzA-WYZ]", radius.lower().partition("e")[0]):
            raise shape.fail()
        if depth and not shape.accept(")"):
            shape.expect(">")
        if depth:
            shape.skip_space()
        shape.end()

    return answer_of(read)
