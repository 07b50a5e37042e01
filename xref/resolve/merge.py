"""MERGE: what each WHEN clause sees and writes (manual, MERGE; parse_merge.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from xref.resolve.assignments import assign_row, resolve_assignments
from xref.resolve.clause import Clause
from xref.resolve.conditions import resolve_condition, resolve_in
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.from_clause import resolve_from
from xref.resolve.joins import combine
from xref.resolve.names import span_of
from xref.resolve.scopes import RangeItem, Rows, Scope
from xref.resolve.targets import Target, all_columns, find_target, insert_columns
from xref.resolve.value_lists import resolve_list


def resolve_merge(context: Context, node: exp.Expr, scope: Scope, returning: Callable[[Target, list[RangeItem]], Rows]) -> Rows:
    """Resolve a MERGE. ``returning`` resolves its RETURNING, which sees these items and comes before the WHEN clauses."""
    whens = node.args.get("whens")
    clauses = whens.expressions if whens is not None else []
    _refuse_unreachable(context, clauses)
    target = find_target(context, node.this)
    source = Scope(scope.parent, common_tables=scope.common_tables)
    context.role = Role.READS
    resolve_from(context, source, node.args["using"], ())
    items = [target.item]
    combine(context, items, list(source.items), "name")
    both = replace(scope, items=items, ranged=[target.item, *source.ranged])
    context.role = Role.JOINS
    resolve_in(context, node.args["on"], both, Clause.JOIN)
    context.role = Role.READS
    absent = any(when.args.get("source") for when in clauses)
    rows = returning(target, [*(replace(item, nulled=True) if absent else item for item in source.items), target.item])
    for when in clauses:
        _when(context, when, target, both, source.items)
    return rows


def _refuse_unreachable(context: Context, whens: Sequence[exp.Expr]) -> None:
    ended: set[tuple[bool, bool]] = set()
    for when in whens:
        kind = (bool(when.args.get("matched")), bool(when.args.get("source")))
        if kind in ended:
            message = "unreachable WHEN clause specified after unconditional WHEN clause"
            context.fail("syntax-error", "42601", message, span_of(when), None)
            return
        if when.args.get("condition") is None:
            ended.add(kind)


def _when(context: Context, node: exp.Expr, target: Target, both: Scope, source: list[RangeItem]) -> None:
    if node.args.get("matched"):
        scope = both
    elif node.args.get("source"):
        scope = replace(both, items=[target.item])
    else:
        scope = replace(both, items=list(source))
    condition = node.args.get("condition")
    resolve_condition(context, condition, scope, Clause.MERGE_WHEN, "WHEN", context.role)
    action = node.args.get("then")
    if isinstance(action, exp.Update):
        resolve_assignments(context, action.expressions, target, scope)
    elif isinstance(action, exp.Insert):
        _insert(context, action, target, scope)


def _insert(context: Context, action: exp.Insert, target: Target, scope: Scope) -> None:
    listed = action.this.expressions if isinstance(action.this, exp.Tuple) else ()
    columns = insert_columns(context, target, listed) if listed else all_columns(target)
    if not isinstance(action.expression, exp.Expr):
        return
    values = resolve_list(context, action.expression.expressions, scope, Clause.SINGLE_VALUES, with_default=True)
    assign_row(context, target, columns, values, scope, listed=bool(listed))
