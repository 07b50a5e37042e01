"""When two expressions of a query are the same one, as far as PostgreSQL compares them after its analysis (equalfuncs.c).

Columns are the same when they mean the same column of the same item, however they are qualified; a column that a join offers
is the one of its input. What differs in nothing but parentheses, case or a cast that changes nothing is the same too.
"""

from __future__ import annotations

from collections.abc import Hashable

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.names import stored_name
from xref.resolve.scopes import FoundColumn, OutputColumn, RangeItem, Scope
from xref.resolve.typing.types import bare
from xref.schema.types import SqlType, parse_type

_IGNORED = frozenset({"pg_catalog"})


def column_key(item: RangeItem, column: OutputColumn, index: int | None = None) -> Hashable:
    """The key of a column of an item; ``index`` is its place among the item's columns, where that is known."""
    parts = inputs(item, column, index)
    if len(parts) == 1:
        source, offered = parts[0]
        if source is item and index is not None and len(item.columns_named(offered.name)) > 1:
            return ("column", id(source), offered.name, index)
        return ("column", id(source), offered.name)
    return ("coalesce", *(column_key(*part) for part in parts))


def inputs(item: RangeItem, column: OutputColumn, index: int | None = None) -> tuple[tuple[RangeItem, OutputColumn], ...]:
    """What a column is made of once joins are looked through: itself, or the two columns that a FULL JOIN merged."""
    if item.merged is None:
        return ((item, column),)
    if index is None:
        index = next((number for number, offered in enumerate(item.rows.columns) if offered.name == column.name), None)
    if index is None or index >= len(item.merged):
        return ((item, column),)
    parts = item.merged[index]
    return tuple(part for one in parts for part in inputs(*one))


def field_of_item(context: Context, node: exp.Expr) -> tuple[RangeItem, OutputColumn] | None:
    """The item and its column that ``(t).c`` means, which is the same as ``t.c`` (ParseComplexProjection)."""
    if not isinstance(node, exp.Dot) or not isinstance(node.expression, exp.Identifier):
        return None
    inner = node.this
    while isinstance(inner, exp.Paren):
        inner = inner.this
    found = context.bound.get(id(inner)) if isinstance(inner, exp.Column) else None
    if found is None or found.column.name or isinstance(inner.this, exp.Star):
        return None
    name = stored_name(node.expression)
    column = next((column for column in found.item.rows.columns if column.name == name), None)
    return (found.item, column) if column is not None else None


def is_known(context: Context, node: exp.Expr) -> bool:
    """Whether every column in an expression is known, so that it can be told from others."""
    return isinstance(node, exp.Star) or all(id(column) in context.bound for column in node.find_all(exp.Column))


def expression_key(context: Context, node: exp.Expr, scope: Scope) -> Hashable:
    """Equal for expressions of ``scope``'s query that are the same; they have been resolved."""
    return _Keys(context, scope).of(node)


class _Keys:
    """Makes the key of one expression."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self._context = context
        self._outer = {id(item) for level in scope.levels() for item in (*level.items, *level.ranged)}

    def of(self, node: exp.Expr) -> Hashable:
        while isinstance(node, exp.Paren) and not node.args.get("joins"):
            node = node.this
        if isinstance(node, exp.Column):
            return self._column(node)
        if isinstance(node, exp.Literal):
            return ("literal", str(node.this))
        if isinstance(node, exp.Identifier):
            return ("name", stored_name(node))
        if isinstance(node, exp.Cast):
            return self._cast(node)
        if isinstance(node, exp.Dot) and (field := field_of_item(self._context, node)) is not None:
            return column_key(*field)
        if isinstance(node, exp.DataType):
            return ("type", _type(node))
        return self._plain(node)

    def _column(self, node: exp.Column) -> Hashable:
        found = self._context.bound.get(id(node))
        if found is None:
            return ("not known", stored_name(node.this))
        if id(found.item) not in self._outer:
            return ("inner", found.item.alias, found.column.name)
        if found.column.name and not isinstance(node.this, exp.Star):
            return column_key(found.item, found.column)
        # ``t.*`` as an expression is the row that ``t`` is; ``t.f`` is a function of it.
        is_row = node.args.get("table") is None or isinstance(node.this, exp.Star)
        return ("row", id(found.item), "" if is_row else stored_name(node.this))

    def _cast(self, node: exp.Cast) -> Hashable:
        inner = node.this
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Literal):
            return self.of(inner)
        type_ = _type(node.to)
        if isinstance(type_, SqlType) and not type_.modifiers and isinstance(inner, exp.Column):
            found = self._context.bound.get(id(inner))
            if found is not None and self._changes_nothing(found, type_):
                return self.of(inner)
        return ("cast", type_, self.of(inner))

    def _changes_nothing(self, found: FoundColumn, target: SqlType) -> bool:
        given = found.column.type
        return given is None or bare(given) == self._context.types.canonical(target)

    def _plain(self, node: exp.Expr) -> Hashable:
        parts: list[Hashable] = []
        for key, value in node.args.items():
            if value is None or value is False or (key == "db" and getattr(value, "name", None) in _IGNORED):
                continue
            if isinstance(value, list):
                parts.append((key, *(self.of(each) if isinstance(each, exp.Expr) else str(each) for each in value)))
            else:
                parts.append((key, self.of(value) if isinstance(value, exp.Expr) else str(value)))
        return (type(node), node.meta.get("operator"), *parts)


def _type(node: exp.Expr) -> SqlType | str:
    text: str = node.meta.get("pg_text", "")
    try:
        return parse_type(text)
    except ValueError:
        return text
