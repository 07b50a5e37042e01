"""Values put into columns: INSERT's rows and SET (manual, 10.4; transformAssignedExpr, transformUpdateTargetList)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce, leave_undecided, refuse, type_note, type_notes
from xref.resolve.conditions import is_default, resolve_in
from xref.resolve.constructors import subscripted
from xref.resolve.context import Context
from xref.resolve.described import Bound, Declared
from xref.resolve.names import is_hole, position_of, span_of, stored_name
from xref.resolve.output import Output
from xref.resolve.queries import resolve_read
from xref.resolve.scopes import OutputColumn, Scope
from xref.resolve.targets import Target, TargetColumn, assigned_columns
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import RECORD, UNKNOWN, bare
from xref.resolve.value import Value, value_of
from xref.resolve.value_lists import resolve_list
from xref.schema.catalog import CastContext
from xref.schema.types import SqlType
from xref.source import Span

_REWRITE = "You will need to rewrite or cast the expression."
Assigned = tuple[TargetColumn, Value]
"""A column and what is put into it; DEFAULT is a value whose node is that."""


def resolve_assignments(context: Context, nodes: Iterable[exp.Expr], target: Target, scope: Scope) -> list[Assigned]:
    """Resolve ``SET a = x, (b, c) = (..), d[1] = y``: columns of the target on the left, ``scope`` on the right.

    All sources first, then each into its column, as the server does.
    """
    seen: dict[str, bool] = {}
    sources: list[tuple[list[exp.Expr], list[Value | None]]] = []
    for node in nodes:
        if not isinstance(node, exp.EQ):
            context.expression(context, node, scope)
            continue
        left = node.this
        lefts = list(left.expressions) if isinstance(left, exp.Tuple) else [left]
        multiple = len(lefts) if isinstance(left, exp.Tuple) else None
        sources.append((lefts, _sources(context, node.expression, multiple, scope)))
    assigned: list[Assigned] = []
    for lefts, values in sources:
        for column, value in zip(assigned_columns(context, target, lefts, seen), _padded(values, len(lefts)), strict=True):
            if value is not None:
                assign(context, target, column, value, scope, Clause.UPDATE)
                assigned.append((column, value))
    return assigned


def _padded(values: list[Value | None], length: int) -> list[Value | None]:
    return [*values, *[None] * length][:length]


def _sources(context: Context, node: exp.Expr, count: int | None, scope: Scope) -> list[Value | None]:
    """What stands on the right of an assignment to one column, or to ``count`` columns (transformMultiAssignRef)."""
    if count is None:
        return [value_of(node, None) if is_default(node) else resolve_in(context, node, scope, Clause.UPDATE)]
    if is_hole(node):
        context.expression(context, node, scope)
        return [None]
    if isinstance(node, exp.Subquery):
        values = _subquery(context, node, scope)
    elif isinstance(node, exp.Tuple):
        values = resolve_list(context, node.expressions, scope, Clause.UPDATE, with_default=True)
    else:
        message = "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression"
        context.fail("syntax-error", "0A000", message, span_of(node), position_of(node))
        return []
    if len(values) != count and None not in values:
        start = node.meta["start"]
        message = "number of columns does not match number of values"
        context.fail("column-count", "42601", message, Span(start, start + 1), start)
    return values


def _subquery(context: Context, node: exp.Subquery, scope: Scope) -> list[Value | None]:
    before, scope.clause = scope.clause, Clause.UPDATE
    try:
        output = resolve_read(context, node, scope)
    finally:
        scope.clause = before
    return as_row(output)


def as_row(output: Output) -> list[Value | None]:
    """A query's output as a row of values; a None stands for what comes from the first star on whose columns are not known."""
    values = [_as_column(entry.value) for entry in output.known()]
    return [*values, None] if output.open is not None else [*values]


def _as_column(value: Value) -> Value:
    """An output as seen from around the query: a column of it, unless it is a literal or parameter still to be decided."""
    return value if value.type == UNKNOWN else Value(value.type, value.node, value.at, value.nullable, origin=value.origin)


