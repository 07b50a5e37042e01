"""ALTER TABLE: its actions are read in the written order and applied in that of PostgreSQL's passes (tablecmds.c)."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from xref.schema.catalog import RelationKind
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import columns, constraints, drop, inheritance, rename
from xref.schema.sources.ddl.constraint_parts import NotNullPart, at_table_constraint, read_table_constraint
from xref.schema.sources.ddl.definitions import read_column, read_default, read_identity_kind, read_sequence_name
from xref.schema.sources.ddl.session import Session
from xref.schema.types import read_type
from xref.sql.cursor import Cursor


class Pass(IntEnum):
    """When an action is applied."""

    DROP = 0
    ALTER_TYPE = 1
    ADD_COLUMN = 2
    SET_EXPRESSION = 3
    ADD_CHECK = 4
    COLUMN_ATTRIBUTES = 5
    ADD_KEY = 6
    ADD_FOREIGN_KEY = 7
    OTHER = 8


Action = tuple[Pass, Callable[[], None]]
_NOTHING: Action = (Pass.OTHER, lambda: None)
_IGNORED = ("owner", "cluster", "replica", "reset", "no", "not", "validate")


def alter_table(cursor: Cursor, session: Session) -> None:
    """ALTER [FOREIGN] TABLE, after these words."""
    if cursor.accept("all", "in", "tablespace"):
        return
    if_exists = cursor.accept("if", "exists")
    only = cursor.accept("only")
    written = cursor.names()
    cursor.accept("*")
    if cursor.word == "owner" or (if_exists and session.find(written) is None and session.find_index(written) is None):
        return
    if rename.rename_or_move(cursor, session, written):
        return
    index = session.find_index(written)
    if index is not None and session.find(written) is None:
        return
    adds = cursor.looking_at("add") and not _adds_constraint(cursor)
    key, _ = session.relation(written, columns_follow=adds)
    actions = cursor.commas(lambda: _read_action(cursor, session, key, only=only))
    for _, apply in sorted(actions, key=lambda action: action[0]):
        apply()


def _adds_constraint(cursor: Cursor) -> bool:
    at = cursor.at
    cursor.advance()
    found = at_table_constraint(cursor)
    cursor.at = at
    return found


def _read_action(cursor: Cursor, session: Session, key: Key, *, only: bool) -> Action:
    word = cursor.word
    if cursor.accept("add"):
        return _read_add(cursor, session, key, only=only)
    if cursor.accept("drop"):
        return _read_drop(cursor, session, key, only=only)
    if cursor.accept("alter"):
        return _read_alter(cursor, session, key)
    if cursor.accept_any("enable", "disable", "force") or cursor.accept("no", "force"):
        return _read_enable(cursor, session, key, word)
    if cursor.accept("rename"):
        return Pass.OTHER, rename.read_member_rename(cursor, session, key)
    found = inheritance.read_action(cursor, session, key)
    if found is not None:
        return Pass.OTHER, found
    if word in _IGNORED or word == "set":
        cursor.skip_until(",")
        return _NOTHING
    cursor.expect("add")
    return _NOTHING


def _read_add(cursor: Cursor, session: Session, key: Key, *, only: bool) -> Action:
    if at_table_constraint(cursor):
        part = read_table_constraint(cursor)
        if isinstance(part, NotNullPart):
            return Pass.COLUMN_ATTRIBUTES, lambda: constraints.add_not_null(session, key, part)
        turn = Pass.ADD_FOREIGN_KEY if part.kind is None else Pass.ADD_CHECK if part.text and not part.columns else Pass.ADD_KEY
        return turn, lambda: constraints.add_constraint(session, key, part)
    cursor.accept("column")
    if_not_exists = cursor.accept("if", "not", "exists")
    column = read_column(cursor)
    if column.problem:
        session.warn(f'column "{column.token[1]}" of "{key[1]}": {column.problem}', column.token[2])
    return Pass.ADD_COLUMN, lambda: columns.add(session, key, column, if_not_exists=if_not_exists, only=only)


def _read_drop(cursor: Cursor, session: Session, key: Key, *, only: bool) -> Action:
    is_constraint = cursor.accept("constraint")
    if not is_constraint:
        cursor.accept("column")
    if_exists = cursor.accept("if", "exists")
    name = cursor.name()[1]
    cascade = cursor.accept_any("cascade", "restrict") == "cascade"
    if is_constraint:
        return Pass.DROP, lambda: drop.drop_constraint(session, key, name, if_exists=if_exists, cascade=cascade)
    return Pass.DROP, lambda: drop.drop_column(session, key, name, if_exists=if_exists, cascade=cascade, only=only)


def _read_enable(cursor: Cursor, session: Session, key: Key, word: str) -> Action:
    if not cursor.accept("row", "level", "security"):
        cursor.skip_until(",")
        return _NOTHING
    if word in ("force", "no"):
        return _NOTHING
    return Pass.OTHER, lambda: columns.set_row_security(session, key, enabled=word == "enable")


def _read_alter(cursor: Cursor, session: Session, key: Key) -> Action:
    if cursor.accept("constraint"):
        cursor.skip_until(",")
        return _NOTHING
    cursor.accept("column")
    token = cursor.name()
    name = token[1]
    if cursor.accept("set", "data", "type") or cursor.accept("type"):
        type_ = session.resolve_type(read_type(cursor))
        cursor.skip_until(",")
        return Pass.ALTER_TYPE, lambda: columns.set_type(session, key, token, type_)
    change = _read_attribute_change(cursor)
    if change is None:
        cursor.skip_until(",")
        return _NOTHING
    turn, fields = change
    if "not_null" in fields:
        wanted = bool(fields["not_null"])
        return turn, lambda: columns.set_not_null(session, key, name, wanted=wanted)
    return turn, lambda: columns.change(session, key, token, fields)


def _read_attribute_change(cursor: Cursor) -> tuple[Pass, dict[str, object]] | None:
    """The fields of an attribute that ``SET ...``, ``DROP ...`` or ``ADD GENERATED ...`` change."""
    if cursor.accept("set", "not", "null"):
        return Pass.COLUMN_ATTRIBUTES, {"not_null": True}
    if cursor.accept("drop", "not", "null"):
        return Pass.DROP, {"not_null": False}
    if cursor.accept("set", "default"):
        return Pass.ADD_FOREIGN_KEY, {"default": read_default(cursor)}
    if cursor.accept("drop", "default"):
        return Pass.DROP, {"default": None}
    if cursor.accept("drop", "expression"):
        cursor.accept("if", "exists")
        return Pass.DROP, {"generated": None}
    if cursor.accept("drop", "identity"):
        cursor.accept("if", "exists")
        return Pass.DROP, {"identity": None}
    if cursor.accept("set", "expression", "as"):
        start, end = cursor.skip_group()
        return Pass.SET_EXPRESSION, {"generated": cursor.text[start:end].strip()}
    if cursor.accept("add", "generated") or cursor.accept("set", "generated"):
        kind = read_identity_kind(cursor)
        cursor.accept("identity")
        sequence = read_sequence_name(cursor)
        cursor.skip_until(",")
        return Pass.OTHER, {"identity": kind, "sequence": sequence}
    return None


def alter_other(cursor: Cursor, session: Session, kind: str) -> None:
    """ALTER VIEW, MATERIALIZED VIEW, INDEX and SEQUENCE: RENAME, SET SCHEMA, a sequence's owner, a view's defaults."""
    if cursor.accept("all", "in", "tablespace"):
        return
    if_exists = cursor.accept("if", "exists")
    written = cursor.names()
    found = session.find(written) or session.find_index(written)
    if found is None:
        if if_exists or cursor.word == "owner":
            return
        raise RefusedError("undefined_table", f'relation "{written[-1][1]}" does not exist')
    if rename.rename_or_move(cursor, session, written):
        return
    relation = session.draft.relations.get(found)
    if kind == "sequence" and relation is not None and relation.kind is RelationKind.SEQUENCE:
        columns.alter_sequence(cursor, session, found)
    elif relation is not None and cursor.accept("rename"):
        rename.read_member_rename(cursor, session, found)()
    elif cursor.accept("attach", "partition"):
        return
    elif cursor.looking_at("alter") and relation is not None:
        cursor.advance()
        _read_alter(cursor, session, found)[1]()
