"""Aggregate, window and set-returning calls: the query that they belong to, and where they are not allowed (parse_agg.c).

An aggregate belongs to the innermost query that a column among its arguments is of: ``sum(outer.x)`` in a subquery is one of
the outer query (manual, 4.2.7). Errors: 42803 misplaced-aggregate, 42P20 misplaced-window, 0A000 for set-returning functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from xref.resolve.call_forms import CallForm, call_form, check_call_form
from xref.resolve.clause import Clause, refuses_aggregates, refuses_sets, refuses_windows
from xref.resolve.coerce import decide_as_text, refuse
from xref.resolve.context import Context
from xref.resolve.identity import expression_key, is_known
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.scopes import Scope
from xref.resolve.sort_keys import check_equality, check_ordering, resolve_sort_keys
from xref.resolve.suggest import suggest
from xref.resolve.typing.calls import FunctionChoice
from xref.resolve.typing.operators import equality, ordering
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import bare
from xref.resolve.value import Value
from xref.source import HOLE

_QUERIES = (exp.Select, exp.SetOperation, exp.Values)
_SET_HINT = "You might be able to move the set-returning function into a LATERAL FROM item."


def note_aggregate(
    context: Context, scope: Scope, node: exp.Expr, name: str, choice: FunctionChoice | None, arguments: Sequence[Value]
) -> None:
    """Note a call of an aggregate without OVER, its arguments and FILTER resolved and put into their types.

    ``node`` is the ``exp.Anonymous``; ``arguments`` those written in the parentheses, then those of WITHIN GROUP. Its own ORDER
    BY is resolved too. ``choice`` is None for an aggregate that is none of the catalog (JSON_ARRAYAGG).
    """
    if choice is not None and not check_call_form(context, node, name, choice):
        return
    form = call_form(node)
    for value in arguments[len(node.expressions) :] if form.within_group else ():
        decide_as_text(context, value)
        check_ordering(context, value)
    if choice is not None:
        before, scope.clause = scope.clause, Clause.ORDER_BY
        resolve_sort_keys(context, node.args.get("order"), scope)
        scope.clause = before
    if form.distinct:
        _check_distinct(context, scope, form, arguments)
    inside = [*form.sort_keys] if form.within_group else [*node.expressions, *form.order]
    if form.filter is not None:
        inside.append(form.filter)
    owner = _place(context, scope, form, inside, direct=node.expressions if form.within_group else ())
    refused = refuses_aggregates(owner.clause)
    if refused is None or owner.aggregates_undecided:
        owner.aggregates.append(node)
    else:
        _misplaced(context, form, f"aggregate functions are not allowed in {refused}", "42803", name)


def note_keyword_call(context: Context, scope: Scope, node: exp.Expr, arguments: Sequence[Value]) -> None:
    """Note an aggregate that the grammar itself knows: GROUPING, JSON_OBJECTAGG, JSON_ARRAYAGG; its arguments are resolved."""
    name = stored_name(node.this)
    over = call_form(node).over
    if name == "grouping":
        note_grouping(context, scope, node)
    elif over is not None:
        note_over(context, over, scope)
        note_window(context, scope, node, name)
    else:
        note_aggregate(context, scope, node, name, None, arguments)


def note_undecided_call(context: Context, scope: Scope, node: exp.Expr, schema: str | None, name: str) -> None:
    """Note a call of which it is not known (or an error) which function it means: it may be an aggregate all the same."""
    kinds = {function.kind for function in context.names.functions(schema, name)}
    if call_form(node).over is not None:
        note_window(context, scope, node, name)
    elif kinds == {"aggregate"}:
        note_aggregate(context, scope, node, name, None, [])
    elif not kinds or "aggregate" in kinds:
        for level in scope.levels():
            level.aggregates_undecided = True


def _check_distinct(context: Context, scope: Scope, form: CallForm, arguments: Sequence[Value]) -> None:
    """DISTINCT sorts by the arguments, so ORDER BY can have nothing else (42P10), and they need an order (42883)."""
    keys = {expression_key(context, argument, scope) for argument in form.call.expressions}
    for ordered in form.order:
        if expression_key(context, ordered.this, scope) not in keys and is_known(context, ordered.this):
            message = "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list"
            span = span_of(ordered.this)
            context.fail("misplaced-aggregate", "42P10", message, span, position_of(ordered.this))
            return
    for value in arguments:
        decide_as_text(context, value)
        given = value.type
        check_equality(context, value)
        if given is not None and equality(context.types, bare(given)) and ordering(context.types, bare(given)) is False:
            message = f"could not identify an ordering operator for type {context.types.spelled(given)}"
            refuse(context, Refusal("undefined-function", "42883", message), [value], value)


def note_grouping(context: Context, scope: Scope, node: exp.Expr) -> None:
    """Note a GROUPING(..), its arguments resolved; it belongs to a query as an aggregate does."""
    form = call_form(node)
    owner = _place(context, scope, form, node.expressions)
    refused = refuses_aggregates(owner.clause)
    if refused is None:
        owner.aggregates.append(node)
    else:
        _misplaced(context, form, f"grouping operations are not allowed in {refused}", "42803", "grouping")


def note_window(context: Context, scope: Scope, node: exp.Expr, name: str, choice: FunctionChoice | None = None) -> None:
    """Note a call with OVER, its arguments resolved. ``node`` is the ``exp.Anonymous`` or what is around it."""
    while isinstance(node, exp.Window | exp.Filter | exp.WithinGroup):
        node = node.this
    if choice is not None and not check_call_form(context, node, name, choice):
        return
    form = call_form(node)
    context.windows.add(id(node))
    scope.window_calls.append(node)
    for inner in _calls(context.windows, node.expressions):
        message = "window function calls cannot be nested"
        context.fail("misplaced-window", "42P20", message, call_form(inner).span, call_form(inner).position)
        return
    refused = refuses_windows(scope.clause)
    if refused is not None:
        message = f"window functions are not allowed in {refused}"
        context.fail("misplaced-window", "42P20", message, form.span, form.position, name=name)


def note_over(context: Context, node: exp.Expr, scope: Scope) -> None:
    """Note what follows a call's OVER; ``node`` is the ``exp.Window`` around it. ``OVER w`` has to name a window (42704)."""
    if not node.args.get("named"):
        scope.overs.append(node)
        return
    base = node.args.get("alias")
    if base is None:
        return
    name = stored_name(base)
    if HOLE not in name and name not in scope.windows:
        message = f'window "{name}" does not exist'
        span, near = span_of(base), suggest(name, scope.windows)
        context.fail("undefined-object", "42704", message, span, span.start, subject=name, name=name, candidates=near)


