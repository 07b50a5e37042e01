"""GROUP BY, and that the output uses nothing but what is grouped by (42803; manual, 7.2.3; parseCheckAggregates)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.call_forms import call_form
from xref.resolve.clause import Clause
from xref.resolve.clauses import check_groupable, find_entry
from xref.resolve.context import Context
from xref.resolve.identity import expression_key, field_of_item, inputs, is_known
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.output import Entry, Output
from xref.resolve.scopes import OutputColumn, RangeItem, Scope
from xref.schema.catalog import Completeness, ConstraintKind, Relation, RelationKind
from xref.source import Span

_SETS = (exp.GroupingSets, exp.Cube, exp.Rollup)
_QUERIES = (exp.Select, exp.SetOperation, exp.Values)
_KEYED = frozenset({RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.FOREIGN_TABLE})


@dataclass(slots=True)
class Grouping:
    """What a query groups by. ``common`` is in every grouping set; ``undecided``: an item of GROUP BY is not known."""

    entries: list[Entry] = field(default_factory=list)
    common: list[Entry] = field(default_factory=list)
    undecided: bool = False
    written: bool = False

    def is_optional(self, entry: Entry) -> bool:
        """Whether some grouping set leaves the entry out, which is NULL then."""
        return entry in self.entries and entry not in self.common


def resolve_group(context: Context, group: exp.Expr | None, output: Output, scope: Scope, order: list[Entry]) -> Grouping:
    """Resolve GROUP BY, what is inside of grouping sets too. ``order`` is what the query is sorted by."""
    grouping = Grouping(written=group is not None)
    for item in group.expressions if group is not None else ():
        for entry in _resolve_item(context, item, output, scope, order, grouping):
            if entry not in grouping.common:
                grouping.common.append(entry)
    return grouping


def _resolve_item(
    context: Context, item: exp.Expr, output: Output, scope: Scope, order: list[Entry], grouping: Grouping
) -> list[Entry]:
    """Resolve an item; gives the entries that are in every grouping set which it stands for."""
    if isinstance(item, exp.Tuple) and not item.args.get("row"):
        parts = [_resolve_item(context, part, output, scope, order, grouping) for part in item.expressions]
        return [entry for part in parts for entry in part]
    if isinstance(item, _SETS):
        parts = [_resolve_item(context, part, output, scope, order, grouping) for part in item.expressions]
        if not isinstance(item, exp.GroupingSets) or not parts:
            return []
        return [entry for entry in parts[0] if all(entry in part for part in parts)]
    failed = len(context.errors)
    entry = find_entry(context, item, output, scope, Clause.GROUP_BY)
    if entry is None or len(context.errors) > failed or entry.value.type is None:
        grouping.undecided = grouping.undecided or entry is None or not is_known(context, entry.node)
    if entry is None:
        return []
    if entry not in grouping.entries:
        grouping.entries.append(entry)
        if entry not in order:
            check_groupable(context, entry, item)
    return [entry]


def check_grouping(context: Context, scope: Scope, output: Output, grouping: Grouping, having: exp.Expr | None) -> None:
    """Refuse columns that are neither grouped by nor in an aggregate, in a query that groups or aggregates."""
    if not (scope.aggregates or grouping.written or having is not None):
        return
    _refuse_recursive(context, scope)
    if grouping.undecided or scope.aggregates_undecided:
        return
    check = _Check(context, scope, grouping)
    for entry in output.entries:
        check.entry(entry)
    if having is not None:
        check.expression(having)


def _refuse_recursive(context: Context, scope: Scope) -> None:
    if scope.aggregates and any(item.recursive for item in scope.ranged):
        form = call_form(scope.aggregates[0])
        message = "aggregate functions are not allowed in a recursive query's recursive term"
        context.fail("syntax-error", "42P19", message, form.span, form.position)


class _Check:
    """Looks for ungrouped columns of one query; each is recorded once, where it stands first."""

    def __init__(self, context: Context, scope: Scope, grouping: Grouping) -> None:
        self._context = context
        self._scope = scope
        self._keys = {entry.key(context, scope) for entry in grouping.entries}
        self._common = {entry.key(context, scope) for entry in grouping.common}
        self._has_expressions = any(not _is_column_key(key) for key in self._keys)
        self._own = {id(item) for item in (*scope.items, *scope.ranged)}
        self._own_calls = {id(call) for call in scope.aggregates}
        self._dependent: dict[int, bool | None] = {}
        self._refused: set[tuple[int, str]] = set()
        self._stars: set[int] = set()

    def entry(self, entry: Entry) -> None:
        if entry.star_column is None:
            self.expression(entry.node)
        elif entry.key(self._context, self._scope) not in self._keys and id(entry.node) not in self._stars:
            # The server names the first column of a star; the others say no more.
            failed = len(self._context.errors)
            span, position = span_of(entry.node), position_of(entry.node)
            for item, column in inputs(*entry.star_column):
                self._input(item, column, span, position)
            if len(self._context.errors) > failed:
                self._stars.add(id(entry.node))

    def expression(self, node: exp.Expr, depth: int = 0) -> None:
        call = _inner_call(node)
        owner = self._context.aggregates.get(id(call)) if call is not None else None
        if call is not None and owner is not None and self._is_done(call, owner, depth):
            return
        if self._has_expressions and not depth and expression_key(self._context, node, self._scope) in self._keys:
            return
        if isinstance(node, exp.Column):
            self._column(node, depth)
            return
        field = field_of_item(self._context, node)
        if field is not None:
            self._named(node, *field, span_of(node.expression), depth)
            return
        inner = depth + 1 if isinstance(node, _QUERIES) else depth
        for child in _children(node, inner):
            self.expression(child, inner)

    def _is_done(self, call: exp.Expr, owner: Scope, depth: int) -> bool:
        """Whether the arguments of an aggregate need no look: it is of this query, or of one around it."""
        if id(call) in self._own_calls:
            if isinstance(call.args.get("this"), exp.Identifier) and stored_name(call.this) == "grouping" and not depth:
                self._check_arguments(call)
            if isinstance(call.parent, exp.WithinGroup):
                for argument in call.expressions:
                    self.expression(argument, depth)
            return True
        return any(owner is level for level in self._scope.levels())

    def _check_arguments(self, call: exp.Expr) -> None:
        """The arguments of GROUPING are grouped by as they stand."""
        if not call.meta.get("keyword"):
            return
        for argument in call.expressions:
            if expression_key(self._context, argument, self._scope) not in self._keys:
                message = "arguments to GROUPING must be grouping expressions of the associated query level"
                self._context.fail("grouping-error", "42803", message, span_of(argument), position_of(argument))
                return

    def _column(self, node: exp.Column, depth: int) -> None:
        found = self._context.bound.get(id(node))
        if found is None or id(found.item) not in self._own:
            return
        span = span_of(node if isinstance(node.this, exp.Star) else node.this)
        column = found.column
        if not column.name:
            self._input(found.item, OutputColumn("*"), span, position_of(node), inner=bool(depth))
            return
        self._named(node, found.item, column, span, depth)

    def _named(self, node: exp.Expr, item: RangeItem, column: OutputColumn, span: Span, depth: int) -> None:
        if id(item) not in self._own or expression_key(self._context, node, self._scope) in self._keys:
            return
        for source, part in inputs(item, column):
            self._input(source, part, span, position_of(node), inner=bool(depth))

    def _input(self, item: RangeItem, column: OutputColumn, span: Span, position: int, *, inner: bool = False) -> None:
        key: Hashable = ("column", id(item), column.name)
        if key in self._keys or (id(item), column.name) in self._refused:
            return
        if id(item) not in self._dependent:
            self._dependent[id(item)] = self._is_dependent(item)
        dependent = self._dependent[id(item)]
        if dependent is True:
            return
        self._refused.add((id(item), column.name))
        if dependent is None:
            self._context.gap(Reason.PARTIAL_RELATION, span)
            return
        name = f"{item.alias or 'unnamed_subquery'}.{column.name}"
        message = f'column "{name}" must appear in the GROUP BY clause or be used in an aggregate function'
        if inner:
            message = f'subquery uses ungrouped column "{name}" from outer query'
        subject = f"{item.relation}.{column.name}" if item.relation is not None else name
        declared = self._context.names.declared(column.origin, f"{subject} is declared here") if column.origin else ()
        self._context.fail(
            "grouping-error", "42803", message, span, position, subject=subject, name=column.name, declared=declared
        )

    def _is_dependent(self, item: RangeItem) -> bool | None:
        """Whether the query groups by the primary key of the item's table, so that all its columns are determined."""
        if item.relation is None or item.rows.relation is None:
            return False
        relation = self._context.names.relation(item.relation.schema, item.relation.name)
        if relation is None or relation.kind not in _KEYED:
            return False
        grouped = {part[2] for part in self._common if isinstance(part, tuple) and part[:2] == ("column", id(item))}
        for constraint in relation.constraints:
            if constraint.kind is ConstraintKind.PRIMARY_KEY and constraint.columns:
                return set(constraint.columns) <= grouped
        return None if grouped and not _states_keys(relation) else False


