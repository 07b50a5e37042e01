"""What a table takes from others: LIKE, INHERITS, PARTITION OF."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from xref.schema.catalog import Attribute, ConstraintKind, Index, Relation
from xref.schema.draft import Key
from xref.schema.sources.ddl import constraints, names
from xref.schema.sources.ddl.session import Session
from xref.sql.lexer import lex


def copied(attribute: Attribute, including: Collection[str]) -> Attribute:
    """A column as another table takes it: name, type and NOT NULL always, the rest where it is included."""
    return replace(
        attribute,
        default=attribute.default if "defaults" in including else None,
        generated=attribute.generated if "generated" in including else None,
        identity=attribute.identity if "identity" in including else None,
        not_null=bool(attribute.not_null),
    )


def copy_checks(session: Session, key: Key, source: Relation, including: Collection[str]) -> None:
    """LIKE INCLUDING CONSTRAINTS: the CHECKs, under their names."""
    if "constraints" not in including:
        return
    for constraint in source.constraints:
        if constraint.kind is ConstraintKind.CHECK:
            session.draft.add_constraint(key, constraint)


def copy_indexes(session: Session, key: Key, source: Relation, including: Collection[str]) -> None:
    """LIKE INCLUDING INDEXES: keys and indexes, under names of their own."""
    if "indexes" not in including:
        return
    for constraint in source.constraints:
        if constraint.kind is not ConstraintKind.CHECK:
            constraints.add_key(session, key, replace(constraint, name=""), constraint.columns)
    for index in source.indexes:
        clone_index(session, key, index)


def clone_index(session: Session, key: Key, index: Index) -> None:
    """An index like another table's, under a name of its own."""
    expressions = iter(index.expressions)
    own = [column or names.expression_name(lex(next(expressions, ""))) for column in index.columns]
    second = names.joined(names.distinct(own))
    name = names.relation_name(session.draft, key[0], key[1], second, "idx")
    constraints.add_index(session, key, replace(index, name=name))


def inherit_constraints(session: Session, key: Key, parent: Key, *, partition: bool) -> None:
    """CHECKs for a child; keys, indexes and foreign keys too for a partition."""
    source = session.draft.relations[parent]
    known = {constraint.name for constraint in session.draft.relations[key].constraints}
    for constraint in source.constraints:
        if constraint.kind is ConstraintKind.CHECK:
            if constraint.name not in known:
                session.draft.add_constraint(key, constraint)
        elif partition and not _has_key(session.draft.relations[key], constraint.columns, constraint.kind):
            constraints.add_key(session, key, replace(constraint, name=""), constraint.columns)
    if not partition:
        return
    for index in source.indexes:
        if all(own.columns != index.columns or own.unique != index.unique for own in session.draft.relations[key].indexes):
            clone_index(session, key, index)
    keys = {foreign.columns for foreign in session.draft.relations[key].foreign_keys}
    for foreign in source.foreign_keys:
        if foreign.columns not in keys:
            session.draft.add_constraint(key, foreign)


def _has_key(relation: Relation, columns: tuple[str, ...], kind: ConstraintKind) -> bool:
    return any(own.columns == columns and own.kind is kind for own in relation.constraints)
