"""What an input function answers, and the words that many of them share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from xref.resolve.typing.refusal import Refusal

Answer = Refusal | bool
"""True: taken. False: not known. Else what the server says."""
Input = Callable[[str], Answer]
"""An input function: what it answers to a text."""

CONDITION: Final = "invalid-literal"
SPACE: Final = " \t\n\r\v\f"
"""What the C library's isspace() and the server's scanner take for white space; nothing beyond ASCII."""
SYNTAX: Final = "22P02"
OUT_OF_RANGE: Final = "22003"
MAX_DEPTH: Final = 100
"""How deep a nested value is read; what is nested deeper is not decided."""

INT4_MAX: Final = 2**31 - 1
INT8_MAX: Final = 2**63 - 1


class InvalidLiteralError(Exception):
    """The text is refused; thrown inside a parser, never out of this package."""

    def __init__(self, message: str, sqlstate: str = SYNTAX) -> None:
        super().__init__(message)
        self.refusal = Refusal(CONDITION, sqlstate, message)


class UndecidedError(Exception):
    """It cannot be known whether the text is taken; thrown inside a parser, never out of this package."""


def refuse(message: str, sqlstate: str = SYNTAX) -> Refusal:
    """A refusal in the server's words."""
    return Refusal(CONDITION, sqlstate, message)


def invalid_syntax(type_name: str, text: str) -> Refusal:
    """The refusal that most types share (22P02)."""
    return refuse(f'invalid input syntax for type {type_name}: "{text}"')


def answer_of(parse: Callable[[], object]) -> Answer:
    """The answer of a parser that throws :class:`InvalidLiteralError` or :class:`UndecidedError`, or does neither."""
    try:
        parse()
    except InvalidLiteralError as invalid:
        return invalid.refusal
    except UndecidedError:
        return False
    return True


def taken_if(pattern: str, type_name: str) -> Input:
    """An input function that takes what a pattern matches whole."""
    matches = re.compile(pattern, re.ASCII | re.DOTALL).fullmatch

    def read(text: str) -> Answer:
        return True if matches(text) else invalid_syntax(type_name, text)

    return read


def anything(text: str) -> Answer:
    """The input function of types that take every text."""
    del text
    return True


def undecided(text: str) -> Answer:
    """The input function of types whose grammar is not known here."""
    del text
    return False
