"""Expressions: every name in one is resolved, and its type worked out as far as names need it.

The walk visits every node once. What has no rule of its own is its operands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.columns import resolve_column, whole_row
from xref.resolve.context import Context, Value
from xref.resolve.described import Kind
from xref.resolve.functions import call_value, candidates, check_schema
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.scopes import Rows, Scope
from xref.resolve.suggest import suggest
from xref.schema.types import SqlType, parse_type
from xref.source import HOLE, Span

BOOLEAN = SqlType("bool")
TEXT = SqlType("text")

_TESTS = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like, exp.ILike, exp.SimilarTo, exp.In,
    exp.Between, exp.Is, exp.Exists, exp.NullSafeEQ, exp.NullSafeNEQ,
)  # fmt: skip
_KEYWORD_TYPES = {
    "current_date": "date",
    "current_time": "timetz",
    "current_timestamp": "timestamptz",
    "localtime": "time",
    "localtimestamp": "timestamp",
    "current_user": "name",
    "current_role": "name",
    "session_user": "name",
    "user": "name",
    "current_catalog": "name",
    "current_schema": "name",
    "grouping": "int4",
    "merge_action": "text",
}
_NAME = re.compile(r'"(?:[^"]|"")*"|[\w$]+')
_SHARED_TYPE = frozenset({"coalesce", "greatest", "least", "nullif"})


def resolve_expression(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """Resolve every name of an expression as seen from ``scope``; gives its type or row, None when not worked out."""
    visit = _VISITS.get(type(node))
    if visit is not None:
        return visit(context, node, scope)
    resolve_all(context, node.iter_expressions(), scope)
    return BOOLEAN if isinstance(node, _TESTS) else None


def resolve_all(context: Context, nodes: Iterable[exp.Expr | None], scope: Scope) -> list[Value]:
    """Resolve several expressions in order."""
    return [context.expression(context, node, scope) for node in nodes if node is not None]


def _column(context: Context, node: exp.Expr, scope: Scope) -> Value:
    if not isinstance(node, exp.Column):
        return None
    if isinstance(node.this, exp.Star):
        return whole_row(context, node, scope)
    return resolve_column(context, node, scope)


def _nothing(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return None


def _literal(context: Context, node: exp.Expr, scope: Scope) -> Value:
    if node.args.get("is_string"):
        return None
    text = str(node.this)
    if not text.isdigit():
        return SqlType("numeric")
    return SqlType("int4" if int(text) < 2**31 else "int8" if int(text) < 2**63 else "numeric")


def _boolean(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return BOOLEAN


def _query(context: Context, node: exp.Expr, scope: Scope) -> Value:
    rows = context.query(context, node, scope)
    return rows.columns[0].type if len(rows.columns) == 1 else None


def _wrapped(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return context.expression(context, node.this, scope)


def _array(context: Context, node: exp.Expr, scope: Scope) -> Value:
    query = node.args.get("query")
    values = [_query(context, query, scope)] if query is not None else resolve_all(context, node.expressions, scope)
    shared = _shared(values)
    if shared is None and query is None and all(_is_string(element) for element in node.expressions):
        shared = TEXT  # literals of unknown type become text (manual, 10.5)
    if shared is None or shared.array:
        return shared
    return SqlType(shared.name, shared.schema, shared.modifiers, array=True)


def _is_string(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.args.get("is_string"))


def _shared(values: Iterable[Value]) -> SqlType | None:
    """The one type of all these values; None when they differ or one is not known."""
    types = {value if isinstance(value, SqlType) else None for value in values}
    return types.pop() if len(types) == 1 else None


def _bracket(context: Context, node: exp.Expr, scope: Scope) -> Value:
    value = context.expression(context, node.this, scope)
    resolve_all(context, node.expressions, scope)
    if not isinstance(value, SqlType):
        return None
    if not value.array:
        return value if value.name == "jsonb" else None
    if any(isinstance(index, exp.Slice) for index in node.expressions):
        return value
    return element_of(value)


def element_of(type_: SqlType) -> SqlType:
    """The element type of an array type."""
    return SqlType(type_.name, type_.schema, type_.modifiers)


def _field(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``(row).field`` (manual, 8.16.3)."""
    value = context.expression(context, node.this, scope)
    rows = value if isinstance(value, Rows) else context.names.composite(value)
    field = node.expression
    if isinstance(field, exp.Star):
        return rows
    span, name = span_of(field), stored_name(field)
    if rows is None or HOLE in name:
        context.leave_open(name, span, Reason.UNKNOWN_ROW_TYPE if HOLE not in name else Reason.HOLE, silent=False)
        return None
    for column in rows.columns:
        if column.name == name:
            context.refer_column(name, span, column.origin)
            return column.type
    if rows.open is not None or context.names.takes_row(name, rows.relation):
        context.leave_open(name, span, rows.open or Reason.UNKNOWN_ROW_TYPE, silent=rows.silent)
        return None
    _missing_field(context, node, name, rows, value)
    return None


