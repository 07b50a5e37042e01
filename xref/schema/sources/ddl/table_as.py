"""CREATE TABLE AS and SELECT INTO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xref.schema.catalog import Relation, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl.session import TEMPORARY, Session
from xref.schema.sources.ddl.views import described, read_query
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token


def create_table_as(
    cursor: Cursor, session: Session, name: Token, key: Key, listed: Sequence[Token], *, if_not_exists: bool
) -> None:
    """CREATE TABLE name [(columns)] AS query; the AS is read."""
    query, _ = read_query(cursor)
    _put(session, name, key, listed, query, if_not_exists=if_not_exists)


def select_into(cursor: Cursor, session: Session) -> None:
    """``SELECT ... INTO [TEMP] [TABLE] name FROM ...``: the INTO is next."""
    start = cursor.at
    before = cursor.text[cursor.tokens[0][2] : cursor.token[2]]
    cursor.expect("into")
    temporary = bool(cursor.accept_any("temp", "temporary"))
    cursor.accept_any("unlogged", "local", "global")
    cursor.accept("table")
    written = cursor.names()
    after = cursor.at
    cursor.at = len(cursor.tokens) - 1
    query = before + cursor.text_since(after)
    key = (TEMPORARY, written[-1][1]) if temporary else session.new_key(written)
    cursor.at = start
    _put(session, written[-1], key, (), query, if_not_exists=False)


def _put(session: Session, name: Token, key: Key, listed: Sequence[Token], query: str, *, if_not_exists: bool) -> None:
    if session.exists(key):
        if if_not_exists:
            return
        raise RefusedError("duplicate_table", f'relation "{key[1]}" already exists')
    attributes, completeness = described(session, query, name, listed)
    attributes = tuple(replace(attribute, not_null=False) for attribute in attributes)
    if key in session.draft.dropped:
        del session.draft.dropped[key]
    provenance = session.at(name)
    session.draft.put(
        Relation(RelationName(*key), completeness=completeness, attributes=attributes, rls=False, provenance=provenance)
    )
