"""Expressions: every name in one is resolved and its type worked out, in the order in which PostgreSQL does (parse_expr.c).

The walk visits every node once; which module does what is the table at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.calls import resolve_call
from xref.resolve.casts import resolve_cast, resolve_type
from xref.resolve.coerce import refuse
from xref.resolve.columns import resolve_column, whole_row
from xref.resolve.constructors import (
    resolve_array,
    resolve_bits,
    resolve_case,
    resolve_field,
    resolve_literal,
    resolve_null,
    resolve_parameter,
    resolve_row,
    resolve_subscript,
)
from xref.resolve.context import Context
from xref.resolve.functions import check_schema
from xref.resolve.keyword_calls import is_keyword_call, resolve_keyword_call, resolve_wrapped_keyword_call
from xref.resolve.names import span_of, stored_name
from xref.resolve.predicates import (
    resolve_between,
    resolve_connective,
    resolve_distinct_from,
    resolve_in,
    resolve_is,
    resolve_not,
    resolve_operator,
)
from xref.resolve.scopes import Scope
from xref.resolve.sublinks import resolve_exists, resolve_scalar
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import BOOL, bare
from xref.resolve.value import Value, value_of

__all__ = ["resolve_all", "resolve_expression", "resolve_type"]


def resolve_expression(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """Resolve every name of an expression as seen from ``scope``; gives its value, whose type is None when it is not known."""
    visit = _VISITS.get(type(node))
    if visit is not None:
        return visit(context, node, scope)
    if "operator" in node.meta:
        return resolve_operator(context, node, scope)
    resolve_all(context, node.iter_expressions(), scope)
    return value_of(node, None)


def resolve_all(context: Context, nodes: Iterable[exp.Expr | None], scope: Scope) -> list[Value]:
    """Resolve several expressions in order."""
    return [context.expression(context, node, scope) for node in nodes if node is not None]


def _column(context: Context, node: exp.Expr, scope: Scope) -> Value:
    if not isinstance(node, exp.Column):
        return value_of(node, None)
    if isinstance(node.this, exp.Star):
        return whole_row(context, node, scope)
    return resolve_column(context, node, scope)


def _nothing(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return value_of(node, None)


def _boolean(context: Context, node: exp.Expr, scope: Scope) -> Value:
    value = value_of(node, BOOL, nullable=False)
    value.literal = "t" if node.this else "f"
    return value


def _wrapped(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return context.expression(context, node.this, scope)


def _call(context: Context, node: exp.Expr, scope: Scope) -> Value:
    if isinstance(node, exp.Anonymous) and is_keyword_call(node):
        return resolve_keyword_call(context, node, scope)
    return resolve_call(context, node, scope)


def _wrapped_call(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """A call with WITHIN GROUP, FILTER or OVER."""
    value = resolve_wrapped_keyword_call(context, node, scope)
    return value if value is not None else resolve_call(context, node, scope)


def _named_argument(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return context.expression(context, node.expression, scope)


def _collate(context: Context, node: exp.Expr, scope: Scope) -> Value:
    value = context.expression(context, node.this, scope)
    name = node.expression
    schema = stored_name(name.this) if isinstance(name, exp.Dot) else None
    last = name.expression if isinstance(name, exp.Dot) else name
    # The server points at the keyword, not at the expression before it.
    position: int = node.meta["op"]
    _check_collatable(context, value, node, position)
    if schema is not None and not check_schema(context, schema, span_of(name.this), position):
        return value
    collation, span = stored_name(last), span_of(last)
    exists = context.names.has_collation(schema, collation)
    if exists is None:
        context.gap(Reason.SERVER_COLLATION, span)
    elif not exists:
        shown = collation if schema is None else f"{schema}.{collation}"
        message = f'collation "{shown}" for encoding "UTF8" does not exist'
        context.fail("undefined-object", "42704", message, span, position, subject=shown, name=collation)
    return value


def _check_collatable(context: Context, value: Value, node: exp.Expr, position: int) -> None:
    if value.type is None or value.is_undecided:
        return
    facts = context.types.facts(bare(context.types.base(value.type)))
    if facts is not None and not facts.collatable:
        message = f"collations are not supported by type {context.types.spelled(value.type)}"
        refuse(
            context, Refusal("datatype-mismatch", "42804", message), [value], span=span_of(node.expression), position=position
        )


Visit = Callable[[Context, exp.Expr, Scope], Value]
_VISITS: dict[type[exp.Expr], Visit] = {
    exp.Column: _column,
    exp.Identifier: _nothing,
    exp.Star: _nothing,
    exp.Var: _nothing,
    exp.Parameter: resolve_parameter,
    exp.Literal: resolve_literal,
    exp.Boolean: _boolean,
    exp.Null: resolve_null,
    exp.BitString: resolve_bits,
    exp.HexString: resolve_bits,
    exp.Subquery: resolve_scalar,
    exp.Select: resolve_scalar,
    exp.Union: resolve_scalar,
    exp.Except: resolve_scalar,
    exp.Intersect: resolve_scalar,
    exp.Values: resolve_scalar,
    exp.Exists: resolve_exists,
    exp.Paren: _wrapped,
    exp.Array: resolve_array,
    exp.Tuple: resolve_row,
    exp.Bracket: resolve_subscript,
    exp.Dot: resolve_field,
    exp.Cast: resolve_cast,
    exp.Case: resolve_case,
    exp.And: resolve_connective,
    exp.Or: resolve_connective,
    exp.Not: resolve_not,
    exp.In: resolve_in,
    exp.Between: resolve_between,
    exp.Is: resolve_is,
    exp.NullSafeEQ: resolve_distinct_from,
    exp.NullSafeNEQ: resolve_distinct_from,
    exp.Anonymous: _call,
    exp.WithinGroup: _wrapped_call,
    exp.Filter: _wrapped_call,
    exp.Window: _wrapped_call,
    exp.Kwarg: _named_argument,
    exp.Variadic: _wrapped,
    exp.Collate: _collate,
    exp.Ordered: _wrapped,
}
