"""anyelement and its kin: what stands for them in one call (manual, 36.2.5; enforce_generic_type_consistency)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xref.builtin import CastContext
from xref.resolve.typing.common import Mismatch, select_common_type
from xref.resolve.typing.pathways import can_become
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import TEXT, UNKNOWN, bare
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types

_FIRST: Final = frozenset(
    SqlType(name) for name in ("anyelement", "anyarray", "anynonarray", "anyenum", "anyrange", "anymultirange")
)
"""The simple family: all of these stand for one type."""
_SECOND: Final = frozenset(SqlType("anycompatible" + name) for name in ("", "array", "nonarray", "range", "multirange"))
"""The common family: these stand for what all inputs can become."""
_POLYMORPHIC: Final = _FIRST | _SECOND
_ANYELEMENT: Final = SqlType("anyelement")
_ANYARRAY: Final = SqlType("anyarray")
_SHAPES: Final = {
    "anyelement": "element",
    "anynonarray": "element",
    "anyenum": "element",
    "anyarray": "array",
    "anyrange": "range",
    "anymultirange": "multirange",
    "anycompatible": "element",
    "anycompatiblenonarray": "element",
    "anycompatiblearray": "array",
    "anycompatiblerange": "range",
    "anycompatiblemultirange": "multirange",
}
_UNDETERMINED: Final = "could not determine polymorphic type {}because input has type unknown"


def is_polymorphic(type_: SqlType) -> bool:
    """Whether it is one of the types that stand for another in each call (``any`` is not)."""
    return type_ in _POLYMORPHIC


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the polymorphic types of one call stand for: the arguments as the call makes them, and the result."""

    arguments: tuple[SqlType, ...]
    result: SqlType
    family: _Families

    def replaced(self, type_: SqlType) -> SqlType:
        """What a polymorphic type stands for in the call; any other type is itself."""
        return self.family.replaced(type_) or type_


@dataclass(slots=True)
class _Family:
    """What the types of one family stand for, as far as the arguments tell."""

    shapes: dict[str, SqlType] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    inputs: list[SqlType] = field(default_factory=list)

    def meet(self, shape: str, actual: SqlType) -> bool:
        """Note an argument's type; whether it agrees with what was met before."""
        return self.shapes.setdefault(shape, actual) == actual


@dataclass(slots=True)
class _Families:
    """Both families in one call."""

    types: Types
    first: _Family = field(default_factory=_Family)
    second: _Family = field(default_factory=_Family)

    def replaced(self, type_: SqlType) -> SqlType | None:
        """What a polymorphic type stands for, None for another type or when it stands for nothing."""
        if type_ not in _POLYMORPHIC:
            return None
        family = self.first if type_ in _FIRST else self.second
        shape = _SHAPES[type_.name]
        found = family.shapes.get(shape)
        element = family.shapes.get("element")
        if found is None and shape == "array" and element is not None:
            return self.types.array_of(element)
        if found is None and shape == "multirange" and "range" in family.shapes:
            facts = self.types.facts(family.shapes["range"])
            return facts.multirange if facts is not None else None
        return found


def are_consistent(types: Types, actual: Sequence[SqlType], declared: Sequence[SqlType]) -> bool | None:
    """Whether arguments can be a polymorphic function's (check_generic_type_consistency); None when that is not known."""
    for given, wanted in zip(actual, declared, strict=False):
        if wanted in _POLYMORPHIC and not types.is_known(given):
            return None
    return _deduce(types, actual, declared) is not None


def resolve_polymorphic(
    types: Types, actual: Sequence[SqlType], declared: Sequence[SqlType], result: SqlType
) -> Resolution | Refusal | None:
    """What a call makes of its arguments and gives (enforce_generic_type_consistency); None when that is not known.

    The arguments are such that can_coerce accepts them. Those declared ``any`` stay what they are.
    """
    if not any(wanted in _POLYMORPHIC for wanted in declared):
        return Resolution(tuple(map(_made, actual, declared)), result, _Families(types))
    if are_consistent(types, actual, declared) is None:
        return None
    families = _deduce(types, actual, declared)
    if families is None:
        return None
    refused = _first_refusal(families, actual, declared, result) or _second_refusal(families, declared, result)
    if refused is not None:
        return refused
    arguments = []
    for given, wanted in zip(actual, declared, strict=True):
        stands_for = families.replaced(wanted)
        if stands_for is None and wanted in _POLYMORPHIC:
            return _undetermined(types, families, wanted)
        is_kept = given != UNKNOWN and wanted in _FIRST and _SHAPES[wanted.name] == "element"
        arguments.append(given if is_kept else stands_for or _made(given, wanted))
    stands_for = families.replaced(result)
    if stands_for is None and result in _POLYMORPHIC:
        return _undetermined(types, families, result)
    return Resolution(tuple(arguments), stands_for or result, families)


def _made(actual: SqlType, declared: SqlType) -> SqlType:
    return actual if declared.name == "any" and declared.schema == "pg_catalog" else declared


# What the arguments tell


