"""The FROM clause: what each item offers, how joins combine them, who may see whom (manual, 7.2; parse_clause.c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context, Value
from xref.resolve.described import Role
from xref.resolve.functions import candidates, table_rows
from xref.resolve.joins import combine, merge_columns
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope
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
    columns = [column for item in items if item.bare for column in item.rows.columns]
    reason = next((item.rows.open for item in items if item.rows.open is not None), None)
    silent = any(item.rows.silent for item in items)
    joined = RangeItem(stored_name(alias.this), renamed(Rows(columns, reason, silent), alias), aliased=True)
    scope.ranged.append(joined)
    return [joined]


def _join(
    context: Context, scope: Scope, others: list[list[RangeItem]], left: list[RangeItem], node: exp.Expr
) -> list[RangeItem]:
    before = _see(scope, (item for group in others for item in group))
    try:
        right = _item(context, scope, node.this, left, ok=(node.args.get("side") or "").upper() not in _NULLABLE_LEFT)
    finally:
        _unsee(scope, before)
    items = list(left)
    combine(context, items, right)
    using = node.args.get("using")
    if using or (node.args.get("method") or "").upper() == "NATURAL":
        items = merge_columns(context, scope, left, right, using, node)
    condition = node.args.get("on")
    if condition is not None:
        # ON sees the two sides alone, not what stands before a comma.
        seen = replace(scope, items=items, lateral=False)
        role, context.role = context.role, Role.JOINS
        context.expression(context, condition, seen)
        context.role = role
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
        if node.args.get("rows_from"):
            return _rows_from(context, scope, node)
        if isinstance(node.this, exp.Identifier):
            return _table(context, scope, node)
        return _function(context, scope, node)
    context.gap(Reason.UNSUPPORTED_SYNTAX, span_of(node))
    return RangeItem("", Rows(open=Reason.UNSUPPORTED_SYNTAX))


def _table(context: Context, scope: Scope, node: exp.Table) -> RangeItem:
    item = find_relation(context, scope, node)
    alias = node.args.get("alias")
    if alias is not None and alias.this is not None:
        item.alias, item.aliased = stored_name(alias.this), True
    if alias is not None and alias.args.get("columns"):
        item.rows = renamed(item.rows, alias)
    sample = node.args.get("sample")
    if sample is not None:
        context.expression(context, sample, Scope(parent=scope.parent))
    return item


def _subquery(context: Context, scope: Scope, node: exp.Subquery) -> RangeItem:
    lateral, scope.lateral = scope.lateral, bool(node.args.get("lateral"))
    role, context.role = context.role, Role.READS
    try:
        rows = context.query(context, node.this, scope)
    finally:
        scope.lateral, context.role = lateral, role
    alias = node.args.get("alias")
    if alias is None or alias.this is None:
        return RangeItem("", rows, qualifies=False)
    return RangeItem(stored_name(alias.this), renamed(rows, alias), aliased=True)


def _call_value(context: Context, scope: Scope, call: exp.Expr, alias: str | None) -> tuple[Rows, Value]:
    # Functions in FROM may always refer to what stands before them (manual, 7.2.1.5).
    lateral, scope.lateral = scope.lateral, True
    role, context.role = context.role, Role.READS
    try:
        value = context.expression(context, call, scope)
    finally:
        scope.lateral, context.role = lateral, role
    definitions = call.args.get("columns")
    if definitions:
        return Rows([OutputColumn(stored_name(definition.this)) for definition in definitions]), None
    found = candidates(context, call) if isinstance(call, exp.Anonymous) else None
    return table_rows(context, call, found, value, alias), value


def _function(context: Context, scope: Scope, node: exp.Table) -> RangeItem:
    alias = node.args.get("alias")
    name = stored_name(alias.this) if alias is not None and alias.this is not None else None
    rows, value = _call_value(context, scope, node.this, name)
    scalar = not isinstance(value, Rows) and context.names.composite(value) is None and len(rows.columns) == 1
    rows = _defined(context, rows, alias)
    if node.args.get("ordinality"):
        rows = Rows([*rows.columns, OutputColumn("ordinality")], rows.open, rows.silent)
    called = stored_name(node.this.this) if isinstance(node.this, exp.Anonymous) else ""
    item = RangeItem(name or called, renamed(rows, alias), aliased=name is not None)
    if scalar and rows.columns:
        item.scalar = rows.columns[0].type
    return item


def _rows_from(context: Context, scope: Scope, node: exp.Table) -> RangeItem:
    columns: list[OutputColumn] = []
    reason: Reason | None = None
    for part in node.args["rows_from"]:
        call = part.this if isinstance(part, exp.Table) else part
        rows, _ = _call_value(context, scope, call, None)
        rows = _defined(context, rows, part.args.get("alias"))
        columns += rows.columns
        reason = reason or rows.open
    if node.args.get("ordinality"):
        columns.append(OutputColumn("ordinality"))
    alias = node.args.get("alias")
    name = stored_name(alias.this) if alias is not None and alias.this is not None else ""
    return RangeItem(name, renamed(Rows(columns, reason), alias), aliased=bool(name), qualifies=bool(name))


def _defined(context: Context, rows: Rows, alias: exp.Expr | None) -> Rows:
    """The columns of a column definition list, ``AS t(a int, b text)``, when there is one."""
    definitions = [c for c in (alias.args.get("columns") or () if alias is not None else ()) if isinstance(c, exp.ColumnDef)]
    if not definitions:
        return rows
    return Rows([OutputColumn(stored_name(c.this), context.type_of(context, c.args["kind"])) for c in definitions])


def renamed(rows: Rows, alias: exp.Expr | None) -> Rows:
    """The first columns renamed by an alias's column list (manual, 7.2.1.2)."""
    names = [c for c in (alias.args.get("columns") or () if alias is not None else ()) if isinstance(c, exp.Identifier)]
    if not names:
        return rows
    columns = list(rows.columns)
    renamed = [
        replace(columns[index], name=stored_name(name)) if index < len(columns) else OutputColumn(stored_name(name))
        for index, name in enumerate(names)
    ]
    # A list that names every column leaves none of them unknown in name, as far as anyone can refer to them.
    return Rows([*renamed, *columns[len(names) :]], rows.open, rows.silent)
