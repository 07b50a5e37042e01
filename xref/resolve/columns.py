"""What a column reference means, and PostgreSQL's words for when it means nothing (parse_expr.c, parse_relation.c).

Wordings and codes: 42703 undefined_column, 42702 ambiguous_column, 42P01 for a qualifier that is not there, 42P10 for one that
is there and may not be used.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.capture import captured_place
from xref.resolve.context import Context
from xref.resolve.described import Ambiguous, Bound, Capture, Declared, Kind
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.scopes import (
    FoundColumn,
    Hidden,
    OutputColumn,
    RangeItem,
    Rows,
    Scope,
    Several,
    Undecided,
    aliases,
    bare_names,
    find_bare,
    find_item,
    openness,
    ranged_item,
)
from xref.resolve.suggest import suggest
from xref.resolve.typing.calls import FunctionChoice, find_function
from xref.resolve.typing.types import RECORD
from xref.resolve.value import Value, value_of
from xref.schema.catalog import Relation, RelationName
from xref.schema.types import SqlType
from xref.source import HOLE, Span


def resolve_column(context: Context, node: exp.Column, scope: Scope) -> Value:
    """Resolve ``a``, ``t.a`` or ``s.t.a``; its type is None when it is not known or there is no such column."""
    if node.args.get("table") is None:
        return _resolve_bare(context, node, scope)
    return _resolve_qualified(context, node, scope)


def _resolve_bare(context: Context, node: exp.Column, scope: Scope) -> Value:
    identifier = node.this
    name, span = stored_name(identifier), span_of(identifier)
    if HOLE in name:
        context.leave_open(name, span, Reason.HOLE, silent=False)
        return value_of(node, None)
    found = find_bare(scope, name)
    if isinstance(found, FoundColumn):
        return _take(context, found, span, node, scope)
    if isinstance(found, Several):
        ambiguous_column(context, name, span, span.start, found.items)
    elif isinstance(found, Undecided):
        context.leave_open(name, span, found.reason, silent=found.silent)
    elif isinstance(found, Hidden):
        _hidden(context, found.item, span, span.start, "unnamed_join" if found.item.joined else None)
    else:
        row = find_item(scope, name)
        if isinstance(row, tuple):
            return _whole_item(context, node, row[0], row[1], scope)
        undefined_column(context, name, span, span.start, scope)
    return value_of(node, None)


def _whole_item(context: Context, node: exp.Column, item: RangeItem, depth: int, scope: Scope) -> Value:
    """An alias as an expression: the item's row, or the value of a function that gives one."""
    context.refer_column(stored_name(node.this), span_of(node.this), None)
    column = OutputColumn("", item.scalar or row_type(item))
    context.bound[id(node)] = FoundColumn(item, column, depth)
    scope.note_read(depth)
    value = value_of(node, column.type, nullable=item.nulled)
    value.rows = None if item.scalar is not None else item.rows
    return value


def row_type(item: RangeItem) -> SqlType:
    """The type of an item's rows: a relation's own, record for anything else."""
    relation = item.relation if item.rows.relation is not None else None
    return SqlType(relation.name, relation.schema) if relation is not None else RECORD


def _take(context: Context, found: FoundColumn, span: Span, node: exp.Column, scope: Scope) -> Value:
    scope.note_read(found.depth)
    if found.depth:
        scope.bare_outward += 1
        _note_capture(context, found, span, node, scope)
    return _found(context, found, span, node)


def _note_capture(context: Context, found: FoundColumn, span: Span, node: exp.Column, scope: Scope) -> None:
    origin = found.column.origin
    inner = [item for item in scope.items if item.alias and item.bare]
    place = captured_place(node) if inner and origin is not None else None
    if place is not None and origin is not None:
        scope.captures.append((Capture(found.column.name, span, origin, inner[0].alias), place))


def _found(context: Context, found: FoundColumn, span: Span, node: exp.Column) -> Value:
    column = found.column
    context.refer_column(column.name, span, column.origin)
    context.bound[id(node)] = found
    if column.type is None and column.origin is not None and column.origin.relation == found.item.relation:
        context.gap(Reason.UNKNOWN_TYPE, span)
    value = value_of(node, column.type, nullable=True if found.item.nulled else column.nullable)
    value.origin = column.origin
    return value


