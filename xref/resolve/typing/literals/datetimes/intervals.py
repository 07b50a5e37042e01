"""The input function of interval (DecodeInterval, DecodeISO8601Interval)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from xref.resolve.typing.literals.answer import (
    INT4_MAX,
    INT8_MAX,
    Answer,
    Input,
    InvalidLiteralError,
    UndecidedError,
    answer_of,
)
from xref.resolve.typing.literals.datetimes.fields import (
    Fault,
    Field,
    FieldError,
    FieldType,
    bad_format,
    overflow,
    split_fields,
)
from xref.resolve.typing.literals.datetimes.parts import read_time
from xref.resolve.typing.literals.datetimes.words import interval_word

_ROOM: Final = 256
_YEARS: Final = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}
_MICROSECONDS: Final = {"microsecond": 1, "millisecond": 1000, "second": 10**6, "minute": 60 * 10**6, "hour": 3600 * 10**6}
_DAY: Final = 24 * _MICROSECONDS["hour"]
_NUMBERED: Final = frozenset({*_YEARS, *_MICROSECONDS, "month", "week", "day"})
_SECONDS: Final = frozenset({"second", "millisecond", "microsecond"})
_ALL: Final = frozenset({"year", "month", "day", "hour", "minute", *_SECONDS})
_TIMES: Final = frozenset({"hour", "minute", *_SECONDS})
_VALUE = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)(?:-(?P<months>-?\d*)|(?P<fraction>\.\d*))?", re.ASCII)


@dataclass(slots=True)
class _Span:
    """The parts of an interval, as they overflow one by one."""

    years: int = 0
    months: int = 0
    days: int = 0
    microseconds: int = 0

    def add(self, unit: str, value: int, fraction: Fraction) -> None:
        """Add so many of a unit; a fraction goes into the next smaller parts."""
        if unit in _MICROSECONDS:
            self._microseconds(value * _MICROSECONDS[unit] + fraction * _MICROSECONDS[unit])
        elif unit == "day":
            self._days(value)
            self._microseconds(fraction * _DAY)
        elif unit == "week":
            self._days(value * 7)
            self._part_of_days(fraction * 7)
        elif unit == "month":
            self._within(value)
            self.months = self._within(self.months + value)
            self._part_of_days(fraction * 30)
        else:
            self._within(value)
            self.years = self._within(self.years + value * _YEARS[unit])
            self.months = self._within(self.months + round(fraction * _YEARS[unit] * 12))

    def _within(self, value: int) -> int:
        if not -INT4_MAX - 1 <= value <= INT4_MAX:
            raise overflow()
        return value

    def _days(self, value: int) -> None:
        self.days = self._within(self.days + self._within(value))

    def _part_of_days(self, value: Fraction) -> None:
        whole = int(value)
        self._days(whole)
        self._microseconds((value - whole) * _DAY)

    def _microseconds(self, value: int | Fraction) -> None:
        self.microseconds += round(value)
        if not -INT8_MAX - 1 <= self.microseconds <= INT8_MAX:
            raise overflow()

    def negate(self) -> None:
        """``ago``."""
        if -INT4_MAX - 1 in (self.years, self.months, self.days):
            raise overflow()


def interval_of(modifiers: Sequence[str]) -> Input:
    """The input function for an interval with these modifiers: its fields say what a bare number is."""
    fields = modifiers[0] if modifiers and not modifiers[0].isdigit() else ""
    unit = fields.split(" to ")[-1] or "second"
    return lambda text: answer_of(lambda: _check(text, unit, fields))


def interval(text: str) -> Answer:
    """The input function of interval."""
    return answer_of(lambda: _check(text, "second", ""))


def _check(text: str, unit: str, fields: str) -> None:
    span = _Span()
    try:
        try:
            infinite = _Decoder(split_fields(text, _ROOM), unit, fields, span).decode()
        except FieldError as error:
            if error.fault is not Fault.FORMAT:
                raise
            span = _Span()
            _Iso(text, span).read()
            infinite = False
    except FieldError as error:
        fault = Fault.INTERVAL_OVERFLOW if error.fault is Fault.OVERFLOW else error.fault
        raise FieldError(fault).invalid("interval", text) from None
    months = span.years * 12 + span.months
    if not infinite and not -INT4_MAX - 1 <= months <= INT4_MAX:
        raise InvalidLiteralError("interval out of range", "22008")


class _Decoder:
    """Fields read from right to left, so that a unit is known before its number."""

    def __init__(self, fields: list[Field], default: str, range_: str, span: _Span) -> None:
        self.fields = fields
        self.default = default
        self.range = range_
        self.span = span
        self.unit: str | None = None
        self.parsing_unit = False
        self.seen: frozenset[str] = frozenset()
        self.infinite = False

    def decode(self) -> bool:
        """Whether it is infinite."""
        ago = False
        for index in range(len(self.fields) - 1, -1, -1):
            field = self.fields[index]
            if field.type in (FieldType.WORD, FieldType.SPECIAL):
                ago = self._word(index, field.text) or ago
                continue
            self._add(self._value(field))
        if not self.seen or self.parsing_unit:
            raise bad_format()
        if ago:
            self.span.negate()
        return self.infinite

    def _add(self, parts: frozenset[str]) -> None:
        if parts & self.seen:
            raise bad_format()
        self.seen |= parts

    def _word(self, index: int, text: str) -> bool:
        """Take a unit; whether it is ``ago``."""
        unit = interval_word(text)
        if unit is None and text in ("at", "on"):
            self.unit = None
            return False
        if unit is None or (self.parsing_unit and unit != "ago"):
            raise bad_format()
        if unit == "ago":
            if index != len(self.fields) - 1:
                raise bad_format()
            self.unit = unit
            return True
        if unit in ("infinity", "-infinity"):
            if index != len(self.fields) - 1:
                raise bad_format()
            self._add(_ALL)
            self.infinite, self.unit = True, unit
            return False
        self.unit, self.parsing_unit = unit, True
        return False

    def _value(self, field: Field) -> frozenset[str]:
        if field.type is FieldType.TIME:
            return self._time(field.text)
        if field.type is FieldType.ZONE and ":" in field.text:
            try:
                return self._time(field.text[1:])
            except FieldError:
                pass
        return self._number(field.text)

    def _time(self, text: str) -> frozenset[str]:
        hour, minute, second, fraction = read_time(text)
        if self.range == "minute to second" and text.count(":") == 1 and "." not in text:
            hour, minute, second = 0, hour, minute
        microseconds = ((hour * 60 + minute) * 60 + second) * 10**6 + fraction
        if microseconds > INT8_MAX:
            raise overflow()
        self.span.microseconds = microseconds
        self.unit, self.parsing_unit = "day", False
        return _TIMES

    def _number(self, text: str) -> frozenset[str]:
        match = _VALUE.match(text)
        if match is None:
            raise bad_format()
        unit = self.unit or self.default
        whole = int(match["whole"] or "0") if len(match["whole"]) < 20 else 2**64
        sign = -1 if match["sign"] == "-" else 1
        if whole > INT8_MAX + (sign < 0):
            raise overflow()
        fraction = Fraction(0)
        if match["months"] is not None:
            months = int((match["months"] or "0").replace("-", "-0")) if len(match["months"]) < 10 else 99
            if not 0 <= months <= 11:
                raise overflow()
            unit, whole = "month", whole * 12 + months
            if whole > INT8_MAX:
                raise overflow()
        elif match["fraction"] is not None:
            fraction = Fraction("0" + match["fraction"] + "0")
        if match.end() < len(text):
            raise bad_format()
        if unit not in _NUMBERED:
            raise bad_format()
        self.span.add(unit, sign * whole, sign * fraction)
        self.parsing_unit = False
        self.unit = "day" if unit == "hour" else unit
        return _SECONDS if unit == "second" and fraction else frozenset({unit})


_ISO_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE_UNITS: Final = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_TIME_UNITS: Final = {"H": "hour", "M": "minute", "S": "second"}


class _Iso:
    """ISO 8601, with designators (P1DT2H) or without (P0001-02-03T04:05:06)."""

    def __init__(self, text: str, span: _Span) -> None:
        self.text = text
        self.at = 1
        self.span = span

    def read(self) -> None:
        if len(self.text) < 2 or self.text[0] != "P":
            raise bad_format()
        in_date, has_field = True, False
        while self.at < len(self.text):
            if self.text[self.at] == "T":
                in_date, has_field = False, False
                self.at += 1
                continue
            start = self.at
            value, fraction = self._number()
            unit = self.text[self.at : self.at + 1]
            self.at += 1
            units = _DATE_UNITS if in_date else _TIME_UNITS
            if unit in units:
                self.span.add(units[unit], value, fraction)
                has_field = True
                continue
            alternative = self._date if in_date else self._time
            if alternative(start, unit, value, fraction, has_field):
                return
            in_date, has_field = False, False

    def _number(self) -> tuple[int, Fraction]:
        first = self.text[self.at : self.at + 1]
        match = _ISO_NUMBER.match(self.text, self.at)
        if match is None or not (first.isdigit() or first in "-."):
            raise bad_format()
        exponent = match[0].lower().partition("e")[2]
        if len(exponent) > 3:
            raise UndecidedError
        value = Fraction(match[0])
        self.at = match.end()
        if abs(value) > 10**15:
            raise overflow()
        return int(value), value - int(value)

    def _width(self, start: int) -> int:
        match = re.compile(r"-?(\d*)", re.ASCII).match(self.text, start)
        return len(match[1]) if match else 0

    def _date(self, start: int, unit: str, value: int, fraction: Fraction, has_field: bool) -> bool:
        """The alternative format's date; whether the text ends with it."""
        if unit not in ("", "T", "-"):
            raise bad_format()
        if unit != "-" and self._width(start) == 8 and not has_field:
            sign = -1 if value < 0 else 1
            self.span.add("year", sign * (abs(value) // 10000), Fraction(0))
            self.span.add("month", sign * (abs(value) // 100 % 100), Fraction(0))
            self.span.add("day", sign * (abs(value) % 100), fraction)
            return unit == ""
        if has_field:
            raise bad_format()
        self.span.add("year", value, fraction)
        return unit == "" or (unit != "T" and self._rest("-", ("month", "day")))

    def _time(self, start: int, unit: str, value: int, fraction: Fraction, has_field: bool) -> bool:
        if unit not in ("", ":"):
            raise bad_format()
        if unit == "" and self._width(start) == 6 and not has_field:
            sign = -1 if value < 0 else 1
            self.span.add("hour", sign * (abs(value) // 10000), Fraction(0))
            self.span.add("minute", sign * (abs(value) // 100 % 100), Fraction(0))
            self.span.add("second", sign * (abs(value) % 100), Fraction(0))
            return True
        if has_field:
            raise bad_format()
        self.span.add("hour", value, fraction)
        if unit == "":
            return True
        if not self._rest(":", ("minute", "second")):
            raise bad_format()
        return True

    def _rest(self, separator: str, units: Sequence[str]) -> bool:
        """The parts after the first; whether the text ends with them (else a T follows)."""
        for index, unit in enumerate(units):
            value, fraction = self._number()
            self.span.add(unit, value, fraction)
            following = self.text[self.at : self.at + 1]
            if not following:
                return True
            self.at += 1
            if following == "T" and separator == "-":
                return False
            if following != separator or index == len(units) - 1:
                raise bad_format()
        return True
