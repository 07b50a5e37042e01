"""The table that a statement writes to, and the columns of it that SET and a column list name (42703, 42601)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.columns import missing_target
from xref.resolve.context import Context
from xref.resolve.described import Bound, Role
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import RangeItem, Scope
from xref.resolve.tables import target_relation
from xref.schema.catalog import Relation
from xref.source import HOLE


@dataclass(frozen=True, slots=True)
class Target:
    """The written table as a range item; ``relation`` is None when it is not known."""

    item: RangeItem
    relation: Relation | None

    def subject(self, column: str) -> str:
        """``schema.table.column`` as far as known."""
        return f"{self.relation.name}.{column}" if self.relation is not None else column


def find_target(context: Context, node: exp.Expr) -> Target:
    """The target of INSERT, UPDATE, DELETE or MERGE. A WITH query of the same name is not meant."""
    if not isinstance(node, exp.Table):
        context.gap(Reason.UNSUPPORTED_SYNTAX, span_of(node))
        raise TypeError(f"not a table: {type(node).__name__}")
    role, context.role = context.role, Role.WRITES
    item, relation = target_relation(context, node)
    context.role = role
    alias = node.args.get("alias")
    if alias is not None and alias.this is not None:
        item.alias, item.aliased = stored_name(alias.this), True
    item.span = span_of(alias.this if alias is not None and alias.this is not None else node.this)
    return Target(item, relation)


def target_column(context: Context, target: Target, identifier: exp.Expr) -> None:
    """Resolve a column that is written to."""
    name, span = stored_name(identifier), span_of(identifier)
    role, context.role = context.role, Role.WRITES
    rows = target.item.rows
    if HOLE in name:
        context.leave_open(name, span, Reason.HOLE, silent=False)
    elif any(column.name == name for column in rows.columns):
        relation = target.relation
        context.refer_column(name, span, Bound(relation.name, name) if relation is not None else None)
    elif rows.open is not None or target.relation is None:
        context.leave_open(name, span, rows.open or Reason.UNKNOWN_RELATION, silent=rows.silent)
    else:
        missing_target(context, name, span, target.relation)
    context.role = role


def insert_columns(context: Context, target: Target, columns: Iterable[exp.Expr]) -> None:
    """Resolve the column list of INSERT; 42701 for a column that it names twice."""
    seen: set[str] = set()
    for column in columns:
        identifier = column
        while not isinstance(identifier, exp.Identifier):
            identifier = identifier.this
        name, span = stored_name(identifier), span_of(identifier)
        if name in seen and column is identifier and HOLE not in name:
            message = f'column "{name}" specified more than once'
            context.fail("duplicate-column", "42701", message, span, span.start, subject=target.subject(name), name=name)
            continue
        seen.add(name)
        target_column(context, target, identifier)


def resolve_assignments(context: Context, assignments: Iterable[exp.Expr], target: Target, scope: Scope) -> None:
    """Resolve ``SET a = x, (b, c) = (..), d[1] = y``: columns of the target alone on the left, ``scope`` on the right."""
    seen: dict[str, bool] = {}
    for assignment in assignments:
        if not isinstance(assignment, exp.EQ):
            context.expression(context, assignment, scope)
            continue
        left = assignment.this
        for column in left.expressions if isinstance(left, exp.Tuple) else (left,):
            _assigned(context, column, target, seen, scope)
        context.expression(context, assignment.expression, scope)


def _assigned(context: Context, column: exp.Expr, target: Target, seen: dict[str, bool], scope: Scope) -> None:
    plain = True
    node = column
    while isinstance(node, exp.Bracket | exp.Dot | exp.Paren):
        if isinstance(node, exp.Bracket):
            for index in node.expressions:
                context.expression(context, index, scope)
        node, plain = node.this, False
    # In ``SET t.a = ..`` the first name is the column: SET columns are never qualified.
    identifier = node.args.get("db") or node.args.get("table") or node.this if isinstance(node, exp.Column) else node
    if node is not identifier and isinstance(node, exp.Column) and node.args.get("table") is not None:
        plain = False
    name, span = stored_name(identifier), span_of(identifier)
    if name in seen and (plain or seen[name]) and HOLE not in name:
        message = f'multiple assignments to same column "{name}"'
        context.fail("duplicate-assignment", "42601", message, span, None, subject=target.subject(name), name=name)
    seen[name] = plain
    target_column(context, target, identifier)
