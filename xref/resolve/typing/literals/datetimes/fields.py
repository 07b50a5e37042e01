"""A date, time or interval split into fields (ParseDateTime), and what can be wrong with one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xref.resolve.typing.literals.answer import INT4_MAX, InvalidLiteralError
from xref.resolve.typing.literals.datetimes.words import is_word

_MAX_FIELDS: Final = 25
_PUNCTUATION: Final = frozenset("!\"#$%&'()*,/:;<=>?@[\\]^_`{|}~")


class FieldType(StrEnum):
    """What a field looks like."""

    DATE = "date"
    TIME = "time"
    ZONE = "signed number"
    NUMBER = "number"
    WORD = "word"
    SPECIAL = "signed word"


@dataclass(slots=True)
class Field:
    """A field: its text in lower case and what it looks like."""

    text: str
    type: FieldType


class Fault(StrEnum):
    """What is wrong, by the SQLSTATE that it has."""

    FORMAT = "22007"
    OVERFLOW = "22008"
    ORDER = "22008 with a hint about DateStyle"
    INTERVAL_OVERFLOW = "22015"
    DISPLACEMENT = "22009"
    ZONE = "22023"


class FieldError(Exception):
    """A field is refused; ``zone`` is the time zone's name that is not recognized."""

    def __init__(self, fault: Fault, zone: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.zone = zone

    def invalid(self, type_name: str, text: str) -> InvalidLiteralError:
        """What the server says of the whole literal."""
        if self.fault is Fault.FORMAT:
            return InvalidLiteralError(f'invalid input syntax for type {type_name}: "{text}"', "22007")
        if self.fault is Fault.ZONE:
            return InvalidLiteralError(f'time zone "{self.zone}" not recognized', "22023")
        what = {Fault.INTERVAL_OVERFLOW: "interval field value", Fault.DISPLACEMENT: "time zone displacement"}
        return InvalidLiteralError(
            f'{what.get(self.fault, "date/time field value")} out of range: "{text}"', self.fault.value[:5]
        )


def bad_format() -> FieldError:
    """A field that makes no sense where it stands."""
    return FieldError(Fault.FORMAT)


def overflow() -> FieldError:
    """A field whose value is out of range."""
    return FieldError(Fault.OVERFLOW)


_NUMBER_FIELD = re.compile(
    r"\d+(?:(?P<time>:[\d:.]*)|(?P<delimiter>[-/.])(?:(?P<digits>\d+)(?P<third>(?P=delimiter)(?:\d|(?P=delimiter))*)?"
    r"|(?P<mixed>(?:[a-zA-Z0-9]|(?P=delimiter))*)))?",
    re.ASCII,
)
_FRACTION = re.compile(r"\.\d*", re.ASCII)
_LETTERS = re.compile(r"[a-zA-Z]+")
_WORD_REST = re.compile(r"[a-zA-Z0-9+\-/_.:]*")
_SIGNED = re.compile(r"(?P<sign>[+-])[ \t\n\r\v\f]*(?:(?P<number>\d[\d:.-]*)|(?P<word>[a-zA-Z]+))", re.ASCII)


def split_fields(text: str, room: int) -> list[Field]:
    """The fields of a text; FieldError where it cannot be split or they do not fit in ``room`` characters."""
    fields: list[Field] = []
    at, used = 0, 0
    while at < len(text):
        character = text[at]
        if character in " \t\n\r\v\f":
            at += 1
            continue
        if len(fields) >= _MAX_FIELDS:
            raise bad_format()
        found, at = _field(text, at)
        if found is None:
            continue
        used += len(found.text) + 1
        if used > room:
            raise bad_format()
        fields.append(found)
    return fields


def _field(text: str, at: int) -> tuple[Field | None, int]:
    """The field at an offset, None for punctuation, and where it ends."""
    character = text[at]
    if "0" <= character <= "9":
        return _number_field(text, at)
    if character == ".":
        match = _FRACTION.match(text, at)
        end = match.end() if match else at + 1
        return Field(text[at:end], FieldType.NUMBER), end
    letters = _LETTERS.match(text, at)
    if letters:
        return _word_field(text, at, letters.end())
    if character in "+-":
        match = _SIGNED.match(text, at)
        if match is None:
            raise bad_format()
        body = match["number"] or match["word"].lower()
        return Field(match["sign"] + body, FieldType.ZONE if match["number"] else FieldType.SPECIAL), match.end()
    if character in _PUNCTUATION:
        return None, at + 1
    raise bad_format()


def _number_field(text: str, at: int) -> tuple[Field, int]:
    match = _NUMBER_FIELD.match(text, at)
    assert match is not None
    type_ = FieldType.NUMBER
    if match["time"] is not None:
        type_ = FieldType.TIME
    elif match["delimiter"] is not None:
        short = match["digits"] is not None and match["third"] is None and match["delimiter"] == "."
        type_ = FieldType.NUMBER if short else FieldType.DATE
    return Field(match[0].lower(), type_), match.end()


def _word_field(text: str, at: int, end: int) -> tuple[Field, int]:
    """A word, or a date or zone name that begins with one (``jan-1-2020``, ``europe/rome``, ``est5edt``)."""
    following = text[end : end + 1]
    is_date = following in ("-", "/", ".") and following != ""
    if following == "+" or "0" <= following <= "9":
        is_date = not is_word(text[at:end].lower())
    if not is_date:
        return Field(text[at:end].lower(), FieldType.WORD), end
    match = _WORD_REST.match(text, end)
    end = match.end() if match else end
    return Field(text[at:end].lower(), FieldType.DATE), end


_INTEGER = re.compile(r"[ \t\n\r\v\f]*[+-]?\d+", re.ASCII)


def leading_integer(text: str, fault: Fault = Fault.OVERFLOW) -> tuple[int | None, str]:
    """What strtol() reads in front, within an int, and what is left; None when there is no number."""
    match = _INTEGER.match(text)
    if match is None:
        return None, text
    digits = match[0].strip()
    value = int(digits) if len(digits) < 30 else 2**62
    if not -INT4_MAX - 1 <= value <= INT4_MAX:
        raise FieldError(fault)
    return value, text[match.end() :]
