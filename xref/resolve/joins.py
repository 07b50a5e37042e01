"""How the sides of a join become one namespace: aliases that clash, columns that USING merges (manual, 7.2.1.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from xref.resolve.columns import ambiguous_join_column, missing_join_column
from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope
from xref.resolve.typing.common import common_modifiers, common_type
from xref.resolve.typing.operators import find_operator
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import bare
from xref.schema.types import SqlType
from xref.source import Span

Part = tuple[RangeItem, OutputColumn]
"""A column of an item that is joined."""


@dataclass(frozen=True, slots=True)
class _Joined:
    """A column that a join offers, and the columns of its sides that it is made of."""

    column: OutputColumn
    parts: tuple[Part, ...]


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


def null_sides(side: str, left: Iterable[RangeItem], right: Iterable[RangeItem]) -> None:
    """Note which items an outer join (LEFT, RIGHT, FULL) may fill with NULL."""
    for sides, items in ((("RIGHT", "FULL"), left), (("LEFT", "FULL"), right)):
        if side in sides:
            for item in items:
                item.nulled = True


def joined_item(alias: str, items: Iterable[RangeItem]) -> RangeItem:
    """The item that a join in parentheses is under its own alias: all columns that could be written bare."""
    items = list(items)
    columns = [_carried(part) for part in _bare_columns(items)]
    opened = next((item.rows for item in items if item.bare and item.rows.open is not None), None)
    rows = Rows([one.column for one in columns], opened.open if opened else None, opened.silent if opened else False)
    return RangeItem(alias, rows, aliased=True, merged=[one.parts for one in columns])


def merge_columns(
    context: Context,
    scope: Scope,
    left: list[RangeItem],
    right: list[RangeItem],
    using: list[exp.Expr] | None,
    node: exp.Expr,
) -> list[RangeItem]:
    """The namespace after JOIN .. USING or NATURAL JOIN: both sides for qualified names, the merged columns for bare ones.

    Which sides the join may fill with NULL has been noted before (:func:`null_sides`).
    """
    left_columns, right_columns = _bare_columns(left), _bare_columns(right)
    opened = next((item.rows for item in [*left, *right] if item.bare and item.rows.open is not None), None)
    names = _using_names(context, using, left, right) if using else _common_names(left_columns, right_columns)
    side = (node.args.get("side") or "").upper()
    merged = []
    for name, span in names.items():
        pair = [next((p for p in columns if p[1].name == name), None) for columns in (left_columns, right_columns)]
        merged.append(_merged(context, name, side, pair[0], pair[1], span or span_of(node.this)))
    rest = [_carried(part) for part in [*left_columns, *right_columns] if part[1].name not in names]
    if not using and opened is not None:
        # What NATURAL merges hangs on columns that are not known, so nothing is surely ambiguous or missing.
        seen = {one.column.name: one for one in reversed([*merged, *rest])}
        merged, rest = list(reversed(seen.values())), []
    for item in [*left, *right]:
        item.bare = False
    offered = [*merged, *rest]
    reason, silent = (opened.open, opened.silent) if opened is not None else (None, False)
    rows = Rows([one.column for one in offered], reason, silent)
    items = [*left, *right, RangeItem("", rows, qualifies=False, merged=[one.parts for one in offered])]
    alias = node.args.get("alias")
    if alias is not None:
        items.append(_using_alias(alias, merged))
        scope.ranged.append(items[-1])
    return items


def _using_alias(alias: exp.Expr, merged: list[_Joined]) -> RangeItem:
    """JOIN .. USING (..) AS j: the merged columns alone."""
    name = stored_name(alias.this if isinstance(alias, exp.TableAlias) else alias)
    item = RangeItem(name, Rows([one.column for one in merged]), aliased=True, merged=[one.parts for one in merged])
    item.bare, item.span = False, span_of(alias)
    return item


def _bare_columns(items: list[RangeItem]) -> list[Part]:
    return [(item, column) for item in items if item.bare for column in item.rows.columns]


def _carried(part: Part) -> _Joined:
    """A column of one side as the join offers it."""
    item, column = part
    nullable = True if item.nulled else column.nullable
    return _Joined(OutputColumn(column.name, column.type, column.origin, nullable), (part,))


def _merged(context: Context, name: str, side: str, left: Part | None, right: Part | None, span: Span) -> _Joined:
    """The column that two of the same name become; inner joins prefer the left one (buildMergedJoinVar)."""
    if left is None or right is None:
        only = left or right
        return _Joined(OutputColumn(name, only[1].type if only else None), (only,) if only else ())
    one, other = left[1], right[1]
    found = _common(context, one, other, span)
    coerced = found is not None and one.type != found and other.type == found
    chosen = right if side == "RIGHT" or (not side and coerced) else left
    parts = (left, right) if side == "FULL" else (chosen,)
    origin = chosen[1].origin if side != "FULL" and chosen[1].type == found else None
    return _Joined(OutputColumn(name, found, origin, _nullable(side, left, right)), parts)


def _nullable(side: str, left: Part, right: Part) -> bool | None:
    if side == "FULL":
        values = {left[1].nullable, right[1].nullable}
        return True if True in values else None if None in values else False
    if not side or side in ("INNER", "CROSS"):
        return False
    item, column = right if side == "RIGHT" else left
    return True if item.nulled else column.nullable


def _common(context: Context, left: OutputColumn, right: OutputColumn, span: Span) -> SqlType | None:
    """The common type of two columns that are to be equal; the server gives no position for what it refuses here."""
    if left.type is None or right.type is None:
        return None
    given = [left.type, right.type]
    operator = find_operator(context.types, "=", bare(given[0]), bare(given[1]))
    found = (
        operator if isinstance(operator, Refusal) else common_type(context.types, [bare(one) for one in given], "JOIN/USING")
    )
    if isinstance(found, Refusal):
        _refuse(context, found, (left, right), span)
    if not isinstance(found, SqlType):
        return None
    modifiers = common_modifiers(context.types, given, found)
    return SqlType(found.name, found.schema, modifiers, found.array)


def _refuse(context: Context, refusal: Refusal, columns: tuple[OutputColumn, OutputColumn], span: Span) -> None:
    origins = tuple(column.origin for column in columns if column.origin is not None)
    declared = tuple(
        note
        for column in columns
        if column.origin is not None and column.type is not None
        for note in context.names.declared(
            column.origin,
            f"{column.origin.relation}.{column.origin.attribute} is {context.types.spelled_with_modifiers(column.type)}",
        )
    )
    context.fail(
        refusal.condition,
        refusal.sqlstate,
        refusal.message,
        span,
        None,
        name=columns[0].name,
        hint=refusal.hint,
        declared=declared,
        rests_on=origins,
    )


def _common_names(left: list[Part], right: list[Part]) -> dict[str, Span | None]:
    there = {column.name for _, column in right}
    return {column.name: None for _, column in left if column.name in there}


def _using_names(
    context: Context, using: list[exp.Expr], left: list[RangeItem], right: list[RangeItem]
) -> dict[str, Span | None]:
    names: dict[str, Span | None] = {}
    for identifier in using:
        name = stored_name(identifier)
        if name in names:
            message = f'column name "{name}" appears more than once in USING clause'
            context.fail("duplicate-column", "42701", message, span_of(identifier), None, subject=name, name=name)
            continue
        for side, items in (("left", left), ("right", right)):
            _check_using(context, identifier, name, side, items)
        names[name] = span_of(identifier)
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
