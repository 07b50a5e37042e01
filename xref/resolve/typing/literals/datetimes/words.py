"""The words of dates and intervals (manual, B.3; datetime.c's tables)."""

from __future__ import annotations

from typing import Final

_LENGTH: Final = 10
"""So much of a word is compared."""

_MONTHS: Final = "january february march april may june july august september october november december"
_DAYS: Final = "sunday monday tuesday wednesday thursday friday saturday"


def _dates() -> dict[str, tuple[str, int | str]]:
    words: dict[str, tuple[str, int | str]] = {}
    for number, month in enumerate(_MONTHS.split(), 1):
        words[month] = words[month[:3]] = ("month", number)
    words["sept"] = ("month", 9)
    for day in (*_DAYS.split(), "tues", "weds", "thur", "thurs"):
        words[day] = words[day[:3]] = ("weekday", 0)
    for word in ("now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity", "+infinity", "allballs"):
        words[word] = ("reserved", word)
    words |= {"ad": ("era", 0), "bc": ("era", 1), "am": ("half", 0), "pm": ("half", 1)}
    words |= {"at": ("ignored", 0), "on": ("ignored", 0), "dst": ("daylight", 0), "t": ("iso time", 0)}
    words |= dict.fromkeys(("j", "jd", "julian"), ("units", "julian"))
    words |= {word: ("units", word) for word in ("dow", "doy", "isodow", "isoyear", "d", "h", "m", "mm", "s", "y")}
    return words


DATE_WORDS: Final = _dates()
"""The words of a date or time: what each is, and which."""


def date_word(text: str) -> tuple[str, int | str] | None:
    """What a word of a date means; None for one that is not known."""
    return DATE_WORDS.get(text[:_LENGTH])


def is_word(text: str) -> bool:
    """Whether it is a word of dates, zones left out."""
    return text[:_LENGTH] in DATE_WORDS


_UNITS: Final = {
    "century": "c cent centuries century",
    "day": "d day days",
    "decade": "dec decade decades decs",
    "hour": "h hour hours hr hrs",
    "minute": "m min mins minute minutes",
    "microsecond": "microsecon us usec useconds usecs usecond",
    "millennium": "mil millennia millennium mils",
    "millisecond": "millisecon ms msec msecond mseconds msecs",
    "month": "mon mons month months",
    "quarter": "qtr quarter",
    "second": "s sec second seconds secs",
    "week": "w week weeks",
    "year": "y year years yr yrs",
    "timezone": "timezone timezone_h timezone_m",
    "ago": "ago",
    "infinity": "infinity +infinity",
    "-infinity": "-infinity",
}
INTERVAL_WORDS: Final = {word: unit for unit, words in _UNITS.items() for word in words.split()}
"""The unit that a word of an interval means, as far as it is compared."""


def interval_word(text: str) -> str | None:
    """The unit that a word means; None for one that is not known."""
    return INTERVAL_WORDS.get(text[:_LENGTH])
