"""CREATE INDEX."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from xref.schema.catalog import Index
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import names
from xref.schema.sources.ddl.constraints import add_index, is_partition, require_columns
from xref.schema.sources.ddl.like import clone_index
from xref.schema.sources.ddl.session import Session
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.keywords import RESERVED
from xref.sql.lexer import QUOTED, WORD, Token


@dataclass(slots=True)
class _Elements:
    """An index's elements: ``columns`` None for an expression, ``names`` what the index's own columns are called."""

    columns: list[str | None] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    expressions: list[str] = field(default_factory=list)


def create_index(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE [UNIQUE] INDEX [CONCURRENTLY] [[IF NOT EXISTS] name] ON [ONLY] table [USING method] (...) ... [WHERE ...]."""
    first = cursor.token
    cursor.accept("concurrently")
    if_not_exists = cursor.accept("if", "not", "exists")
    token = None if cursor.looking_at("on") else cursor.name()
    cursor.expect("on")
    only = cursor.accept("only")
    key, relation = session.relation(cursor.names())
    method = cursor.name()[1] if cursor.accept("using") else "btree"
    elements = _read_elements(cursor)
    included = cursor.parenthesized(cursor.name) if cursor.accept("include") else []
    predicate = _read_predicate(cursor)
    require_columns(relation, [column for column in elements.columns if column is not None])
    if token is not None and (session.draft.name_taken(key[0], token[1])):
        if if_not_exists:
            return
        raise RefusedError("duplicate_table", f'relation "{token[1]}" already exists')
    own_names = names.distinct([*elements.names, *(column[1] for column in included)])
    name = token[1] if token else names.relation_name(session.draft, key[0], key[1], names.joined(own_names), "idx")
    here = session.at(token or first)
    index = Index(
        names.truncated(name),
        tuple(elements.columns),
        "unique" in modifiers,
        predicate,
        method,
        here,
        tuple(elements.expressions),
    )
    add_index(session, key, index)
    if not only:
        _clone_to_partitions(session, key, index)


def _clone_to_partitions(session: Session, key: Key, index: Index) -> None:
    for child in session.draft.children(key):
        if is_partition(session, child):
            child_key = (child.name.schema, child.name.name)
            clone_index(session, child_key, replace(index))
            _clone_to_partitions(session, child_key, index)


def _read_elements(cursor: Cursor) -> _Elements:
    elements = _Elements()
    cursor.expect("(")
    while True:
        _read_element(cursor, elements)
        if cursor.accept(")"):
            return elements
        if not cursor.accept(","):
            raise UnreadError(")", cursor.token)


def _read_element(cursor: Cursor, elements: _Elements) -> None:
    start = cursor.at
    if cursor.looking_at("("):
        cursor.skip_group()
        _note_expression(cursor.text, elements, cursor.tokens[start + 1 : cursor.at - 1])
    else:
        column = cursor.name(label=True)
        while cursor.accept("."):
            cursor.name(label=True)
        if cursor.looking_at("("):
            cursor.skip_group()
            _note_expression(cursor.text, elements, cursor.tokens[start : cursor.at])
        elif column[0] in (WORD, QUOTED):
            elements.columns.append(column[1])
            elements.names.append(column[1])
    cursor.skip_until(",")


def _note_expression(text: str, elements: _Elements, tokens: list[Token]) -> None:
    while len(tokens) == 3 and tokens[0][1] == "(":
        tokens = tokens[1:-1]
    if len(tokens) == 1 and tokens[0][0] in (WORD, QUOTED) and tokens[0][1] not in RESERVED:
        elements.columns.append(tokens[0][1])
    else:
        elements.columns.append(None)
        elements.expressions.append(text[tokens[0][2] : tokens[-1][3]] if tokens else "")
    elements.names.append(names.expression_name(tokens))


def _read_predicate(cursor: Cursor) -> str | None:
    cursor.skip_until("where")
    if not cursor.accept("where"):
        return None
    start = cursor.at
    cursor.at = len(cursor.tokens) - 1
    return cursor.text_since(start)
