"""The one type of several inputs: UNION, CASE, COALESCE, VALUES, ARRAY, GREATEST, IN (manual, 10.5; select_common_type)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.builtin import CastContext
from xref.resolve.typing.pathways import can_become
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import TEXT, UNKNOWN, bare

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types
    from xref.schema.types import SqlType


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Two inputs of different categories; ``index`` is that of the second."""

    first: SqlType
    second: SqlType
    index: int


def common_type(types: Types, inputs: Sequence[SqlType], context: str | None) -> SqlType | Refusal | None:
    """The type that all inputs become, without modifiers.

    ``context`` is PostgreSQL's word for the construct ("CASE", "UNION"): inputs of different categories are then refused
    ("CASE types integer and text cannot be matched", 42804, ``index`` of the one that does not fit). With None there is no
    refusal, and None is given when there is no common type (select_common_type with a NULL context). Undecided inputs alone
    are text.
    """
    found = select_common_type(types, inputs)
    if not isinstance(found, Mismatch):
        return found
    if context is None:
        return None
    message = f"{context} types {types.spelled(found.first)} and {types.spelled(found.second)} cannot be matched"
    return Refusal("datatype-mismatch", "42804", message, index=found.index)


def select_common_type(types: Types, inputs: Sequence[SqlType]) -> SqlType | Mismatch | None:
    """The type that all inputs become, or the first two that cannot be matched; None when that is not known."""
    written = [bare(type_) for type_ in inputs]
    chosen = written[0]
    if chosen != UNKNOWN and all(type_ == chosen for type_ in written):
        return chosen
    if not all(types.is_known(type_) for type_ in written):
        return None
    chosen = bare(types.base(chosen))
    for index, type_ in enumerate(written):
        other = bare(types.base(type_))
        if other in (UNKNOWN, chosen):
            continue
        if chosen == UNKNOWN:
            chosen = other
        elif types.category(other) != types.category(chosen):
            return Mismatch(chosen, other, index)
        elif _is_better(types, chosen, other):
            chosen = other
    return TEXT if chosen == UNKNOWN else chosen


def _is_better(types: Types, chosen: SqlType, other: SqlType) -> bool:
    """Whether the type so far becomes the other one and not the other way; a preferred type stays."""
    facts = types.facts(chosen)
    if facts is not None and facts.preferred:
        return False
    implicit = CastContext.IMPLICIT
    return can_become(types, chosen, other, implicit) is True and can_become(types, other, chosen, implicit) is False


def common_modifiers(types: Types, inputs: Sequence[SqlType], common: SqlType) -> tuple[str, ...]:
    """The modifiers that all inputs share, () when they differ or an input is of another type (select_common_typmod)."""
    if any(bare(type_) != bare(common) for type_ in inputs):
        return ()
    shared = {type_.modifiers for type_ in inputs}
    return shared.pop() if len(shared) == 1 else ()
