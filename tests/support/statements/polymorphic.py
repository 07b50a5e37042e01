"""What the polymorphic types of a function stand for in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_RANGES: Final = {
    "int4range": "integer",
    "int8range": "bigint",
    "numrange": "numeric",
    "daterange": "date",
    "tsrange": "timestamp without time zone",
    "tstzrange": "timestamp with time zone",
    "floatrange": "double precision",
}
_MULTIRANGES: Final = {name: name.replace("range", "multirange") for name in _RANGES}
_ELEMENTS: Final = frozenset({"anyelement", "anynonarray", "anyenum", "anycompatible", "anycompatiblenonarray"})
_ARRAYS: Final = frozenset({"anyarray", "anycompatiblearray"})
_RANGE: Final = frozenset({"anyrange", "anycompatiblerange"})
_MULTIRANGE: Final = frozenset({"anymultirange", "anycompatiblemultirange"})


def bind(result: str, type_: str, random: Random, any_type: Callable[[], str]) -> dict[str, str] | None:
    """The element and range types with which a (perhaps polymorphic) result is of the type; None when there are none."""
    range_ = next((name for name in _RANGES if type_ in (name, _MULTIRANGES[name])), None)
    if result in _ARRAYS:
        if not type_.endswith("[]"):
            return None
        return _bound(type_.removesuffix("[]"), random)
    if result in _RANGE or result in _MULTIRANGE:
        if range_ is None or type_ != (range_ if result in _RANGE else _MULTIRANGES[range_]):
            return None
        return {"element": _RANGES[range_], "range": range_}
    if result in _ELEMENTS:
        if type_.endswith("[]") or (result == "anyenum" and type_ not in ("mood", "colour")):
            return None
        return _bound(type_, random)
    return _bound(random.choice(("integer", "text", "mood", "date", "numeric", any_type().removesuffix("[]"))), random)


def _bound(element: str, random: Random) -> dict[str, str]:
    ranges = [name for name, subtype in _RANGES.items() if subtype == element]
    return {"element": element, "range": random.choice(ranges or [""])}


def concrete(type_: str, bound: dict[str, str]) -> str:
    """A type of a signature in a call; a polymorphic one as it is bound, "" when it can't be."""
    if type_ == "anyenum" and bound["element"] not in ("mood", "colour"):
        return "mood"
    if type_ in _ELEMENTS:
        return bound["element"]
    if type_ in _ARRAYS:
        return bound["element"] + "[]"
    if type_ in _RANGE:
        return bound["range"]
    return _MULTIRANGES.get(bound["range"], "") if type_ in _MULTIRANGE else type_
