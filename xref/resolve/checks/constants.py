"""The constants that a statement writes, and what they are as values of a column."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types
    from xref.schema.types import SqlType


class Special(Enum):
    """Values that are none: NULL, the keyword DEFAULT, and what is not known before the statement runs."""

    NULL = "null"
    DEFAULT = "default"
    UNKNOWN = "unknown"


Constant = str | Decimal | bool | Special
"""A value. A text is a str, and so is the label of an enum."""

NULL: Final = Special.NULL
UNKNOWN: Final = Special.UNKNOWN
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_TEXTS: Final = frozenset({"text", "varchar"})
"""Not bpchar: whether its padding counts hangs on the operator."""
_WHOLE: Final = frozenset({"int2", "int4", "int8"})
_NUMBERS: Final = _WHOLE | {"numeric", "float4", "float8"}
_BOOLEANS: Final = {"true": True, "t": True, "false": False, "f": False}


def constant_of(node: exp.Expr) -> Constant:
    """The constant that an expression is, casts of NULL looked through; UNKNOWN for anything else."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Null):
        return NULL
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Literal):
        return str(node.this) if node.args.get("is_string") else _number(str(node.this))
    if isinstance(node, exp.Neg):
        value = constant_of(node.this)
        return -value if isinstance(value, Decimal) else UNKNOWN
    if isinstance(node, exp.Var) and str(node.this).upper() == "DEFAULT":
        return Special.DEFAULT
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Null):
        return NULL
    return UNKNOWN


def _number(text: str) -> Constant:
    return Decimal(text) if _NUMBER.fullmatch(text) and len(text) < 100 else UNKNOWN


def as_column(types: Types, type_: SqlType | None, value: Constant) -> Constant:
    """The value that a constant is once it is stored in a column of this type; UNKNOWN where that is not plain."""
    if isinstance(value, Special):
        return value
    known = types.canonical(type_) if type_ is not None else None
    if known is None:
        return UNKNOWN
    base = types.base(known)
    if base.array:
        return UNKNOWN
    if base.schema != "pg_catalog":
        return value if isinstance(value, str) and types.kind(base) == "enum" else UNKNOWN
    if base.name in _TEXTS:
        return _as_text(base, value)
    if base.name in _NUMBERS:
        return _as_number(base, value)
    if base.name == "bool":
        return value if isinstance(value, bool) else _BOOLEANS.get(value, UNKNOWN) if isinstance(value, str) else UNKNOWN
    return UNKNOWN


def _as_text(type_: SqlType, value: Constant) -> Constant:
    if not isinstance(value, str):
        return UNKNOWN
    if type_.modifiers and (not type_.modifiers[0].isdigit() or len(value) > int(type_.modifiers[0])):
        return UNKNOWN
    return value


def _as_number(type_: SqlType, value: Constant) -> Constant:
    number = _number(value.strip(" ")) if isinstance(value, str) else value
    if not isinstance(number, Decimal) or isinstance(value, bool):
        return UNKNOWN
    is_whole = number == number.to_integral_value()
    if type_.name == "numeric":
        scale = type_.modifiers[1] if len(type_.modifiers) > 1 else None
        exponent = number.as_tuple().exponent
        fits = scale is None or (scale.isdigit() and isinstance(exponent, int) and -exponent <= int(scale))
        return number if fits or is_whole else UNKNOWN
    return number if is_whole else UNKNOWN
