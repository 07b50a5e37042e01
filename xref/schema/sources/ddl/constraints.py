"""Constraints and indexes put on a relation, with the names that PostgreSQL gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xref.schema.catalog import Completeness, Constraint, ConstraintKind, ForeignKey, Index, Relation, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import names
from xref.schema.sources.ddl.constraint_parts import ConstraintPart, NotNullPart
from xref.schema.sources.ddl.expressions import columns_of
from xref.schema.sources.ddl.session import Session
from xref.sql.lexer import Token

_LABELS = {ConstraintKind.PRIMARY_KEY: "pkey", ConstraintKind.UNIQUE: "key", ConstraintKind.EXCLUDE: "excl"}


def add_constraint(session: Session, key: Key, part: ConstraintPart) -> None:
    """Put a constraint on a relation, and on what inherits it."""
    relation = session.draft.relations[key]
    if part.index:
        _adopt_index(session, key, part)
    elif part.kind is None:
        _add_foreign_key(session, relation, part)
    elif part.kind is ConstraintKind.CHECK:
        _add_check(session, relation, part)
    else:
        _add_index_constraint(session, relation, part)


def require_columns(relation: Relation, columns: Iterable[str]) -> None:
    """Raises RefusedError when a relation whose columns are all known lacks one of these."""
    if relation.completeness is not Completeness.COMPLETE:
        return
    for column in columns:
        if relation.attribute(column) is None:
            raise RefusedError("undefined_column", f'column "{column}" of relation "{relation.name.name}" does not exist')


def _values(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token[1] for token in tokens)


def _add_check(session: Session, relation: Relation, part: ConstraintPart) -> None:
    key = (relation.name.schema, relation.name.name)
    columns = tuple(columns_of(part.expression, [attribute.name for attribute in relation.attributes], key[1]))
    single = columns[0] if len(columns) == 1 else None
    name = part.name or names.constraint_name(session.draft, key[0], key[1], single, "check")
    constraint = Constraint(name, ConstraintKind.CHECK, columns, part.text, session.at(part.token))
    add_check(session, key, constraint, inherited=part.inherited)


def add_check(session: Session, key: Key, constraint: Constraint, *, inherited: bool) -> None:
    """Put a CHECK on a table and on its children, where an equal name means that it is there already."""
    session.draft.add_constraint(key, constraint)
    for child in session.draft.children(key) if inherited else ():
        if all(old.name != constraint.name for old in child.constraints):
            add_check(session, (child.name.schema, child.name.name), constraint, inherited=True)


def _add_index_constraint(session: Session, relation: Relation, part: ConstraintPart) -> None:
    assert part.kind is not None
    columns = _values(part.columns)
    require_columns(relation, columns)
    constraint = Constraint(part.name or "", part.kind, columns, part.text, session.at(part.token))
    keys: list[str | None] = [*(part.elements or columns), *_values(part.include)]
    add_key(session, (relation.name.schema, relation.name.name), constraint, keys)


def add_key(session: Session, key: Key, constraint: Constraint, keys: Sequence[str | None]) -> None:
    """Put a primary key, unique or exclusion constraint on a table and its partitions; one without a name gets its own.

    ``keys`` are the columns that make the name, None for an expression.
    """
    draft = session.draft
    schema, table = key
    if constraint.kind is ConstraintKind.PRIMARY_KEY:
        if any(old.kind is ConstraintKind.PRIMARY_KEY for old in draft.relations[key].constraints):
            raise RefusedError("invalid_table_definition", f'multiple primary keys for table "{table}" are not allowed')
        for column in constraint.columns:
            set_not_null(session, key, column)
    name = constraint.name
    if not name:
        second = None if constraint.kind is ConstraintKind.PRIMARY_KEY else names.joined(names.distinct(keys))
        name = names.index_constraint_name(draft, schema, table, second, _LABELS[constraint.kind])
    elif draft.name_taken(schema, name):
        raise RefusedError("duplicate_table", f'relation "{name}" already exists')
    draft.add_constraint(key, replace(constraint, name=name))
    draft.indexes[key[0], name] = key
    for child in draft.children(key):
        if is_partition(session, child):
            add_key(session, (child.name.schema, child.name.name), replace(constraint, name=""), keys)


def is_partition(session: Session, relation: Relation) -> bool:
    """Whether a relation is a partition of another, rather than one that inherits from it."""
    for parent in relation.inherits:
        found = session.draft.relations.get((parent.schema, parent.name))
        if found is not None and found.kind == "partitioned table":
            return True
    return False


def set_not_null(session: Session, key: Key, column: str, name: str | None = None) -> None:
    """Make a column NOT NULL, in the children too; PostgreSQL 18 keeps a constraint for it."""
    draft = session.draft
    attribute = draft.relations[key].attribute(column)
    if attribute is None:
        return
    if not attribute.not_null:
        draft.put_attribute(key, replace(attribute, not_null=True))
    if column not in draft.not_nulls.get(key, ()):
        draft.set_not_null(key, column, name or names.constraint_name(draft, key[0], key[1], column, "not_null"))
    for child in draft.children(key):
        set_not_null(session, (child.name.schema, child.name.name), column, name)


def add_not_null(session: Session, key: Key, part: NotNullPart) -> None:
    """The table constraint ``NOT NULL column``."""
    require_columns(session.draft.relations[key], [part.column[1]])
    set_not_null(session, key, part.column[1], part.name)


# Foreign keys


def _add_foreign_key(session: Session, relation: Relation, part: ConstraintPart) -> None:
    schema, table = relation.name.schema, relation.name.name
    columns = _values(part.columns)
    require_columns(relation, columns)
    target_key, target = session.relation(part.target)
    target_columns = _values(part.target_columns) or _primary_key(target)
    require_columns(target, target_columns)
    if target_columns and len(target_columns) != len(columns):
        raise RefusedError("invalid_foreign_key", "number of referencing and referenced columns for foreign key disagree")
    name = part.name or names.constraint_name(session.draft, schema, table, names.joined(columns), "fkey")
    foreign = ForeignKey(name, columns, RelationName(*target_key), target_columns, part.on_delete, session.at(part.token))
    add_foreign_key(session, (schema, table), foreign)


def add_foreign_key(session: Session, key: Key, foreign: ForeignKey) -> None:
    """Put a foreign key on a table and on its partitions."""
    session.draft.add_constraint(key, foreign)
    for child in session.draft.children(key):
        if is_partition(session, child):
            add_foreign_key(session, (child.name.schema, child.name.name), foreign)


def _primary_key(target: Relation) -> tuple[str, ...]:
    for constraint in target.constraints:
        if constraint.kind is ConstraintKind.PRIMARY_KEY:
            return constraint.columns
    if target.completeness is Completeness.COMPLETE:
        raise RefusedError("undefined_object", f'there is no primary key for referenced table "{target.name.name}"')
    return ()


# Indexes


def add_index(session: Session, key: Key, index: Index) -> None:
    """Put an index on a table."""
    relation = session.draft.relations[key]
    session.draft.put(replace(relation, indexes=(*relation.indexes, index)))
    session.draft.indexes[key[0], index.name] = key


def _adopt_index(session: Session, key: Key, part: ConstraintPart) -> None:
    """``ADD CONSTRAINT name UNIQUE USING INDEX index``: the index becomes the constraint's, under its name."""
    assert part.kind is not None
    relation = session.draft.relations[key]
    old = part.index[0][1]
    index = next((index for index in relation.indexes if index.name == old), None)
    if index is None:
        raise RefusedError("undefined_object", f'index "{old}" does not exist')
    name = part.name or old
    columns = tuple(column for column in index.columns if column is not None)
    session.draft.put(replace(relation, indexes=tuple(other for other in relation.indexes if other is not index)))
    del session.draft.indexes[key[0], old]
    constraint = Constraint(name, part.kind, columns, provenance=(*session.at(part.token), *index.provenance))
    session.draft.add_constraint(key, constraint)
    session.draft.indexes[key[0], name] = key
    if part.kind is ConstraintKind.PRIMARY_KEY:
        for column in columns:
            set_not_null(session, key, column)


def without_duplicates(parts: Sequence[ConstraintPart]) -> list[ConstraintPart]:
    """CREATE TABLE's constraints with a primary key and unique ones on the same columns made one, the primary key first."""
    keys = [part for part in parts if part.kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE)]
    keys.sort(key=lambda part: part.kind is not ConstraintKind.PRIMARY_KEY)
    kept: list[ConstraintPart] = []
    for part in keys:
        columns = _values(part.columns)
        same = next((other for other in kept if _values(other.columns) == columns and columns), None)
        if same is None:
            kept.append(part)
        elif same.name is None:
            same.name = part.name
    return kept + [part for part in parts if part.kind not in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE)]
