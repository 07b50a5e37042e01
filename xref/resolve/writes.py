"""INSERT, UPDATE, DELETE and MERGE: their targets, what each clause sees, and RETURNING (manual, VI; analyze.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.columns import undefined_column
from xref.resolve.common_tables import resolve_with
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.from_clause import resolve_from
from xref.resolve.joins import combine
from xref.resolve.merge import resolve_merge
from xref.resolve.names import span_of, stored_name
from xref.resolve.output import resolve_output
from xref.resolve.scopes import RangeItem, Rows, Scope, Undecided, find_bare
from xref.resolve.suggest import suggest
from xref.resolve.targets import Target, find_target, insert_columns, resolve_assignments
from xref.schema.catalog import Completeness
from xref.source import HOLE


def _insert(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent)
    resolve_with(context, scope, node.args.get("with_"))
    listed = node.this
    table = listed.this if isinstance(listed, exp.Schema) else listed
    target = find_target(context, table)
    scope.ranged.append(target.item)
    insert_columns(context, target, listed.expressions if isinstance(listed, exp.Schema) else ())
    query = node.expression
    if isinstance(query, exp.Expr):
        role, context.role = context.role, Role.READS
        context.query(context, query, scope)
        context.role = role
    conflict = node.args.get("conflict")
    if conflict is not None:
        _conflict(context, conflict, target, scope)
    return resolve_returning(context, node.args.get("returning"), target, scope, [target.item])


def _conflict(context: Context, node: exp.Expr, target: Target, outer: Scope) -> None:
    alone = Scope(outer, items=[target.item])
    _conflict_keys(context, node.args.get("conflict_keys") or (), alone)
    predicate = node.args.get("index_predicate")
    if predicate is not None:
        context.expression(context, predicate.this, alone)
    constraint = node.args.get("constraint")
    if constraint is not None:
        _constraint(context, constraint, target)
    excluded = RangeItem("excluded", target.item.rows, aliased=True)
    outer.ranged.append(excluded)
    both = Scope(outer, items=[target.item, excluded])
    resolve_assignments(context, node.expressions, target, both)
    where = node.args.get("where")
    if where is not None:
        context.expression(context, where.this, both)


def _conflict_keys(context: Context, keys: Sequence[exp.Expr], scope: Scope) -> None:
    for key in keys:
        node = key.this
        if isinstance(node, exp.Column) and isinstance(find_bare(scope, stored_name(node.this)), None | Undecided):
            # The server makes the reference itself and points at the parenthesis that opens the list.
            start = context.text.rindex("(", 0, span_of(keys[0]).start)
            undefined_column(context, stored_name(node.this), span_of(node.this), start, scope)
        else:
            context.expression(context, node, scope)


def _constraint(context: Context, node: exp.Expr, target: Target) -> None:
    """ON CONFLICT ON CONSTRAINT names a constraint of the table (42704); a document may not list them all."""
    relation, name = target.relation, stored_name(node)
    if relation is None or HOLE in name:
        return
    known = [constraint.name for constraint in relation.constraints]
    if name in known:
        return
    if relation.completeness is not Completeness.COMPLETE or not context.names.catalog.complete or relation.conditional:
        context.gap(Reason.PARTIAL_RELATION, span_of(node))
        return
    message = f'constraint "{name}" for table "{relation.name.name}" does not exist'
    near = suggest(name, known)
    context.fail("undefined-object", "42704", message, span_of(node), None, subject=name, name=name, candidates=near)


def _update(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent, open=context.hole_in_from)
    resolve_with(context, scope, node.args.get("with_"))
    target = find_target(context, node.this)
    items = _with_others(context, node, target, scope)
    resolve_assignments(context, node.expressions, target, scope)
    _where(context, node, scope)
    return resolve_returning(context, node.args.get("returning"), target, scope, items)


def _delete(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent, open=context.hole_in_from)
    resolve_with(context, scope, node.args.get("with_"))
    target = find_target(context, node.this)
    items = _with_others(context, node, target, scope)
    _where(context, node, scope)
    return resolve_returning(context, node.args.get("returning"), target, scope, items)


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


def _where(context: Context, node: exp.Expr, scope: Scope) -> None:
    where = node.args.get("where")
    if where is None or isinstance(where.this, exp.Var):
        return
    role, context.role = context.role, Role.FILTERS
    context.expression(context, where.this, scope)
    context.role = role


def resolve_returning(context: Context, node: exp.Expr | None, target: Target, outer: Scope, items: list[RangeItem]) -> Rows:
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
            scope.items.append(RangeItem(name, target.item.rows, aliased=True, bare=False))
    return resolve_output(context, node.expressions, scope, Role.RETURNS).rows()


def _merge(context: Context, node: exp.Expr, parent: Scope | None) -> Rows:
    scope = Scope(parent)
    resolve_with(context, scope, node.args.get("with_"))
    target, items = resolve_merge(context, node, scope)
    return resolve_returning(context, node.args.get("returning"), target, scope, items)


WRITES: dict[type[exp.Expr], Callable[[Context, exp.Expr, Scope | None], Rows]] = {
    exp.Insert: _insert,
    exp.Update: _update,
    exp.Delete: _delete,
    exp.Merge: _merge,
}