def _deduce(types: Types, actual: Sequence[SqlType], declared: Sequence[SqlType]) -> _Families | None:
    """What the families stand for, None when arguments contradict each other. All types are known."""
    families = _Families(types)
    for given, wanted in zip(actual, declared, strict=False):
        if wanted not in _POLYMORPHIC:
            continue
        family = families.first if wanted in _FIRST else families.second
        family.wanted.add(wanted.name)
        if given == UNKNOWN:
            continue
        shape = _SHAPES[wanted.name]
        flat = given if shape == "element" else bare(types.base(given))
        if family is families.second and shape in ("element", "array"):
            element = given if shape == "element" else types.element(flat)
            if element is None:
                return None
            family.inputs.append(bare(element))
        elif not family.meet(shape, flat):
            return None
    return families if _deduce_first(types, families.first) and _deduce_second(types, families.second) else None


def _deduce_first(types: Types, family: _Family) -> bool:
    shapes = family.shapes
    array = shapes.get("array")
    if array is not None and array != _ANYARRAY:
        element = types.element(array)
        if element is None or not family.meet("element", bare(element)):
            return False
    if not _deduce_range(types, family):
        return False
    if "range" in shapes:
        subtype = _subtype(types, shapes["range"])
        if subtype is None or not family.meet("element", subtype):
            return False
    element = shapes.get("element")
    if "anynonarray" in family.wanted and element is not None and types.element(element) is not None:
        return False
    return "anyenum" not in family.wanted or (element is not None and types.kind(element) == "enum")


def _deduce_range(types: Types, family: _Family) -> bool:
    """The range that a multirange is made of."""
    multirange = family.shapes.get("multirange")
    if multirange is None:
        return True
    facts = types.facts(multirange)
    return facts is not None and facts.range is not None and family.meet("range", bare(facts.range))


def _subtype(types: Types, range_: SqlType) -> SqlType | None:
    facts = types.facts(range_)
    return bare(facts.subtype) if facts is not None and facts.subtype is not None else None


def _deduce_second(types: Types, family: _Family) -> bool:
    subtype = None
    if not _deduce_range(types, family):
        return False
    if "range" in family.shapes:
        subtype = _subtype(types, family.shapes["range"])
        if subtype is None:
            return False
        family.inputs.append(subtype)
    if not family.inputs:
        return True
    common = select_common_type(types, family.inputs)
    if common is None or isinstance(common, Mismatch):
        return False
    if not all(one == common or can_become(types, one, common, CastContext.IMPLICIT) for one in family.inputs):
        return False
    if "anycompatiblenonarray" in family.wanted and types.element(common) is not None:
        return False
    family.shapes["element"] = common
    return subtype is None or subtype == common


# What is refused although the arguments do not contradict each other


def _mismatch(message: str) -> Refusal:
    return Refusal("datatype-mismatch", "42804", message)


def _first_refusal(
    families: _Families, actual: Sequence[SqlType], declared: Sequence[SqlType], result: SqlType
) -> Refusal | None:
    family, types = families.first, families.types
    if not family.wanted:
        return None
    shapes = family.shapes
    if shapes.get("array") == _ANYARRAY:
        several = sum(wanted in _FIRST for wanted in declared) != 1
        if several or (result in _FIRST and result != _ANYARRAY):
            return _mismatch('cannot determine element type of "anyarray" argument')
        shapes["element"] = _ANYELEMENT
    element = shapes.get("element")
    if element is None:
        return _mismatch(_UNDETERMINED.format(""))
    if result.name == "anynonarray" and result in _FIRST and types.element(element) is not None:
        return _mismatch(f"type matched to anynonarray is an array type: {types.spelled(element)}")
    if result.name == "anyenum" and result in _FIRST and types.kind(element) != "enum":
        return _mismatch(f"type matched to anyenum is not an enum type: {types.spelled(element)}")
    return None


def _second_refusal(families: _Families, declared: Sequence[SqlType], result: SqlType) -> Refusal | None:
    family, types = families.second, families.types
    if not family.wanted:
        return None
    wanted = family.wanted | ({result.name} if result in _SECOND else set())
    element = family.shapes.setdefault("element", TEXT)
    if "anycompatiblearray" in wanted and types.array_of(element) is None:
        return _no_array(types, element)
    for name in ("anycompatiblerange", "anycompatiblemultirange"):
        if name in wanted and "range" not in family.shapes:
            return _mismatch(_UNDETERMINED.format(name + " "))
    return None


def _undetermined(types: Types, families: _Families, wanted: SqlType) -> Refusal:
    """A polymorphic type stands for nothing: no array type over the element, or no range among the arguments."""
    element = families.first.shapes.get("element")
    if _SHAPES[wanted.name] == "array" and element is not None:
        return _no_array(types, element)
    return _mismatch(_UNDETERMINED.format(wanted.name + " "))


def _no_array(types: Types, element: SqlType) -> Refusal:
    return Refusal("undefined-object", "42704", f"could not find array type for data type {types.spelled(element)}")