def _states_keys(relation: Relation) -> bool:
    return relation.completeness is Completeness.COMPLETE and relation.keys_stated and not relation.conditional


def _is_column_key(key: Hashable) -> bool:
    return isinstance(key, tuple) and bool(key) and key[0] == "column"


def _inner_call(node: exp.Expr) -> exp.Expr | None:
    """The call that a node is, through FILTER and WITHIN GROUP."""
    while isinstance(node, exp.Filter | exp.WithinGroup):
        node = node.this
    return node if isinstance(node, exp.Anonymous) else None


def _children(node: exp.Expr, depth: int) -> Iterator[exp.Expr]:
    """What an expression is made of; the keys of the query's own windows are looked at as entries of their own."""
    if isinstance(node, exp.Window) and not depth:
        yield node.this
    elif isinstance(node, exp.Select):
        yield from _parts(
            node, ("expressions", "joins", "where", "having", "group", "distinct", "order", "limit", "offset", "windows")
        )
        yield from _parts(node, ("with_", "from_"))
    else:
        yield from node.iter_expressions()


def _parts(node: exp.Expr, keys: Iterable[str]) -> Iterator[exp.Expr]:
    for key in keys:
        value = node.args.get(key)
        for part in value if isinstance(value, Sequence) and not isinstance(value, str) else (value,):
            if isinstance(part, exp.Expr):
                yield part
