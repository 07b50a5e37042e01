"""The ways between two types that are not polymorphic (find_coercion_pathway; pg_cast; manual, CREATE CAST)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xref.builtin import CastContext
from xref.resolve.typing.types import RECORD, VECTORS, bare
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.builtin import Cast
    from xref.resolve.typing.types import Types

_RANK: Final = {CastContext.IMPLICIT: 0, CastContext.ASSIGNMENT: 1, CastContext.EXPLICIT: 2}
_STRING: Final = "S"
_RECORDS: Final = SqlType("record", array=True)
_VECTORS: Final = frozenset(SqlType(name) for name in VECTORS)


class Pathway(StrEnum):
    """How a value gets from one type to another (find_coercion_pathway)."""

    NONE = "none"
    FUNCTION = "function"
    RELABEL = "relabel"
    THROUGH_TEXT = "input and output functions"
    ELEMENTS = "element by element"


def pathway(types: Types, source: SqlType, target: SqlType, context: CastContext) -> Pathway | None:
    """The way from ``source`` to ``target`` in a context; None when that is not known."""
    kept: dict[tuple[SqlType, SqlType, CastContext], Pathway | None] = types.kept["pathways"]
    key = (source, target, context)
    try:
        return kept[key]
    except KeyError:
        found = kept[key] = _find_pathway(types, bare(types.base(source)), bare(types.base(target)), context)
        return found


def _find_pathway(types: Types, source: SqlType, target: SqlType, context: CastContext) -> Pathway | None:
    if source == target:
        return Pathway.RELABEL
    cast = types.casts.get((source, target))
    if cast is not None:
        return _of_cast(cast) if _RANK[context] >= _RANK[cast.context] else Pathway.NONE
    known = types.is_known(source) and types.is_known(target)
    if known and target not in _VECTORS:
        by_elements = _between_elements(types, source, target, context)
        if by_elements is not Pathway.NONE:
            return by_elements
    if context is not CastContext.IMPLICIT and types.category(target) == _STRING:
        return Pathway.THROUGH_TEXT
    if context is CastContext.EXPLICIT and types.category(source) == _STRING:
        return Pathway.THROUGH_TEXT
    return Pathway.NONE if known else None


def _of_cast(cast: Cast) -> Pathway:
    if cast.by_text:
        return Pathway.THROUGH_TEXT
    return Pathway.RELABEL if cast.binary else Pathway.FUNCTION


def _between_elements(types: Types, source: SqlType, target: SqlType, context: CastContext) -> Pathway | None:
    from_element, to_element = types.element(source), types.element(target)
    if from_element is None or to_element is None:
        return Pathway.NONE
    found = pathway(types, bare(from_element), bare(to_element), context)
    return Pathway.ELEMENTS if found not in (None, Pathway.NONE) else found


def can_become(types: Types, source: SqlType, target: SqlType, context: CastContext) -> bool | None:
    """Whether a value of a type can become one of another, neither of them unknown or polymorphic."""
    found = pathway(types, source, target, context)
    if found is not Pathway.NONE:
        return None if found is None else True
    if source == RECORD:
        return types.is_composite(target)
    if target == RECORD:
        return types.is_composite(source)
    if target == _RECORDS:
        return is_array_of_rows(types, source)
    return types.inherits(source, bare(target))


def is_array_of_rows(types: Types, type_: SqlType) -> bool:
    """Whether it is an array of a composite type."""
    return type_.array and types.is_composite(SqlType(type_.name, type_.schema))
