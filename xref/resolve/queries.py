"""Queries that read: SELECT, VALUES, set operations and what parentheses around them add (analyze.c)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.output import Output
from xref.resolve.plain_select import resolve_select
from xref.resolve.scopes import Scope
from xref.resolve.set_operations import resolve_set_operation
from xref.resolve.value_lists import resolve_values

_OPTIONS = ("with_", "order", "limit", "offset", "locks")


def resolve_read(
    context: Context, node: exp.Expr, parent: Scope | None, *, decide: bool = True, role: Role | None = None
) -> Output:
    """Resolve a query as seen from ``parent``; gives what it puts out.

    Without ``decide`` literals and parameters of the output that nothing has decided stay so: what is around the query does.
    ``role`` is what the output is used for.
    """
    role = role or (Role.READS if parent is not None else Role.RETURNS)
    query, args = _unwrapped(node)
    if isinstance(query, exp.Select):
        output = resolve_select(context, query, args, parent, role)
    elif isinstance(query, exp.SetOperation):
        output = resolve_set_operation(context, query, args, parent, role, _leaf)
    elif isinstance(query, exp.Values):
        output = resolve_values(context, query, args, parent)
    else:
        raise TypeError(f"not a query: {type(query).__name__}")
    if decide:
        output.decide(context)
    return output


def _leaf(context: Context, node: exp.Expr, parent: Scope | None, role: Role) -> Output:
    return resolve_read(context, node, parent, decide=False, role=role)


def _unwrapped(node: exp.Expr) -> tuple[exp.Expr, Mapping[str, Any]]:
    """The query inside of parentheses, and its clauses: WITH, ORDER BY and LIMIT after the parentheses are the query's own."""
    if not isinstance(node, exp.Subquery):
        return node, node.args
    added: dict[str, Any] = {}
    while isinstance(node, exp.Subquery):
        for key in _OPTIONS:
            value = node.args.get(key)
            if value:
                added.setdefault(key, value)
        node = node.this
    return node, {**node.args, **added} if added else node.args
