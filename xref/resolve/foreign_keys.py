"""Foreign keys whose columns cannot be compared (42804; ATAddForeignKeyConstraint; manual, 5.5.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xref.builtin import CastContext
from xref.resolve.described import Bound, Declared
from xref.resolve.lookup import Names
from xref.resolve.typing.casts import can_coerce
from xref.resolve.typing.types import bare
from xref.schema.catalog import ConstraintKind, ForeignKey, Relation, RelationName
from xref.schema.types import SqlType
from xref.source import Location

_FAMILIES = (
    frozenset({"int2", "int4", "int8"}),
    frozenset({"float4", "float8"}),
    frozenset({"date", "timestamp", "timestamptz"}),
    frozenset({"text", "varchar", "name"}),
)


@dataclass(frozen=True, slots=True)
class MismatchedKey:
    """One pair of columns of a foreign key that PostgreSQL would not make; the types as it spells them.

    ``disputed`` says in words which of the types the schema's sources disagree about.
    """

    name: str
    relation: RelationName
    column: str
    type: str
    target: RelationName
    target_column: str
    target_type: str
    location: Location
    declared: tuple[Declared, ...]
    disputed: tuple[str, ...] = ()


def mismatched_keys(names: Names) -> Iterator[MismatchedKey]:
    """Every pair of columns of a foreign key of the catalog whose types do not go together."""
    for relation in names.catalog.relations.values():
        for key in relation.foreign_keys:
            target = names.catalog.relation(key.target.name, key.target.schema)
            if target is not None and key.provenance:
                yield from _mismatches(names, relation, key, target)


def _mismatches(names: Names, relation: Relation, key: ForeignKey, target: Relation) -> Iterator[MismatchedKey]:
    for column, referenced in zip(key.columns, key.target_columns or _primary_key(target), strict=False):
        one, other = relation.attribute(column), target.attribute(referenced)
        if one is None or other is None or one.type is None or other.type is None:
            continue
        type_, wanted = names.types.canonical(one.type), names.types.canonical(other.type)
        if type_ is None or wanted is None or _go_together(names, type_, wanted):
            continue
        spelled = names.types.spelled
        origins = ((Bound(relation.name, column), type_), (Bound(target.name, referenced), wanted))
        declared = tuple(
            note
            for origin, its in origins
            for note in names.declared(origin, f"{origin.relation}.{origin.attribute} is {spelled(its)}")
        )
        yield MismatchedKey(
            key.name,
            relation.name,
            column,
            spelled(type_),
            target.name,
            referenced,
            spelled(wanted),
            key.provenance[0],
            declared,
        )


def _primary_key(relation: Relation) -> tuple[str, ...]:
    keys = [constraint.columns for constraint in relation.constraints if constraint.kind is ConstraintKind.PRIMARY_KEY]
    return keys[0] if keys else ()


def _go_together(names: Names, type_: SqlType, wanted: SqlType) -> bool:
    """Whether an equality operator of the referenced key's index takes both, or one becomes the other by itself."""
    one, other = bare(names.types.base(type_)), bare(names.types.base(wanted))
    if one == other:
        return True
    if not one.array and not other.array and any({one.name, other.name} <= family for family in _FAMILIES):
        return one.schema == other.schema == "pg_catalog"
    return can_coerce(names.types, [one], [other], CastContext.IMPLICIT) is not False
