"""The fields of a time put together, with a zone and, under some circumstances, a date (DecodeTimeOnly)."""

from __future__ import annotations

from dataclasses import dataclass

from xref.resolve.typing.literals.answer import UndecidedError
from xref.resolve.typing.literals.datetimes.decode import Decoder
from xref.resolve.typing.literals.datetimes.fields import Field, FieldType, bad_format
from xref.resolve.typing.literals.datetimes.parts import DATE, DAYLIGHT, TIME, ZONE
from xref.resolve.typing.literals.datetimes.words import date_word
from xref.resolve.typing.literals.datetimes.zones import abbreviation


@dataclass(slots=True)
class TimeDecoder(Decoder):
    """One reading of the fields of a time."""

    def _decode_all(self) -> None:
        for index, part in enumerate(self.fields):
            self._add(self._one(index, part))
        if self.prefix is not None:
            raise bad_format()
        self._validate()
        self._apply_half()
        self._check_time()
        if self.seen & TIME != TIME:
            raise bad_format()
        if self.seen & DAYLIGHT and (self.named_zone or not self.seen & ZONE):
            raise bad_format()
        if self.seen & DATE != DATE:
            if self.named_zone:
                # Whether a date is wanted hangs on whether the zone has summer time.
                raise UndecidedError
            if self.seen & DATE and not self.seen & ZONE:
                raise bad_format()

    def _one(self, index: int, part: Field) -> int:
        fields, text = self.fields, part.text
        if part.type is FieldType.DATE:
            if index == 0 and len(fields) >= 2 and (fields[-1].type is FieldType.DATE or fields[1].type is FieldType.TIME):
                return self._separated(text)
            if text[0].isdigit():
                return self._run_together_with_zone(text, self.seen | DATE)
            parts = self._full_zone(text)
            part.type = FieldType.ZONE
            return parts
        if part.type is FieldType.TIME:
            self._take_time_prefix()
            return self._time(text)
        if part.type is FieldType.ZONE:
            self._zone(text)
            return ZONE
        if part.type is FieldType.NUMBER:
            return self._labelled(text) if self.prefix is not None else self._number_of_time(index, text)
        return self._word_of_time(text)

    def _number_of_time(self, index: int, text: str) -> int:
        whole, dot, _ = text.partition(".")
        if dot:
            if index == 0 and len(self.fields) >= 2 and self.fields[-1].type is FieldType.DATE:
                return self._separated(text)
            if len(whole) > 2:
                return self._run_together(text, self.seen | DATE)
            raise bad_format()
        if len(text) > 4:
            return self._run_together(text, self.seen | DATE)
        return self._number(text, False, self.seen | DATE)

    def _word_of_time(self, text: str) -> int:
        kind, value = ("", "") if abbreviation(text) else date_word(text) or ("", "")
        if kind in ("month", "weekday") or (kind == "reserved" and value not in ("now", "allballs")):
            raise bad_format()
        if value == "now":
            self.moment.relative = True
            return TIME
        if kind == "iso time":
            if self.prefix is not None:
                raise bad_format()
            self.prefix = "iso time"
            return 0
        return self._word(0, text)
