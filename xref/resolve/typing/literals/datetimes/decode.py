"""The fields of a date, with a time or without, put together (DecodeDateTime)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xref.resolve.typing.literals.answer import UndecidedError
from xref.resolve.typing.literals.datetimes.calendar import from_julian, julian, month_length
from xref.resolve.typing.literals.datetimes.fields import (
    Fault,
    Field,
    FieldError,
    FieldType,
    bad_format,
    leading_integer,
    overflow,
)
from xref.resolve.typing.literals.datetimes.parts import (
    DATE,
    DAY,
    DAYLIGHT,
    ERA,
    HALF,
    MONTH,
    SUMMER,
    TIME,
    WEEKDAY,
    YEAR,
    YEARDAY,
    ZONE,
    Moment,
    part_meant,
    read_fraction,
    read_time,
    read_zone,
)
from xref.resolve.typing.literals.datetimes.words import date_word
from xref.resolve.typing.literals.datetimes.zones import abbreviation, is_zone, may_be_abbreviation

_PART = re.compile(r"[^a-zA-Z0-9]*(?P<part>\d+|[a-zA-Z]+)", re.ASCII)


@dataclass(slots=True)
class Decoder:
    """One reading of the fields of a date.

    ``order`` is DateStyle's; ``seen`` are the parts that are there; ``prefix`` is a label's that waits.

    ``otherwise`` is what the server would say if names that may be a time zone's are none.
    """

    fields: list[Field]
    order: str = "mdy"
    moment: Moment = field(default_factory=Moment)
    seen: int = 0
    prefix: str | None = None
    text_month: bool = False
    two_digits: bool = False
    before_christ: bool = False
    is_julian: bool = False
    half: int | None = None
    named_zone: bool = False
    otherwise: set[Fault] = field(default_factory=set)

    def decode(self) -> Moment:
        """What the fields say."""
        try:
            self._decode_all()
        except FieldError as error:
            if self.otherwise - {error.fault}:
                raise UndecidedError from None
            raise
        if self.otherwise:
            raise UndecidedError
        return self.moment

    def _decode_all(self) -> None:
        for index, part in enumerate(self.fields):
            self._add(self._one(index, part))
        if self.prefix is not None:
            raise bad_format()
        self._validate()
        self._apply_half()
        if self.moment.special is None:
            if self.seen & DATE != DATE:
                raise bad_format()
            if self.seen & DAYLIGHT and (self.named_zone or not self.seen & ZONE):
                raise bad_format()

    def _add(self, parts: int) -> None:
        if parts & self.seen:
            raise bad_format()
        self.seen |= parts

    def _one(self, index: int, part: Field) -> int:
        if part.type is FieldType.DATE:
            return self._date_field(part.text)
        if part.type is FieldType.TIME:
            self._take_time_prefix()
            parts = self._time(part.text)
            self._check_time()
            return parts
        if part.type is FieldType.ZONE:
            self._zone(part.text)
            return ZONE
        if part.type is FieldType.NUMBER:
            return self._labelled(part.text) if self.prefix is not None else self._number_field(part.text)
        return self._word(index, part.text)

    def _take_time_prefix(self) -> None:
        if self.prefix not in (None, "iso time"):
            raise bad_format()
        self.prefix = None

    # dates

    def _date_field(self, text: str) -> int:
        if self.prefix == "julian":
            value, rest = leading_integer(text)
            if value is None or value < 0:
                raise overflow()
            self._set_julian(value)
            self._zone(rest)
            self.prefix = None
            return DATE | TIME | ZONE
        if self.prefix is not None or self.seen & (MONTH | DAY) == MONTH | DAY:
            if text[0].isdigit() or self.prefix is not None:
                self._take_time_prefix()
                return self._run_together_with_zone(text, self.seen)
            return self._full_zone(text)
        return self._separated(text)

    def _run_together_with_zone(self, text: str, seen: int) -> int:
        """``hhmmss-zz``."""
        if self.seen & TIME == TIME or "-" not in text:
            raise bad_format()
        at = text.index("-")
        self._zone(text[at:])
        return self._run_together(text[:at], seen) | ZONE

    def _separated(self, text: str) -> int:
        """A date with separators in it (DecodeDate)."""
        found = 0
        parts: list[str | None] = []
        at = 0
        while at < len(text):
            match = _PART.match(text, at)
            if match is None:
                raise bad_format()
            parts.append(match["part"])
            # Whatever follows a part is taken for a separator.
            at = match.end() + 1
        text_month = False
        for index, part in enumerate(parts):
            if part is None or not part[0].isalpha():
                continue
            kind, value = date_word(part) or ("", 0)
            if kind == "ignored":
                continue
            if kind != "month":
                raise bad_format()
            self.moment.month, text_month = int(value), True
            found = self._found(found, MONTH)
            parts[index] = None
        for part in parts:
            if part is not None:
                found = self._found(found, self._number(part, text_month, self.seen | found))
        if (self.seen | found) & ~(YEARDAY | ZONE) != DATE:
            raise bad_format()
        return found

    def _found(self, found: int, parts: int) -> int:
        if (self.seen | found) & parts:
            raise bad_format()
        return found | parts

    def _set_julian(self, value: int) -> None:
        self.moment.year, self.moment.month, self.moment.day = from_julian(value)
        self.is_julian = True

    # numbers

    def _labelled(self, text: str) -> int:
        """A number after ``julian`` or ``t``."""
        value, rest = leading_integer(text)
        if value is None or rest[:1] not in ("", "."):
            raise bad_format()
        prefix, self.prefix = self.prefix, None
        if prefix == "julian":
            if value < 0:
                raise overflow()
            self._set_julian(value)
            if rest:
                self.moment.hour = read_fraction(rest) * 24 // 1_000_000
            return DATE | TIME if rest else DATE
        if prefix == "iso time":
            parts = self._run_together(text, self.seen | DATE)
            if parts != TIME:
                raise bad_format()
            return parts
        raise bad_format()

    def _number_field(self, text: str) -> int:
        whole, dot, _ = text.partition(".")
        if dot and not self.seen & DATE:
            return self._separated(text)
        if dot and len(whole) > 2:
            return self._run_together(text, self.seen)
        if len(text) >= 6 and (not self.seen & DATE or not self.seen & TIME):
            return self._run_together(text, self.seen)
        return self._number(text, self.text_month, self.seen)

    def _number(self, text: str, text_month: bool, seen: int) -> int:
        """A number that is a year, month, day or time, by what is there already (DecodeNumber)."""
        value, rest = leading_integer(text)
        if value is None:
            raise bad_format()
        if rest.startswith("."):
            if len(text) - len(rest) > 2:
                return self._run_together(text, seen | DATE)
            self.moment.fraction = read_fraction(rest)
        elif rest:
            raise bad_format()
        moment = self.moment
        if len(text) == 3 and seen & DATE == YEAR and 1 <= value <= 366:
            moment.yearday = value
            return YEARDAY | MONTH | DAY
        part = part_meant(self.order, len(text), text_month, seen & DATE)
        if part == TIME:
            return self._run_together(text, seen)
        if part == DAY and text_month and seen & DATE == YEAR | MONTH and len(text) >= 3 and self.two_digits:
            moment.day, moment.year, self.two_digits = moment.year, value, False
            return DAY
        if part == YEAR:
            moment.year, self.two_digits = value, len(text) <= 2
        elif part == MONTH:
            moment.month = value
        else:
            moment.day = value
        return part

    def _run_together(self, text: str, seen: int) -> int:
        """``yyyymmdd`` or ``hhmmss`` (DecodeNumberField)."""
        moment = self.moment
        whole, dot, fraction = text.partition(".")
        if dot:
            moment.fraction = read_fraction(f".{fraction}")
        elif seen & DATE != DATE and len(text) >= 6:
            if not text.isdigit() or len(text) > 13:
                raise UndecidedError
            moment.day, moment.month, moment.year = int(text[-2:]), int(text[-4:-2]), int(text[:-4])
            self.two_digits = self.two_digits or len(text) == 6
            return DATE
        if seen & TIME != TIME and len(whole) in (4, 6) and whole.isdigit():
            moment.hour, moment.minute, moment.second = int(whole[:2]), int(whole[2:4]), int(whole[4:] or "0")
            return TIME
        raise bad_format()

    # times and zones

    def _time(self, text: str) -> int:
        """``hh:mm``, ``hh:mm:ss.sss`` or ``mm:ss.sss`` (DecodeTime)."""
        self.moment.hour, self.moment.minute, self.moment.second, self.moment.fraction = read_time(text)
        return TIME

    def _check_time(self) -> None:
        moment = self.moment
        sane = moment.hour <= 24 and 0 <= moment.minute < 60 and 0 <= moment.second <= 60
        if not sane or moment.microseconds > 86_400_000_000:
            raise overflow()

    def _zone(self, text: str) -> None:
        self.moment.zone, self.moment.zoned = read_zone(text), True

    def _full_zone(self, name: str) -> int:
        known = is_zone(name)
        if known is False:
            raise FieldError(Fault.ZONE, name)
        if known is None:
            self.otherwise.add(Fault.ZONE)
        self.named_zone = self.moment.zoned = True
        return ZONE

    # words

    def _word(self, index: int, text: str) -> int:
        zone = abbreviation(text)
        if zone is not None:
            self.moment.zoned = True
            return ZONE | SUMMER if zone == "summer" else ZONE
        found = date_word(text)
        if found is None:
            return self._unknown_word(text)
        kind, value = found
        if kind == "ignored":
            return 0
        if kind == "reserved":
            return self._reserved(str(value))
        if kind == "month":
            return self._month_word(int(value))
        if kind == "units":
            if self.prefix is not None:
                raise bad_format()
            self.prefix = str(value)
            return 0
        if kind == "iso time":
            return self._iso_time(index)
        return self._mark(kind, int(value))

    def _mark(self, kind: str, value: int) -> int:
        """AM, BC, a weekday, DST."""
        if kind == "half":
            self.half = value
            return HALF
        if kind == "era":
            self.before_christ = value == 1
            return ERA
        return DAYLIGHT | SUMMER if kind == "daylight" else WEEKDAY

    def _unknown_word(self, text: str) -> int:
        known = is_zone(text)
        if known is False and not (may_be_abbreviation(text) and text.isalpha()):
            raise bad_format()
        if not known:
            self.otherwise.add(Fault.FORMAT)
        self.named_zone = self.moment.zoned = True
        return ZONE

    def _reserved(self, word: str) -> int:
        if word == "allballs":
            self.moment.zoned = True
            return TIME | ZONE
        if word in ("today", "tomorrow", "yesterday"):
            self.moment.relative = True
            self.moment.year, self.moment.month, self.moment.day = 2000, 1, 1
            return DATE
        if word == "now":
            self.moment.relative = True
            self.moment.year, self.moment.month, self.moment.day = 2000, 1, 1
        else:
            self.moment.special = word
        return DATE | TIME | ZONE

    def _month_word(self, month: int) -> int:
        moment = self.moment
        parts = MONTH
        if self.seen & MONTH and not self.text_month and not self.seen & DAY and 1 <= moment.month <= 31:
            moment.day, parts = moment.month, DAY
        self.text_month = True
        moment.month = month
        return parts

    def _iso_time(self, index: int) -> int:
        if self.seen & DATE != DATE or self.prefix is not None:
            raise bad_format()
        following = self.fields[index + 1].type if index + 1 < len(self.fields) else None
        if following not in (FieldType.NUMBER, FieldType.TIME, FieldType.DATE):
            raise bad_format()
        self.prefix = "iso time"
        return 0

    # the whole

    def _validate(self) -> None:
        """The year of the era, the day of the year, and days that months have (ValidateDate)."""
        moment = self.moment
        if self.seen & YEAR and not self.is_julian and moment.special is None:
            self._settle_year()
        if self.seen & YEARDAY:
            first = julian(moment.year, 1, 1)
            moment.year, moment.month, moment.day = from_julian(first + moment.yearday - 1)
        if moment.special is not None:
            return
        if self.seen & MONTH and not 1 <= moment.month <= 12:
            raise FieldError(Fault.ORDER)
        if self.seen & DAY and not 1 <= moment.day <= 31:
            raise FieldError(Fault.ORDER)
        if self.seen & DATE == DATE and moment.day > month_length(moment.year, moment.month):
            raise overflow()

    def _settle_year(self) -> None:
        moment = self.moment
        if self.before_christ:
            if moment.year <= 0:
                raise overflow()
            moment.year = 1 - moment.year
        elif self.two_digits:
            moment.year += 2000 if moment.year < 70 else 1900 if moment.year < 100 else 0
        elif moment.year <= 0:
            raise overflow()

    def _apply_half(self) -> None:
        moment = self.moment
        if self.half is not None and moment.hour > 12:
            raise overflow()
        if self.half == 0 and moment.hour == 12:
            moment.hour = 0
        elif self.half == 1 and moment.hour != 12:
            moment.hour += 12
