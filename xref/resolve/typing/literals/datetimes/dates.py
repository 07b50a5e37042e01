"""The input functions of date, time and timestamp, with and without a time zone (date.c, timestamp.c)."""

from __future__ import annotations

from functools import partial
from typing import Final

from xref.resolve.typing.literals.answer import Answer, Input, InvalidLiteralError, UndecidedError, answer_of
from xref.resolve.typing.literals.datetimes.calendar import DAY, is_date, julian, timestamp_distance
from xref.resolve.typing.literals.datetimes.clock import TimeDecoder
from xref.resolve.typing.literals.datetimes.decode import Decoder
from xref.resolve.typing.literals.datetimes.fields import Fault, FieldError, split_fields
from xref.resolve.typing.literals.datetimes.parts import ORDERS, Moment

_NAMES: Final = {
    "date": "date",
    "time": "time",
    "timetz": "time with time zone",
    "timestamp": "timestamp",
    "timestamptz": "timestamp with time zone",
}
_SPECIAL: Final = {"infinity": 2**70, "+infinity": 2**70, "-infinity": -(2**70), "epoch": julian(1970, 1, 1) * DAY}
_ROOM: Final = 128 + 25
_TIME_ROOM: Final = 128


def _decode(type_name: str, text: str, order: str) -> Moment:
    try:
        if type_name in ("time", "timetz"):
            return TimeDecoder(split_fields(text, _TIME_ROOM), order).decode()
        return Decoder(split_fields(text, _ROOM), order).decode()
    except FieldError as error:
        if error.fault is Fault.ORDER and order == ORDERS[0] and _fits_another_order(type_name, text):
            raise UndecidedError from None
        raise error.invalid(_NAMES[type_name], text) from None


def _fits_another_order(type_name: str, text: str) -> bool:
    """Whether another setting of DateStyle than PostgreSQL's own makes a date of it."""
    for order in ORDERS[1:]:
        try:
            _decode(type_name, text, order)
        except InvalidLiteralError:
            continue
        except UndecidedError:
            return True
        return True
    return False


def _check(type_name: str, text: str) -> None:
    moment = _decode(type_name, text, ORDERS[0])
    if moment.special is not None or moment.relative or type_name in ("time", "timetz"):
        return
    if type_name == "date":
        if not is_date(moment.year, moment.month, moment.day):
            raise InvalidLiteralError(f'date out of range: "{text}"', "22008")
        return
    distance = timestamp_distance(moment.year, moment.month, moment.day, moment.microseconds)
    if type_name == "timestamptz" and distance is not None and abs(distance) < 2 * DAY:
        raise UndecidedError
    if distance is None or distance < 0:
        raise InvalidLiteralError(f'timestamp out of range: "{text}"', "22008")


def _read(type_name: str, text: str) -> Answer:
    return answer_of(lambda: _check(type_name, text))


date: Final[Input] = partial(_read, "date")
time: Final[Input] = partial(_read, "time")
timetz: Final[Input] = partial(_read, "timetz")
timestamp: Final[Input] = partial(_read, "timestamp")
timestamptz: Final[Input] = partial(_read, "timestamptz")


def moment(type_name: str, text: str) -> int | None:
    """A number that sorts as a date or timestamp that is taken does; None where that hangs on the session."""
    try:
        found = _decode(type_name, text, ORDERS[0])
    except (InvalidLiteralError, UndecidedError):
        return None
    if found.special is not None:
        return _SPECIAL[found.special]
    if found.relative or (type_name == "timestamptz" and found.zoned):
        return None
    days = julian(found.year, found.month, found.day) * DAY
    return days if type_name == "date" else days + found.microseconds
