"""VALUES: rows of the same length, each column of one type (manual, 7.7 and 10.5; transformValuesClause)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.clause import Clause
from xref.resolve.clauses import resolve_order
from xref.resolve.coerce import unify
from xref.resolve.common_tables import resolve_with
from xref.resolve.conditions import is_default, resolve_in, resolve_limits
from xref.resolve.context import Context
from xref.resolve.locking import refuse_locks
from xref.resolve.names import is_hole, span_of
from xref.resolve.output import Entry, Output, is_star
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope
from xref.resolve.value import Value, value_of


def resolve_values(context: Context, node: exp.Values, args: Mapping[str, Any], parent: Scope | None) -> Output:
    """Resolve a VALUES list with its clauses."""
    scope = Scope(parent)
    resolve_with(context, scope, args.get("with_"))
    rows = resolve_lists(context, node.expressions, scope)
    columns = _columns(context, node, rows)
    item = RangeItem("*VALUES*", Rows([OutputColumn(entry.name, entry.value.type) for entry in columns]))
    for index, entry in enumerate(columns):
        entry.star_column = (item, item.rows.columns[index], index)
    output = Output(columns)
    if any(value is None for row in rows for value in row):
        output.open = Reason.UNKNOWN_ROW_TYPE
    scope.items.append(item)
    resolve_order(context, args.get("order"), output, scope)
    output.entries[len(columns) :] = []
    resolve_limits(context, args, Scope(scope))
    refuse_locks(context, args.get("locks") or (), "cannot be applied to VALUES")
    return Output(list(output.shown()), output.open)


def resolve_lists(context: Context, lists: Sequence[exp.Expr], scope: Scope) -> list[list[Value | None]]:
    """Resolve the rows, which are of one length (42601). A None among the values stands for columns that are not known."""
    rows: list[list[Value | None]] = []
    for node in lists:
        row = resolve_list(context, node.expressions, scope, Clause.VALUES)
        if rows and check_length(context, rows[0], row, node):
            continue
        rows.append(row)
    return rows


def check_length(context: Context, first: list[Value | None], row: list[Value | None], node: exp.Expr) -> bool:
    """Whether a row is not as long as the first one, which is then recorded."""
    if len(first) == len(row) or None in first or None in row:
        return False
    message = "VALUES lists must all be the same length"
    at = row[0].at if row and row[0] is not None else node.meta["start"]
    shown = node.expressions[0] if node.expressions else node
    context.fail("column-count", "42601", message, span_of(shown), at)
    return True


def resolve_list(
    context: Context, nodes: Sequence[exp.Expr], scope: Scope, clause: Clause, *, with_default: bool = False
) -> list[Value | None]:
    """Resolve the expressions of a row, ``t.*`` expanded (transformExpressionList); DEFAULT only where it is allowed."""
    values: list[Value | None] = []
    for node in nodes:
        if with_default and is_default(node):
            values.append(value_of(node, None))
            continue
        value = resolve_in(context, node, scope, clause)
        if is_hole(node):
            values.append(None)
        elif not is_star(node):
            values.append(value)
        elif value.rows is None or value.rows.open is not None:
            values.append(None)
        else:
            values += [Value(c.type, node, value.at, c.nullable, origin=c.origin) for c in value.rows.columns]
    return values


def _columns(context: Context, node: exp.Expr, rows: list[list[Value | None]]) -> list[Entry]:
    entries = []
    for index in range(min((len(row) for row in rows), default=0)):
        column = [value for row in rows if (value := row[index]) is not None]
        nullable = {value.nullable for value in column}
        shared = unify(context, column, "VALUES") if len(column) == len(rows) else None
        unknown = True if True in nullable else None if None in nullable else False
        entries.append(Entry(f"column{index + 1}", Value(shared, node, node.meta["start"], unknown), node))
    return entries