def _resolve_qualified(context: Context, node: exp.Column, scope: Scope) -> Value:
    qualifier = node.args["table"]
    span = span_of(node.this)
    name = stored_name(node.this)
    found = find_qualifier(context, node, scope, span)
    if found is None:
        return value_of(node, None)
    item, depth = found
    if HOLE in name:
        context.leave_open(name, span, Reason.HOLE, silent=False)
        return value_of(node, None)
    columns = item.columns_named(name)
    if len(columns) == 1:
        return _found(context, FoundColumn(item, columns[0], depth), span, node)
    position = position_of(node)
    if columns:
        ambiguous_column(context, name, span, position, (item, item))
        return value_of(node, None)
    called = _functional(context, node, name, item, depth)
    if called is not None:
        return called
    if item.rows.open is not None:
        context.leave_open(name, span, item.rows.open, silent=item.rows.silent)
    else:
        message = f"column {stored_name(qualifier)}.{name} does not exist"
        _missing(context, name, span, position, message, [item])
    return value_of(node, None)


def _functional(context: Context, node: exp.Column, name: str, item: RangeItem, depth: int) -> Value | None:
    """Functional notation: ``t.f`` is ``f(t)`` when there is such a function (manual, 8.16.5)."""
    choice = find_function(context.types, name, [row_type(item)]) if context.names.takes_row(name, item.relation) else None
    if not isinstance(choice, FunctionChoice):
        return None
    context.refer_column(name, span_of(node.this), None)
    context.bound[id(node)] = FoundColumn(item, OutputColumn("", row_type(item)), depth)
    return value_of(node, choice.result)


def resolve_qualifier(context: Context, node: exp.Column, scope: Scope, span: Span) -> RangeItem | None:
    """The item that ``t`` of ``t.a`` or ``s.t`` of ``s.t.a`` means; None when there is none, which is then recorded."""
    found = find_qualifier(context, node, scope, span)
    return found[0] if found is not None else None


def find_qualifier(context: Context, node: exp.Column, scope: Scope, span: Span) -> tuple[RangeItem, int] | None:
    """As :func:`resolve_qualifier`, with how many levels out the item is."""
    qualifier = node.args["table"]
    schema = node.args.get("db")
    alias = stored_name(qualifier)
    relation: RelationName | None = None
    if schema is not None:
        relation = RelationName(stored_name(schema), alias)
    if HOLE in alias:
        context.leave_open(stored_name(node.this), span, Reason.HOLE, silent=False)
        return None
    found = find_item(scope, alias, relation)
    if isinstance(found, tuple):
        scope.note_read(found[1])
        return found
    position = position_of(node)
    if isinstance(found, Several):
        if context.has_failed("duplicate-alias", alias):
            return None
        message = f'table reference "{alias}" is ambiguous'
        context.fail("ambiguous-column", "42P09", message, span_of(qualifier), position, name=alias)
    elif isinstance(found, Hidden):
        _hidden(context, found.item, span_of(qualifier), position)
    elif openness(scope) is not None:
        context.leave_open(stored_name(node.this), span, openness(scope) or Reason.HOLE, silent=False)
    else:
        _missing_qualifier(context, alias, relation, span_of(qualifier), position, scope)
    return None


def ambiguous_column(context: Context, name: str, span: Span, position: int, items: tuple[RangeItem, ...]) -> None:
    """Record 42702 for a column that more than one item has."""
    context.refer(Kind.COLUMN, name, span, Ambiguous())
    declared: list[Declared] = []
    for item in items:
        origins = [column.origin for column in item.columns_named(name) if column.origin is not None]
        for origin in origins:
            declared += context.names.declared(origin, f"{origin.relation}.{name} is declared here")
    message = f'column reference "{name}" is ambiguous'
    candidates = tuple(dict.fromkeys(f"{item.alias}.{name}" for item in items if item.alias))
    unique = tuple(dict.fromkeys(declared))
    context.fail(
        "ambiguous-column", "42702", message, span, position, subject=name, name=name, candidates=candidates, declared=unique
    )


def undefined_column(context: Context, name: str, span: Span, position: int, scope: Scope) -> None:
    """Record 42703 for a bare name that no level has."""
    reason = openness(scope)
    if reason is not None:
        context.leave_open(name, span, reason, silent=False)
        return
    items = [item for item in scope.items if item.bare]
    _missing(context, name, span, position, f'column "{name}" does not exist', items, bare_names(scope))


