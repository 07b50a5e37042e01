"""Statements that are well formed and fail all the same: by what their table demands of the rows that they write.

Errors of the planner and the rewriter (42P10, 428C9) come from any execution, 23502 and 23514 from one that writes a row. What
a default or a BEFORE trigger may still change is not an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from xref.resolve.checks.arbiters import has_arbiter
from xref.resolve.checks.constants import NULL, Constant, Special, as_column, constant_of
from xref.resolve.checks.demands import check_violations, is_decided, null_violations, with_defaults
from xref.resolve.context import Context
from xref.resolve.described import Bound, Declared
from xref.resolve.names import span_of, stored_name
from xref.resolve.targets import Target
from xref.resolve.written import Write, assignments, column_values, named_columns, target_table, written_attributes
from xref.schema.catalog import Attribute, Constraint, Relation
from xref.source import HOLE, Span


def check_insert(context: Context, node: exp.Expr, target: Target) -> None:
    """Record what an INSERT of a known table would be refused for beyond its names and types."""
    relation = target.relation
    if relation is None:
        return
    named = named_columns(node, relation)
    if named is not None:
        _check_generated_insert(context, node, relation, named)
        if not context.errors and is_decided(context.names, relation, "insert"):
            _check_rows(context, node, relation, named)
    conflict = node.args.get("conflict")
    if isinstance(conflict, exp.Expr):
        check_conflict_target(context, conflict, relation)
        _check_generated_update(context, relation, assignments(conflict))


def check_update(context: Context, node: exp.Expr, target: Target) -> None:
    """Record what an UPDATE of a known table would be refused for beyond its names and types."""
    relation = target.relation
    if relation is None:
        return
    writes = list(assignments(node))
    _check_generated_update(context, relation, writes)
    if context.errors or not is_decided(context.names, relation, "update"):
        return
    row = {write.column: _stored(context, relation, write) for write in writes}
    places = {write.column: write.span for write in writes}
    _check_row(context, relation, row, places, None)


# generated columns


def _check_generated_insert(context: Context, node: exp.Expr, relation: Relation, named: list[exp.Identifier] | None) -> None:
    overriding = str(node.args.get("overriding") or "").upper()
    if not any(_is_filled_in(attribute, overriding) for attribute in relation.attributes):
        return
    for index, attribute in enumerate(written_attributes(node, relation, named)):
        if attribute is None or not _is_filled_in(attribute, overriding):
            continue
        values = list(column_values(node, index))
        if values and all(constant_of(value) is Special.DEFAULT for value in values):
            continue
        place = span_of(named[index]) if named else span_of(values[0]) if values else span_of(target_table(node))
        hint = "Use OVERRIDING SYSTEM VALUE to override." if attribute.generated is None else None
        message = f'cannot insert a non-DEFAULT value into column "{attribute.name}"'
        _fail_generated(context, relation, attribute, message, place, hint)


def _is_filled_in(attribute: Attribute, overriding: str) -> bool:
    """Whether the server alone gives the column its value."""
    if attribute.conditional:
        return False
    return attribute.generated is not None or (attribute.identity == "always" and not overriding)


def _check_generated_update(context: Context, relation: Relation, writes: Iterator[Write] | list[Write]) -> None:
    for write in writes:
        attribute = relation.attribute(write.column)
        if attribute is None or attribute.conditional or not (attribute.generated or attribute.identity == "always"):
            continue
        if write.node is None or constant_of(write.node) is not Special.DEFAULT:
            message = f'column "{attribute.name}" can only be updated to DEFAULT'
            _fail_generated(context, relation, attribute, message, write.named_at, None)


def _fail_generated(
    context: Context, relation: Relation, attribute: Attribute, message: str, span: Span, hint: str | None
) -> None:
    subject = f"{relation.name}.{attribute.name}"
    declared = context.names.declared(Bound(relation.name, attribute.name), f"{subject} is declared here")
    condition = "generated-column-assigned"
    context.fail(condition, "428C9", message, span, None, subject=subject, name=attribute.name, declared=declared, hint=hint)


# ON CONFLICT


def check_conflict_target(context: Context, node: exp.Expr, relation: Relation) -> None:
    """Record 42P10 where no unique index fits the target of an ON CONFLICT."""
    keys = node.args.get("conflict_keys") or ()
    if not keys:
        _check_target_is_there(context, node)
        return
    span = Span(span_of(keys[0]).start, span_of(keys[-1]).end)
    where = node.args.get("index_predicate")
    if HOLE in context.text[span.start : span_of(node).end]:
        return
    columns: set[str] = set()
    expressions: list[str] = []
    for key in keys:
        inner = key.this
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Column):
            columns.add(stored_name(inner.this))
        else:
            expressions.append(_text(context, inner))
    if any(relation.attribute(column) is None for column in columns):
        return
    predicate = _text(context, where.this) if isinstance(where, exp.Expr) else None
    if has_arbiter(context.names, relation, frozenset(columns), expressions, predicate) is False:
        message = "there is no unique or exclusion constraint matching the ON CONFLICT specification"
        declared = context.names.declared(Bound(relation.name), f"{relation.name} is declared here")
        context.fail("invalid-conflict-target", "42P10", message, span, None, subject=str(relation.name), declared=declared)


def _check_target_is_there(context: Context, node: exp.Expr) -> None:
    action = node.args.get("action")
    if node.args.get("constraint") is None and isinstance(action, exp.Var) and str(action.this).upper() == "DO UPDATE":
        span = span_of(node)
        message = "ON CONFLICT DO UPDATE requires inference specification or constraint name"
        hint = "For example, ON CONFLICT (column_name)."
        context.fail("syntax-error", "42601", message, span, span.start, hint=hint)


def _text(context: Context, node: exp.Expr) -> str:
    span = span_of(node)
    return context.text[span.start : span.end]


# rows


def _check_rows(context: Context, node: exp.Expr, relation: Relation, named: list[exp.Identifier]) -> None:
    table = span_of(target_table(node))
    if node.args.get("default"):
        _check_row(context, relation, {}, {}, table)
        return
    query = node.expression
    if not isinstance(query, exp.Values):
        return
    for row in query.expressions:
        nodes = row.expressions if isinstance(row, exp.Tuple) else [row]
        writes = _row_writes(context, relation, named, nodes)
        values = {write.column: _stored(context, relation, write) for write in writes}
        _check_row(context, relation, values, {write.column: write.span for write in writes}, table)
        if context.errors:
            # The first row that fails ends the statement.
            return


def _row_writes(context: Context, relation: Relation, named: list[exp.Identifier], nodes: list[exp.Expr]) -> list[Write]:
    """What a row writes; a hole among its values may stand for several, so then none of them is known."""
    names = [stored_name(one) for one in named] or [one.name for one in relation.attributes[: len(nodes)]]
    holes = HOLE in context.text and any(HOLE in _text(context, node) for node in nodes)
    open_ = holes or (bool(named) and len(nodes) != len(names))
    if open_ and not named:
        names = [one.name for one in relation.attributes]
    if open_:
        return [Write(name, None, Span(0, 0), Span(0, 0)) for name in names]
    return [Write(name, node, span_of(node), span_of(node)) for name, node in zip(names, nodes, strict=True)]


def _stored(context: Context, relation: Relation, write: Write) -> Constant:
    attribute = relation.attribute(write.column)
    if write.node is None or attribute is None:
        return Special.UNKNOWN
    value = constant_of(write.node)
    if isinstance(value, Special):
        return value
    return Special.UNKNOWN if HOLE in _text(context, write.node) else as_column(context.types, attribute.type, value)


def _check_row(
    context: Context, relation: Relation, row: Mapping[str, Constant], places: Mapping[str, Span], inserted_at: Span | None
) -> None:
    """Check one row; ``inserted_at`` is the place for what an inserted row leaves out, None for a row that is updated."""
    failed = False
    for violation in null_violations(context.types, relation, row, inserted=inserted_at is not None):
        span = places.get(violation.attribute.name) or inserted_at
        if span is None:
            continue
        failed = True
        name = violation.attribute.name
        subject = f"{relation.name}.{name}"
        declared = context.names.declared(Bound(relation.name, name), f"{subject} is declared here")
        message = violation.message
        context.fail("not-null-omitted", "23502", message, span, None, subject=subject, name=name, declared=declared)
    if failed:
        return
    constants = {name for name, value in row.items() if not isinstance(value, Special) or value is NULL}
    if not constants:
        return
    whole = with_defaults(context.types, relation, row) if inserted_at is not None else row
    for found in check_violations(context.names, relation, whole, frozenset(constants)):
        span = _blamed(found.constraint, constants, places)
        declared = _declared(found.constraint)
        message = found.message
        subject = f"{relation.name}.{found.constraint.name}"
        context.fail("check-value", "23514", message, span, None, subject=subject, declared=declared)
        return


def _blamed(constraint: Constraint, constants: set[str], places: Mapping[str, Span]) -> Span:
    """The value that a violated constraint is about: the first of its columns that is written."""
    for name in (*constraint.columns, *sorted(constants)):
        if name in constants and name in places:
            return places[name]
    return next(iter(places.values()))


def _declared(constraint: Constraint) -> tuple[Declared, ...]:
    words = f"CHECK ({constraint.expression}) is declared here"
    return tuple(Declared(words, place) for place in constraint.provenance[:1])
