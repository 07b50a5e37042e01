"""The table that a statement writes to, and the columns of it that SET and a column list name (42703, 42701, 42601)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.columns import missing_target
from xref.resolve.context import Context
from xref.resolve.described import Bound, Role
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import SYSTEM_COLUMNS, OutputColumn, RangeItem
from xref.resolve.tables import target_relation
from xref.schema.catalog import Relation
from xref.source import HOLE, Span


@dataclass(frozen=True, slots=True)
class Target:
    """The written table as a range item; ``relation`` is None when it is not known."""

    item: RangeItem
    relation: Relation | None

    def subject(self, column: str) -> str:
        """``schema.table.column`` as far as known."""
        return f"{self.relation.name}.{column}" if self.relation is not None else column


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A column that is written to. ``column`` is None when there is none or it is not known.

    ``steps`` lead from the column to the part of it that is written, outermost first: an ``exp.Bracket`` for subscripts, an
    ``exp.Identifier`` for a field.
    """

    name: str
    span: Span
    column: OutputColumn | None
    steps: tuple[exp.Expr, ...] = ()


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


def target_column(context: Context, target: Target, node: exp.Expr) -> TargetColumn:
    """Resolve a column that is written to, or the part of one: ``a``, ``a[1]``, ``a.b``."""
    identifier, steps = _taken_apart(node)
    name, span = stored_name(identifier), span_of(identifier)
    role, context.role = context.role, Role.WRITES
    found = _find(context, target, name, span)
    context.role = role
    return TargetColumn(name, span, found, steps)


def _find(context: Context, target: Target, name: str, span: Span) -> OutputColumn | None:
    rows, relation = target.item.rows, target.relation
    if HOLE in name:
        context.leave_open(name, span, Reason.HOLE, silent=False)
        return None
    column = next((column for column in rows.columns if column.name == name), None)
    if column is not None:
        context.refer_column(name, span, Bound(relation.name, name) if relation is not None else None)
    elif rows.open is not None or relation is None:
        context.leave_open(name, span, rows.open or Reason.UNKNOWN_RELATION, silent=rows.silent)
    else:
        missing_target(context, name, span, relation)
    return column


def _taken_apart(node: exp.Expr) -> tuple[exp.Expr, tuple[exp.Expr, ...]]:
    """The column's identifier and the steps from it. In ``SET t.a = ..`` the first name is the column: none is qualified."""
    steps: list[exp.Expr] = []
    while isinstance(node, exp.Bracket | exp.Dot | exp.Paren):
        if isinstance(node, exp.Bracket):
            steps.append(node)
        elif isinstance(node, exp.Dot):
            steps.append(node.expression)
        node = node.this
    if isinstance(node, exp.Column):
        names = [part for key in ("catalog", "db", "table", "this") if isinstance(part := node.args.get(key), exp.Expr)]
        steps += reversed(names[1:])
        node = names[0]
    return node, tuple(reversed(steps))


def insert_columns(context: Context, target: Target, columns: Iterable[exp.Expr]) -> list[TargetColumn]:
    """Resolve the column list of INSERT; 42701 for a column that it names twice."""
    seen: set[str] = set()
    found: list[TargetColumn] = []
    for column in columns:
        identifier, steps = _taken_apart(column)
        name, span = stored_name(identifier), span_of(identifier)
        if name in seen and not steps and HOLE not in name:
            message = f'column "{name}" specified more than once'
            context.fail("duplicate-column", "42701", message, span, span.start, subject=target.subject(name), name=name)
            found.append(TargetColumn(name, span, None))
            continue
        seen.add(name)
        found.append(target_column(context, target, column))
    return found


def all_columns(target: Target) -> list[TargetColumn] | None:
    """The columns of an INSERT without a column list; None when they are not all known."""
    if target.item.rows.open is not None:
        return None
    return [TargetColumn(column.name, target.item.span, column) for column in target.item.rows.columns]


def assigned_columns(context: Context, target: Target, nodes: Iterable[exp.Expr], seen: dict[str, bool]) -> list[TargetColumn]:
    """Resolve the columns on the left of one assignment; ``seen`` says of those before it whether they were whole (42601)."""
    return [_assigned(context, node, target, seen) for node in nodes]


def _assigned(context: Context, node: exp.Expr, target: Target, seen: dict[str, bool]) -> TargetColumn:
    identifier, steps = _taken_apart(node)
    name, span, plain = stored_name(identifier), span_of(identifier), not steps
    if name in seen and (plain or seen[name]) and HOLE not in name:
        message = f'multiple assignments to same column "{name}"'
        context.fail("duplicate-assignment", "42601", message, span, None, subject=target.subject(name), name=name)
    seen[name] = plain
    if name in SYSTEM_COLUMNS and target.item.system_columns:
        message = f'cannot assign to system column "{name}"'
        context.fail("undefined-column", "0A000", message, span, span.start, subject=target.subject(name), name=name)
        return TargetColumn(name, span, None, steps)
    return target_column(context, target, node)
