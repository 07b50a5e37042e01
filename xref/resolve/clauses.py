"""ORDER BY, GROUP BY and DISTINCT items: a position, an output name or an expression (manual, 7.5; findTargetlistEntrySQL92).

ORDER BY and DISTINCT ON look at the output names first, GROUP BY at the input columns first. Anything but a bare name or a
constant is an expression over the input columns; one that is no column of the output is worked out beside it.
"""

from __future__ import annotations

from sqlglot import exp

from xref.resolve.aggregates import first_aggregate, first_window
from xref.resolve.call_forms import call_form
from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce, decide_as_text, refuse
from xref.resolve.conditions import resolve_in
from xref.resolve.context import Context
from xref.resolve.described import Ambiguous, Kind
from xref.resolve.identity import is_known
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.output import Entry, Output, origin_of
from xref.resolve.scopes import Scope, Undecided, find_bare
from xref.resolve.typing.operators import equality, find_operator, ordering
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import bare
from xref.resolve.value import Value

_MAX_INTEGER = 2**31
_SORT_HINT = "Use an explicit ordering operator or modify the query."
_USING_HINT = 'Ordering operators must be "<" or ">" members of btree operator families.'


def resolve_order(
    context: Context, order: exp.Expr | None, output: Output, scope: Scope, clause: Clause = Clause.ORDER_BY
) -> list[Entry]:
    """Resolve ORDER BY; gives the entries to sort by. That of a window knows expressions alone."""
    entries: list[Entry] = []
    for item in order.expressions if order is not None else ():
        entry = find_entry(context, item.this, output, scope, clause)
        if entry is None:
            continue
        decide_as_text(context, entry.value)
        _check_sortable(context, entry, item)
        entries.append(entry)
    return entries


def find_entry(context: Context, node: exp.Expr, output: Output, scope: Scope, clause: Clause) -> Entry | None:
    """The entry that an item of a clause means, a new one if need be; None when it means none, which is then recorded."""
    node = _unwrapped(node)
    if clause in (Clause.WINDOW_ORDER, Clause.WINDOW_PARTITION):
        return find_expression(context, node, output, scope, clause)
    if _is_constant(node):
        return _at_position(context, node, output, scope, clause)
    if _is_bare(node):
        found = _by_name(context, node, output, scope, clause)
        if found is not None:
            return found if isinstance(found, Entry) else None
    return find_expression(context, node, output, scope, clause)


def find_expression(context: Context, node: exp.Expr, output: Output, scope: Scope, clause: Clause) -> Entry:
    """The entry that is this expression, else a new one that is no column of the result (findTargetlistEntrySQL99)."""
    value = resolve_in(context, node, scope, clause)
    entry = output.same(context, node, scope)
    if entry is None:
        entry = Entry("", value, node, junk=True)
        output.entries.append(entry)
    return entry


def _unwrapped(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren) and isinstance(node.this, exp.Expr):
        node = node.this
    return node


def raw_position(node: exp.Expr) -> int:
    """Where the server points for an expression that it has not analysed: at a cast's own place too, where that is leftmost."""
    node = _unwrapped(node)
    if not isinstance(node, exp.Cast):
        return position_of(node)
    return raw_position(node.this) if node.meta.get("form") == "::" else int(node.meta["start"])


