"""What a function gives as a FROM item, and the schema that a call names (manual, 7.2.1.4; namespace.c)."""

from __future__ import annotations

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.names import stored_name
from xref.resolve.scopes import OutputColumn, Rows
from xref.resolve.suggest import suggest
from xref.resolve.typing.types import RECORD, bare
from xref.resolve.value import Value
from xref.schema.catalog import Function
from xref.source import Span

_OUTPUTS = frozenset({"out", "inout", "table"})


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


def table_rows(context: Context, call: exp.Expr, value: Value, alias: str | None) -> Rows:
    """The columns that a call, whose value as an expression is ``value``, gives as a FROM item.

    ``alias`` names the column of a scalar function. Open when they depend on something that is not known: a function that is
    not in the catalog, a record without a column list.
    """
    rows = value.rows
    if rows is not None:
        return rows
    name = alias or (stored_name(call.this) if isinstance(call, exp.Anonymous) else "?")
    if value.type is None:
        return Rows([OutputColumn(name)], open=Reason.UNKNOWN_ROW_TYPE, silent=bool(context.errors))
    if bare(value.type) == RECORD:
        return Rows([OutputColumn(name)], open=Reason.UNKNOWN_ROW_TYPE)
    named = _only_output(value.choice.function) if value.choice is not None and value.choice.function is not None else None
    return Rows([OutputColumn(named or name, value.type, nullable=value.nullable)])


def _only_output(function: Function) -> str | None:
    """The name of a function's single OUT argument, which its column has then (chooseScalarFunctionAlias)."""
    outputs = [argument.name for argument in function.arguments if argument.mode in _OUTPUTS]
    return outputs[0] if len(outputs) == 1 else None
