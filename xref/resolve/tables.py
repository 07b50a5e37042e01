"""What a table name in FROM or as a target means (42P01; parse_relation.c, namespace.c)."""

from __future__ import annotations

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.described import Bound, Declared, Kind, Local, Unknown
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import RangeItem, Rows, Scope
from xref.resolve.suggest import suggest
from xref.schema.catalog import Relation
from xref.source import HOLE, Span


def find_relation(context: Context, scope: Scope, node: exp.Table) -> RangeItem:
    """The item for a table name in FROM: a WITH query first, then a relation; open when neither is known."""
    name = stored_name(node.this)
    if node.args.get("db") is None and HOLE not in name:
        common = scope.common_table(name)
        if common is not None:
            context.refer(Kind.RELATION, name, span_of(node.this), Local())
            return RangeItem(name, common.rows(), is_cte=name)
    return target_relation(context, node)[0]


def target_relation(context: Context, node: exp.Table) -> tuple[RangeItem, Relation | None]:
    """The item and the relation for a table name that is no WITH query's. What is not there is recorded."""
    name, span = stored_name(node.this), span_of(node.this)
    schema_node = node.args.get("db")
    schema = stored_name(schema_node) if schema_node is not None else None
    if HOLE in name or (schema is not None and HOLE in schema):
        return RangeItem(name, Rows(open=_unknown(context, name, span, Reason.HOLE, None))), None
    relation = context.names.relation(schema, name)
    if relation is None:
        return RangeItem(name, _missing(context, node, schema, name)), None
    subject = str(relation.name)
    rows = context.names.rows(relation)
    if rows.open is not None:
        context.gap(rows.open, span)
    context.refer(Kind.RELATION, name, span, Bound(relation.name), subject)
    system = context.names.has_system_columns(relation)
    return RangeItem(name, rows, relation.name, system_columns=system), relation


def _unknown(context: Context, name: str, span: Span, reason: Reason, subject: str | None) -> Reason:
    context.refer(Kind.RELATION, name, span, Unknown(reason), subject)
    context.gap(reason, span)
    return reason


def _missing(context: Context, node: exp.Table, schema: str | None, name: str) -> Rows:
    span = span_of(node.this)
    shown = name if schema is None else f"{schema}.{name}"
    subject = f"{schema or context.names.catalog.search_path[0]}.{name}"
    if context.names.schema_is_open(schema):
        return Rows(open=_unknown(context, name, span, Reason.EXTERNAL_SCHEMA, subject))
    if not context.names.catalog.complete:
        return Rows(open=_unknown(context, name, span, Reason.UNKNOWN_RELATION, subject))
    start = span_of(node.args["db"]).start if schema is not None else span.start
    near = suggest(context.written(span), context.names.relation_names(schema))
    declared: tuple[Declared, ...] = ()
    if near:
        found = context.names.relation(schema, near[0])
        declared = context.names.declared(Bound(found.name), f"{found.name} is declared here") if found is not None else ()
    context.undefined(Kind.RELATION, name, span, subject)
    context.fail(
        "undefined-table",
        "42P01",
        f'relation "{shown}" does not exist',
        span,
        start,
        subject=subject,
        name=name,
        candidates=near,
        declared=declared,
    )
    return Rows(open=Reason.UNKNOWN_RELATION, silent=True)
