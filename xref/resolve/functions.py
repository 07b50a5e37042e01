"""What a function gives, in FROM and in an expression, as far as its name and arguments tell (manual, 7.2.1.4)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context, Value
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.scopes import OutputColumn, Rows
from xref.resolve.suggest import suggest
from xref.schema.catalog import Function
from xref.schema.types import SqlType
from xref.source import HOLE, Span

_POLYMORPHIC = frozenset(
    {
        "any",
        "anyelement",
        "anyarray",
        "anynonarray",
        "anyenum",
        "anyrange",
        "anymultirange",
        "anycompatible",
        "anycompatiblearray",
        "anycompatiblenonarray",
        "anycompatiblerange",
        "anycompatiblemultirange",
    }
)
_OUTPUTS = frozenset({"out", "inout", "table"})


def candidates(context: Context, call: exp.Anonymous) -> tuple[Function, ...] | None:
    """The functions that a call's name and number of arguments can mean; None when that is not known.

    Records 3F000 for a schema that does not exist (LookupExplicitNamespace).
    """
    if call.meta.get("keyword") and call.args.get("db") is None:
        return None
    schema_node = call.args.get("db")
    schema = stored_name(schema_node) if schema_node is not None else None
    name = stored_name(call.this)
    if HOLE in name or (schema is not None and HOLE in schema):
        context.gap(Reason.HOLE, span_of(call.this))
        return None
    if (
        schema is not None
        and schema_node is not None
        and not check_schema(context, schema, span_of(schema_node), position_of(call))
    ):
        return None
    found = context.names.functions(schema, name)
    if not found:
        return None
    count = len(call.expressions)
    return tuple(function for function in found if _accepts(function, count)) or None


def check_schema(context: Context, schema: str, span: Span, position: int) -> bool:
    """Whether a schema exists; when it surely does not, 3F000 is recorded. False too when that is not known."""
    if context.names.schema_exists(schema):
        return True
    if context.names.catalog.complete and not context.names.schema_is_open(schema):
        message = f'schema "{schema}" does not exist'
        near = suggest(schema, context.names.catalog.schemas)
        context.fail("undefined-schema", "3F000", message, span, position, subject=schema, name=schema, candidates=near)
    else:
        context.gap(Reason.EXTERNAL_SCHEMA, span)
    return False


def _accepts(function: Function, count: int) -> bool:
    inputs = [argument for argument in function.arguments if argument.mode in ("in", "inout", "variadic")]
    if any(argument.mode == "variadic" for argument in inputs):
        return count >= len(inputs) - 1
    required = sum(1 for argument in inputs if not argument.has_default)
    return required <= count <= len(inputs) or (function.kind == "aggregate" and not inputs)


def result_type(found: Sequence[Function] | None) -> SqlType | None:
    """The result type that all these functions share; None when they differ or depend on their arguments."""
    if not found:
        return None
    results = {function.result for function in found}
    if len(results) != 1:
        return None
    result = results.pop()
    if result is None or (result.name in _POLYMORPHIC and result.schema in (None, "pg_catalog")):
        return None
    return result


def call_value(context: Context, found: Sequence[Function] | None) -> Value:
    """What a call gives in an expression: its result type, or its row when it returns several columns."""
    if found and len(found) == 1:
        outputs = _outputs(found[0])
        if len(outputs) > 1:
            return Rows(outputs)
    return result_type(found)


def table_rows(context: Context, call: exp.Expr, found: Sequence[Function] | None, value: Value, alias: str | None) -> Rows:
    """The columns that a call gives as a FROM item.

    ``value`` is what it gives as an expression, ``alias`` names the column of a scalar function.

    Open when they depend on something that is not known: a function that is not in the catalog, a record without a column
    list, an array whose elements may be composite.
    """
    name = stored_name(call.this) if isinstance(call, exp.Anonymous) else "?"
    shapes = [_shape(context, function) for function in found or ()]
    if shapes and all(shape is not None and shape.columns for shape in shapes):
        first = shapes[0]
        if first is not None and all(_same_names(first, shape) for shape in shapes if shape is not None):
            return first
    scalar = alias or name
    if shapes and all(shape is not None and not shape.columns and shape.open is None for shape in shapes):
        return Rows([OutputColumn(scalar, result_type(found))])
    if name == "unnest" and isinstance(value, SqlType):
        # The elements of an array of a composite type spread into columns.
        return context.names.composite(value) or Rows([OutputColumn(scalar, value)])
    if isinstance(call, exp.Anonymous) and call.meta.get("keyword") and call.args.get("db") is None:
        return Rows([OutputColumn(scalar)])
    return Rows([OutputColumn(scalar)], open=Reason.UNKNOWN_ROW_TYPE)


def _shape(context: Context, function: Function) -> Rows | None:
    """Columns for a row result, no columns for a scalar one, None when it depends on the call."""
    outputs = _outputs(function)
    if outputs:
        return Rows(outputs)
    result = function.result
    if result is None:
        return None
    if result.name == "record" or (result.name in _POLYMORPHIC and not result.array):
        return None
    composite = context.names.composite(result)
    if composite is not None:
        return composite
    return Rows()


def _outputs(function: Function) -> list[OutputColumn]:
    arguments = [argument for argument in function.arguments if argument.mode in _OUTPUTS]
    if len(arguments) == 1 and not arguments[0].name:
        return []
    return [OutputColumn(a.name or f"column{number}", a.type) for number, a in enumerate(arguments, 1)]


def _same_names(first: Rows, other: Rows) -> bool:
    return [column.name for column in first.columns] == [column.name for column in other.columns]
