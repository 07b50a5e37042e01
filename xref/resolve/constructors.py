"""Values made of values: literals, ARRAY, ROW, CASE; and taken apart again: subscripts, fields (manual, 4.2)."""

from __future__ import annotations

from sqlglot import exp

from xref.builtin import CastContext
from xref.reason import Reason
from xref.resolve.aggregates import refuse_set_within
from xref.resolve.coerce import check, coerce, coerce_to_boolean, decide_as_text, leave_undecided, refuse, unify
from xref.resolve.context import Context
from xref.resolve.described import Kind
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.operators import operate, refresh
from xref.resolve.predicates import fields_of
from xref.resolve.scopes import OutputColumn, Rows, Scope
from xref.resolve.sublinks import resolve_array_query
from xref.resolve.suggest import suggest
from xref.resolve.typing.calls import FunctionChoice, find_function
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import INT4, INT8, RECORD, TEXT, UNKNOWN, bare
from xref.resolve.value import Value, value_of
from xref.schema.types import SqlType
from xref.source import HOLE, Span

_NUMERIC = SqlType("numeric")
_BIT = SqlType("bit")


def resolve_literal(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """A quoted literal, whose type is still to be decided, or a number (manual, 4.1.2)."""
    text = str(node.this)
    if node.args.get("is_string"):
        return Value(UNKNOWN, node, position_of(node), False, literal=text)
    value = value_of(node, number_type(text), nullable=False)
    value.literal = text
    return value


def number_type(text: str) -> SqlType:
    """The type of a number as written: the first of integer, bigint and numeric that holds it."""
    try:
        number = int(text, 0) if not text.isdigit() else int(text)
    except ValueError:
        return _NUMERIC
    return INT4 if number < 2**31 else INT8 if number < 2**63 else _NUMERIC


def resolve_bits(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``B'101'`` and ``X'1f'``."""
    value = Value(UNKNOWN, node, node.meta["start"], False)
    value.literal = ("x" if isinstance(node, exp.HexString) else "b") + str(node.this)
    check(context, value, _BIT)
    value.type = _BIT
    return value


def resolve_parameter(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``$1``, with the type that it has so far."""
    text = str(node.this.this) if isinstance(node.this, exp.Expr) else str(node.this)
    if not text.isdigit():
        context.gap(Reason.HOLE, span_of(node))
        return value_of(node, None)
    number = int(text)
    value = value_of(node, context.parameters.type_of(number))
    value.parameter = number
    context.parameters.use(number, value)
    return value


def resolve_array(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``ARRAY[a, b]`` and ``ARRAY(query)``."""
    query = node.args.get("query")
    if query is not None:
        return resolve_array_query(context, node, query, scope)
    value = Value(None, node, node.meta["start"], False)
    if not node.expressions:
        message, hint = (
            "cannot determine type of empty array",
            "Explicitly cast to the desired type, for example ARRAY[]::integer[].",
        )
        span = Span(node.meta["start"], node.meta["end"] + 1)
        context.fail("indeterminate-parameter", "42P18", message, span, node.meta["start"], hint=hint)
        return value
    elements = [context.expression(context, element, scope) for element in node.expressions]
    shared = unify(context, elements, "ARRAY")
    if shared is None:
        return value
    facts = context.types.facts(bare(shared))
    if shared.array:
        value.type = bare(shared)
    else:
        value.type = context.types.array_of(shared)
        if value.type is None and facts is not None:
            message = f"could not find array type for data type {context.types.spelled(shared)}"
            refuse(
                context, Refusal("undefined-object", "42704", message), [], span=Span(value.at, value.at + 5), position=value.at
            )
    return value


def resolve_row(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``ROW(a, b)`` and ``(a, b)``."""
    value = Value(RECORD, node, node.meta["start"], False)
    value.fields = tuple(fields_of(context, node, scope))
    value.rows = Rows([OutputColumn(f"f{number}", field.type) for number, field in enumerate(value.fields, 1)])
    return value


def resolve_case(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """CASE: each condition boolean or comparable with the operand, the results of one type (transformCaseExpr)."""
    operand = None
    if node.this is not None:
        operand = context.expression(context, node.this, scope)
        decide_as_text(context, operand)
    before = scope.last_set
    results: list[Value] = []
    for branch in node.args.get("ifs") or ():
        condition = context.expression(context, branch.this, scope)
        if operand is not None:
            # The server compares at the WHEN, which is where the branch begins.
            condition = operate(context, branch, "=", refresh(context, operand), condition)
        coerce_to_boolean(context, condition, "CASE/WHEN")
        results.append(context.expression(context, branch.args["true"], scope))
    default = node.args.get("default")
    last = context.expression(context, default, scope) if default is not None else _null(node)
    refuse_set_within(context, scope, before, "CASE")
    # The ELSE decides before the others, as it always did.
    shared = unify(context, [last, *results], "CASE", ["CASE/ELSE", *["CASE/WHEN"] * len(results)])
    value = Value(shared, node, node.meta["start"])
    nullable = {result.nullable for result in (last, *results)}
    value.nullable = True if True in nullable else None if None in nullable else False
    return value


def _null(node: exp.Expr) -> Value:
    return Value(UNKNOWN, node, node.meta["start"], True, is_null=True)


def resolve_null(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """NULL, whose type is still to be decided."""
    return Value(UNKNOWN, node, position_of(node), True, is_null=True)


def resolve_subscript(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``x[1]`` and ``x[1:2]`` of arrays and jsonb (manual, 8.14.5 and 8.15.3; 42804 for anything else)."""
    inner, written = _subscripts(node)
    container = context.expression(context, inner, scope)
    slices = any(isinstance(index, exp.Slice) for index in written)
    indexes: list[Value] = []
    for index in written:
        bounds = (index.this, index.args.get("expression")) if isinstance(index, exp.Slice) else (index,)
        indexes += [context.expression(context, bound, scope) for bound in bounds if isinstance(bound, exp.Expr)]
    value = Value(None, node, min(container.at, node.meta["start"]))
    if container.type is None:
        for one in indexes:
            coerce(context, one, None)
        return value
    value.type = subscripted(context, container, indexes, slices=slices)
    return value


def _subscripts(node: exp.Expr) -> tuple[exp.Expr, list[exp.Expr]]:
    """What ``x[1][2]`` takes elements of and all of its subscripts, which belong together."""
    written: list[exp.Expr] = []
    while isinstance(node, exp.Bracket):
        written = [*node.expressions, *written]
        node = node.this
    return node, written


def subscripted(context: Context, container: Value, indexes: list[Value], *, slices: bool) -> SqlType | None:
    """What subscripts give of a container's type; the subscripts are put into theirs."""
    types = context.types
    if container.type is None:
        return None
    base = types.base(container.type)
    if base.name == "jsonb" and base.schema == "pg_catalog" and not base.array:
        _json_subscripts(context, indexes, slices=slices)
        return base
    facts = types.facts(bare(base))
    if facts is None:
        return None
    element = types.element(base) or facts.element
    if element is None:
        message = f"cannot subscript type {types.spelled(container.type)} because it does not support subscripting"
        refuse(context, Refusal("datatype-mismatch", "42804", message), [container], container)
        return None
    for index in indexes:
        if coerce(context, index, INT4, CastContext.ASSIGNMENT) is False:
            refuse(context, Refusal("datatype-mismatch", "42804", "array subscript must have type integer"), [index], index)
    if slices:
        return base
    return SqlType(element.name, element.schema, base.modifiers or element.modifiers, element.array)


def _json_subscripts(context: Context, indexes: list[Value], *, slices: bool) -> None:
    if slices:
        first = indexes[0] if indexes else None
        refuse(context, Refusal("syntax-error", "0A000", "jsonb subscript does not support slices"), indexes, first)
        return
    for index in indexes:
        if index.is_undecided:
            coerce(context, index, TEXT)
            continue
        given = index.type
        if given is None:
            continue
        facts = context.types.facts(bare(given))
        if facts is not None and bare(given) != INT4 and facts.category not in "SN":
            message = f"subscript type {context.types.spelled(given)} is not supported"
            refuse(context, Refusal("datatype-mismatch", "42804", message), [index], index)


def resolve_field(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``(row).field`` and ``(row).*`` (manual, 8.16.3)."""
    value = context.expression(context, node.this, scope)
    rows = rows_of(context, value)
    field = node.expression
    result = Value(None, node, value.at, returns_set=value.returns_set)
    if isinstance(field, exp.Star):
        result.rows = rows
        result.type = value.type
        return result
    span, name = span_of(field), stored_name(field)
    if rows is None and value.type is not None and not _may_have_fields(context, value.type):
        return _not_composite(context, node, name, value, result)
    if rows is None or HOLE in name:
        context.leave_open(name, span, Reason.UNKNOWN_ROW_TYPE if HOLE not in name else Reason.HOLE, silent=False)
        return result
    for column in rows.columns:
        if column.name == name:
            context.refer_column(name, span, column.origin)
            result.type = column.type
            result.origin = column.origin if _is_whole_row(context, node.this) else None
            result.nullable = True if value.nullable is not False else column.nullable
            return result
    if rows.open is not None or context.names.takes_row(name, rows.relation):
        context.leave_open(name, span, rows.open or Reason.UNKNOWN_ROW_TYPE, silent=rows.silent)
        return result
    _missing_field(context, node, name, rows, value)
    return result


def _is_whole_row(context: Context, node: exp.Expr) -> bool:
    """Whether it is a FROM item's alias, whose field is then that item's column."""
    while isinstance(node, exp.Paren):
        node = node.this
    found = context.bound.get(id(node))
    return found is not None and not found.column.name


def rows_of(context: Context, value: Value) -> Rows | None:
    """The columns of a row value; None when it is none, or they are not known."""
    if value.rows is not None:
        return value.rows
    if value.type is None:
        return None
    return context.names.composite(context.types.base(value.type))


def _may_have_fields(context: Context, type_: SqlType) -> bool:
    facts = context.types.facts(bare(type_))
    return facts is None or type_ == RECORD or context.types.is_composite(context.types.base(type_))


def _not_composite(context: Context, node: exp.Expr, name: str, value: Value, result: Value) -> Value:
    """``(x).f`` of something that is no row is ``f(x)`` if there is such a function, else 42809."""
    given = value.type
    if given is None:
        return result
    choice = find_function(context.types, name, [bare(given)])
    if isinstance(choice, FunctionChoice):
        result.type = choice.result
        return result
    span = span_of(node.expression)
    if choice is None:
        leave_undecided(context, span, Reason.UNKNOWN_FUNCTION)
        return result
    message = f"column notation .{name} applied to type {context.types.spelled(given)}, which is not a composite type"
    refuse(context, Refusal("datatype-mismatch", "42809", message), [value], span=span, position=position_of(node))
    return result


def _missing_field(context: Context, node: exp.Expr, name: str, rows: Rows, value: Value) -> None:
    span = span_of(node.expression)
    near = suggest(context.written(span), (column.name for column in rows.columns))
    inner = node.this.unnest()
    if isinstance(inner, exp.Column) and isinstance(inner.this, exp.Identifier) and value.rows is not None:
        message = f"column {stored_name(inner.this)}.{name} does not exist"
    elif value.type is not None and value.type != RECORD:
        message = f'column "{name}" not found in data type {context.types.spelled(value.type)}'
    else:
        message = f'could not identify column "{name}" in record data type'
    context.undefined(Kind.COLUMN, name, span)
    context.fail("undefined-column", "42703", message, span, position_of(node), subject=name, name=name, candidates=near)
