"""MERGE: what each WHEN clause sees (manual, MERGE; parse_merge.c)."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.from_clause import resolve_from
from xref.resolve.joins import combine
from xref.resolve.scopes import RangeItem, Scope
from xref.resolve.targets import Target, find_target, insert_columns, resolve_assignments


def resolve_merge(context: Context, node: exp.Expr, scope: Scope) -> tuple[Target, list[RangeItem]]:
    """Resolve a MERGE up to RETURNING; gives its target and the items that RETURNING sees."""
    target = find_target(context, node.this)
    source = Scope(scope.parent, common_tables=scope.common_tables)
    context.role = Role.READS
    resolve_from(context, source, node.args["using"], ())
    items = [target.item]
    combine(context, items, list(source.items), "name")
    both = replace(scope, items=items, ranged=[target.item, *source.ranged])
    context.role = Role.JOINS
    context.expression(context, node.args["on"], both)
    context.role = Role.READS
    whens = node.args.get("whens")
    for when in whens.expressions if whens is not None else ():
        _when(context, when, target, both, source.items)
    return target, [*source.items, target.item]


def _when(context: Context, node: exp.Expr, target: Target, both: Scope, source: list[RangeItem]) -> None:
    if node.args.get("matched"):
        scope = both
    elif node.args.get("source"):
        scope = replace(both, items=[target.item])
    else:
        scope = replace(both, items=list(source))
    condition = node.args.get("condition")
    if condition is not None:
        context.expression(context, condition, scope)
    action = node.args.get("then")
    if isinstance(action, exp.Update):
        resolve_assignments(context, action.expressions, target, scope)
    elif isinstance(action, exp.Insert):
        insert_columns(context, target, action.this.expressions if isinstance(action.this, exp.Tuple) else ())
        if isinstance(action.expression, exp.Expr):
            context.expression(context, action.expression, scope)
