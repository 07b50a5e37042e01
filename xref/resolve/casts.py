"""Casts: the type that is named, and whether there is a way to it (42704, 42846; transformTypeCast; manual, 4.2.9)."""

from __future__ import annotations

import re

from sqlglot import exp

from xref.builtin import CastContext
from xref.reason import Reason
from xref.resolve.coerce import changes_value, coerce, leave_undecided, refuse
from xref.resolve.context import Context
from xref.resolve.functions import check_schema
from xref.resolve.names import span_of
from xref.resolve.scopes import Scope
from xref.resolve.suggest import suggest
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import UNKNOWN, bare
from xref.resolve.value import Value
from xref.schema.types import SqlType, parse_type
from xref.source import HOLE, Span

_NAME = re.compile(r'"(?:[^"]|"")*"|[\w$]+')


def resolve_cast(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``x::t``, ``CAST(x AS t)`` and ``t 'literal'``."""
    inner = node.this
    target = resolve_type(context, node.args["to"])
    if isinstance(inner, exp.Array) and inner.args.get("query") is None and target is not None:
        value = _cast_array(context, inner, target, scope)
        if value is not None:
            return _placed(context, value, node, value.type, target)
    value = context.expression(context, inner, scope)
    given = value.type
    converted = cast(context, value, target, node)
    if value.origin is not None and given is not None:
        converted.cast_from = Value(given, node, value.at, origin=value.origin)
    return converted


def cast(context: Context, value: Value, target: SqlType | None, node: exp.Expr) -> Value:
    """A value explicitly put into a type; 42846 at the cast when there is no way."""
    given = value.type
    if target is None:
        coerce(context, value, None, CastContext.EXPLICIT)
        return _placed(context, value, node, given, None)
    done = coerce(context, value, target, CastContext.EXPLICIT)
    if done is False and given is not None:
        types = context.types
        message = f"cannot cast type {types.spelled(given)} to {types.spelled(target)}"
        place: int = node.meta.get("op", node.meta["start"])
        refuse(context, Refusal("cannot-cast", "42846", message), [value], span=span_of(node.args["to"]), position=place)
    elif done is None and given is not None:
        leave_undecided(context, span_of(node.args["to"]))
    return _placed(context, value, node, given, target)


def _placed(context: Context, value: Value, node: exp.Expr, given: SqlType | None, target: SqlType | None) -> Value:
    """The cast value as a value of its own. One that changes nothing keeps the place and the origin of what was cast."""
    unchanged = False
    if given is not None and target is not None and value.fields is None:
        unchanged = changes_value(context, given, target) is False
    place: int = node.meta.get("op", node.meta["start"])
    is_domain = target is not None and context.types.base(target) != target
    keeps_place = unchanged or (given == UNKNOWN and value.parameter is None and not is_domain)
    at = value.at if keeps_place else min(value.at, place)
    if value.fields is not None and target is not None and context.types.is_composite(target):
        at = place  # the row that is made of it begins where the cast is
    cast_value = Value(target, node, at, value.nullable, returns_set=value.returns_set)
    cast_value.literal, cast_value.is_null = value.literal, value.is_null
    cast_value.origin = value.origin if unchanged else None
    cast_value.rows = value.rows if unchanged else context.names.composite(target)
    return cast_value


def _cast_array(context: Context, node: exp.Expr, target: SqlType, scope: Scope) -> Value | None:
    """``ARRAY[..]::t[]``: each element is cast, so that none has to fit another (transformArrayExpr)."""
    types = context.types
    element = types.element(types.base(target))
    if element is None:
        return None
    for each in node.expressions:
        inner = each
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Array) and inner.args.get("query") is None:
            _cast_array(context, inner, target, scope)
            continue
        value = context.expression(context, each, scope)
        given = value.type
        wanted = types.base(target) if given is not None and given.array and not element.array else element
        if coerce(context, value, wanted, CastContext.EXPLICIT) is False and given is not None:
            message = f"cannot cast type {types.spelled(given)} to {types.spelled(wanted)}"
            refuse(context, Refusal("cannot-cast", "42846", message), [value], value)
    return Value(bare(types.base(target)), node, node.meta["start"], False)


def resolve_type(context: Context, node: exp.Expr) -> SqlType | None:
    """The type that a ``DataType`` node names; 42704 and 3F000 are recorded when there is none (parse_type.c)."""
    text = node.meta.get("pg_text", "")
    span = span_of(node)
    if HOLE in text:
        context.gap(Reason.HOLE, span)
        return None
    type_ = _named_type(context, text)
    schema = None if type_.schema == "pg_catalog" and not text.lower().startswith("pg_catalog.") else type_.schema
    exists = context.names.has_type(schema, type_.name)
    if exists:
        known = context.types.canonical(type_)
        if known is None:
            context.gap(Reason.UNKNOWN_TYPE, span)
        return known
    schema_span, name_span = _name_spans(context.text, span)
    if schema is not None and not context.names.schema_exists(schema):
        check_schema(context, schema, schema_span, span.start)
        return None
    if exists is None:
        context.gap(Reason.UNKNOWN_TYPE, span)
        return None
    shown = f"{schema}.{type_.name}" if schema is not None else type_.name
    message = f'type "{shown}{"[]" if type_.array else ""}" does not exist'
    near = suggest(type_.name, context.names.type_names())
    context.fail("undefined-object", "42704", message, name_span, span.start, subject=shown, name=type_.name, candidates=near)
    return None


def _named_type(context: Context, text: str) -> SqlType:
    """What a spelling means before anything is looked up; code casts to the same few types again and again."""
    kept: dict[str, SqlType] = context.types.kept["spellings"]
    found = kept.get(text)
    if found is None:
        found = kept[text] = parse_type(text)
    return found


def _name_spans(text: str, span: Span) -> tuple[Span, Span]:
    """The first and the last name of a (qualified) type's name."""
    names = [_NAME.match(text, span.start)]
    while (last := names[-1]) is not None and text[last.end() : last.end() + 1] == ".":
        names.append(_NAME.match(text, last.end() + 1))
    found = [Span(*match.span()) for match in names if match is not None] or [span]
    return found[0], found[-1]