def note_set_returning(context: Context, scope: Scope, node: exp.Expr, name: str) -> None:
    """Note a call (or operator) that returns a set, its arguments resolved; refused where sets are not allowed (0A000)."""
    before = scope.last_set
    context.sets.add(id(node))
    scope.last_set = node
    if scope.clause is Clause.FROM_FUNCTION and before is not None and _is_inside(before, node):
        _refuse_set(context, before, "set-returning functions must appear at top level of FROM", hint=None)
    refused = refuses_sets(scope.clause)
    if refused is not None:
        _refuse_set(context, node, f"set-returning functions are not allowed in {refused}", hint=None)


def refuse_set_within(context: Context, scope: Scope, before: exp.Expr | None, construct: str) -> None:
    """Refuse a set-returning call inside of CASE, COALESCE and the like; ``before`` was ``scope.last_set`` before those."""
    found = scope.last_set
    if found is not None and found is not before:
        _refuse_set(context, found, f"set-returning functions are not allowed in {construct}", hint=_SET_HINT)


def refuse_nested_set(context: Context, scope: Scope, before: exp.Expr | None, call: exp.Expr) -> None:
    """A set-returning call in FROM is the item itself, not a part of another expression (transformRangeFunction)."""
    found = scope.last_set
    if found is not None and found is not before and found is not call and not _is_inside(call, found):
        _refuse_set(context, found, "set-returning functions must appear at top level of FROM", hint=None)


def _refuse_set(context: Context, node: exp.Expr, message: str, hint: str | None) -> None:
    context.fail("misplaced-aggregate", "0A000", message, call_form(node).span, position_of(node), hint=hint)


def _misplaced(context: Context, form: CallForm, message: str, sqlstate: str, name: str) -> None:
    context.fail("misplaced-aggregate", sqlstate, message, form.span, form.position, name=name)


def _is_inside(node: exp.Expr, outer: exp.Expr) -> bool:
    parent: exp.Expr | None = node
    while parent is not None and parent is not outer:
        parent = parent.parent
    return parent is outer


