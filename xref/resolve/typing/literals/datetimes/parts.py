"""The parts that a date and time is made of, and the texts that are one part each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from xref.resolve.typing.literals.datetimes.fields import Fault, FieldError, bad_format, leading_integer, overflow

YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, ZONE, SUMMER, HALF, ERA, WEEKDAY, DAYLIGHT, YEARDAY = (1 << bit for bit in range(13))
DATE: Final = YEAR | MONTH | DAY
TIME: Final = HOUR | MINUTE | SECOND
_MAX_ZONE_HOUR: Final = 15
ORDERS: Final = ("mdy", "dmy", "ymd")
"""The settings of DateStyle, PostgreSQL's own first."""
_FRACTION = re.compile(r"\.\d*", re.ASCII)
_TIME = re.compile(r"(\d+):([+-]?\d*)(?::([+-]?\d*)(\.\d*)?|(\.\d*))?", re.ASCII)


@dataclass(slots=True)
class Moment:
    """What is known of a date and time so far."""

    year: int = 0
    month: int = 0
    day: int = 0
    hour: int = 0
    minute: int = 0
    second: int = 0
    fraction: int = 0
    yearday: int = 0
    special: str | None = None
    relative: bool = False
    zone: int | None = None
    zoned: bool = False

    @property
    def microseconds(self) -> int:
        """The time of day."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * 1_000_000 + self.fraction


def read_zone(text: str) -> int:
    """The seconds of ``+hh``, ``+hhmm``, ``+hh:mm:ss`` (DecodeTimezone)."""
    if text[:1] not in ("+", "-"):
        raise bad_format()
    read, rest = leading_integer(text[1:], Fault.DISPLACEMENT)
    hours, minutes, seconds = read or 0, 0, 0
    if rest.startswith(":"):
        minutes, rest = _zone_part(rest)
        if rest.startswith(":"):
            seconds, rest = _zone_part(rest)
    elif not rest and len(text) > 3:
        hours, minutes = divmod(hours, 100)
    if not 0 <= hours <= _MAX_ZONE_HOUR or not 0 <= minutes < 60 or not 0 <= seconds < 60:
        raise FieldError(Fault.DISPLACEMENT)
    if rest:
        raise bad_format()
    offset = (hours * 60 + minutes) * 60 + seconds
    return -offset if text[0] == "-" else offset


def _zone_part(text: str) -> tuple[int, str]:
    value, rest = leading_integer(text[1:], Fault.DISPLACEMENT)
    return (0, text[1:]) if value is None else (value, rest)


def read_fraction(text: str) -> int:
    """The microseconds of ``.123``."""
    if not _FRACTION.fullmatch(text):
        raise bad_format()
    return round(float(f"0{text}0") * 1_000_000)


def part_meant(order: str, length: int, text_month: bool, seen: int) -> int:
    """Which part of a date a number of so many digits is, by what is there; TIME when the date is complete (DecodeNumber)."""
    if seen == 0:
        if length >= 3 or order == "ymd":
            return YEAR
        return DAY if order == "dmy" else MONTH
    if seen == MONTH:
        return YEAR if text_month and (length >= 3 or order == "ymd") else DAY
    meant = {YEAR: MONTH, YEAR | MONTH: DAY, DAY: MONTH, MONTH | DAY: YEAR, DATE: TIME}
    if seen not in meant:
        raise bad_format()
    return meant[seen]


def read_time(text: str) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds and microseconds of a field with colons in it (DecodeTimeCommon)."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise bad_format()
    hour = int(match[1]) if len(match[1]) < 20 else 2**64
    if hour >= 2**63:
        raise overflow()
    minute = leading_integer(match[2])[0] or 0
    second = leading_integer(match[3])[0] or 0 if match[3] is not None else 0
    tail = match[4] or match[5]
    fraction = round(float("0" + tail) * 1_000_000) if tail and len(tail) > 1 else 0
    if match[5] is not None:
        if hour >= 2**31:
            raise overflow()
        hour, minute, second = 0, hour, minute
    if not 0 <= minute < 60 or not 0 <= second <= 60:
        raise overflow()
    return hour, minute, second, fraction