def _missing_field(context: Context, node: exp.Expr, name: str, rows: Rows, value: Value) -> None:
    span = span_of(node.expression)
    near = suggest(context.written(span), (column.name for column in rows.columns))
    inner = node.this.unnest()
    if isinstance(value, SqlType):
        message = f'column "{name}" not found in data type {value.name}'
    elif isinstance(inner, exp.Column) and isinstance(inner.this, exp.Identifier):
        message = f"column {stored_name(inner.this)}.{name} does not exist"
    else:
        message = f'could not identify column "{name}" in record data type'
    context.undefined(Kind.COLUMN, name, span)
    context.fail("undefined-column", "42703", message, span, position_of(node), subject=name, name=name, candidates=near)


def _cast(context: Context, node: exp.Expr, scope: Scope) -> Value:
    context.expression(context, node.this, scope)
    return resolve_type(context, node.args["to"])


def resolve_type(context: Context, node: exp.Expr) -> SqlType | None:
    """The type that a ``DataType`` node names; 42704 and 3F000 are recorded when there is none (parse_type.c)."""
    text = node.meta.get("pg_text", "")
    span = span_of(node)
    if HOLE in text:
        context.gap(Reason.HOLE, span)
        return None
    type_ = parse_type(text)
    schema = None if type_.schema == "pg_catalog" and not text.lower().startswith("pg_catalog.") else type_.schema
    exists = context.names.has_type(schema, type_.name)
    if exists:
        return type_
    schema_span, name_span = _name_spans(context.text, span)
    if schema is not None and not context.names.schema_exists(schema):
        check_schema(context, schema, schema_span, span.start)
        return None
    if exists is None:
        context.gap(Reason.UNKNOWN_RELATION, span)
        return None
    shown = f"{schema}.{type_.name}" if schema is not None else type_.name
    message = f'type "{shown}{"[]" if type_.array else ""}" does not exist'
    near = suggest(type_.name, context.names.type_names())
    context.fail("undefined-object", "42704", message, name_span, span.start, subject=shown, name=type_.name, candidates=near)
    return None


def _name_spans(text: str, span: Span) -> tuple[Span, Span]:
    """The first and the last name of a (qualified) type's name."""
    names = [_NAME.match(text, span.start)]
    while (last := names[-1]) is not None and text[last.end() : last.end() + 1] == ".":
        names.append(_NAME.match(text, last.end() + 1))
    found = [Span(*match.span()) for match in names if match is not None] or [span]
    return found[0], found[-1]


def _case(context: Context, node: exp.Expr, scope: Scope) -> Value:
    resolve_all(context, [node.this], scope)
    results: list[Value] = []
    for branch in node.args.get("ifs") or ():
        context.expression(context, branch.this, scope)
        results.append(context.expression(context, branch.args["true"], scope))
    default = node.args.get("default")
    if default is not None:
        results.append(context.expression(context, default, scope))
    return _shared(results)


