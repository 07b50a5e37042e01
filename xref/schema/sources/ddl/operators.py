"""CREATE and DROP OPERATOR and CAST."""

from __future__ import annotations

from dataclasses import replace

from xref.schema.catalog import Cast, CastContext, Function, Operator
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import functions
from xref.schema.sources.ddl.options import read_options
from xref.schema.sources.ddl.session import Session
from xref.schema.types import SqlType, read_type
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import OPERATOR, Token


def create_operator(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE OPERATOR name (FUNCTION = .., LEFTARG = .., RIGHTARG = .., ..); a class or family of operators is read over."""
    if cursor.accept_any("class", "family"):
        return
    key = _new_key(session, _read_name(cursor))
    options = read_options(cursor)
    left, right = (_operand(session, options.get(side)) for side in ("leftarg", "rightarg"))
    if right is None:
        raise RefusedError("invalid_function_definition", "operator right argument type must be specified")
    written = options.get("function") or options.get("procedure")
    function = _function(session, written.names(), left, right) if written is not None else None
    gives = (None, None) if function is None else (function.result, function.strict)
    operator = Operator(*key, left, right, *gives)
    draft = session.draft
    overloads = [one for one in draft.operators.get(key, ()) if (one.left, one.right) != (left, right)]
    draft.operators[key] = (*overloads, operator)


def drop_operator(cursor: Cursor, session: Session) -> None:
    """DROP OPERATOR [IF EXISTS] name (left, right), ..; a class or family of operators is read over."""
    if cursor.accept_any("class", "family"):
        return
    if_exists = cursor.accept("if", "exists")
    for name, left, right in cursor.commas(lambda: _read_signature(cursor, session)):
        key = _find(session, name, left, right)
        if key is not None:
            kept = tuple(one for one in session.draft.operators[key] if (one.left, one.right) != (left, right))
            session.draft.operators[key] = kept
        elif not if_exists:
            raise RefusedError("undefined_function", f"operator {name[-1]} does not exist")


def _read_name(cursor: Cursor) -> list[str]:
    """An operator's name with its schema, if that is written."""
    schema = [cursor.name()[1]] if cursor.peek()[1] == "." else []
    if schema:
        cursor.expect(".")
    token: Token = cursor.token
    if token[0] != OPERATOR and token[1] != "=":
        raise UnreadError("an operator", token)
    cursor.advance()
    return [*schema, "<>" if token[1] == "!=" else token[1]]


def _new_key(session: Session, written: list[str]) -> Key:
    return (written[0] if len(written) > 1 else session.creation_schema(), written[-1])


def _operand(session: Session, written: Cursor | None) -> SqlType | None:
    if written is None or written.accept("none"):
        return None
    return replace(session.resolve_type(read_type(written)), modifiers=())


def _function(session: Session, written: list[Token], left: SqlType | None, right: SqlType) -> Function | None:
    """The operator's function, where it is the user's own."""
    key = session.find_in(session.draft.functions, written)
    wanted = (right,) if left is None else (left, right)
    overloads = session.draft.functions[key] if key is not None else ()
    return next((function for function in overloads if functions.inputs(function) == wanted), None)


def _read_signature(cursor: Cursor, session: Session) -> tuple[list[str], SqlType | None, SqlType | None]:
    name = _read_name(cursor)
    cursor.expect("(")
    left = None if cursor.accept("none") else replace(session.resolve_type(read_type(cursor)), modifiers=())
    cursor.expect(",")
    right = None if cursor.accept("none") else replace(session.resolve_type(read_type(cursor)), modifiers=())
    cursor.expect(")")
    return name, left, right


def _find(session: Session, name: list[str], left: SqlType | None, right: SqlType | None) -> Key | None:
    schemas = name[:1] if len(name) > 1 else session.existing_path()
    for schema in schemas:
        overloads = session.draft.operators.get((schema, name[-1]), ())
        if any((one.left, one.right) == (left, right) for one in overloads):
            return (schema, name[-1])
    return None


# Casts


def create_cast(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE CAST (source AS target) WITH FUNCTION .. | WITHOUT FUNCTION | WITH INOUT [AS ASSIGNMENT | AS IMPLICIT]."""
    source, target = _read_cast(cursor, session)
    binary = cursor.accept("without", "function")
    by_text = not binary and cursor.accept("with", "inout")
    if not binary and not by_text:
        cursor.expect("with", "function")
        cursor.skip_until("as")
    context = CastContext.EXPLICIT
    if cursor.accept("as"):
        context = CastContext.IMPLICIT if cursor.accept("implicit") else CastContext.ASSIGNMENT
    if (source, target) in session.draft.casts:
        raise RefusedError("duplicate_object", f"cast from type {source.name} to type {target.name} already exists")
    session.draft.casts[source, target] = Cast(source, target, context, binary, by_text)


def drop_cast(cursor: Cursor, session: Session) -> None:
    """DROP CAST [IF EXISTS] (source AS target)."""
    if_exists = cursor.accept("if", "exists")
    pair = _read_cast(cursor, session)
    if pair in session.draft.casts:
        del session.draft.casts[pair]
    elif not if_exists:
        raise RefusedError("undefined_object", f"cast from type {pair[0].name} to type {pair[1].name} does not exist")


def _read_cast(cursor: Cursor, session: Session) -> tuple[SqlType, SqlType]:
    cursor.expect("(")
    source = session.resolve_type(read_type(cursor))
    cursor.expect("as")
    target = session.resolve_type(read_type(cursor))
    cursor.expect(")")
    return replace(source, modifiers=()), replace(target, modifiers=())
