"""SELECT, VALUES and set operations, in the order in which PostgreSQL analyses their clauses (analyze.c)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from xref.resolve.capture import unmeant
from xref.resolve.clauses import resolve_distinct_on, resolve_group, resolve_order
from xref.resolve.common_tables import resolve_with
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.expressions import resolve_all, resolve_window
from xref.resolve.from_clause import resolve_from
from xref.resolve.names import span_of, stored_name
from xref.resolve.output import resolve_output
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope, aliases
from xref.resolve.suggest import suggest
from xref.resolve.writes import WRITES
from xref.schema.types import SqlType


def resolve_query(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    """Resolve a query, or a data-modifying statement, as seen from ``parent``; gives the columns of its result."""
    if isinstance(node, exp.Select):
        return _select(context, node, parent)
    if isinstance(node, exp.Subquery):
        return _wrapped(context, node, parent)
    if isinstance(node, exp.SetOperation):
        return _set_operation(context, node, parent)
    if isinstance(node, exp.Values):
        return _values(context, node, parent)
    write = WRITES.get(type(node))
    if write is not None:
        return write(context, node, parent)
    raise TypeError(f"not a query: {type(node).__name__}")


def _select(context: Context, node: exp.Select, parent: Scope | None) -> Rows:
    before = context.role
    scope = Scope(parent, open=context.hole_in_from)
    args = node.args
    resolve_with(context, scope, args.get("with_"))
    context.role = Role.READS
    first = args.get("from_")
    resolve_from(context, scope, first.this if first is not None else None, args.get("joins") or ())
    for window in args.get("windows") or ():
        scope.windows[stored_name(window.this)] = window
    output = resolve_output(context, node.expressions, scope, Role.READS if parent is not None else Role.RETURNS)
    _filters(context, (args.get("where"), args.get("having")), scope)
    group = args.get("group")
    if group is not None:
        resolve_group(context, group.expressions, output, scope)
    resolve_order(context, args.get("order"), output, scope)
    resolve_distinct_on(context, args.get("distinct"), output, scope)
    _windows(context, args.get("windows") or (), scope)
    resolve_all(context, (args.get("limit"), args.get("offset")), scope)
    _locks(context, args.get("locks") or (), scope)
    context.captures += unmeant(scope)
    context.role = before
    return output.rows()


def _filters(context: Context, clauses: Iterable[exp.Expr | None], scope: Scope) -> None:
    context.role = Role.FILTERS
    for clause in clauses:
        if clause is not None:
            context.expression(context, clause.this, scope)
    context.role = Role.READS


def _windows(context: Context, windows: Iterable[exp.Expr], scope: Scope) -> None:
    """WINDOW definitions; each may build on those before it (manual, 7.2.5)."""
    known = dict(scope.windows)
    scope.windows.clear()
    for window in windows:
        resolve_window(context, window, scope)
        name = stored_name(window.this)
        scope.windows[name] = known[name]


def _locks(context: Context, locks: Iterable[exp.Expr], scope: Scope) -> None:
    """FOR UPDATE OF names must be aliases of this FROM clause (42P01)."""
    for lock in locks:
        for table in lock.expressions:
            name, span = stored_name(table.this), span_of(table.this)
            if scope.open is not None or any(item.alias == name for item in scope.items):
                continue
            kind = str(lock.args.get("kind") or "UPDATE").upper()
            message = f'relation "{name}" in FOR {kind} clause not found in FROM clause'
            near = suggest(context.written(span), aliases(scope))
            context.fail("undefined-alias", "42P01", message, span, span.start, subject=name, name=name, candidates=near)


def _wrapped(context: Context, node: exp.Subquery, parent: Scope | None) -> Rows:
    """A query in parentheses, which may have WITH, ORDER BY and LIMIT of its own around it."""
    with_, order = node.args.get("with_"), node.args.get("order")
    bounds = (node.args.get("limit"), node.args.get("offset"))
    if with_ is None and order is None and bounds == (None, None):
        return resolve_query(context, node.this, parent)
    scope = Scope(parent)
    resolve_with(context, scope, with_)
    rows = resolve_query(context, node.this, scope)
    _order_by_output(context, order, rows, parent)
    resolve_all(context, bounds, scope)
    return rows


def _set_operation(context: Context, node: exp.SetOperation, parent: Scope | None) -> Rows:
    offer = parent.after_left if parent is not None else None
    if parent is not None:
        parent.after_left = None
    scope = parent
    if node.args.get("with_") is not None:
        scope = Scope(parent)
        resolve_with(context, scope, node.args["with_"])
    left = resolve_query(context, node.this, scope)
    if offer is not None:
        offer(left)
    right = resolve_query(context, node.expression, scope)
    rows = _united(left, right)
    _order_by_output(context, node.args.get("order"), rows, parent)
    resolve_all(context, (node.args.get("limit"), node.args.get("offset")), Scope(scope))
    return rows


def _united(left: Rows, right: Rows) -> Rows:
    """The left side's names; a type where both sides have the same."""
    columns = []
    for index, column in enumerate(left.columns):
        other = right.columns[index] if index < len(right.columns) else None
        same = other is not None and (other.type == column.type or other.type is None)
        columns.append(OutputColumn(column.name, column.type if same else None))
    return Rows(columns, left.open, left.silent)


def _order_by_output(context: Context, order: exp.Expr | None, rows: Rows, parent: Scope | None) -> None:
    """ORDER BY of a set operation sees the output names alone (manual, 7.5)."""
    if order is None:
        return
    item = RangeItem("", rows, qualifies=False)
    scope = Scope(parent, items=[item])
    for ordered in order.expressions:
        if not isinstance(ordered.this, exp.Literal):
            context.expression(context, ordered.this, scope)


def _values(context: Context, node: exp.Values, parent: Scope | None) -> Rows:
    scope = Scope(parent)
    resolve_with(context, scope, node.args.get("with_"))
    width = 0
    types: list[set[SqlType | None]] = []
    for row in node.expressions:
        values = resolve_all(context, row.expressions, scope)
        width = max(width, len(values))
        types += [set() for _ in range(width - len(types))]
        for index, value in enumerate(values):
            types[index].add(value if isinstance(value, SqlType) else None)
    columns = [OutputColumn(f"column{i + 1}", next(iter(t)) if len(t) == 1 else None) for i, t in enumerate(types)]
    rows = Rows(columns)
    _order_by_output(context, node.args.get("order"), rows, parent)
    resolve_all(context, (node.args.get("limit"), node.args.get("offset")), scope)
    return rows
