"""The FROM clause: what each item offers, how joins combine them, who may see whom (manual, 7.2; parse_clause.c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.aliases import renamed
from xref.resolve.clause import Clause
from xref.resolve.common_tables import refuse_without_returning
from xref.resolve.conditions import resolve_condition
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.joins import combine, joined_item, merge_columns, null_sides
from xref.resolve.names import span_of, stored_name
from xref.resolve.range_functions import resolve_function
from xref.resolve.samples import resolve_sample
from xref.resolve.scopes import RangeItem, Rows, Scope
from xref.resolve.tables import find_relation
from xref.source import Span

_NULLABLE_LEFT = frozenset({"RIGHT", "FULL"})


def resolve_from(context: Context, scope: Scope, first: exp.Expr | None, joins: Sequence[exp.Expr]) -> None:
    """Fill ``scope`` with the items of a FROM clause. Each part is resolved seeing what PostgreSQL lets it see."""
    if first is None:
        return
    groups: list[list[RangeItem]] = [_item(context, scope, first, [])]
    for join in joins:
        if join.args.get("comma"):
            before = [item for group in groups for item in group]
            groups.append(_item(context, scope, join.this, before))
        else:
            groups[-1] = _join(context, scope, groups[:-1], groups[-1], join)
    items: list[RangeItem] = []
    for group in groups:
        combine(context, items, group)
    scope.items.extend(items)


def _see(scope: Scope, items: Iterable[RangeItem], *, lateral_ok: bool = True) -> list[RangeItem]:
    """Let LATERAL parts see these items for now; gives what was visible before, to be put back."""
    before = list(scope.items)
    known = {id(item) for item in before}
    for item in items:
        if id(item) not in known:
            item.lateral_only, item.lateral_ok = True, lateral_ok
            scope.items.append(item)
    return before


def _unsee(scope: Scope, before: list[RangeItem]) -> None:
    for item in scope.items[len(before) :]:
        item.lateral_only, item.lateral_ok = False, True
    scope.items[:] = before


def _item(context: Context, scope: Scope, node: exp.Expr, visible: list[RangeItem], ok: bool = True) -> list[RangeItem]:
    """Resolve one FROM item; ``visible`` items stand before it, ``ok`` says that the join lets LATERAL refer to them."""
    before = _see(scope, visible, lateral_ok=ok)
    try:
        if isinstance(node, exp.Paren):
            return _parenthesised(context, scope, node)
        item = _single(context, scope, node)
        item.span = _name_span(node)
        scope.ranged.append(item)
        return [item]
    finally:
        _unsee(scope, before)


def _parenthesised(context: Context, scope: Scope, node: exp.Expr) -> list[RangeItem]:
    items = _item(context, scope, node.this, [])
    for join in node.args.get("joins") or ():
        items = _join(context, scope, [], items, join)
    alias = node.args.get("alias")
    if alias is None:
        return items
    joined = joined_item(stored_name(alias.this), items)
    joined.rows = renamed(context, joined.rows, alias, "join expression")
    scope.ranged.append(joined)
    return [joined]


def _join(
    context: Context, scope: Scope, others: list[list[RangeItem]], left: list[RangeItem], node: exp.Expr
) -> list[RangeItem]:
    side = (node.args.get("side") or "").upper()
    before = _see(scope, (item for group in others for item in group))
    try:
        right = _item(context, scope, node.this, left, ok=side not in _NULLABLE_LEFT)
    finally:
        _unsee(scope, before)
    items = list(left)
    combine(context, items, right)
    using = node.args.get("using")
    condition = node.args.get("on")
    if condition is not None:
        # ON sees the two sides alone, not what stands before a comma.
        seen = replace(scope, items=items, lateral=False)
        resolve_condition(context, condition, seen, Clause.JOIN, "JOIN/ON", Role.JOINS)
    null_sides(side, left, right)
    if using or (node.args.get("method") or "").upper() == "NATURAL":
        items = merge_columns(context, scope, left, right, using, node)
    for item in items:
        item.joined = True
    return items


def _name_span(node: exp.Expr) -> Span:
    """The token that names an item: its alias, else its own name."""
    alias = node.args.get("alias")
    if alias is not None and alias.this is not None:
        return span_of(alias.this)
    named = node.this.this if isinstance(node.this, exp.Anonymous) else node.this
    return span_of(named) if isinstance(named, exp.Expr) else span_of(node)


def _single(context: Context, scope: Scope, node: exp.Expr) -> RangeItem:
    if isinstance(node, exp.Subquery):
        return _subquery(context, scope, node)
    if isinstance(node, exp.Table):
        if isinstance(node.this, exp.Identifier) and not node.args.get("rows_from"):
            return _table(context, scope, node)
        return resolve_function(context, scope, node)
    context.gap(Reason.UNSUPPORTED_SYNTAX, span_of(node))
    return RangeItem("", Rows(open=Reason.UNSUPPORTED_SYNTAX))


def _table(context: Context, scope: Scope, node: exp.Table) -> RangeItem:
    item = find_relation(context, scope, node)
    if item.is_cte is not None:
        refuse_without_returning(context, scope, node)
        common = scope.common_table(item.is_cte)
        item.recursive = common is not None and common.recursing
    alias = node.args.get("alias")
    if alias is not None and alias.this is not None:
        item.alias, item.aliased = stored_name(alias.this), True
    if alias is not None and alias.args.get("columns"):
        item.rows = renamed(context, item.rows, alias)
    sample = node.args.get("sample")
    if sample is not None:
        resolve_sample(context, sample, node, item, scope)
    return item


def _subquery(context: Context, scope: Scope, node: exp.Subquery) -> RangeItem:
    lateral, scope.lateral = scope.lateral, bool(node.args.get("lateral"))
    role, context.role = context.role, Role.READS
    clause, scope.clause = scope.clause, Clause.FROM_SUBQUERY
    try:
        rows = context.query(context, node.this, scope)
    finally:
        scope.lateral, context.role, scope.clause = lateral, role, clause
    alias = node.args.get("alias")
    if alias is None or alias.this is None:
        return RangeItem("", rows, qualifies=False)
    return RangeItem(stored_name(alias.this), renamed(context, rows, alias), aliased=True)
