"""TABLESAMPLE: the method and its arguments (manual, SELECT; transformRangeTableSample)."""

from __future__ import annotations

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce_for
from xref.resolve.conditions import resolve_in
from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import RangeItem, Scope
from xref.schema.catalog import RelationKind
from xref.schema.types import SqlType

_METHODS = {"bernoulli": 1, "system": 1}
_FLOAT4 = SqlType("float4")
_FLOAT8 = SqlType("float8")
_SAMPLED = frozenset({RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.MATERIALIZED_VIEW})


def resolve_sample(context: Context, sample: exp.Expr, table: exp.Expr, item: RangeItem, scope: Scope) -> None:
    """Resolve the TABLESAMPLE clause of a table. Of methods that are not PostgreSQL's own the arguments are only resolved."""
    if _refuse_kind(context, table, item):
        return
    inside = Scope(parent=scope.parent)
    method = sample.args.get("method")
    name = stored_name(method) if isinstance(method, exp.Expr) else ""
    count = _METHODS.get(name)
    if isinstance(method, exp.Expr) and not _check_method(context, method, name, sample, count):
        return
    for argument in sample.expressions:
        value = resolve_in(context, argument, inside, Clause.FROM_FUNCTION)
        if count is not None:
            coerce_for(context, value, _FLOAT4, "TABLESAMPLE")
    seed = sample.args.get("seed")
    if isinstance(seed, exp.Expr):
        coerce_for(context, resolve_in(context, seed, inside, Clause.FROM_FUNCTION), _FLOAT8, "REPEATABLE")


def _refuse_kind(context: Context, table: exp.Expr, item: RangeItem) -> bool:
    relation = context.names.relation(item.relation.schema, item.relation.name) if item.relation is not None else None
    if item.is_cte is None and (relation is None or relation.kind in _SAMPLED):
        return False
    message = "TABLESAMPLE clause can only be applied to tables and materialized views"
    span = span_of(table.this)
    start = span_of(table.args["db"]).start if table.args.get("db") is not None else span.start
    context.fail("datatype-mismatch", "0A000", message, span, start)
    return True


def _check_method(context: Context, method: exp.Expr, name: str, sample: exp.Expr, count: int | None) -> bool:
    span = span_of(method)
    if count is None:
        if context.names.functions(None, name) or context.names.catalog.extensions or not context.names.catalog.complete:
            context.gap(Reason.UNKNOWN_FUNCTION, span)
            return True
        message = f"tablesample method {name} does not exist"
        context.fail("undefined-object", "42704", message, span, span.start, name=name, candidates=tuple(_METHODS))
        return False
    given = len(sample.expressions)
    if given == count:
        return True
    message = f"tablesample method {name} requires {count} argument, not {given}"
    context.fail("column-count", "2202H", message, span, span.start, name=name)
    return False
