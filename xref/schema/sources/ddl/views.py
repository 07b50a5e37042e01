"""CREATE VIEW and CREATE MATERIALIZED VIEW."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xref.schema.catalog import Attribute, Completeness, Relation, RelationKind, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl.queries import reads_of
from xref.schema.sources.ddl.session import TEMPORARY, Session
from xref.schema.types import quote_name
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token

_ENDINGS = (
    ("with", "data"),
    ("with", "no", "data"),
    ("with", "check", "option"),
    ("with", "local", "check", "option"),
    ("with", "cascaded", "check", "option"),
)


def create_view(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE [OR REPLACE] [TEMP] [RECURSIVE] VIEW name [(columns)] [WITH (...)] AS query [WITH CHECK OPTION]."""
    written = cursor.names()
    key = (TEMPORARY, written[-1][1]) if "temp" in modifiers and len(written) == 1 else session.new_key(written)
    listed = cursor.parenthesized(cursor.name) if cursor.looking_at("(") else []
    if cursor.accept("with"):
        cursor.skip_group()
    cursor.expect("as")
    query, tokens = read_query(cursor)
    before = session.draft.relations.get(key)
    if session.exists(key) and not ("replace" in modifiers and before is not None and before.kind is RelationKind.VIEW):
        raise RefusedError("duplicate_table", f'relation "{key[1]}" already exists')
    text = _recursive(written[-1][1], listed, query) if "recursive" in modifiers else query
    view = _view(session, key, RelationKind.VIEW, written[-1], text, tokens, listed)
    if before is not None and before.kind is RelationKind.VIEW:
        view = _replacing(before, view)
    _put(session, view, tokens)


def create_materialized_view(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE MATERIALIZED VIEW [IF NOT EXISTS] name [(columns)] ... AS query [WITH [NO] DATA]."""
    if_not_exists = cursor.accept("if", "not", "exists")
    written = cursor.names()
    key = session.new_key(written)
    listed = cursor.parenthesized(cursor.name) if cursor.looking_at("(") else []
    cursor.skip_until("as")
    cursor.expect("as")
    query, tokens = read_query(cursor)
    if session.exists(key):
        if if_not_exists:
            return
        raise RefusedError("duplicate_table", f'relation "{key[1]}" already exists')
    _put(session, _view(session, key, RelationKind.MATERIALIZED_VIEW, written[-1], query, tokens, listed), tokens)


def read_query(cursor: Cursor) -> tuple[str, list[Token]]:
    """Read a query to the end, without a closing ``WITH [NO] DATA`` or ``WITH CHECK OPTION``: its text and its tokens."""
    start = cursor.at
    end = len(cursor.tokens) - 1
    for ending in _ENDINGS:
        if end - len(ending) > start and tuple(token[1] for token in cursor.tokens[end - len(ending) : end]) == ending:
            end -= len(ending)
            break
    cursor.at = end
    return cursor.text_since(start), list(cursor.tokens[start:end])


def _recursive(name: str, listed: Sequence[Token], query: str) -> str:
    columns = ", ".join(quote_name(token[1]) for token in listed)
    quoted = quote_name(name)
    return f"WITH RECURSIVE {quoted} ({columns}) AS ({query}) SELECT {columns} FROM {quoted}"  # noqa: S608  # never executed


def _view(
    session: Session, key: Key, kind: RelationKind, name: Token, query: str, tokens: list[Token], listed: Sequence[Token]
) -> Relation:
    attributes, completeness = described(session, query, name, listed)
    where = session.place.location(tokens[0][2], tokens[-1][3]) if tokens else None
    return Relation(
        RelationName(*key),
        kind,
        completeness,
        attributes,
        query=query,
        provenance=session.at(name),
        query_location=where,
    )


def described(session: Session, query: str, name: Token, listed: Sequence[Token]) -> tuple[tuple[Attribute, ...], Completeness]:
    """The columns of a query under the listed names; of one that cannot be described those names are all that is known."""
    found = session.describe(query, session.draft.view(session.existing_path()))
    here = session.at(name)
    if found is None:
        known = tuple(Attribute(token[1], None, provenance=session.at(token)) for token in listed)
        return known, Completeness.PARTIAL
    attributes = [replace(attribute, provenance=here) for attribute in found]
    for at, token in enumerate(listed[: len(attributes)]):
        attributes[at] = replace(attributes[at], name=token[1], provenance=session.at(token))
    names = [attribute.name for attribute in attributes]
    for column in names:
        if names.count(column) > 1:
            raise RefusedError("duplicate_column", f'column "{column}" specified more than once')
    return tuple(attributes), Completeness.COMPLETE


def _replacing(before: Relation, view: Relation) -> Relation:
    """OR REPLACE keeps triggers; columns may only be added at the end."""
    if before.completeness is Completeness.COMPLETE and view.completeness is Completeness.COMPLETE:
        old = [(attribute.name, attribute.type) for attribute in before.attributes]
        new = [(attribute.name, attribute.type) for attribute in view.attributes][: len(old)]
        if [name for name, _ in old] != [name for name, _ in new]:
            raise RefusedError("invalid_table_definition", f'cannot change the columns of view "{view.name.name}"')
    return replace(view, triggers=before.triggers, provenance=(*view.provenance, *before.provenance))


def _put(session: Session, view: Relation, tokens: list[Token]) -> None:
    key = (view.name.schema, view.name.name)
    if key in session.draft.dropped:
        del session.draft.dropped[key]
    session.draft.put(view)
    session.draft.reads[key] = reads_of(tokens, session)