def _call(context: Context, node: exp.Expr, scope: Scope) -> Value:
    if not isinstance(node, exp.Anonymous):
        return None
    found = candidates(context, node)
    values = resolve_all(context, [*node.expressions, node.args.get("order")], scope)
    name = stored_name(node.this)
    for definition in node.args.get("columns") or ():
        if definition.args.get("kind") is not None:
            resolve_type(context, definition.args["kind"])
    if name == "unnest" and len(values) == 1 and isinstance(values[0], SqlType) and values[0].array:
        return element_of(values[0])
    if node.meta.get("keyword") and node.args.get("db") is None:
        if name in _SHARED_TYPE:
            return _shared(value for value in values if value is not None)
        known = _KEYWORD_TYPES.get(name)
        return SqlType(known) if known else None
    return call_value(context, found)


def _named_argument(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return context.expression(context, node.expression, scope)


def _collate(context: Context, node: exp.Expr, scope: Scope) -> Value:
    value = context.expression(context, node.this, scope)
    name = node.expression
    schema = stored_name(name.this) if isinstance(name, exp.Dot) else None
    last = name.expression if isinstance(name, exp.Dot) else name
    # The server points at the keyword, not at the expression before it.
    position = node.meta["op"]
    if schema is not None and not check_schema(context, schema, span_of(name.this), position):
        return value
    collation, span = stored_name(last), span_of(last)
    exists = context.names.has_collation(schema, collation)
    if exists is None:
        context.gap(Reason.SERVER_COLLATION, span)
    elif not exists:
        shown = collation if schema is None else f"{schema}.{collation}"
        message = f'collation "{shown}" for encoding "UTF8" does not exist'
        context.fail("undefined-object", "42704", message, span, position, subject=shown, name=collation)
    return value


def _ordered(context: Context, node: exp.Expr, scope: Scope) -> Value:
    return context.expression(context, node.this, scope)


def _window(context: Context, node: exp.Expr, scope: Scope) -> Value:
    value = context.expression(context, node.this, scope)
    resolve_window(context, node, scope)
    return value


def resolve_window(context: Context, node: exp.Expr, scope: Scope) -> None:
    """Resolve ``OVER w``, ``OVER (w PARTITION BY ..)`` or a definition of the WINDOW clause (manual, 4.2.8; 42704)."""
    base = node.args.get("alias")
    if base is not None:
        name = stored_name(base)
        if HOLE in name:
            context.gap(Reason.HOLE, span_of(base))
        elif name not in scope.windows:
            message = f'window "{name}" does not exist'
            # Inside of parentheses the server points at them: the base is a part of the definition that begins there.
            start = span_of(base).start
            position = start if node.args.get("named") else context.text.rindex("(", 0, start)
            near = suggest(name, scope.windows)
            context.fail(
                "undefined-object", "42704", message, span_of(base), position, subject=name, name=name, candidates=near
            )
    resolve_all(context, node.args.get("partition_by") or (), scope)
    resolve_all(context, [node.args.get("order")], scope)
    spec = node.args.get("spec")
    if spec is not None:
        bounds = (spec.args.get("start"), spec.args.get("end"))
        resolve_all(context, [bound for bound in bounds if isinstance(bound, exp.Expr)], scope)


def _arithmetic(context: Context, node: exp.Expr, scope: Scope) -> Value:
    values = resolve_all(context, [node.this, node.expression], scope)
    shared = _shared(values)
    return shared if shared is not None and shared.name in ("int4", "int8", "numeric", "float8") and not shared.array else None


_VISITS: dict[type[exp.Expr], Callable[[Context, exp.Expr, Scope], Value]] = {
    exp.Column: _column,
    exp.Identifier: _nothing,
    exp.Star: _nothing,
    exp.Var: _nothing,
    exp.Parameter: _nothing,
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Subquery: _query,
    exp.Select: _query,
    exp.Union: _query,
    exp.Except: _query,
    exp.Intersect: _query,
    exp.Values: _query,
    exp.Paren: _wrapped,
    exp.Array: _array,
    exp.Bracket: _bracket,
    exp.Dot: _field,
    exp.Cast: _cast,
    exp.Case: _case,
    exp.Anonymous: _call,
    exp.Kwarg: _named_argument,
    exp.Collate: _collate,
    exp.Ordered: _ordered,
    exp.Window: _window,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _arithmetic,
    exp.Div: _arithmetic,
    exp.Mod: _arithmetic,
}
