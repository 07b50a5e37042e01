"""The order of two bounds of a range, as far as their texts tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.resolve.typing.literals.datetimes.dates import moment
from xref.resolve.typing.literals.numbers import integer_value, numeric_value

if TYPE_CHECKING:
    from decimal import Decimal

    from xref.schema.types import SqlType


def ordinal(type_: SqlType, text: str) -> Decimal | int | None:
    """A number that sorts as the value of a text does that the type takes; None when that is not known.

    It compares with those of the same type alone.
    """
    if type_.schema != "pg_catalog" or type_.array:
        return None
    if type_.name in ("int2", "int4", "int8"):
        return integer_value(text)
    if type_.name == "numeric":
        value = numeric_value(text)
        return value if value is not None and value.is_finite() else None
    if type_.name in ("date", "timestamp", "timestamptz"):
        return moment(type_.name, text)
    return None
