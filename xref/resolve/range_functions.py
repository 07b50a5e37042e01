"""Functions in FROM: what each gives, column definition lists, ROWS FROM, WITH ORDINALITY (7.2.1.4; transformRangeFunction)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.aggregates import refuse_nested_set
from xref.resolve.aliases import renamed
from xref.resolve.clause import Clause
from xref.resolve.conditions import resolve_in
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.functions import table_rows
from xref.resolve.names import span_of, stored_name
from xref.resolve.output_names import output_name
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope
from xref.resolve.table_functions import is_table_function, resolve_table_function
from xref.resolve.typing.types import INT8, RECORD, bare
from xref.resolve.value import Value


@dataclass(slots=True)
class _Function:
    """One function of a FROM item: its call, its own column definition list, and its value."""

    call: exp.Expr
    definitions: Sequence[exp.Expr]
    value: Value


def resolve_function(context: Context, scope: Scope, node: exp.Table) -> RangeItem:
    """Resolve a function in FROM, or several of ROWS FROM, to the item that it is."""
    alias = node.args.get("alias")
    name = stored_name(alias.this) if alias is not None and alias.this is not None else None
    if not node.args.get("rows_from") and is_table_function(node.this):
        return _table_function(context, scope, node, name)
    functions = _functions(context, scope, node)
    definitions = _definitions(alias)
    if definitions:
        _check_definitions(context, node, functions, definitions)
    columns: list[OutputColumn] = []
    opened: Rows | None = None
    for function in functions:
        own = function.definitions or (definitions if len(functions) == 1 else ())
        rows = _rows(context, function, own, name if len(functions) == 1 else None)
        columns += rows.columns
        opened = opened or (rows if rows.open is not None else None)
    if node.args.get("ordinality"):
        columns.append(OutputColumn("ordinality", INT8, nullable=False))
    rows = Rows(columns, opened.open if opened else None, opened.silent if opened else False)
    called = name or output_name(functions[0].call)
    item = RangeItem(called, renamed(context, rows, alias), aliased=name is not None, computed=True)
    if len(functions) == 1 and not node.args.get("ordinality") and _is_scalar(context, functions[0].value):
        item.scalar = functions[0].value.type
    return item


def _functions(context: Context, scope: Scope, node: exp.Table) -> list[_Function]:
    found = []
    for part in node.args.get("rows_from") or (node,):
        is_item = isinstance(part, exp.Table)
        call = part.this if is_item else part
        own = _definitions(part.args.get("alias")) if is_item and part is not node else ()
        calls = [call] if own else _unnested(call)
        found += [_Function(one, own, resolve_lateral(context, one, scope)) for one in calls]
    return found


def resolve_lateral(context: Context, call: exp.Expr, scope: Scope) -> Value:
    """Resolve a function in FROM, which may refer to what stands before it (7.2.1.5). A set is the whole call or none of it."""
    lateral, scope.lateral = scope.lateral, True
    role, context.role = context.role, Role.READS
    before = scope.last_set
    try:
        value = resolve_in(context, call, scope, Clause.FROM_FUNCTION)
    finally:
        scope.lateral, context.role = lateral, role
    refuse_nested_set(context, scope, before, call)
    return value


def _unnested(call: exp.Expr) -> list[exp.Expr]:
    """``unnest(a, b)`` is ``unnest(a)`` beside ``unnest(b)``; anything else is itself."""
    plain = isinstance(call, exp.Anonymous) and call.args.get("db") is None and not call.args.get("order")
    if not plain or stored_name(call.this) != "unnest" or len(call.expressions) < 2:
        return [call]
    if any(isinstance(argument, exp.Variadic | exp.Kwarg | exp.Star) for argument in call.expressions):
        return [call]
    parts = call.meta.get("unnested")
    if parts is None:
        parts = []
        for argument in call.expressions:
            part = exp.Anonymous(this=call.this.copy(), expressions=[argument])
            part.meta.update({key: value for key, value in call.meta.items() if key != "unnested"})
            parts.append(part)
        # What a node means is kept by its identity, so the parts live as long as the tree.
        call.meta["unnested"] = parts
    return list(parts)


def _definitions(alias: exp.Expr | None) -> list[exp.Expr]:
    """The column definition list of an alias, ``AS t(a int, b text)``."""
    return [c for c in (alias.args.get("columns") or () if alias is not None else ()) if isinstance(c, exp.ColumnDef)]


def _check_definitions(context: Context, node: exp.Table, functions: list[_Function], definitions: list[exp.Expr]) -> None:
    """A column definition list after the item is for a single function without WITH ORDINALITY (42601)."""
    hint = None
    if any(function.definitions for function in functions):
        message = "multiple column definition lists are not allowed for the same function"
    elif len(functions) != 1 and node.args.get("rows_from"):
        message = "ROWS FROM() with multiple functions cannot have a column definition list"
        hint = "Put a separate column definition list for each function inside ROWS FROM()."
    elif len(functions) != 1:
        message = "UNNEST() with multiple arguments cannot have a column definition list"
        hint = "Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list to each one."
    elif node.args.get("ordinality"):
        message = "WITH ORDINALITY cannot be used with a column definition list"
        hint = "Put the column definition list inside ROWS FROM()."
    else:
        return
    span = span_of(definitions[0])
    context.fail("syntax-error", "42601", message, span, span.start, hint=hint)


def _is_scalar(context: Context, value: Value) -> bool:
    type_ = value.type
    if type_ is None or bare(type_) == RECORD or value.rows is not None:
        return False
    return context.names.composite(context.types.base(type_)) is None


def _rows(context: Context, function: _Function, definitions: Sequence[exp.Expr], alias: str | None) -> Rows:
    value = function.value
    if value.rows is None and value.type is not None:
        value.rows = context.names.composite(context.types.base(value.type))
    is_record = value.type is not None and bare(value.type) == RECORD and value.rows is None
    if definitions:
        if value.type is not None and not is_record:
            _refuse_definitions(context, value, definitions)
            return table_rows(context, function.call, value, alias)
        return _defined(context, definitions)
    if is_record:
        message = 'a column definition list is required for functions returning "record"'
        named = function.call.args.get("this")
        shown = named if isinstance(named, exp.Identifier) else function.call
        context.fail("syntax-error", "42601", message, span_of(shown), value.at)
        return Rows(open=Reason.UNKNOWN_ROW_TYPE, silent=True)
    return table_rows(context, function.call, value, alias)


def _refuse_definitions(context: Context, value: Value, definitions: Sequence[exp.Expr]) -> None:
    if value.rows is None:
        message = 'a column definition list is only allowed for functions returning "record"'
    elif value.type is not None and bare(value.type) == RECORD:
        message = "a column definition list is redundant for a function with OUT parameters"
    else:
        message = "a column definition list is redundant for a function returning a named composite type"
    span = span_of(definitions[0])
    context.fail("syntax-error", "42601", message, span, span.start)


def _defined(context: Context, definitions: Sequence[exp.Expr]) -> Rows:
    columns: list[OutputColumn] = []
    for definition in definitions:
        name = stored_name(definition.this)
        if any(column.name == name for column in columns):
            message = f'column name "{name}" specified more than once'
            context.fail("duplicate-column", "42701", message, span_of(definition.this), None, name=name)
        kind = definition.args.get("kind")
        columns.append(OutputColumn(name, context.type_of(context, kind) if kind is not None else None))
    return Rows(columns)


def _table_function(context: Context, scope: Scope, node: exp.Table, name: str | None) -> RangeItem:
    """XMLTABLE and JSON_TABLE."""
    lateral, scope.lateral = scope.lateral, True
    role, context.role = context.role, Role.READS
    try:
        rows = resolve_table_function(context, node.this, scope)
    finally:
        scope.lateral, context.role = lateral, role
    alias = node.args.get("alias")
    called = output_name(node.this)
    return RangeItem(name or called, renamed(context, rows, alias, f"{called.upper()} function"), aliased=name is not None)
