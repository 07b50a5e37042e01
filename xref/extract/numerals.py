"""Numbers as JavaScript reads and writes them (ECMAScript: numeric literals; Number::toString)."""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_EXPONENTS = (-7, 21)
_LONGEST = 300


def number_text(written: str) -> str | None:
    """What ``String(n)`` gives for the numeric literal ``written``; None for one that is no plain number."""
    digits = written.replace("_", "")
    if len(digits) > _LONGEST:
        return None
    if re.fullmatch(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+", digits):
        value = float(int(digits, 0))
    elif _DECIMAL.fullmatch(digits) and not re.match(r"0\d", digits):
        value = float(digits)
    else:
        return None
    return _shortest(value)


def bigint_text(written: str) -> str | None:
    """What ``String(n)`` gives for a literal such as ``5n``; None for one that is none."""
    digits = written.replace("_", "")
    if not re.fullmatch(r"(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0|[1-9]\d*)n", digits) or len(digits) > _LONGEST:
        return None
    return str(int(digits[:-1], 0))


def _shortest(value: float) -> str:
    """The fewest digits that give the number back, without an exponent for those of common size."""
    if value == float("inf"):
        return "Infinity"
    mantissa, _, exponent = f"{value!r}e0".partition("e")
    power = int(exponent.removesuffix("e0") or 0)
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0").rstrip("0")
    if not digits:
        return "0"
    # The point stands before this digit, counted from the first that is not 0.
    leading = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    point = len(whole) + power - leading
    if len(digits) <= point <= _EXPONENTS[1]:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _EXPONENTS[1]:
        return f"{digits[:point]}.{digits[point:]}"
    if _EXPONENTS[0] < point - 1 < 0 or point == 0:
        return "0." + "0" * -point + digits
    sign = "+" if point > 0 else "-"
    return digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "") + f"e{sign}{abs(point - 1)}"
