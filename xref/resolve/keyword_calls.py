"""Calls that the grammar itself knows: COALESCE, GREATEST, NULLIF, CURRENT_DATE, XML, SQL/JSON (manual, 9.15, 9.16, 9.18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from xref.resolve.aggregates import note_grouping, note_keyword_call, refuse_set_within
from xref.resolve.casts import resolve_type
from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce, coerce_for, decide_as_text, refuse, unify
from xref.resolve.conditions import resolve_condition
from xref.resolve.context import Context
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.operators import compare
from xref.resolve.scopes import Scope
from xref.resolve.sort_keys import resolve_sort_keys
from xref.resolve.typing.operators import ordering
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import TEXT, UNKNOWN, bare
from xref.resolve.value import Value, value_of
from xref.schema.types import SqlType

_XML = SqlType("xml")
_TYPES = {
    "current_date": "date",
    "current_time": "timetz",
    "current_timestamp": "timestamptz",
    "localtime": "time",
    "localtimestamp": "timestamp",
    "current_user": "name",
    "current_role": "name",
    "session_user": "name",
    "user": "name",
    "current_catalog": "name",
    "current_schema": "name",
    "grouping": "int4",
    "merge_action": "text",
    "json_exists": "bool",
    "json_value": "text",
    "json_query": "jsonb",
    "json_serialize": "text",
    "xmlserialize": "text",
}
_JSONB = SqlType("jsonb")
_CONSTRUCTORS = frozenset({"json_object", "json_array", "json_objectagg", "json_arrayagg"})
_TIMES = frozenset({"current_time", "current_timestamp", "localtime", "localtimestamp"})
_JSON_AGGREGATES = frozenset({"json_objectagg", "json_arrayagg"})


def resolve_keyword_call(context: Context, node: exp.Anonymous, scope: Scope) -> Value:
    """Resolve a call that is none of a function of the catalog."""
    name = stored_name(node.this)
    made = _MADE.get(name)
    if made is not None:
        return made(context, node, scope, name)
    if name.startswith("xml"):
        return _xml(context, node, scope, name)
    if name.startswith("json"):
        return _json(context, node, scope, name)
    if name == "grouping":
        # Its arguments are looked at with the GROUP BY clause; each must be an expression of that.
        for argument in node.expressions:
            context.expression(context, argument, scope)
        note_grouping(context, scope, node)
        return value_of(node, SqlType("int4"), nullable=False)
    modifiers = tuple(str(argument.this) for argument in node.expressions) if name in _TIMES else ()
    type_ = _TYPES.get(name)
    return value_of(node, SqlType(type_, modifiers=modifiers) if type_ else None, nullable=False)


def _arguments(context: Context, nodes: Iterable[exp.Expr], scope: Scope) -> list[Value]:
    return [context.expression(context, node.this if isinstance(node, exp.Alias) else node, scope) for node in nodes]


def _shared(context: Context, node: exp.Anonymous, scope: Scope, name: str) -> Value:
    """COALESCE, GREATEST and LEAST: not NULL when one of the arguments never is."""
    before = scope.last_set
    values = _arguments(context, node.expressions, scope)
    refuse_set_within(context, scope, before, name.upper())
    nullable = [value.nullable for value in values]
    value = value_of(node, unify(context, values, name.upper()))
    unordered = name != "coalesce" and value.type is not None and ordering(context.types, bare(value.type)) is False
    if unordered and value.type is not None and _is_reached(node, scope):
        message = f"could not identify a comparison function for type {context.types.spelled(value.type)}"
        refuse(context, Refusal("undefined-function", "42883", message), values, span=span_of(node.this))
    value.nullable = False if False in nullable else None if None in nullable else True
    return value


def _is_reached(node: exp.Expr, scope: Scope) -> bool:
    """Whether a select list surely computes this: the server looks up what GREATEST compares by when execution begins."""
    parent = node.parent
    while isinstance(parent, exp.Paren | exp.Alias | exp.Cast):
        parent = parent.parent
    if isinstance(parent, exp.Tuple) and isinstance(parent.parent, exp.Values):
        parent = parent.parent if len(parent.parent.expressions) == 1 else None
    return isinstance(parent, exp.Select | exp.Values | exp.Returning) and scope.parent is None


def _null_if(context: Context, node: exp.Anonymous, scope: Scope, name: str) -> Value:
    left, right = _arguments(context, node.expressions, scope)
    given, alone = left.type, right.is_undecided
    compare(context, node, "=", left, right, "NULLIF")
    if given is not None and given != UNKNOWN and left.type is not None and left.type.array and not given.array and not alone:
        # A domain over an array is compared by a polymorphic operator, which takes it as it is.
        left.type = given
    return Value(left.type, node, position_of(node), True)


def _treat(context: Context, node: exp.Anonymous, scope: Scope, name: str) -> Value:
    (value,) = _arguments(context, node.expressions, scope)
    return Value(value.type, node, position_of(node))


def _xml(context: Context, node: exp.Anonymous, scope: Scope, name: str) -> Value:
    values = _arguments(context, node.expressions, scope)
    for index, value in enumerate(values):
        if name in ("xmlconcat", "xmlroot", "xmlserialize") and index == 0:
            coerce_for(context, value, _XML, name.upper())
        elif name == "xmlconcat":
            coerce_for(context, value, _XML, "XMLCONCAT")
        elif name in ("xmlparse", "xmlpi", "xmlroot"):
            coerce_for(context, value, TEXT, name.upper())
        else:
            decide_as_text(context, value)
    returning = node.args.get("returning")
    if returning is not None:
        return value_of(node, resolve_type(context, returning))
    return value_of(node, None if name == "xmltable" else _XML)


def _json(context: Context, node: exp.Anonymous, scope: Scope, name: str) -> Value:
    values = _arguments(context, node.expressions, scope)
    passed = _arguments(context, node.args.get("passing") or (), scope)
    query = name in ("json_value", "json_query", "json_exists", "json_table")
    for index, value in enumerate((*values, *passed)):
        if query and index == 1:
            coerce(context, value, SqlType("jsonpath"))
        elif value.is_undecided:
            coerce(context, value, TEXT)
    resolve_sort_keys(context, node.args.get("order"), scope)
    if name in _JSON_AGGREGATES:
        note_keyword_call(context, scope, node, values)
    returning = node.args.get("returning")
    if returning is not None:
        return value_of(node, resolve_type(context, returning))
    is_binary = name in _CONSTRUCTORS and any(value.type is not None and bare(value.type) == _JSONB for value in values)
    type_ = "jsonb" if is_binary else _TYPES.get(name, "json")
    return value_of(node, None if name == "json_table" else SqlType(type_))


def is_keyword_call(node: exp.Expr) -> bool:
    """Whether the grammar itself knows the call, so that no function of the catalog is meant."""
    return isinstance(node, exp.Anonymous) and node.args.get("db") is None and bool(node.meta.get("keyword"))


def resolve_wrapped_keyword_call(context: Context, node: exp.Expr, scope: Scope) -> Value | None:
    """``JSON_ARRAYAGG(..) FILTER (..) OVER (..)``; None when the call inside is an ordinary one."""
    inner = node
    filter_ = None
    if isinstance(inner, exp.Window):
        inner = inner.this
    if isinstance(inner, exp.Filter):
        filter_, inner = inner, inner.this
    if not is_keyword_call(inner):
        return None
    value = context.expression(context, inner, scope)
    if filter_ is not None:
        resolve_condition(context, filter_.expression.this, scope, Clause.FILTER, "FILTER", context.role)
    return value


Made = Callable[[Context, exp.Anonymous, Scope, str], Value]
_MADE: dict[str, Made] = {
    "coalesce": _shared,
    "greatest": _shared,
    "least": _shared,
    "nullif": _null_if,
    "treat": _treat,
}
