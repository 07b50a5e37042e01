"""Numbers: the input functions of integers, floating point and numeric (manual, 8.1; numutils.c, float.c, numeric.c)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from xref.resolve.typing.literals.answer import OUT_OF_RANGE, SPACE, Answer, Input, invalid_syntax, refuse

_BASES: Final = {"x": (16, "0123456789abcdefABCDEF"), "o": (8, "01234567"), "b": (2, "01")}
_DECIMAL: Final = (10, "0123456789")
_REAL = re.compile(
    r"[ \t\n\r\v\f]*(?P<number>[+-]?(?:(?P<hex>0[xX](?:[0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?|\.[0-9a-fA-F]+)(?:[pP][+-]?\d+)?)"
    r"|(?P<decimal>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|infinity|inf|nan(?:\([A-Za-z0-9_]*\))?))[ \t\n\r\v\f]*",
    re.ASCII | re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"[ \t\n\r\v\f]*(?:(?P<special>nan|[+-]?inf(?:inity)?)|[+-]?"
    r"(?:(?P<whole>0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)"
    r"|(?P<digits>\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE](?P<exponent>[+-]?\d+(?:_\d+)*))?))[ \t\n\r\v\f]*",
    re.ASCII | re.IGNORECASE,
)
_EXPONENT = re.compile(
    r"[ \t\n\r\v\f]*[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)[eE](?P<exponent>[+-]?\d+(?:_\d+)*)", re.ASCII
)
_MAX_WEIGHT: Final = 131072
_MAX_SCALE: Final = 16383
_MAX_EXPONENT: Final = 2**30 - 1
_DIGITS_AT_ONCE: Final = 4000


def integer(bits: int, type_name: str) -> Input:
    """The input function of an integer type of so many bits."""
    limit = 2 ** (bits - 1)

    def read(text: str) -> Answer:
        value = _read_integer(text, limit)
        if value is None:
            return invalid_syntax(type_name, text)
        if not -limit <= value < limit:
            return refuse(f'value "{text}" is out of range for type {type_name}', OUT_OF_RANGE)
        return True

    return read


def integer_value(text: str) -> int:
    """The value of a text that an integer type takes."""
    return _read_integer(text, 2**63) or 0


def _read_integer(text: str, limit: int) -> int | None:
    """The value; one beyond the limit as soon as the digits exceed it, whatever follows them; None for what is no integer."""
    rest = text.lstrip(SPACE)
    negative = rest.startswith("-")
    rest = rest[1:] if rest[:1] in ("-", "+") else rest
    base, digits = _DECIMAL
    if rest[:1] == "0" and rest[1:2].lower() in _BASES and rest[1:2]:
        base, digits = _BASES[rest[1].lower()]
        rest = rest[2:]
        if not rest.startswith(tuple(digits)) and not (rest.startswith("_") and rest[1:2] in tuple(digits)):
            return None
    elif not rest.startswith(tuple(digits)):
        return None
    value, index = 0, 0
    while index < len(rest):
        character = rest[index]
        if character == "_":
            index += 1
            if rest[index : index + 1] not in tuple(digits):
                return None
            continue
        if character not in digits:
            break
        if value > limit // base:
            return 2 * limit
        value = value * base + int(character, 16)
        index += 1
    if rest[index:].strip(SPACE):
        return None
    return -value if negative else value


def real(bits: int, type_name: str) -> Input:
    """The input function of float4 or float8: what strtod() reads, in the type's range."""
    mantissa, exponent = (24, 128) if bits == 32 else (53, 1024)
    largest = Fraction(2**exponent - 2 ** (exponent - mantissa - 1))
    smallest = Fraction(1, 2 ** (exponent + mantissa - 2))

    def read(text: str) -> Answer:
        match = _REAL.fullmatch(text)
        found = match or _REAL.match(text)
        if found is None:
            return invalid_syntax(type_name, text)
        value = _magnitude(found)
        if value is not None and (value >= largest or 0 < value <= smallest):
            # Where the number itself is out of range, what follows it is not looked at.
            return refuse(f'"{found["number"]}" is out of range for type {type_name}', OUT_OF_RANGE)
        return True if match else invalid_syntax(type_name, text)

    return read


def _magnitude(match: re.Match[str]) -> Fraction | None:
    """The absolute value, None for infinities and NaN; huge and tiny ones are only told apart from the others."""
    if match["hex"]:
        return _hexadecimal(match["hex"][2:].lower())
    if not match["decimal"]:
        return None
    mantissa, _, exponent = match["decimal"].lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return Fraction(0)
    power = _bounded(exponent or "0") - len(fraction)
    if power + len(digits) > 400:
        return Fraction(2**2000)
    if power + len(digits) < -400:
        return Fraction(1, 2**2000)
    return Fraction(int(digits[:_DIGITS_AT_ONCE])) * Fraction(10) ** (power + max(0, len(digits) - _DIGITS_AT_ONCE))


def _hexadecimal(text: str) -> Fraction:
    mantissa, _, exponent = text.partition("p")
    whole, _, fraction = mantissa.partition(".")
    value = int(whole + fraction or "0", 16)
    power = _bounded(exponent or "0") - 4 * len(fraction)
    size = power + value.bit_length()
    if not value or abs(size) > 1200:
        return Fraction(0 if not value else 2**2000 if size > 0 else Fraction(1, 2**2000))
    return Fraction(value) * Fraction(2) ** power


def _bounded(digits: str) -> int:
    """An exponent, cut where it makes no difference any more."""
    magnitude = digits.lstrip("+-").lstrip("0")
    value = int(magnitude or "0") if len(magnitude) < 12 else 2**40
    return -value if digits.startswith("-") else value


def numeric(text: str) -> Answer:
    """The input function of numeric, without a modifier."""
    overflow = refuse("value overflows numeric format", OUT_OF_RANGE)
    match = _NUMERIC.fullmatch(text)
    if match is None:
        found = _EXPONENT.match(text)
        # An exponent that is far too large is met before what is wrong behind it.
        too_large = found is not None and abs(_bounded(found["exponent"].replace("_", ""))) >= _MAX_EXPONENT
        return overflow if too_large else invalid_syntax("numeric", text)
    if match["digits"]:
        exponent = _bounded((match["exponent"] or "0").replace("_", ""))
        whole, _, fraction = match["digits"].replace("_", "").partition(".")
        first = len(whole.lstrip("0")) or -(len(fraction) - len(fraction.lstrip("0")))
        if abs(exponent) >= _MAX_EXPONENT:
            return overflow
        if (whole + fraction).strip("0") and first + exponent > _MAX_WEIGHT:
            return overflow
        if len(fraction) - exponent > _MAX_SCALE:
            return overflow
    elif match["whole"] and len(match["whole"]) > _MAX_WEIGHT // 2:
        return False
    return True


def numeric_value(text: str) -> Decimal | None:
    """The value of a text that numeric takes; None where it is not plainly written."""
    try:
        return Decimal(text.strip(SPACE))
    except ArithmeticError:
        return None
