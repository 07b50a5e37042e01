"""Text search values (manual, 8.11; tsvector_parser.c, tsquery.c)."""

from __future__ import annotations

import re
from typing import Final

from xref.resolve.typing.literals.answer import Answer, InvalidLiteralError, UndecidedError, answer_of
from xref.resolve.typing.literals.reader import Reader

_SYNTAX_ERROR: Final = "42601"
_OPERATORS: Final = "!|&()<"
_MAX_WORD: Final = 2046
_MAX_DISTANCE: Final = 16384
_MAX_STACK: Final = 32
_DIGITS = re.compile(r"\d+", re.ASCII)
_PHRASE = re.compile(r"<(?:-|(?P<distance>\d+))(?P<close>>)?", re.ASCII)
_MODIFIERS = re.compile(r":[a-dA-D*]*")
_PRIORITY: Final = {"!": 4, "<": 3, "&": 2, "|": 1}


def tsvector(text: str) -> Answer:
    """The input function of tsvector."""
    return answer_of(lambda: _read_vector(text))


def tsquery(text: str) -> Answer:
    """The input function of tsquery."""
    return answer_of(lambda: _Query(text).read())


def _read_vector(text: str) -> None:
    words = _Words(text, "tsvector", "")
    while words.next():
        if words.reader.accept(":"):
            words.positions()


def _is_space(character: str) -> bool:
    # Outside ASCII it hangs on the server's locale what is white space.
    if character > "\x7f" and character.isspace():
        raise UndecidedError
    return character in " \t\n\r\v\f"


class _Words:
    """The words of a text-search value, one by one; ``operators`` are characters that end a word as a blank does."""

    def __init__(self, text: str, type_name: str, operators: str) -> None:
        self.reader = Reader(text)
        self.syntax_error = InvalidLiteralError(f'syntax error in {type_name}: "{text}"', _SYNTAX_ERROR)
        self.no_escape = InvalidLiteralError(f'there is no escaped character: "{text}"', _SYNTAX_ERROR)
        self.wrong_position = InvalidLiteralError(f'wrong position info in {type_name}: "{text}"', _SYNTAX_ERROR)
        self.operators = operators

    def next(self) -> bool:
        """Read the next word; False at the end."""
        reader = self.reader
        while not reader.done and _is_space(reader.current):
            reader.at += 1
        if reader.done:
            return False
        length = self._quoted() if reader.current == "'" else self._bare()
        if length == 0:
            raise self.syntax_error
        if length > _MAX_WORD // 4:
            raise UndecidedError
        return True

    def _escaped(self) -> None:
        self.reader.at += 1
        if self.reader.done:
            raise self.no_escape
        self.reader.at += 1

    def _bare(self) -> int:
        reader, length = self.reader, 0
        if reader.current in self.operators and reader.current:
            raise self.syntax_error
        while not reader.done:
            character = reader.current
            if character == "\\":
                self._escaped()
            elif length and (character == ":" or character in self.operators or _is_space(character)):
                break
            else:
                reader.at += 1
            length += 1
        return length

    def _quoted(self) -> int:
        reader, length = self.reader, 0
        reader.at += 1
        while not reader.done:
            character = reader.current
            if character == "\\":
                self._escaped()
            else:
                reader.at += 1
                if character == "'" and not reader.accept("'"):
                    return length
            length += 1
        raise self.syntax_error

    def positions(self) -> None:
        """Read what follows a word's colon: positions with weights."""
        reader = self.reader
        while True:
            digits = _DIGITS.match(reader.text, reader.at)
            if digits is None:
                raise self.syntax_error
            if not digits[0].strip("0"):
                raise self.wrong_position
            if len(digits[0]) > 9:
                raise UndecidedError
            reader.at = digits.end()
            weighted = False
            while not reader.done and not _is_space(reader.current) and reader.current != ",":
                character = reader.advance()
                if character in "abcABC*dD":
                    if weighted:
                        raise self.syntax_error
                    weighted = character not in "dD"
                elif not character.isdecimal() or character > "9":
                    raise self.syntax_error
            if not reader.accept(","):
                return


class _Query:
    """One reading of a tsquery."""

    def __init__(self, text: str) -> None:
        self.words = _Words(text, "tsquery", _OPERATORS)
        self.reader = self.words.reader
        self.no_operand = InvalidLiteralError(f'no operand in tsquery: "{text}"', _SYNTAX_ERROR)

    def read(self) -> None:
        first, depth = True, 0
        expects_operand = True
        stacks: list[list[str]] = [[]]
        while True:
            if expects_operand:
                kind = self._operand(first)
                if kind == "end":
                    if depth:
                        raise UndecidedError
                    return
                first = False
                if kind == "!":
                    _push(stacks[-1], "!")
                elif kind == "(":
                    depth += 1
                    stacks.append([])
                    if depth > 100:
                        raise UndecidedError
                else:
                    expects_operand = False
                continue
            kind = self._operator()
            if kind == "end":
                if depth:
                    raise self.words.syntax_error
                return
            if kind == ")":
                depth -= 1
                if depth < 0:
                    raise self.words.syntax_error
                stacks.pop()
            else:
                _push(stacks[-1], kind)
                expects_operand = True

    def _operand(self, first: bool) -> str:
        reader = self.reader
        while not reader.done and _is_space(reader.current):
            reader.at += 1
        character = reader.current
        if character in ("!", "(") and character:
            reader.at += 1
            return character
        if character == ":":
            raise self.words.syntax_error
        if not self.words.next():
            if first:
                return "end"
            raise self.no_operand
        modifiers = _MODIFIERS.match(reader.text, reader.at)
        if modifiers is not None:
            reader.at = modifiers.end()
        return "word"

    def _operator(self) -> str:
        reader = self.reader
        while not reader.done and _is_space(reader.current):
            reader.at += 1
        character = reader.current
        if not character:
            return "end"
        if character in "&|)":
            reader.at += 1
            return character
        phrase = _PHRASE.match(reader.text, reader.at)
        if phrase is None:
            raise self.words.syntax_error
        if phrase["distance"] and (len(phrase["distance"]) > 9 or int(phrase["distance"]) > _MAX_DISTANCE):
            message = f"distance in phrase operator must be an integer value between zero and {_MAX_DISTANCE} inclusive"
            raise InvalidLiteralError(message, "22023")
        # An operator that ends the text is not recognized as one.
        if not phrase["close"] or phrase.end() == len(reader.text):
            raise self.words.syntax_error
        reader.at = phrase.end()
        return "<"


def _push(stack: list[str], operator: str) -> None:
    """Keep account of the operators that wait for their right operand; the server has room for 32."""
    priority = _PRIORITY[operator]
    while stack:
        above = _PRIORITY[stack[-1]]
        if priority > above or (operator == "!" and priority >= above):
            break
        stack.pop()
    if len(stack) >= _MAX_STACK:
        raise UndecidedError
    stack.append(operator)
