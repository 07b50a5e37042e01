"""Which columns a query's WHERE leaves without NULL: those that it compares, or asks to be NOT NULL."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.grouping import Grouping
from xref.resolve.identity import column_key
from xref.resolve.output import Entry, Output
from xref.resolve.scopes import Scope

_STRICT = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like, exp.ILike, exp.Add, exp.Sub, exp.Mul, exp.Div)
_TRANSPARENT = (exp.Paren, exp.Cast, exp.Neg)


def narrow(context: Context, output: Output, scope: Scope, where: exp.Expr | None, grouping: Grouping) -> None:
    """Note which output columns can or cannot be NULL, knowing the WHERE condition and what some grouping sets leave out."""
    known = {column for part in _conjuncts(where) for column in _never_null(context, part)} if where is not None else set()
    for entry in output.shown():
        if grouping.is_optional(entry):
            entry.value.nullable = True
        elif known and entry.value.nullable is not False and _column(context, entry) in known:
            entry.value.nullable = False


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of a condition that all have to be true."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, exp.Paren):
            waiting.append(part.this)
        elif isinstance(part, exp.And):
            waiting += [part.expression, part.this]
        else:
            yield part


def _never_null(context: Context, node: exp.Expr) -> Iterator[Hashable]:
    """The columns that cannot be NULL where a condition is true."""
    if isinstance(node, exp.Is):
        if isinstance(node.expression, exp.Null) and node.args.get("negate"):
            yield from _strict(context, node.this)
    elif isinstance(node, exp.In):
        yield from _strict(context, node.this)
    elif isinstance(node, exp.Between):
        for part in (node.this, node.args["low"], node.args["high"]):
            yield from _strict(context, part)
    elif isinstance(node, _STRICT) and "operator_schema" not in node.meta:
        yield from _strict(context, node)


def _strict(context: Context, node: exp.Expr) -> Iterator[Hashable]:
    """The columns whose NULL makes the expression NULL."""
    if isinstance(node, exp.Column):
        found = context.bound.get(id(node))
        if found is not None and found.column.name:
            yield column_key(found.item, found.column)
    elif isinstance(node, _TRANSPARENT):
        yield from _strict(context, node.this)
    elif isinstance(node, _STRICT):
        for part in (node.this, node.expression):
            if isinstance(part, exp.Expr):
                yield from _strict(context, part)


def _column(context: Context, entry: Entry) -> Hashable:
    if entry.star_column is not None:
        return column_key(*entry.star_column)
    node = entry.node
    while isinstance(node, _TRANSPARENT):
        node = node.this
    found = context.bound.get(id(node))
    return column_key(found.item, found.column) if found is not None and found.column.name else None
