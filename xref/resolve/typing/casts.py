"""Which conversions there are between types, and where they apply (pg_cast; manual, 10.4 and CREATE CAST; parse_coerce.c)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from xref.builtin import CastContext
from xref.resolve.typing.pathways import Pathway, can_become, is_array_of_rows, pathway
from xref.resolve.typing.polymorphic import are_consistent, is_polymorphic
from xref.resolve.typing.types import RECORD, UNKNOWN, bare
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types

_RECORDS: Final = SqlType("record", array=True)
_ANY: Final = SqlType("any")
_ACCEPTING: Final = frozenset({_ANY, SqlType("anyelement"), SqlType("anycompatible")})
_DEDUCED: Final = "deduced"
_KIND_OF: Final = {
    "anyenum": "enum",
    "anyrange": "range",
    "anycompatiblerange": "range",
    "anymultirange": "multirange",
    "anycompatiblemultirange": "multirange",
}

__all__ = ["Pathway", "can_coerce", "coercions", "is_binary_coercible", "pathway"]


class _Fits(dict[SqlType, "bool | str | None"]):
    """Whether a type can become others in a context, worked out as it is asked; _DEDUCED where all arguments tell together."""

    def __init__(self, types: Types, source: SqlType, context: CastContext) -> None:
        super().__init__()
        self._types, self._source, self._context = types, source, context

    def __missing__(self, target: SqlType) -> bool | str | None:
        found = self[target] = self._find(target)
        return found

    def _find(self, target: SqlType) -> bool | str | None:
        if self._source == target or target == _ANY:
            return True
        if is_polymorphic(target):
            return _DEDUCED
        return self._source == UNKNOWN or can_become(self._types, self._source, target, self._context)


def _fits(types: Types, source: SqlType, context: CastContext) -> _Fits:
    kept: dict[tuple[SqlType, CastContext], _Fits] = types.kept["coercions"]
    key = (source, context)
    found = kept.get(key)
    if found is None:
        found = kept[key] = _Fits(types, source, context)
    return found


def can_coerce(types: Types, sources: Sequence[SqlType], targets: Sequence[SqlType], context: CastContext) -> bool | None:
    """Whether each source can become its target (can_coerce_type), which may be polymorphic, record or composite."""
    return next(coercions(types, sources, [targets], context))


def coercions(
    types: Types, sources: Sequence[SqlType], rows: Iterable[Sequence[SqlType]], context: CastContext
) -> Iterator[bool | None]:
    """What :func:`can_coerce` says of the same sources and each row of targets."""
    fits = [_fits(types, source, context) for source in sources]
    for targets in rows:
        answer: bool | None = True
        deduced = False
        for fit, target in zip(fits, targets, strict=False):
            one = fit[target]
            if one is False:
                answer = False
                break
            if one is None:
                answer = None
            elif one is _DEDUCED:
                deduced = True
        if deduced and answer is not False:
            consistent = are_consistent(types, sources, targets)
            answer = answer if consistent else consistent
        yield answer


def is_binary_coercible(types: Types, source: SqlType, target: SqlType) -> bool | None:
    """Whether a source value is one of the target type as it is (IsBinaryCoercible)."""
    source, target = bare(source), bare(target)
    if source == target or target in _ACCEPTING:
        return True
    source = bare(types.base(source))
    if source == target:
        return True
    if is_polymorphic(target):
        return _stands_for(types, source, target) if types.is_known(source) else None
    if target == RECORD and types.is_composite(source):
        return True
    if target == _RECORDS and is_array_of_rows(types, source):
        return True
    cast = types.casts.get((source, target))
    if cast is None and not (types.is_known(source) and types.is_known(target)):
        return None
    return cast is not None and cast.binary and cast.context is CastContext.IMPLICIT


def _stands_for(types: Types, source: SqlType, target: SqlType) -> bool:
    is_array = types.element(source) is not None
    if target.name in ("anyarray", "anycompatiblearray"):
        return is_array
    if target.name in ("anynonarray", "anycompatiblenonarray"):
        return not is_array
    return types.kind(source) == _KIND_OF[target.name]
