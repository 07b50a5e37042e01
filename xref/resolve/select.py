"""Queries of every kind: those that read and those that write, which give what RETURNING says."""

from __future__ import annotations

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.queries import resolve_read
from xref.resolve.scopes import Rows, Scope
from xref.resolve.writes import WRITES


def resolve_query(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    """Resolve a query, or a data-modifying statement, as seen from ``parent``; gives the columns of its result."""
    write = WRITES.get(type(node))
    if write is not None:
        return write(context, node, parent)
    return resolve_read(context, node, parent).rows(context)