def _missing(
    context: Context,
    name: str,
    span: Span,
    position: int | None,
    message: str,
    items: Iterable[RangeItem],
    names: Iterable[str] | None = None,
) -> None:
    items = list(items)
    known = names if names is not None else (column.name for item in items for column in item.rows.columns)
    candidates = suggest(context.written(span), known)
    relations = list(dict.fromkeys(item.relation for item in items if item.relation is not None))
    subject = f"{relations[0]}.{name}" if len(relations) == 1 else name
    declared = _declared_candidate(context, candidates, items) or _declared_relations(context, relations)
    context.undefined(Kind.COLUMN, name, span, subject)
    context.fail(
        "undefined-column",
        "42703",
        message,
        span,
        position,
        subject=subject,
        name=name,
        candidates=candidates,
        declared=declared,
    )


def missing_target(context: Context, name: str, span: Span, relation: Relation) -> None:
    """Record 42703 for a column of INSERT's list, SET or ON CONFLICT's SET that the target table does not have."""
    candidates = suggest(context.written(span), (attribute.name for attribute in relation.attributes))
    subject = f"{relation.name}.{name}"
    origins = [Bound(relation.name, candidate) for candidate in candidates[:1]]
    declared = [note for origin in origins for note in context.names.declared(origin, f"{origin.attribute} is declared here")]
    context.undefined(Kind.COLUMN, name, span, subject)
    context.fail(
        "undefined-column",
        "42703",
        f'column "{name}" of relation "{relation.name.name}" does not exist',
        span,
        span.start,
        subject=subject,
        name=name,
        candidates=candidates,
        declared=tuple(declared) or _declared_relations(context, [relation.name]),
    )


def missing_join_column(context: Context, name: str, span: Span, side: str, items: list[RangeItem]) -> None:
    """Record 42703 for a column of USING that one side lacks; the server gives no position."""
    opened = next((item.rows for item in items if item.bare and item.rows.open is not None), None)
    if opened is not None and opened.open is not None:
        context.leave_open(name, span, opened.open, silent=opened.silent)
        return
    message = f'column "{name}" specified in USING clause does not exist in {side} table'
    _missing(context, name, span, None, message, [item for item in items if item.bare])


def ambiguous_join_column(context: Context, name: str, span: Span, side: str, items: list[RangeItem]) -> None:
    """Record 42702 for a column of USING that one side has twice; the server gives no position."""
    message = f'common column name "{name}" appears more than once in {side} table'
    context.refer(Kind.COLUMN, name, span, Ambiguous())
    owners = tuple(f"{item.alias}.{name}" for item in items if item.alias and item.columns_named(name))
    context.fail("ambiguous-column", "42702", message, span, None, subject=name, name=name, candidates=owners)


def _declared_candidate(context: Context, candidates: tuple[str, ...], items: list[RangeItem]) -> tuple[Declared, ...]:
    if not candidates:
        return ()
    for item in items:
        for column in item.columns_named(candidates[0]):
            if column.origin is not None:
                return context.names.declared(column.origin, f"{column.origin.attribute} is declared here")
    return ()


def _declared_relations(context: Context, relations: list[RelationName]) -> tuple[Declared, ...]:
    return tuple(
        note for relation in relations[:2] for note in context.names.declared(Bound(relation), f"{relation} is declared here")
    )


def _missing_qualifier(
    context: Context, alias: str, relation: RelationName | None, span: Span, position: int, scope: Scope
) -> None:
    meant = relation
    if meant is None:
        named = context.names.relation(None, alias)
        meant = named.name if named is not None else None
    there = ranged_item(scope, alias, meant)
    if there is None:
        message = f'missing FROM-clause entry for table "{alias}"'
        candidates = suggest(context.written(span), aliases(scope))
    else:
        message = f'invalid reference to FROM-clause entry for table "{alias}"'
        candidates = (there.alias,) if there.alias and there.alias != alias else ()
    context.fail("undefined-alias", "42P01", message, span, position, subject=alias, name=alias, candidates=candidates)


def _hidden(context: Context, item: RangeItem, span: Span, position: int, shown: str | None = None) -> None:
    message = f'invalid reference to FROM-clause entry for table "{shown or item.alias}"'
    context.fail("undefined-alias", "42P10", message, span, position, subject=item.alias, name=item.alias)


def whole_row(context: Context, node: exp.Column, scope: Scope) -> Value:
    """Resolve ``t.*`` to the columns that it stands for (``rows``); open rows when that is not known."""
    found = find_qualifier(context, node, scope, span_of(node.this))
    if found is None:
        value = value_of(node, None)
        value.rows = Rows(open=Reason.UNKNOWN_RELATION, silent=True)
        return value
    item, depth = found
    value = value_of(node, row_type(item), nullable=item.nulled)
    value.rows = item.rows
    context.bound[id(node)] = FoundColumn(item, OutputColumn("", value.type), depth)
    return value
