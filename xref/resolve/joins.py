"""How the sides of a join become one namespace: aliases that clash, columns that USING merges (manual, 7.2.1.1)."""

from __future__ import annotations

from sqlglot import exp

from xref.resolve.columns import ambiguous_join_column, missing_join_column
from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope


def combine(context: Context, items: list[RangeItem], more: list[RangeItem], kind: str = "table name") -> None:
    """Add ``more`` to ``items``; 42712 for a name that both have (checkNameSpaceConflicts). ``kind`` is the server's word."""
    for item in more:
        if item.qualifies and item.alias:
            for other in items:
                if other.qualifies and other.alias == item.alias and not _distinct_relations(other, item):
                    message = f'{kind} "{item.alias}" specified more than once'
                    context.fail("duplicate-alias", "42712", message, item.span, None, subject=item.alias, name=item.alias)
                    break
        items.append(item)


def _distinct_relations(one: RangeItem, other: RangeItem) -> bool:
    """Two tables of the same name in different schemas, neither with an alias, do not clash."""
    relations = one.relation is not None and other.relation is not None
    return relations and not one.aliased and not other.aliased and one.relation != other.relation


def merge_columns(
    context: Context,
    scope: Scope,
    left: list[RangeItem],
    right: list[RangeItem],
    using: list[exp.Expr] | None,
    node: exp.Expr,
) -> list[RangeItem]:
    """The namespace after JOIN .. USING or NATURAL JOIN: both sides for qualified names, the merged columns for bare ones."""
    left_columns = _bare_columns(left)
    right_columns = _bare_columns(right)
    opened = next((item.rows for item in [*left, *right] if item.bare and item.rows.open is not None), None)
    names = _using_names(context, using, left, right) if using else _common_names(left_columns, right_columns)
    merged = []
    for name in names:
        column = next((c for c in [*left_columns, *right_columns] if c.name == name), OutputColumn(name))
        merged.append(column)
    taken = set(names)
    rest = [column for column in [*left_columns, *right_columns] if column.name not in taken]
    reason, silent = (opened.open, opened.silent) if opened is not None else (None, False)
    if not using and opened is not None:
        # What NATURAL merges hangs on columns that are not known, so nothing is surely ambiguous or missing.
        merged, rest = list(dict.fromkeys([*merged, *rest])), []
    for item in [*left, *right]:
        item.bare = False
    joined = RangeItem("", Rows([*merged, *rest], reason, silent), qualifies=False)
    items = [*left, *right, joined]
    alias = node.args.get("alias")
    if alias is not None:
        named = RangeItem(stored_name(alias.this if isinstance(alias, exp.TableAlias) else alias), Rows(merged), aliased=True)
        named.bare = False
        named.span = span_of(alias)
        items.append(named)
        scope.ranged.append(named)
    return items


def _bare_columns(items: list[RangeItem]) -> list[OutputColumn]:
    return [column for item in items if item.bare for column in item.rows.columns]


def _common_names(left: list[OutputColumn], right: list[OutputColumn]) -> list[str]:
    there = {column.name for column in right}
    return [column.name for column in left if column.name in there]


def _using_names(context: Context, using: list[exp.Expr], left: list[RangeItem], right: list[RangeItem]) -> list[str]:
    names = []
    for identifier in using:
        name = stored_name(identifier)
        if name in names:
            message = f'column name "{name}" appears more than once in USING clause'
            context.fail("duplicate-column", "42701", message, span_of(identifier), None, subject=name, name=name)
            continue
        for side, items in (("left", left), ("right", right)):
            _check_using(context, identifier, name, side, items)
        names.append(name)
    return names


def _check_using(context: Context, identifier: exp.Expr, name: str, side: str, items: list[RangeItem]) -> None:
    found = [column for item in items if item.bare for column in item.columns_named(name)]
    span = span_of(identifier)
    if len(found) == 1:
        context.refer_column(name, span, found[0].origin)
    elif found:
        ambiguous_join_column(context, name, span, side, items)
    else:
        missing_join_column(context, name, span, side, items)
