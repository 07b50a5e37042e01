"""SELECT, its clauses in the order in which PostgreSQL analyses them (analyze.c: transformSelectStmt)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from xref.resolve.capture import unmeant
from xref.resolve.clause import Clause
from xref.resolve.clauses import resolve_distinct, resolve_order
from xref.resolve.common_tables import resolve_with
from xref.resolve.conditions import resolve_condition, resolve_limits
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.from_clause import resolve_from
from xref.resolve.grouping import check_grouping, resolve_group
from xref.resolve.locking import resolve_locks
from xref.resolve.names import span_of, stored_name
from xref.resolve.nullability import narrow
from xref.resolve.output import Output, resolve_output
from xref.resolve.scopes import Scope
from xref.resolve.windows import resolve_windows


def resolve_select(context: Context, node: exp.Select, args: Mapping[str, Any], parent: Scope | None, role: Role) -> Output:
    """Resolve a SELECT with these clauses; ``role`` is what its output is used for. The output's types may be undecided."""
    before = context.role
    scope = Scope(parent, open=context.hole_in_from)
    resolve_with(context, scope, args.get("with_"))
    context.role = Role.READS
    first = args.get("from_")
    windows = args.get("windows") or ()
    for window in windows:
        scope.windows[stored_name(window.this)] = window
    resolve_from(context, scope, first.this if first is not None else None, args.get("joins") or ())
    output = resolve_output(context, node.expressions, scope, role)
    where = _condition(context, args.get("where"), scope, Clause.WHERE)
    having = _condition(context, args.get("having"), scope, Clause.HAVING)
    order = resolve_order(context, args.get("order"), output, scope)
    grouping = resolve_group(context, args.get("group"), output, scope, order)
    resolve_distinct(context, args.get("distinct"), output, scope, order)
    resolve_limits(context, args, scope)
    resolve_windows(context, windows, scope, output)
    if not context.may_hold_more(span_of(node)):
        check_grouping(context, scope, output, grouping, having)
        narrow(context, output, scope, where, grouping)
    resolve_locks(context, node, scope, output, grouping)
    context.captures += unmeant(scope)
    context.role = before
    return output


def _condition(context: Context, node: exp.Expr | None, scope: Scope, clause: Clause) -> exp.Expr | None:
    """Resolve WHERE or HAVING; gives the condition."""
    if node is None or not isinstance(node.this, exp.Expr):
        return None
    resolve_condition(context, node.this, scope, clause, clause.value)
    return node.this
