"""FOR UPDATE and its kin: the tables that they name, and the queries that cannot have them (CheckSelectLocking)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.grouping import Grouping
from xref.resolve.names import span_of, stored_name
from xref.resolve.output import Output
from xref.resolve.scopes import Scope, aliases
from xref.resolve.suggest import suggest


def resolve_locks(context: Context, node: exp.Expr, scope: Scope, output: Output, grouping: Grouping) -> None:
    """Resolve the locking clauses of a SELECT: a query that groups has no rows of a table to lock (0A000)."""
    locks = node.args.get("locks") or ()
    refused = _refused(context, node, scope, output, grouping) if locks else None
    for lock in locks:
        if refused is not None:
            refuse_lock(context, lock, f"is not allowed with {refused}")
        _names(context, lock, scope)


def _refused(context: Context, node: exp.Expr, scope: Scope, output: Output, grouping: Grouping) -> str | None:
    if node.args.get("distinct") is not None:
        return "DISTINCT clause"
    if grouping.written:
        return "GROUP BY clause"
    if node.args.get("having") is not None:
        return "HAVING clause"
    if scope.aggregates:
        return "aggregate functions"
    if scope.window_calls:
        return "window functions"
    sets = context.sets
    if sets and any(id(part) in sets for entry in output.entries for part in entry.node.walk(bfs=False)):
        return "set-returning functions in the target list"
    return None


def refuse_lock(context: Context, lock: exp.Expr, words: str) -> None:
    """Record that a locking clause is not possible; the server gives no position."""
    message = f"FOR {_kind(lock)} {words}"
    context.fail("syntax-error", "0A000", message, span_of(lock), None)


def refuse_locks(context: Context, locks: Sequence[exp.Expr], words: str) -> None:
    """Record that the first of a query's locking clauses is not possible."""
    for lock in locks[:1]:
        refuse_lock(context, lock, words)


def _kind(lock: exp.Expr) -> str:
    return str(lock.args.get("kind") or "UPDATE").upper()


def _names(context: Context, lock: exp.Expr, scope: Scope) -> None:
    """FOR UPDATE OF names must be aliases of this FROM clause (42P01)."""
    for table in lock.expressions:
        name, span = stored_name(table.this), span_of(table.this)
        if scope.open is not None or any(item.alias == name for item in scope.items):
            continue
        message = f'relation "{name}" in FOR {_kind(lock)} clause not found in FROM clause'
        near = suggest(context.written(span), aliases(scope))
        context.fail("undefined-alias", "42P01", message, span, span.start, subject=name, name=name, candidates=near)
