"""INSERT: its column list, its source, ON CONFLICT (manual, INSERT; transformInsertStmt)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.assignments import Assigned, as_row, assign_row, resolve_assignments
from xref.resolve.clause import Clause
from xref.resolve.columns import undefined_column
from xref.resolve.conditions import resolve_condition, resolve_in
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.names import is_hole, span_of, stored_name
from xref.resolve.queries import resolve_read
from xref.resolve.scopes import RangeItem, Scope, find_bare
from xref.resolve.suggest import suggest
from xref.resolve.targets import Target, TargetColumn, all_columns, insert_columns
from xref.resolve.value import Value
from xref.resolve.value_lists import check_length, resolve_list
from xref.schema.catalog import Completeness
from xref.source import HOLE

_DECORATIONS = ("with_", "order", "limit", "offset", "locks")


def resolve_rows(context: Context, node: exp.Expr, target: Target, scope: Scope) -> list[list[Assigned]]:
    """Resolve an INSERT's column list and what is put into the columns; gives each row of VALUES, or the one of a query."""
    listed = node.this.expressions if isinstance(node.this, exp.Schema) else ()
    columns = insert_columns(context, target, listed) if listed else all_columns(target)
    query = node.expression
    if not isinstance(query, exp.Expr):
        return []
    if columns is None and not target.item.rows.silent:
        context.gap(target.item.rows.open or Reason.UNKNOWN_RELATION, target.item.span)
    role, context.role = context.role, Role.READS
    try:
        return _rows(context, query, target, columns, scope, listed=bool(listed))
    finally:
        context.role = role


def _rows(
    context: Context, query: exp.Expr, target: Target, columns: list[TargetColumn] | None, scope: Scope, *, listed: bool
) -> list[list[Assigned]]:
    plain = query
    while isinstance(plain, exp.Subquery) and not _is_decorated(plain.args):
        plain = plain.this
    if not isinstance(plain, exp.Values) or _is_decorated(plain.args):
        output = resolve_read(context, query, scope, decide=False, role=Role.READS)
        values = as_row(output)
        return [assign_row(context, target, columns, values, scope, listed=listed)]
    clause = Clause.SINGLE_VALUES if len(plain.expressions) == 1 else Clause.VALUES
    first: list[Value | None] | None = None
    rows = []
    for row in plain.expressions:
        values = resolve_list(context, row.expressions, scope, clause, with_default=True)
        if first is not None and check_length(context, first, values, row):
            continue
        first = first or values
        rows.append(assign_row(context, target, columns, values, scope, listed=listed))
    return rows


def _is_decorated(args: Mapping[str, Any]) -> bool:
    return any(args.get(key) for key in _DECORATIONS)


def resolve_conflict(context: Context, node: exp.Expr, target: Target, outer: Scope) -> list[Assigned]:
    """Resolve ON CONFLICT: its arbiter sees the table alone, DO UPDATE the row ``excluded`` too; gives what DO UPDATE sets."""
    alone = Scope(outer, items=[target.item])
    keys, constraint = node.args.get("conflict_keys") or (), node.args.get("constraint")
    _conflict_keys(context, keys, alone)
    predicate = node.args.get("index_predicate")
    if predicate is not None:
        resolve_in(context, predicate.this, alone, Clause.INDEX_PREDICATE)
    if constraint is not None:
        _constraint(context, constraint, target)
    excluded = RangeItem("excluded", target.item.rows, aliased=True)
    outer.ranged.append(excluded)
    both = Scope(outer, items=[target.item, excluded])
    assigned = resolve_assignments(context, node.expressions, target, both)
    where = node.args.get("where")
    if where is not None:
        resolve_condition(context, where.this, both, Clause.WHERE, "WHERE")
    return assigned


def _conflict_keys(context: Context, keys: Sequence[exp.Expr], scope: Scope) -> None:
    for key in keys:
        node = key.this
        if isinstance(node, exp.Column) and not is_hole(node) and find_bare(scope, stored_name(node.this)) is None:
            # The server makes the reference itself and points at the parenthesis that opens the list.
            start = context.text.rindex("(", 0, span_of(keys[0]).start)
            undefined_column(context, stored_name(node.this), span_of(node.this), start, scope)
        else:
            resolve_in(context, node, scope, Clause.INDEX_EXPRESSION)


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
