"""CREATE SCHEMA, CREATE EXTENSION and the search path."""

from __future__ import annotations

from xref.schema.draft import RefusedError
from xref.schema.sources.ddl.session import Session
from xref.sql.cursor import Cursor
from xref.sql.lexer import NUMBER, QUOTED, STRING, WORD


def create_schema(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE SCHEMA [IF NOT EXISTS] [name] [AUTHORIZATION role]; the elements that may follow are left to be read."""
    if_not_exists = cursor.accept("if", "not", "exists")
    name = None if cursor.looking_at("authorization") else cursor.name()[1]
    if cursor.accept("authorization"):
        role = cursor.name(label=True)[1]
        name = name or role
    assert name is not None
    if name in session.draft.schemas and not if_not_exists:
        raise RefusedError("duplicate_schema", f'schema "{name}" already exists')
    session.draft.schemas[name] = True


def create_extension(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE EXTENSION [IF NOT EXISTS] name [WITH] [SCHEMA s] [VERSION v] [CASCADE]."""
    if_not_exists = cursor.accept("if", "not", "exists")
    token = cursor.advance()
    name = token[1]
    schema = None
    while not cursor.done:
        if cursor.accept("schema"):
            schema = cursor.name()[1]
        else:
            cursor.advance()
    if name in session.draft.extensions:
        if if_not_exists:
            return
        raise RefusedError("duplicate_object", f'extension "{name}" already exists')
    schema = schema or session.creation_schema()
    session.draft.extensions[name] = schema
    if schema not in session.draft.schemas:
        session.draft.schemas[schema] = True
    if session.install is not None:
        session.install(session.draft, name, schema)


def set_variable(cursor: Cursor, session: Session) -> None:
    """``SET [SESSION | LOCAL] search_path {TO | =} ...``; other variables are read over."""
    local = cursor.accept_any("session", "local") == "local"
    if not (cursor.accept("search_path") or cursor.accept("schema")):
        return
    cursor.accept_any("to", "=")
    schemas = []
    while cursor.token[0] in (WORD, QUOTED, STRING, NUMBER):
        schemas.append(cursor.advance()[1])
        cursor.accept(",")
    if local and session.path_after is None:
        session.path_after = session.search_path
    session.search_path = session.initial_path if schemas == ["default"] else tuple(name for name in schemas if name)


def reset_variable(cursor: Cursor, session: Session) -> None:
    """``RESET search_path`` and ``RESET ALL``."""
    if cursor.accept_any("search_path", "all"):
        session.search_path = session.initial_path


def set_config(value: str, session: Session) -> None:
    """``set_config('search_path', value, false)``."""
    names = [name.strip() for name in value.split(",")]
    session.search_path = tuple(
        name[1:-1] if name.startswith('"') else name.lower() for name in names if name not in ("", '""')
    )
