"""Sequences: CREATE and ALTER SEQUENCE, and those that serial and identity columns bring along."""

from __future__ import annotations

from dataclasses import replace

from xref.schema.catalog import Relation, RelationKind, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl.definitions import ColumnPart
from xref.schema.sources.ddl.session import TEMPORARY, Session
from xref.schema.types import quote_name
from xref.sql.cursor import Cursor


def next_value(schema: str, sequence: str) -> str:
    """The default of a serial column, as PostgreSQL prints it where the schema is on the search path."""
    name = quote_name(sequence) if schema in ("public", TEMPORARY) else f"{quote_name(schema)}.{quote_name(sequence)}"
    return "nextval('" + name.replace("'", "''") + "'::regclass)"


def own_new(session: Session, key: Key, column: ColumnPart, name: str | None = None) -> None:
    """Create the sequence of a serial or identity column, which is called ``name`` if not as it was written."""
    if column.sequence is None or not (column.serial or column.identity):
        return
    sequence = (key[0], column.sequence)
    session.draft.put(Relation(RelationName(*sequence), RelationKind.SEQUENCE, provenance=session.at(column.token)))
    session.draft.owned[sequence] = (key, name or column.token[1])


def create_sequence(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE SEQUENCE [IF NOT EXISTS] name ... [OWNED BY table.column]."""
    if_not_exists = cursor.accept("if", "not", "exists")
    written = cursor.names()
    key = (TEMPORARY, written[-1][1]) if "temp" in modifiers else session.new_key(written)
    if session.exists(key):
        if if_not_exists:
            return
        raise RefusedError("duplicate_table", f'relation "{key[1]}" already exists')
    session.draft.put(Relation(RelationName(*key), RelationKind.SEQUENCE, provenance=session.at(written[-1])))
    _read_owner(cursor, session, key)


def alter_sequence(cursor: Cursor, session: Session, key: Key) -> None:
    """The options of ALTER SEQUENCE, of which only OWNED BY counts."""
    _read_owner(cursor, session, key)


def _read_owner(cursor: Cursor, session: Session, key: Key) -> None:
    while not cursor.done:
        if not cursor.accept("owned", "by"):
            cursor.advance()
            continue
        if cursor.accept("none"):
            if key in session.draft.owned:
                del session.draft.owned[key]
            continue
        names = cursor.names()
        table = session.find(names[:-1]) if len(names) > 1 else None
        if table is not None:
            session.draft.owned[key] = (table, names[-1][1])


def drop_owned(session: Session, key: Key, column: str | None = None) -> None:
    """Drop the sequences that belong to a table, or to one of its columns."""
    for sequence, owner in list(session.draft.owned.items()):
        if owner[0] == key and (column is None or owner[1] == column):
            session.draft.remove(sequence)


def rename_owner(session: Session, key: Key, old: str, new: str) -> None:
    """A column with sequences got another name."""
    for sequence, owner in list(session.draft.owned.items()):
        if owner == (key, old):
            session.draft.owned[sequence] = (key, new)


def rename_in_defaults(session: Session, key: Key, to: Key) -> None:
    """A sequence got another name: the defaults that use it follow."""
    old, new = next_value(*key), next_value(*to)
    for table, relation in list(session.draft.relations.items()):
        if any(attribute.default and old in attribute.default for attribute in relation.attributes):
            attributes = tuple(
                replace(attribute, default=attribute.default.replace(old, new)) if attribute.default else attribute
                for attribute in relation.attributes
            )
            session.draft.relations[table] = replace(relation, attributes=attributes)
