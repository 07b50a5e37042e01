"""What ALTER TABLE does to columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xref.schema.catalog import Attribute, Completeness, ConstraintKind, Relation
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import constraints, names, sequences
from xref.schema.sources.ddl.definitions import ColumnPart
from xref.schema.sources.ddl.expressions import columns_in
from xref.schema.sources.ddl.session import Session
from xref.schema.sources.ddl.tables import attribute_of, note_shadowed
from xref.schema.types import SqlType
from xref.sql.lexer import Token

alter_sequence = sequences.alter_sequence
_SYSTEM_COLUMNS = frozenset({"tableoid", "cmin", "cmax", "xmin", "xmax", "ctid"})


def add(session: Session, key: Key, part: ColumnPart, *, if_not_exists: bool, only: bool) -> None:
    """ADD COLUMN, on the children too."""
    draft = session.draft
    relation = draft.relations[key]
    name = names.truncated(part.token[1])
    known = relation.attribute(name)
    if known is not None and known.conditional:
        _make_certain(session, key, part, known, keep=if_not_exists)
        return
    if known is not None or name in _SYSTEM_COLUMNS:
        if not if_not_exists:
            raise RefusedError("duplicate_column", f'column "{name}" of relation "{key[1]}" already exists')
        declared = Attribute(name, session.resolve_type(part.type) if part.type else None)
        note_shadowed(session, part.token, relation, [declared])
        return
    attribute = attribute_of(session, part, key)
    draft.put_attribute(key, replace(attribute, not_null=False))
    sequences.own_new(session, key, part)
    if attribute.not_null:
        constraints.set_not_null(session, key, name, part.not_null_name)
    if only and draft.children(key):
        raise RefusedError("invalid_table_definition", "column must be added to child tables too")
    if not only:
        _add_to_children(session, key, replace(attribute, not_null=bool(attribute.not_null)))
    for constraint in sorted(part.constraints, key=_turn):
        constraints.add_constraint(session, key, constraint)


def _make_certain(session: Session, key: Key, part: ColumnPart, known: Attribute, *, keep: bool) -> None:
    """ADD COLUMN of one that a guard may have added: now it is there. With IF NOT EXISTS it may be the old one still."""
    attribute = attribute_of(session, part, key)
    if keep:
        attribute = replace(
            attribute,
            type=attribute.type if attribute.type == known.type else None,
            not_null=attribute.not_null if attribute.not_null == known.not_null else None,
            provenance=(*attribute.provenance, *known.provenance),
        )
    session.draft.put_attribute(key, attribute)


def _turn(part: object) -> int:
    kind = getattr(part, "kind", None)
    return [ConstraintKind.CHECK, ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE, ConstraintKind.EXCLUDE, None].index(kind)


def _add_to_children(session: Session, key: Key, attribute: Attribute) -> None:
    for child in session.draft.children(key):
        child_key = (child.name.schema, child.name.name)
        if child.attribute(attribute.name) is None:
            session.draft.put_attribute(child_key, replace(attribute, not_null=False))
        if attribute.not_null:
            constraints.set_not_null(session, child_key, attribute.name)
        _add_to_children(session, child_key, attribute)


def find(session: Session, key: Key, name: str) -> Attribute | None:
    """An attribute that must be there; None when the relation is not wholly known. Raises RefusedError."""
    relation = session.draft.relations[key]
    attribute = relation.attribute(name)
    if attribute is None and relation.completeness is Completeness.COMPLETE:
        raise RefusedError("undefined_column", f'column "{name}" of relation "{key[1]}" does not exist')
    return attribute


def set_type(session: Session, key: Key, token: Token, type_: SqlType) -> None:
    """ALTER COLUMN ... TYPE, on the children too. On a relation that is only presumed it tells of a column."""
    attribute = find(session, key, token[1]) or Attribute(token[1], None)
    here = session.at(token)
    _require_no_dependents(session, key, token[1])
    changed = replace(attribute, type=type_, provenance=(*here, *attribute.provenance))
    session.draft.put_attribute(key, changed)
    for child in session.draft.children(key):
        set_type(session, (child.name.schema, child.name.name), token, type_)


def _require_no_dependents(session: Session, key: Key, name: str) -> None:
    """PostgreSQL retypes no column that a view or a generated column uses. Raises RefusedError."""
    generated = (attribute.generated for attribute in session.draft.relations[key].attributes)
    if any(columns_in(expression, {name}, key[1]) for expression in generated):
        raise RefusedError("feature_not_supported", "cannot alter type of a column used by a generated column")
    if any(name in (reads.get(key) or ()) for reads in session.draft.reads.values()):
        raise RefusedError("feature_not_supported", "cannot alter type of a column used by a view or rule")


def set_not_null(session: Session, key: Key, name: str, *, wanted: bool) -> None:
    """SET and DROP NOT NULL."""
    if find(session, key, name) is None:
        return
    if wanted:
        constraints.set_not_null(session, key, name)
        return
    if any(c.kind is ConstraintKind.PRIMARY_KEY and name in c.columns for c in session.draft.relations[key].constraints):
        raise RefusedError("invalid_table_definition", f'column "{name}" is in a primary key')
    drop_not_null(session, key, name)


def drop_not_null(session: Session, key: Key, name: str) -> None:
    """Make a column nullable, with its children's."""
    attribute = session.draft.relations[key].attribute(name)
    if attribute is None:
        return
    session.draft.put_attribute(key, replace(attribute, not_null=False))
    session.draft.set_not_null(key, name, None)
    for child in session.draft.children(key):
        drop_not_null(session, (child.name.schema, child.name.name), name)


def change(session: Session, key: Key, token: Token, fields: dict[str, Any]) -> None:
    """SET DEFAULT and the like: ``fields`` of the attribute, and ``sequence`` for a new identity's."""
    attribute = find(session, key, token[1])
    if attribute is None:
        return
    wanted = dict(fields)
    sequence = wanted.pop("sequence", None)
    if "identity" in wanted:
        _change_identity(session, key, attribute, token, wanted["identity"], sequence)
    session.draft.put_attribute(key, replace(attribute, **wanted))
    for child in session.draft.children(key):
        if child.attribute(token[1]) is not None and "identity" not in wanted:
            change(session, (child.name.schema, child.name.name), token, fields)


def _change_identity(
    session: Session, key: Key, attribute: Attribute, token: Token, identity: str | None, sequence: str | None
) -> None:
    if identity is None:
        if attribute.identity is not None:
            sequences.drop_owned(session, key, attribute.name)
    elif attribute.identity is None:
        name = sequence or names.relation_name(session.draft, key[0], key[1], attribute.name, "seq")
        sequences.own_new(session, key, ColumnPart(token, identity=identity, sequence=name))


def set_row_security(session: Session, key: Key, *, enabled: bool) -> None:
    """ENABLE and DISABLE ROW LEVEL SECURITY."""
    relation: Relation = session.draft.relations[key]
    session.draft.put(replace(relation, rls=enabled))