def _is_bare(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and node.args.get("table") is None and isinstance(node.this, exp.Identifier)


def _is_constant(node: exp.Expr) -> bool:
    if isinstance(node, exp.Neg):
        node = node.this
        return isinstance(node, exp.Literal) and not node.args.get("is_string")
    return isinstance(node, exp.Literal | exp.Null | exp.Boolean | exp.BitString | exp.HexString)


def _position_in(node: exp.Expr) -> int | None:
    """The number that a constant is; None for any other constant."""
    negative = isinstance(node, exp.Neg)
    literal = node.this if negative else node
    text = str(literal.this) if isinstance(literal, exp.Literal) and not literal.args.get("is_string") else ""
    try:
        number = int(text) if text.isdigit() else int(text, 0)
    except ValueError:
        return None
    return (-number if negative else number) if number < _MAX_INTEGER else None


def _at_position(context: Context, node: exp.Expr, output: Output, scope: Scope, clause: Clause) -> Entry | None:
    number, span = _position_in(node), span_of(node)
    if number is None:
        message = f"non-integer constant in {clause.value}"
        context.fail("syntax-error", "42601", message, span, span.start)
        return None
    shown = output.known()
    if 0 < number <= len(shown):
        return _checked(context, shown[number - 1], scope, clause)
    if output.open is None:
        message = f"{clause.value} position {number} is not in select list"
        context.fail("syntax-error", "42P10", message, span, span.start)
    return None


def _by_name(context: Context, node: exp.Expr, output: Output, scope: Scope, clause: Clause) -> Entry | bool | None:
    """The entry of an output name; True when the name is ambiguous, None when it is none, or a column of FROM in GROUP BY."""
    name, span = stored_name(node.this), span_of(node.this)
    matches = output.named(name)
    own = find_bare(scope, name, local=True) if clause is Clause.GROUP_BY else None
    if isinstance(own, Undecided):
        for match in matches:
            give_up(context, match.value)
    if own is not None or not matches:
        return None
    if len({match.key(context, scope) for match in matches}) > 1:
        context.refer(Kind.COLUMN, name, span, Ambiguous())
        message = f'{clause.value} "{name}" is ambiguous'
        context.fail("ambiguous-column", "42702", message, span, position_of(node), subject=name, name=name)
        return True
    context.refer_column(name, span, origin_of(matches))
    return _checked(context, matches[0], scope, clause)


def give_up(context: Context, value: Value) -> None:
    """What a literal or parameter becomes hangs on something that is not known."""
    if value.is_undecided:
        coerce(context, value, None)


def _checked(context: Context, entry: Entry, scope: Scope, clause: Clause) -> Entry:
    """GROUP BY may not mean an output that is an aggregate or a window function (checkTargetlistEntrySQL92)."""
    if clause is not Clause.GROUP_BY or entry.star_column is not None:
        return entry
    call = first_aggregate(context, scope, entry.node)
    if call is not None:
        form = call_form(call)
        message = "aggregate functions are not allowed in GROUP BY"
        context.fail("misplaced-aggregate", "42803", message, form.span, form.position)
    call = first_window(context, entry.node)
    if call is not None:
        form = call_form(call)
        message = "window functions are not allowed in GROUP BY"
        context.fail("misplaced-window", "42P20", message, form.span, form.position)
    return entry


def _check_sortable(context: Context, entry: Entry, item: exp.Expr) -> None:
    """An ordering operator of the type, or the one that USING names (addTargetToSortList)."""
    value, node = entry.value, item.this
    if value.type is None:
        return
    operator = item.args.get("operator")
    if operator is not None:
        _check_using(context, entry, item, str(operator))
    elif ordering(context.types, bare(value.type)) is False:
        message = f"could not identify an ordering operator for type {context.types.spelled(value.type)}"
        refusal = Refusal("undefined-function", "42883", message, _SORT_HINT)
        refuse(context, refusal, [value], span=span_of(node), position=raw_position(node))


def _check_using(context: Context, entry: Entry, item: exp.Expr, operator: str) -> None:
    value = entry.value
    if value.type is None:
        return
    name = operator.rpartition(".")[2]
    at = context.text.find(name, item.this.meta["end"] + 1)
    span = span_of(item) if at < 0 else type(span_of(item))(at, at + len(name))
    found = find_operator(context.types, name, bare(value.type), bare(value.type))
    if isinstance(found, Refusal):
        refuse(context, found, [value], span=span, position=span.start)
    elif found is not None and name not in ("<", ">") and not name.startswith("~"):
        message = f"operator {name} is not a valid ordering operator"
        refuse(context, Refusal("syntax-error", "42809", message, _USING_HINT), [value], span=span, position=span.start)


def check_groupable(context: Context, entry: Entry, node: exp.Expr | None = None) -> None:
    """An equality operator of the type (42883, addTargetToGroupList), pointed at ``node`` or at the entry itself."""
    value = entry.value
    decide_as_text(context, value)
    if value.type is None or equality(context.types, bare(value.type)) is not False:
        return
    message = f"could not identify an equality operator for type {context.types.spelled(value.type)}"
    shown = entry.node if node is None else node
    position = value.at if node is None else raw_position(node)
    refuse(context, Refusal("undefined-function", "42883", message), [value], span=span_of(shown), position=position)


def resolve_distinct(context: Context, distinct: exp.Expr | None, output: Output, scope: Scope, order: list[Entry]) -> None:
    """Resolve DISTINCT and DISTINCT ON (..); ``order`` is what the query is sorted by."""
    if distinct is None:
        return
    on = distinct.args.get("on")
    if on is not None:
        _distinct_on(context, on.expressions, output, scope, order)
        return
    for entry in order:
        if entry.junk and output.open is None and is_known(context, entry.node):
            message = "for SELECT DISTINCT, ORDER BY expressions must appear in select list"
            context.fail("grouping-error", "42P10", message, span_of(entry.node), entry.value.at)
            break
    for entry in output.shown():
        if entry not in order:
            check_groupable(context, entry)


def _distinct_on(context: Context, items: list[exp.Expr], output: Output, scope: Scope, order: list[Entry]) -> None:
    found = [(item, find_entry(context, item, output, scope, Clause.DISTINCT_ON)) for item in items]
    entries = [entry for _, entry in found if entry is not None]
    if len(entries) < len(items) or not all(is_known(context, entry.node) for entry in (*entries, *order)):
        return
    skipped = False
    for sorted_by in order:
        if sorted_by not in entries:
            skipped = True
        elif skipped:
            _refuse_distinct_on(context, next(item for item, entry in found if entry is sorted_by))
            return
    for item, entry in found:
        if entry is None or entry in order:
            continue
        if skipped:
            _refuse_distinct_on(context, item)
            return
        check_groupable(context, entry, item)


def _refuse_distinct_on(context: Context, item: exp.Expr) -> None:
    message = "SELECT DISTINCT ON expressions must match initial ORDER BY expressions"
    if not context.may_hold_more(span_of(item.find_ancestor(exp.Select) or item)):
        context.fail("grouping-error", "42P10", message, span_of(item), position_of(_unwrapped(item)))
