"""INSERT, UPDATE, DELETE and MERGE: their targets, what each clause sees, and RETURNING (manual, VI; analyze.c)."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.assignments import resolve_assignments
from xref.resolve.clause import Clause
from xref.resolve.common_tables import resolve_with
from xref.resolve.conditions import resolve_condition
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.execution import check_insert, check_update
from xref.resolve.from_clause import resolve_from
from xref.resolve.grouping import Grouping
from xref.resolve.inserts import resolve_conflict, resolve_rows
from xref.resolve.joins import combine
from xref.resolve.merge import resolve_merge
from xref.resolve.names import span_of, stored_name
from xref.resolve.nullability import narrow
from xref.resolve.output import resolve_output
from xref.resolve.scopes import RangeItem, Rows, Scope
from xref.resolve.targets import Target, find_target


def _insert(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent)
    resolve_with(context, scope, node.args.get("with_"))
    listed = node.this
    target = find_target(context, listed.this if isinstance(listed, exp.Schema) else listed)
    scope.ranged.append(target.item)
    resolve_rows(context, node, target, scope)
    conflict = node.args.get("conflict")
    if conflict is not None:
        resolve_conflict(context, conflict, target, scope)
    rows = resolve_returning(context, node.args.get("returning"), target, scope, [target.item])
    check_insert(context, node, target)
    return rows


def _update(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent, open=context.hole_in_from)
    resolve_with(context, scope, node.args.get("with_"))
    target = find_target(context, node.this)
    items = _with_others(context, node, target, scope)
    _where(context, node, scope)
    # The server looks at SET last, so that is the order in which parameters get their types. RETURNING sees the rows as they
    # are then, of which WHERE says nothing.
    rows = resolve_returning(context, node.args.get("returning"), target, scope, items)
    resolve_assignments(context, node.expressions, target, scope)
    check_update(context, node, target)
    return rows


def _delete(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent, open=context.hole_in_from)
    resolve_with(context, scope, node.args.get("with_"))
    target = find_target(context, node.this)
    items = _with_others(context, node, target, scope)
    where = _where(context, node, scope)
    return resolve_returning(context, node.args.get("returning"), target, scope, items, where)


def _with_others(context: Context, node: exp.Expr, target: Target, scope: Scope) -> list[RangeItem]:
    """The target and the items of FROM or USING; while those are read the target is there but may not be referred to."""
    item = target.item
    scope.ranged.append(item)
    item.lateral_only, item.lateral_ok = True, False
    scope.items.append(item)
    first = node.args.get("from_")
    role, context.role = context.role, Role.READS
    resolve_from(context, scope, first.this if first is not None else None, node.args.get("joins") or ())
    context.role = role
    item.lateral_only, item.lateral_ok = False, True
    others = [other for other in scope.items if other is not item]
    items = [item]
    combine(context, items, others)
    scope.items[:] = items
    return items


def _where(context: Context, node: exp.Expr, scope: Scope) -> exp.Expr | None:
    """Resolve WHERE; gives the condition."""
    where = node.args.get("where")
    if where is None or isinstance(where.this, exp.Var) or not isinstance(where.this, exp.Expr):
        return None
    resolve_condition(context, where.this, scope, Clause.WHERE, "WHERE")
    return where.this


def resolve_returning(
    context: Context,
    node: exp.Expr | None,
    target: Target,
    outer: Scope,
    items: list[RangeItem],
    where: exp.Expr | None = None,
) -> Rows:
    """RETURNING sees the items and, since PostgreSQL 18, the target's rows as ``old`` and ``new``."""
    if node is None:
        return Rows(open=Reason.UNKNOWN_ROW_TYPE, silent=True)
    scope = Scope(
        outer.parent, items=list(items), ranged=[*outer.ranged, *items], common_tables=outer.common_tables, open=outer.open
    )
    for key in ("old", "new"):
        alias = node.args.get(key)
        name = stored_name(alias) if alias is not None else key
        if all(item.alias != name for item in items):
            scope.items.append(RangeItem(name, target.item.rows, aliased=True, bare=False, nulled=key == "old"))
    output = resolve_output(context, node.expressions, scope, Role.RETURNS, Clause.RETURNING)
    output.decide(context)
    narrow(context, output, scope, where, Grouping())
    return output.rows(context)


def _merge(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent)
    with_ = node.args.get("with_")
    if with_ is not None and with_.args.get("recursive"):
        message = "WITH RECURSIVE is not supported for MERGE statement"
        context.fail("syntax-error", "42601", message, span_of(with_.expressions[0].args["alias"].this), None)
    resolve_with(context, scope, with_)

    def returning(target: Target, items: list[RangeItem]) -> Rows:
        return resolve_returning(context, node.args.get("returning"), target, scope, items)

    return resolve_merge(context, node, scope, returning)


WRITES: dict[type[exp.Expr], Callable[[Context, exp.Expr, Scope | None], Rows]] = {
    exp.Insert: _insert,
    exp.Update: _update,
    exp.Delete: _delete,
    exp.Merge: _merge,
}
