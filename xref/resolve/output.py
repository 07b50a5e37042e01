"""The output of a SELECT or of RETURNING: its items, expanded and named (manual, 7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.described import Bound, Role
from xref.resolve.names import span_of, stored_name
from xref.resolve.output_names import output_name
from xref.resolve.scopes import OutputColumn, Rows, Scope
from xref.schema.types import SqlType


@dataclass(slots=True)
class Output:
    """The columns of a result with the expression that each comes from (None for what a star stands for)."""

    columns: list[OutputColumn] = field(default_factory=list)
    expressions: list[exp.Expr | OutputColumn] = field(default_factory=list)
    open: Reason | None = None
    silent: bool = False

    def rows(self) -> Rows:
        """The columns alone."""
        return Rows(self.columns, self.open, self.silent)

    def named(self, name: str) -> list[exp.Expr]:
        """The expressions of this output name; what a star stands for is a column of that name."""
        return [
            expression if isinstance(expression, exp.Expr) else exp.column(name, quoted=True)
            for column, expression in zip(self.columns, self.expressions, strict=True)
            if column.name == name
        ]

    def origin(self, name: str) -> Bound | None:
        """The attribute that the first output of this name is."""
        return next((column.origin for column in self.columns if column.name == name), None)

    def add_rows(self, rows: Rows) -> None:
        """Add all columns of an item."""
        for column in rows.columns:
            self.columns.append(column)
            self.expressions.append(column)
        if rows.open is not None:
            self.open, self.silent = rows.open, self.silent or rows.silent

    def add(self, column: OutputColumn, expression: exp.Expr) -> None:
        """Add one column."""
        self.columns.append(column)
        self.expressions.append(expression)


def resolve_output(context: Context, items: Sequence[exp.Expr], scope: Scope, role: Role) -> Output:
    """Resolve a select list; ``role`` is what its columns are used for."""
    output = Output()
    before, context.role = context.role, role
    for item in items:
        _resolve_item(context, item, scope, output)
    context.role = before
    return output


def _resolve_item(context: Context, item: exp.Expr, scope: Scope, output: Output) -> None:
    if isinstance(item, exp.Star):
        _star(context, item, scope, output)
        return
    node = item.this if isinstance(item, exp.Alias) else item
    count, failed = len(context.references), len(context.errors)
    value = context.expression(context, node, scope)
    if _is_star(node):
        output.add_rows(value if isinstance(value, Rows) else Rows(open=Reason.UNKNOWN_ROW_TYPE))
        return
    name = stored_name(item.args["alias"]) if isinstance(item, exp.Alias) else output_name(node)
    output.add(OutputColumn(name, value if isinstance(value, SqlType) else None, _origin(context, node, count)), node)
    if len(context.errors) > failed and not isinstance(item, exp.Alias):
        # Mended, it may have another name, so what refers to it is not an error of its own.
        output.open, output.silent = Reason.UNKNOWN_ROW_TYPE, True


def _is_star(node: exp.Expr) -> bool:
    last = node.this if isinstance(node, exp.Column) else node.expression if isinstance(node, exp.Dot) else None
    return isinstance(last, exp.Star)


def _origin(context: Context, node: exp.Expr, count: int) -> Bound | None:
    """The attribute of an output that is a plain column; its reference is the only one recorded since ``count``."""
    while isinstance(node, exp.Paren):
        node = node.this
    if not isinstance(node, exp.Column) or len(context.references) != count + 1:
        return None
    binding = context.references[count].binding
    return binding if isinstance(binding, Bound) else None


def _star(context: Context, item: exp.Expr, scope: Scope, output: Output) -> None:
    bare = [source for source in scope.items if source.bare]
    if scope.open is not None:
        output.open = scope.open
    elif not scope.items:
        message = "SELECT * with no tables specified is not valid"
        span = span_of(item)
        context.fail("syntax-error", "42601", message, span, span.start)
    for source in bare:
        output.add_rows(source.rows)
