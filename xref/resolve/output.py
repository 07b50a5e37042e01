"""The output of a SELECT or of RETURNING: its items, expanded and named (manual, 7.3), and what is worked out beside them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.clause import Clause
from xref.resolve.coerce import decide_as_text
from xref.resolve.conditions import resolve_in
from xref.resolve.context import Context
from xref.resolve.described import Bound, Role
from xref.resolve.identity import column_key, expression_key, field_of_item, inputs
from xref.resolve.names import is_hole, position_of, span_of, stored_name
from xref.resolve.output_names import output_name
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope
from xref.resolve.typing.types import UNKNOWN
from xref.resolve.value import Value


@dataclass(slots=True, eq=False)
class Entry:
    """One column of the output, or a ``junk`` one that only sorts, groups or partitions.

    ``node`` is the expression that was written; for what a star stands for it is the star, and ``star_column`` says which
    column of which item it is.
    """

    name: str
    value: Value
    node: exp.Expr
    star_column: tuple[RangeItem, OutputColumn, int | None] | None = None
    junk: bool = False
    _key: Hashable = None

    def key(self, context: Context, scope: Scope) -> Hashable:
        """Equal for entries that are the same expression."""
        if self._key is None:
            star = self.star_column
            self._key = expression_key(context, self.node, scope) if star is None else column_key(*star)
        return self._key


@dataclass(slots=True)
class Output:
    """The entries of a query, those of its result first. ``open`` says why there may be more of them (see :class:`Rows`).

    ``aligned`` is the number of columns before the first star whose columns are not all known; None without one.
    """

    entries: list[Entry] = field(default_factory=list)
    open: Reason | None = None
    silent: bool = False
    aligned: int | None = None

    def known(self) -> list[Entry]:
        """The columns of the result whose places are known."""
        return list(self.shown())[: self.aligned]

    def shown(self) -> Iterator[Entry]:
        """The entries that are columns of the result."""
        return (entry for entry in self.entries if not entry.junk)

    def rows(self, context: Context) -> Rows:
        """The columns of the result."""
        columns = [
            OutputColumn(entry.name, entry.value.type, _origin(context, entry), entry.value.nullable) for entry in self.shown()
        ]
        return Rows(columns, self.open, self.silent)

    def named(self, name: str) -> list[Entry]:
        """The entries of this output name."""
        return [entry for entry in self.shown() if entry.name == name]

    def same(self, context: Context, node: exp.Expr, scope: Scope) -> Entry | None:
        """The entry that is the same expression as this one."""
        key = expression_key(context, node, scope)
        return next((entry for entry in self.entries if entry.key(context, scope) == key), None)

    def add_rows(self, rows: Rows, node: exp.Expr, item: RangeItem | None) -> None:
        """Add the columns that a star stands for."""
        if rows.open is not None and self.aligned is None:
            self.aligned = len(self.entries)
        for index, column in enumerate(rows.columns):
            nullable = True if item is not None and item.nulled else column.nullable
            value = Value(column.type, node, position_of(node), nullable, origin=column.origin)
            self.entries.append(Entry(column.name, value, node, (item, column, index) if item is not None else None))
        if rows.open is not None:
            self.open, self.silent = rows.open, self.silent or rows.silent

    def decide(self, context: Context) -> None:
        """Make text of the columns whose type nothing has decided (resolveTargetListUnknowns)."""
        for entry in self.shown():
            decide_as_text(context, entry.value)


def _origin(context: Context, entry: Entry) -> Bound | None:
    """The attribute of a relation that an entry is, as it stands (markTargetListOrigin)."""
    column = entry.star_column or _named_column(context, entry.node)
    if column is None:
        return None
    parts = inputs(*column)
    return entry.value.origin if len(parts) == 1 and not parts[0][0].computed else None


def _named_column(context: Context, node: exp.Expr) -> tuple[RangeItem, OutputColumn, int | None] | None:
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    field = field_of_item(context, node)
    if field is not None:
        return (*field, None)
    found = context.bound.get(id(node))
    return (found.item, found.column, None) if found is not None else None


def resolve_output(
    context: Context, items: Sequence[exp.Expr], scope: Scope, role: Role, clause: Clause = Clause.SELECT
) -> Output:
    """Resolve a select list; ``role`` is what its columns are used for."""
    output = Output()
    before, context.role = context.role, role
    for item in items:
        _resolve_item(context, item, scope, output, clause)
    context.role = before
    return output


def _resolve_item(context: Context, item: exp.Expr, scope: Scope, output: Output, clause: Clause) -> None:
    if isinstance(item, exp.Star):
        _star(context, item, scope, output)
        return
    node = item.this if isinstance(item, exp.Alias) else item
    failed = len(context.errors)
    value = resolve_in(context, node, scope, clause)
    if is_star(node):
        whole = _unwrapped(node.this) if isinstance(node, exp.Dot) else node
        found = context.bound.get(id(whole)) if isinstance(whole, exp.Column) else None
        found = found if found is not None and not found.column.name else None
        rows = value.rows or Rows(open=Reason.UNKNOWN_ROW_TYPE)
        output.add_rows(rows, node, found.item if found is not None else None)
        return
    if is_hole(item):
        output.open = Reason.HOLE
        return
    name = stored_name(item.args["alias"]) if isinstance(item, exp.Alias) else output_name(node)
    output.entries.append(Entry(name, value, node))
    if len(context.errors) > failed and value.type in (None, UNKNOWN) and not isinstance(item, exp.Alias):
        # Mended, it may have another name, so what refers to it is not an error of its own.
        output.open, output.silent = Reason.UNKNOWN_ROW_TYPE, True


def _unwrapped(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren) and isinstance(node.this, exp.Expr):
        node = node.this
    return node


def is_star(node: exp.Expr) -> bool:
    """Whether a node stands for several columns: ``t.*`` or ``(x).*``."""
    last = node.this if isinstance(node, exp.Column) else node.expression if isinstance(node, exp.Dot) else None
    return isinstance(last, exp.Star)


def _star(context: Context, item: exp.Expr, scope: Scope, output: Output) -> None:
    bare = [source for source in scope.items if source.bare]
    if scope.open is not None:
        output.open, output.aligned = scope.open, len(output.entries) if output.aligned is None else output.aligned
    elif not scope.items:
        message = "SELECT * with no tables specified is not valid"
        span = span_of(item)
        context.fail("syntax-error", "42601", message, span, span.start)
    for source in bare:
        output.add_rows(source.rows, item, source)


def origin_of(entries: Sequence[Entry]) -> Bound | None:
    """The attribute that the first of these entries is."""
    return next((entry.value.origin for entry in entries), None)
