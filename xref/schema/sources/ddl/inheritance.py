"""INHERIT, NO INHERIT, ATTACH and DETACH PARTITION."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xref.schema.catalog import RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import like
from xref.schema.sources.ddl.session import Session
from xref.sql.cursor import Cursor


def read_action(cursor: Cursor, session: Session, key: Key) -> Callable[[], None] | None:
    """Read one of these actions of ALTER TABLE; None when something else comes."""
    if cursor.accept("inherit"):
        parent, _ = session.relation(cursor.names())
        return lambda: _add_parent(session, key, parent, partition=False)
    if cursor.accept("no", "inherit"):
        parent, _ = session.relation(cursor.names())
        return lambda: _remove_parent(session, key, parent)
    if cursor.accept("attach", "partition"):
        child, _ = session.relation(cursor.names())
        cursor.skip_until()
        return lambda: _add_parent(session, child, key, partition=True)
    if cursor.accept("detach", "partition"):
        child, _ = session.relation(cursor.names())
        cursor.skip_until(",")
        return lambda: _detach(session, child, key)
    return None


def _add_parent(session: Session, key: Key, parent: Key, *, partition: bool) -> None:
    if key == parent or parent in descendants(session, key):
        raise RefusedError("duplicate_table", "circular inheritance not allowed")
    relation = session.draft.relations[key]
    session.draft.put(replace(relation, inherits=(*relation.inherits, RelationName(*parent))))
    like.inherit_constraints(session, key, parent, partition=partition)


def descendants(session: Session, key: Key) -> list[Key]:
    """The tables that inherit from one, and those that inherit from them."""
    found: list[Key] = []
    for child in session.draft.children(key):
        child_key = (child.name.schema, child.name.name)
        found += [child_key, *descendants(session, child_key)]
    return found


def _detach(session: Session, key: Key, parent: Key) -> None:
    """A partition that becomes a table of its own has no identity columns any more: those were its parent's."""
    _remove_parent(session, key, parent)
    relation = session.draft.relations[key]
    session.draft.put(replace(relation, attributes=tuple(replace(a, identity=None) for a in relation.attributes)))


def _remove_parent(session: Session, key: Key, parent: Key) -> None:
    relation = session.draft.relations[key]
    parents = tuple(name for name in relation.inherits if name != RelationName(*parent))
    session.draft.put(replace(relation, inherits=parents))
