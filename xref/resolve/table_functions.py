"""XMLTABLE and JSON_TABLE: documents as rows (manual, 9.15.3.3 and 9.16.4; transformRangeTableFunc, transformJsonTable)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce, coerce_for, decide_as_text
from xref.resolve.conditions import resolve_in
from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import OutputColumn, Rows, Scope
from xref.resolve.typing.types import INT4, TEXT
from xref.schema.types import SqlType

_NAMES = frozenset({"xmltable", "json_table"})
_XML = SqlType("xml")
_NOT_NULL = re.compile(r"\bnot\s+null\b", re.IGNORECASE)
_PATH = re.compile(r"\bpath\s*$", re.IGNORECASE)


def is_table_function(call: exp.Expr) -> bool:
    """Whether a function of FROM is XMLTABLE or JSON_TABLE, which have columns of their own."""
    return isinstance(call, exp.Anonymous) and "columns" in call.args and stored_name(call.this) in _NAMES


def resolve_table_function(context: Context, call: exp.Expr, scope: Scope) -> Rows:
    """Resolve the document, the paths and the columns; gives the columns."""
    name = stored_name(call.this)
    if name == "xmltable":
        _document(context, call.expressions, scope)
    else:
        _json_document(context, call, scope)
    columns: list[OutputColumn] = []
    for definition in call.args.get("columns") or ():
        column = _column(context, definition, scope, name)
        if any(other.name == column.name for other in columns):
            word = "column name" if name == "xmltable" else "duplicate JSON_TABLE column or path name:"
            message = f'column name "{column.name}" is not unique' if name == "xmltable" else f"{word} {column.name}"
            sqlstate, span = ("42601" if name == "xmltable" else "42712"), span_of(definition.this)
            context.fail("duplicate-column", sqlstate, message, span, span.start, name=column.name)
        columns.append(column)
    return Rows(columns)


def _document(context: Context, arguments: Sequence[exp.Expr], scope: Scope) -> None:
    for argument, type_ in zip(arguments, (TEXT, _XML), strict=False):
        coerce_for(context, resolve_in(context, argument, scope, Clause.FROM_FUNCTION), type_, "XMLTABLE")
    for namespace in arguments[2:]:
        node = namespace.this if isinstance(namespace, exp.Alias) else namespace
        coerce_for(context, resolve_in(context, node, scope, Clause.FROM_FUNCTION), TEXT, "XMLTABLE")


def _json_document(context: Context, call: exp.Expr, scope: Scope) -> None:
    for index, argument in enumerate(call.expressions):
        value = resolve_in(context, argument, scope, Clause.FROM_FUNCTION)
        if index == 0:
            decide_as_text(context, value)
    for passed in call.args.get("passing") or ():
        node = passed.this if isinstance(passed, exp.Alias) else passed
        decide_as_text(context, resolve_in(context, node, scope, Clause.FROM_FUNCTION))


def _column(context: Context, definition: exp.Expr, scope: Scope, function: str) -> OutputColumn:
    kind = definition.args.get("kind")
    name = stored_name(definition.this)
    if kind is None:
        return OutputColumn(name, INT4, nullable=False)
    type_ = context.type_of(context, kind)
    if type_ is None and function == "json_table" and definition.meta.get("exists"):
        type_ = SqlType("bool")
    for index, expression in enumerate(definition.expressions):
        value = resolve_in(context, expression, scope, Clause.FROM_FUNCTION)
        is_path = (
            index == 0
            and _PATH.search(context.text[max(0, span_of(expression).start - 40) : span_of(expression).start]) is not None
        )
        if function == "xmltable":
            coerce_for(context, value, TEXT if is_path or type_ is None else type_, "XMLTABLE")
        else:
            coerce(context, value, TEXT if is_path else type_)
    return OutputColumn(name, type_, nullable=not _says_not_null(context, definition))


def _says_not_null(context: Context, definition: exp.Expr) -> bool:
    span = span_of(definition)
    return _NOT_NULL.search(context.text, span.start, span.end) is not None