def assign_row(
    context: Context,
    target: Target,
    columns: list[TargetColumn] | None,
    values: Sequence[Value | None],
    scope: Scope,
    *,
    listed: bool,
) -> list[Assigned]:
    """Put a row into an INSERT's columns: as many as there are, fewer where no columns were ``listed`` (transformInsertRow).

    ``columns`` is None when they are not known; a None among the values stands for any number of them.
    """
    if columns is None:
        for value in values:
            if value is not None:
                coerce(context, value, None)
        return []
    if None not in values:
        _check_count(context, columns, values, listed=listed)
    assigned: list[Assigned] = []
    for column, value in zip(columns, values, strict=False):
        if value is None:
            break
        assign(context, target, column, value, scope, Clause.INSERT)
        assigned.append((column, value))
    return assigned


def _check_count(context: Context, columns: list[TargetColumn], values: Sequence[Value | None], *, listed: bool) -> None:
    if len(values) > len(columns):
        extra = values[len(columns)]
        if extra is not None:
            message = "INSERT has more expressions than target columns"
            context.fail("column-count", "42601", message, span_of(extra.node), extra.at)
    elif listed and len(values) < len(columns):
        missing = columns[len(values)]
        first = values[0] if len(values) == 1 else None
        hint = None
        if first is not None and first.fields is not None and len(first.fields) == len(columns):
            hint = (
                "The insertion source is a row expression containing the same number of columns expected by the INSERT. "
                "Did you accidentally use extra parentheses?"
            )
        message = "INSERT has more target columns than expressions"
        context.fail("column-count", "42601", message, missing.span, missing.span.start, name=missing.name, hint=hint)


def assign(context: Context, target: Target, column: TargetColumn, value: Value, scope: Scope, clause: Clause) -> None:
    """Put a value into a column, or into a part of one; 42804 when its type cannot be assigned to the column's."""
    found = column.column
    if is_default(value.node):
        _refuse_default(context, column)
        return
    if found is None or found.type is None:
        if found is not None:
            leave_undecided(context, column.span)
        coerce(context, value, None)
        return
    if value.parameter is not None:
        context.parameters.meet(value.parameter, found.origin)
    if column.steps:
        _assign_part(context, column, found, value, scope, clause)
    elif _is_foreign_row(context, value, found.type):
        _refuse_row(context, value, found, found.type)
    elif _is_refused(context, value, found.type, found.origin):
        given = context.types.spelled(value.type) if value.type is not None else "?"
        expected = context.types.spelled(found.type)
        message = f'column "{column.name}" is of type {expected} but expression is of type {given}'
        _refuse(context, message, value, found, span_of(value.node), value.at)


def _is_foreign_row(context: Context, value: Value, type_: SqlType) -> bool:
    """Whether a row becomes one of a composite type only by its fields, and they do not fit or are not at hand."""
    if value.type is None or bare(value.type) != RECORD or not context.types.is_composite(context.types.base(type_)):
        return False
    if value.fields is None:
        return value.rows is None
    return coerce(context, value, type_, CastContext.ASSIGNMENT) is False


def _refuse_row(context: Context, value: Value, column: OutputColumn, type_: SqlType) -> None:
    """The server words this as a cast (coerce_record_to_complex)."""
    message = f"cannot cast type record to {context.types.spelled(type_)}"
    declared = _declared(context, column)
    context.fail("cannot-cast", "42846", message, span_of(value.node), value.at, name=column.name, declared=declared)


def _is_refused(context: Context, value: Value, type_: SqlType, column: Bound | None = None) -> bool:
    return coerce(context, value, type_, CastContext.ASSIGNMENT, because=column) is False


def _refuse_default(context: Context, column: TargetColumn) -> None:
    if not column.steps:
        return
    what = "an array element" if isinstance(column.steps[0], exp.Bracket) else "a subfield"
    context.fail("syntax-error", "0A000", f"cannot set {what} to DEFAULT", column.span, column.span.start, name=column.name)


