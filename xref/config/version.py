"""``required-version``: a list of comparisons, as ``>=0.1, <1``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

Numbers = tuple[int, ...]

_COMPARISON = re.compile(r"\s*(>=|<=|==|!=|>|<|)\s*(\d+(?:\.\d+){0,5})\s*")
_OPERATORS: dict[str, Callable[[Numbers, Numbers], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


def satisfies(version: str, required: str) -> bool:
    """Whether ``version`` meets every comparison of ``required``. Raises ValueError when ``required`` cannot be read."""
    numbers = _numbers(re.match(r"[\d.]*\d", version))
    comparisons = [_COMPARISON.fullmatch(part) for part in required.split(",")]
    if not all(comparisons):
        raise ValueError(required)
    return all(_OPERATORS[match[1]](numbers, _numbers(re.match(".*", match[2]))) for match in comparisons if match)


def _numbers(match: re.Match[str] | None) -> Numbers:
    parts = [int(part) for part in match[0].split(".")] if match else []
    return tuple(parts + [0] * (6 - len(parts)))
