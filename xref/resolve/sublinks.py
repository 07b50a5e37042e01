"""Subqueries in expressions: EXISTS, scalar, IN, ANY and ALL, ARRAY, rows (manual, 4.2.11 and 9.24; transformSubLink)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from xref.resolve.coerce import refuse
from xref.resolve.context import Context
from xref.resolve.operators import compare_rows, operate, operator_span
from xref.resolve.scopes import Rows, Scope
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import BOOL, bare
from xref.resolve.value import Value
from xref.source import Span

_QUERIES = (exp.Subquery, exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Values)


def is_query(node: exp.Expr) -> bool:
    """Whether a node is a subquery."""
    return isinstance(node, _QUERIES)


def resolve_scalar(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """A subquery as an expression: its single column (42601 for more)."""
    rows = context.query(context, node, scope)
    start = node.meta["start"]
    column = _single(context, rows, node, Span(start, start + 1))
    return Value(column.type if column is not None else None, node, node.meta["start"], True)


def _single(context: Context, rows: Rows, node: exp.Expr, span: Span) -> Value | None:
    if rows.open is not None:
        return None
    if len(rows.columns) != 1:
        message = "subquery must return only one column"
        refuse(context, Refusal("column-count", "42601", message), [], span=span, position=node.meta["start"])
        return None
    column = rows.columns[0]
    return Value(column.type, node, node.meta["start"], column.nullable)


def resolve_exists(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """EXISTS, never NULL."""
    context.query(context, node.this, scope)
    return Value(BOOL, node, node.meta["start"], False)


def resolve_array_query(context: Context, node: exp.Expr, query: exp.Expr, scope: Scope) -> Value:
    """``ARRAY(SELECT ..)``: an array of its single column, of the same type when that is an array."""
    rows = context.query(context, query, scope)
    column = _single(context, rows, node, Span(node.meta["start"], node.meta["start"] + len("array")))
    value = Value(None, node, node.meta["start"], False)
    if column is None or column.type is None:
        return value
    value.type = column.type if column.type.array else context.types.array_of(column.type)
    if value.type is None and context.types.facts(bare(column.type)) is not None:
        message = f"could not find array type for data type {context.types.spelled(column.type)}"
        refuse(context, Refusal("undefined-object", "42704", message), [column], column)
    return value


def compare_with_query(
    context: Context,
    node: exp.Expr,
    name: str,
    left: Sequence[Value],
    query: exp.Expr,
    scope: Scope,
    *,
    quantified: bool = False,
) -> Value:
    """``(a, b) op (SELECT ..)``, ``a op ANY (SELECT ..)`` and IN: as many columns as there are values on the left."""
    rows = context.query(context, query, scope)
    result = Value(BOOL, node, min((value.at for value in left), default=node.meta["start"]))
    if rows.open is not None:
        return result
    columns = [Value(column.type, query, query.meta["start"], column.nullable, origin=column.origin) for column in rows.columns]
    if len(columns) != len(left):
        words = "too many" if len(columns) > len(left) else "too few"
        message = f"subquery has {words} columns"
        span = operator_span(context, node, name)
        place: int = node.meta.get("op", node.meta["start"]) if quantified else query.meta["start"]
        refuse(context, Refusal("column-count", "42601", message), [], span=span, position=place)
        return result
    if len(columns) > 1:
        compare_rows(context, node, name, left, columns)
    else:
        _single_comparison(context, node, name, left[0], columns[0])
    return result


def _single_comparison(context: Context, node: exp.Expr, name: str, left: Value, right: Value) -> None:
    value = operate(context, node, name, left, right)
    if value.type is not None and bare(value.type) != BOOL:
        message = f"row comparison operator must yield type boolean, not type {context.types.spelled(value.type)}"
        span, place = operator_span(context, node, name), node.meta.get("op", node.meta["start"])
        refuse(context, Refusal("datatype-mismatch", "42804", message), [left, right], span=span, position=place)
