"""Expressions of a clause: resolved knowing where they stand, and put into the type that the clause wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp

from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce_for, coerce_to_boolean
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.names import position_of, span_of
from xref.resolve.scopes import RangeItem, Scope
from xref.resolve.typing.types import INT8
from xref.resolve.value import Value


def resolve_in(context: Context, node: exp.Expr, scope: Scope, clause: Clause) -> Value:
    """Resolve an expression that stands in this clause of ``scope``'s query. DEFAULT is none."""
    if is_default(node):
        span = span_of(node)
        context.fail("syntax-error", "42601", "DEFAULT is not allowed in this context", span, span.start)
    before, scope.clause = scope.clause, clause
    try:
        return context.expression(context, node, scope)
    finally:
        scope.clause = before


def is_default(node: exp.Expr) -> bool:
    """Whether what stands in the place of an expression is DEFAULT."""
    return isinstance(node, exp.Var) and str(node.this).upper() == "DEFAULT"


def resolve_condition(
    context: Context, node: exp.Expr | None, scope: Scope, clause: Clause, name: str, role: Role = Role.FILTERS
) -> Value | None:
    """Resolve a condition, which has to be boolean (transformWhereClause); ``name`` is what errors call it ("WHERE")."""
    if node is None:
        return None
    before, context.role = context.role, role
    try:
        value = resolve_in(context, node, scope, clause)
    finally:
        context.role = before
    coerce_to_boolean(context, value, name)
    return value


def resolve_limits(context: Context, args: Mapping[str, Any], scope: Scope) -> None:
    """Resolve OFFSET and LIMIT (or FETCH), in the server's order: bigint, without columns of the query (42P10)."""
    for key, clause in (("offset", Clause.OFFSET), ("limit", Clause.LIMIT)):
        bound = args.get(key)
        expression = bound.expression if isinstance(bound, exp.Expr) else None
        if not isinstance(expression, exp.Expr):
            continue
        value = resolve_in(context, expression, scope, clause)
        coerce_for(context, value, INT8, clause.value)
        refuse_variables(context, expression, scope, clause.value)


def refuse_variables(context: Context, node: exp.Expr, scope: Scope, name: str) -> None:
    """Refuse columns of the query itself in ``node`` (42P10, checkExprIsVarFree)."""
    for column, _ in own_columns(context, node, scope):
        message = f"argument of {name} must not contain variables"
        context.fail("syntax-error", "42P10", message, span_of(column), position_of(column))
        return


def own_columns(context: Context, node: exp.Expr, scope: Scope) -> Iterator[tuple[exp.Column, RangeItem]]:
    """The columns in ``node`` that are of ``scope``'s own query, with the items that they are of, in the order written."""
    own = {id(item) for item in (*scope.items, *scope.ranged)}
    for column in node.find_all(exp.Column, bfs=False):
        found = context.bound.get(id(column))
        if found is not None and id(found.item) in own:
            yield column, found.item