def _refuse(context: Context, message: str, value: Value, column: OutputColumn, span: Span, position: int) -> None:
    origins = tuple(origin for origin in (column.origin, value.origin) if origin is not None)
    context.fail(
        "datatype-mismatch",
        "42804",
        message,
        span,
        position,
        subject=f"{column.origin.relation}.{column.origin.attribute}" if column.origin is not None else column.name,
        name=column.name,
        declared=(*_declared(context, column), *type_notes(context, [value])),
        hint=_REWRITE,
        rests_on=origins,
    )


def _declared(context: Context, column: OutputColumn) -> tuple[Declared, ...]:
    if column.origin is None or column.type is None:
        return ()
    return context.names.declared(column.origin, type_note(context, column.origin, column.type))


def _assign_part(
    context: Context, column: TargetColumn, found: OutputColumn, value: Value, scope: Scope, clause: Clause
) -> None:
    """Put a value into a field or an element of a column (transformAssignmentIndirection)."""
    part = _Part(context, column, found, scope, clause)
    wanted = part.type()
    if wanted is None:
        coerce(context, value, None)
        return
    if not _is_refused(context, value, wanted, found.origin) or value.type is None:
        return
    given, expected = context.types.spelled(value.type), context.types.spelled(wanted)
    if part.subscripted:
        message = f'subscripted assignment to "{part.name}" requires type {expected} but expression is of type {given}'
    else:
        message = f'subfield "{part.name}" is of type {expected} but expression is of type {given}'
    _refuse(context, message, value, found, span_of(value.node), column.span.start)


class _Part:
    """Follows the steps from a column to the part of it that is written."""

    def __init__(self, context: Context, column: TargetColumn, found: OutputColumn, scope: Scope, clause: Clause) -> None:
        self._context = context
        self._column = column
        self._scope = scope
        self._clause = clause
        self._type = found.type
        self.name = column.name
        self.subscripted = False

    def type(self) -> SqlType | None:
        """The type of the part; None when there is no such part (recorded) or it is not known."""
        steps = list(self._column.steps)
        while steps and self._type is not None:
            if isinstance(steps[0], exp.Bracket):
                brackets = []
                while steps and isinstance(steps[0], exp.Bracket):
                    brackets.append(steps.pop(0))
                self._subscript(brackets)
            else:
                self._field(steps.pop(0))
        return self._type

    def _subscript(self, brackets: list[exp.Expr]) -> None:
        indexes: list[Value] = []
        slices = False
        for bracket in brackets:
            for index in bracket.expressions:
                parts = (index.this, index.args.get("expression")) if isinstance(index, exp.Slice) else (index,)
                slices = slices or isinstance(index, exp.Slice)
                indexes += [self._resolve(part) for part in parts if isinstance(part, exp.Expr)]
        container = Value(self._type, brackets[0], self._column.span.start)
        self._type = subscripted(self._context, container, indexes, slices=slices)
        self.subscripted = True

    def _resolve(self, node: exp.Expr) -> Value:
        return resolve_in(self._context, node, self._scope, self._clause)

    def _field(self, identifier: exp.Expr) -> None:
        context, types = self._context, self._context.types
        given, name, span = self._type, stored_name(identifier), span_of(identifier)
        if given is None:
            return
        base = types.base(given)
        rows = context.names.composite(base)
        column = next((c for c in rows.columns if c.name == name), None) if rows is not None else None
        self.subscripted = False
        self._type = column.type if column is not None else None
        if column is not None or (rows is not None and rows.open is not None):
            self.name = name
            return
        start = self._column.span.start
        if rows is not None:
            why = f"there is no such column in data type {types.spelled(given)}"
            message = f'cannot assign to field "{name}" of column "{self.name}" because {why}'
            context.fail("undefined-column", "42703", message, span, start, name=name)
        elif types.facts(bare(base)) is not None:
            why = f"its type {types.spelled(given)} is not a composite type"
            message = f'cannot assign to field "{name}" of column "{self.name}" because {why}'
            refuse(context, Refusal("datatype-mismatch", "42804", message), [], span=span, position=start)
        else:
            leave_undecided(context, span, Reason.UNKNOWN_TYPE)