def _place(
    context: Context, scope: Scope, form: CallForm, inside: Sequence[exp.Expr], direct: Sequence[exp.Expr] = ()
) -> Scope:
    """The level that a call belongs to; aggregates, window functions and sets among its arguments are refused."""
    levels = list(scope.levels())
    found = _Lowest(context, levels)
    for node in inside:
        found.visit(node)
    if found.unknown and sum(1 for one in levels if one.ranged) > 1:
        for one in levels:
            one.aggregates_undecided = True
    level = min((depth for depth in (found.column, found.aggregate) if depth is not None), default=0)
    if found.aggregate == level and found.aggregate_at is not None:
        _nested(context, found.aggregate_at)
    elif direct:
        _check_direct(context, levels, direct, level)
    owner = levels[level]
    context.aggregates[id(form.call)] = owner
    return owner


def _check_direct(context: Context, levels: list[Scope], direct: Sequence[exp.Expr], level: int) -> None:
    found = _Lowest(context, levels)
    for node in direct:
        found.visit(node)
    if found.column is not None and found.column < level and found.column_at is not None:
        message = "outer-level aggregate cannot contain a lower-level variable in its direct arguments"
        at = found.column_at
        context.fail("misplaced-aggregate", "42803", message, span_of(at), position_of(at))
    elif found.aggregate is not None and found.aggregate <= level and found.aggregate_at is not None:
        _nested(context, found.aggregate_at)


def _nested(context: Context, call: exp.Expr) -> None:
    form = call_form(call)
    context.fail("misplaced-aggregate", "42803", "aggregate function calls cannot be nested", form.span, form.position)


class _Lowest:
    """Walks arguments of an aggregate for the innermost level of a column and of an aggregate in them (0: the query's own)."""

    def __init__(self, context: Context, levels: list[Scope]) -> None:
        self._context = context
        self._items: dict[int, int] = {}
        for depth, level in enumerate(levels):
            for item in (*level.items, *level.ranged):
                self._items.setdefault(id(item), depth)
        self._depths = {id(level): depth for depth, level in enumerate(levels)}
        self.column: int | None = None
        self.column_at: exp.Expr | None = None
        self.aggregate: int | None = None
        self.aggregate_at: exp.Expr | None = None
        self.unknown = False

    def visit(self, node: exp.Expr, *, in_query: bool = False) -> None:
        if isinstance(node, exp.Column):
            self._column(node)
        owner = self._context.aggregates.get(id(node))
        if owner is not None:
            self._aggregate(node, owner)
        in_query = in_query or isinstance(node, _QUERIES)
        if not in_query:
            self._refuse(node)
        for child in node.iter_expressions():
            self.visit(child, in_query=in_query)

    def _column(self, node: exp.Column) -> None:
        found = self._context.bound.get(id(node))
        self.unknown = self.unknown or found is None
        depth = self._items.get(id(found.item)) if found is not None else None
        if depth is not None and (self.column is None or depth < self.column):
            self.column, self.column_at = depth, node

    def _aggregate(self, node: exp.Expr, owner: Scope) -> None:
        depth = self._depths.get(id(owner))
        if depth is not None and (self.aggregate is None or depth < self.aggregate):
            self.aggregate, self.aggregate_at = depth, node

    def _refuse(self, node: exp.Expr) -> None:
        if id(node) in self._context.sets:
            message = "aggregate function calls cannot contain set-returning function calls"
            _refuse_set(self._context, node, message, hint=_SET_HINT)
        if id(node) in self._context.windows:
            message = "aggregate function calls cannot contain window function calls"
            form = call_form(node)
            self._context.fail("misplaced-aggregate", "42803", message, form.span, form.position)


def _calls(known: set[int], nodes: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """The calls among ``known`` in these trees, in the order written; not those of nested queries."""
    for node in nodes:
        if isinstance(node, _QUERIES):
            continue
        if id(node) in known:
            yield node
        yield from _calls(known, list(node.iter_expressions()))


def first_aggregate(context: Context, scope: Scope, node: exp.Expr) -> exp.Expr | None:
    """The first aggregate call of this query in a tree that was resolved."""
    own = {id(call) for call in scope.aggregates}
    return next((each for each in node.walk(bfs=False) if id(each) in own), None)


def first_window(context: Context, node: exp.Expr) -> exp.Expr | None:
    """The first window call in a tree that was resolved, those of nested queries left out."""
    return next(_calls(context.windows, [node]), None)
