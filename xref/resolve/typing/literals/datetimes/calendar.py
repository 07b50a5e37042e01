"""Days and microseconds: the arithmetic of the calendar, and the ranges of the types (datatype/timestamp.h)."""

from __future__ import annotations

from typing import Final

_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAY: Final = 86_400_000_000
"""The microseconds of a day."""
_END_OF_DATES: Final = 2147483494
_END_OF_TIMESTAMPS: Final = 109203528


def julian(year: int, month: int, day: int) -> int:
    """The Julian day of a date; years before 1 are 0 and below."""
    year, month = (year + 4800, month + 1) if month > 2 else (year + 4799, month + 13)
    century = year // 100
    return year * 365 - 32167 + year // 4 - century + century // 4 + 7834 * month // 256 + day


def from_julian(number: int) -> tuple[int, int, int]:
    """The date of a Julian day."""
    rest = number + 32044
    quad = rest // 146097
    extra = (rest - quad * 146097) * 4 + 3
    rest += 60 + quad * 3 + extra // 146097
    quad = rest // 1461
    rest -= quad * 1461
    year = rest * 4 // 1461
    rest = ((rest + 305) % 365 if year else (rest + 306) % 366) + 123
    year += quad * 4
    quad = rest * 2141 // 65536
    return year - 4800, (quad + 10) % 12 + 1, rest - 7834 * quad // 256


def month_length(year: int, month: int) -> int:
    """How many days a month has."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == 2 else _MONTH_DAYS[month - 1]


def is_date(year: int, month: int, day: int) -> bool:
    """Whether a date is in the range of date."""
    if not (year, month) >= (-4713, 11) or not (year, month) < (5874898, 6):
        return False
    return 0 <= julian(year, month, day) < _END_OF_DATES


def timestamp_distance(year: int, month: int, day: int, microseconds: int) -> int | None:
    """How far inside the range of timestamp an instant is, in microseconds; negative outside, None far outside."""
    if not (year, month) >= (-4713, 11) or not (year, month) < (5874898, 6):
        return None
    instant = julian(year, month, day) * DAY + microseconds
    return min(instant, _END_OF_TIMESTAMPS * DAY - 1 - instant)
