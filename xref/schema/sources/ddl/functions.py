"""CREATE FUNCTION, PROCEDURE and AGGREGATE, and the signatures that DROP and ALTER name them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xref.schema.catalog import Argument, Function
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl.options import read_options
from xref.schema.sources.ddl.session import Session, dotted
from xref.schema.types import SqlType, read_type
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import QUOTED, WORD, Token

_MODES = {"in": "in", "out": "out", "inout": "inout", "variadic": "variadic"}
_TWO_WORD_TYPES = {
    "double": ("precision",),
    "character": ("varying",),
    "char": ("varying",),
    "nchar": ("varying",),
    "national": ("character", "char"),
    "bit": ("varying",),
    "time": ("with", "without"),
    "timestamp": ("with", "without"),
    "interval": ("year", "month", "day", "hour", "minute", "second"),
}
_RECORD = SqlType("record")


@dataclass(slots=True)
class _Signature:
    """What is read of a function before its body."""

    arguments: list[Argument] = field(default_factory=list)
    result: SqlType | None = None
    returns_set: bool = False
    stated: bool = False


def create_function(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE [OR REPLACE] FUNCTION."""
    _create(cursor, session, "function", replacing="replace" in modifiers)


def create_procedure(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE [OR REPLACE] PROCEDURE."""
    _create(cursor, session, "procedure", replacing="replace" in modifiers)


def _create(cursor: Cursor, session: Session, kind: str, *, replacing: bool) -> None:
    written = cursor.names()
    key = session.new_key(written)
    signature = _Signature(read_arguments(cursor, session))
    if cursor.accept("returns"):
        _read_returns(cursor, session, signature)
    if not signature.stated and kind == "function":
        signature.result = _result_of(signature.arguments)
    function = Function(
        *key, tuple(signature.arguments), signature.result, signature.returns_set, kind, provenance=session.at(written[-1])
    )
    put(session, _read_options(cursor, session, function), replacing=replacing)


def _read_returns(cursor: Cursor, session: Session, signature: _Signature) -> None:
    signature.stated = True
    if cursor.accept("table"):
        columns = [replace(argument, mode="table") for argument in read_arguments(cursor, session)]
        signature.arguments += columns
        signature.returns_set = True
        signature.result = columns[0].type if len(columns) == 1 else _RECORD
        return
    signature.returns_set = cursor.looking_at("setof")
    signature.result = session.resolve_type(read_type(cursor))


def _result_of(arguments: Sequence[Argument]) -> SqlType:
    results = [argument.type for argument in arguments if argument.mode in ("out", "inout")]
    if not results:
        return SqlType("void")
    return results[0] if len(results) == 1 else _RECORD


def _read_options(cursor: Cursor, session: Session, function: Function) -> Function:
    """Read LANGUAGE, AS, STRICT and what else may follow in any order."""
    while not cursor.done:
        token = cursor.token
        if cursor.accept("language"):
            function = replace(function, language=cursor.advance()[1].lower())
        elif cursor.accept("as"):
            function = _with_body(session, function, cursor.string())
        elif cursor.accept("strict") or cursor.accept("returns", "null", "on", "null", "input"):
            function = replace(function, strict=True)
        elif cursor.accept("window"):
            function = replace(function, kind="window")
        elif cursor.looking_at("begin", "atomic") or cursor.looking_at("return"):
            start = cursor.at
            cursor.at = len(cursor.tokens) - 1
            where = session.place.location(token[2], cursor.tokens[-2][3])
            function = replace(
                function, body=cursor.text_since(start), language=function.language or "sql", body_location=where
            )
        else:
            cursor.advance()
    return function


def _with_body(session: Session, function: Function, token: Token) -> Function:
    return replace(function, body=token[1], body_location=session.at(token)[0])


# Arguments


def read_arguments(cursor: Cursor, session: Session) -> list[Argument]:
    """Read ``([mode] [name] type [DEFAULT x], ...)``; ORDER BY in an aggregate's list counts as a comma."""
    cursor.expect("(")
    arguments: list[Argument] = []
    if cursor.accept("*"):
        cursor.expect(")")
        return arguments
    while not cursor.accept(")"):
        if cursor.accept("order", "by") or cursor.accept(","):
            continue
        arguments.append(_read_argument(cursor, session))
        if cursor.token[1] not in (",", ")", "order"):
            raise UnreadError(")", cursor.token)
    return arguments


def _read_argument(cursor: Cursor, session: Session) -> Argument:
    mode = _read_mode(cursor)
    name = None
    if _name_comes_next(cursor):
        name = cursor.advance()[1]
        mode = mode or _read_mode(cursor)
    type_ = session.resolve_type(read_type(cursor))
    has_default = bool(cursor.accept_any("default", "=", ":="))
    if has_default:
        cursor.skip_until(",")
    return Argument(name, type_, mode or "in", has_default)


def _read_mode(cursor: Cursor) -> str:
    if cursor.accept("in", "out"):
        return "inout"
    return _MODES[cursor.advance()[1]] if cursor.word in _MODES else ""


def _name_comes_next(cursor: Cursor) -> bool:
    """Whether the next token is an argument's name, with its type after it."""
    kind, value, _, _ = cursor.token
    following = cursor.peek()
    if kind not in (WORD, QUOTED) or following[0] not in (WORD, QUOTED):
        return False
    if kind == QUOTED:
        return True
    if following[0] == WORD and (
        following[1] in _TWO_WORD_TYPES.get(value, ()) or following[1] in ("array", "default", "order")
    ):
        return False
    return value != "setof"


# Overloads


def inputs(function: Function) -> tuple[SqlType, ...]:
    """The types that tell overloads apart: those of the input arguments, without modifiers."""
    return _identity([argument for argument in function.arguments if argument.mode in ("in", "inout", "variadic")])


def _identity(arguments: Sequence[Argument]) -> tuple[SqlType, ...]:
    return tuple(replace(argument.type, modifiers=()) for argument in arguments)


def put(session: Session, function: Function, *, replacing: bool) -> None:
    """Add a function, or replace the one with the same input types."""
    key = (function.schema, function.name)
    overloads = session.draft.functions.get(key, ())
    for at, old in enumerate(overloads):
        if inputs(old) == inputs(function):
            if not replacing:
                raise RefusedError("duplicate_function", f'function "{function.name}" already exists with same argument types')
            function = replace(function, provenance=(*function.provenance, *old.provenance))
            session.draft.functions[key] = (*overloads[:at], function, *overloads[at + 1 :])
            return
    session.draft.functions[key] = (*overloads, function)


def read_signature(cursor: Cursor, session: Session) -> tuple[Key, Function] | None:
    """Read ``name [(types)]`` as DROP and ALTER have it; None when there is no such function."""
    written = cursor.names()
    arguments = read_arguments(cursor, session) if cursor.looking_at("(") else None
    name = written[-1][1]
    schemas = [written[-2][1]] if len(written) > 1 else session.existing_path()
    for schema in schemas:
        overloads = session.draft.functions.get((schema, name), ())
        found = [function for function in overloads if arguments is None or _matches(function, arguments)]
        if len(found) > 1:
            raise RefusedError("ambiguous_function", f'function name "{dotted(written)}" is not unique')
        if found:
            return (schema, name), found[0]
    return None


def _matches(function: Function, arguments: Sequence[Argument]) -> bool:
    if _identity([argument for argument in arguments if argument.mode in ("in", "inout", "variadic")]) == inputs(function):
        return True
    return _identity(arguments) == _identity([argument for argument in function.arguments if argument.mode != "table"])


def remove(session: Session, key: Key, function: Function) -> None:
    """Take one overload away."""
    left = tuple(other for other in session.draft.functions[key] if other is not function)
    if left:
        session.draft.functions[key] = left
    else:
        del session.draft.functions[key]


# Aggregates


def create_aggregate(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE AGGREGATE name (arguments) (SFUNC = .., STYPE = .., ..), or all in one list with BASETYPE."""
    written = cursor.names()
    key = session.new_key(written)
    arguments: list[Argument] = []
    start = cursor.at
    if cursor.peek()[1] != "sfunc" and cursor.peek(2)[1] != "=":
        arguments = read_arguments(cursor, session)
    is_ordered = any(token[1] == "order" for token in cursor.tokens[start : cursor.at])
    options = read_options(cursor)
    if "basetype" in options and options["basetype"].text:
        arguments = [Argument(None, session.resolve_type(read_type(options["basetype"])))]
    result: SqlType | None = session.resolve_type(read_type(options["stype"])) if "stype" in options else _RECORD
    if "finalfunc" in options:
        final = session.find_in(session.draft.functions, options["finalfunc"].names())
        result = session.draft.functions[final][0].result if final else None
    within = "hypothetical-set" if "hypothetical" in options else "ordered-set" if is_ordered else None
    function = Function(
        *key, tuple(arguments), result, kind="aggregate", provenance=session.at(written[-1]), within_group=within
    )
    put(session, function, replacing="replace" in modifiers)
