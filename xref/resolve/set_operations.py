"""UNION, INTERSECT and EXCEPT: columns side by side, each of one type (manual, 7.4 and 10.5; transformSetOperationStmt)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from xref.resolve.clauses import give_up, resolve_order
from xref.resolve.coerce import refuse, unify
from xref.resolve.common_tables import resolve_with
from xref.resolve.conditions import resolve_limits
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.locking import refuse_locks
from xref.resolve.names import span_of
from xref.resolve.output import Entry, Output
from xref.resolve.scopes import OutputColumn, RangeItem, Rows, Scope
from xref.resolve.typing.operators import equality
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import bare
from xref.resolve.value import Value
from xref.schema.types import SqlType

Leaf = Callable[[Context, exp.Expr, Scope | None, Role], Output]
_DECORATIONS = ("with_", "order", "limit", "offset", "locks")
_WORDS: dict[type[exp.Expr], str] = {exp.Union: "UNION", exp.Except: "EXCEPT", exp.Intersect: "INTERSECT"}
_ORDER_HINT = "Add the expression/function to every SELECT, or move the UNION into a FROM clause."


def resolve_set_operation(
    context: Context, node: exp.SetOperation, args: Mapping[str, Any], parent: Scope | None, role: Role, leaf: Leaf
) -> Output:
    """Resolve a set operation with its clauses; ``leaf`` resolves each of its queries, their undecided outputs left so."""
    offer = parent.after_left if parent is not None else None
    if parent is not None:
        parent.after_left = None
    scope = Scope(parent, open=context.hole_in_from)
    resolve_with(context, scope, args.get("with_"))
    refuse_locks(context, args.get("locks") or (), "is not allowed with UNION/INTERSECT/EXCEPT")
    left = _operand(context, node.this, scope, role, leaf)
    if offer is not None:
        offer(left.rows(context))
    right = _operand(context, node.expression, scope, role, leaf)
    output = _united(context, node, left, right)
    _order(context, args.get("order"), output, parent)
    resolve_limits(context, args, Scope(scope))
    return output


def _operand(context: Context, node: exp.Expr, scope: Scope, role: Role, leaf: Leaf) -> Output:
    """An operand: a set operation without clauses of its own is part of this one, anything else a query."""
    inner = node
    while isinstance(inner, exp.Subquery) and not _is_decorated(inner):
        inner = inner.this
    if isinstance(inner, exp.SetOperation) and not _is_decorated(inner):
        left = _operand(context, inner.this, scope, role, leaf)
        return _united(context, inner, left, _operand(context, inner.expression, scope, role, leaf))
    for each in (node, inner):
        locks = each.args.get("locks") or ()
        refuse_locks(context, locks, "is not allowed with UNION/INTERSECT/EXCEPT")
    return leaf(context, node, scope, role)


def _is_decorated(node: exp.Expr) -> bool:
    return any(node.args.get(key) for key in _DECORATIONS)


def _united(context: Context, node: exp.Expr, left: Output, right: Output) -> Output:
    """The columns of two queries as those of one, with the left one's names."""
    word = _WORDS.get(type(node), "UNION")
    firsts, seconds = list(left.shown()), list(right.shown())
    opened = left if left.open is not None else right
    if len(firsts) != len(seconds) and left.open is None and right.open is None:
        _refuse_count(context, word, seconds or firsts)
        return Output(firsts, left.open, silent=True)
    distinct = not isinstance(node, exp.Union) or bool(node.args.get("distinct"))
    entries = []
    for one, other in zip(left.known(), right.known(), strict=False):
        value = _united_value(context, word, one.value, other.value)
        if distinct:
            _check_equality(context, value)
        entries.append(Entry(one.name, value, one.node))
    count = len(entries)
    for entry in (*firsts[count:], *seconds[count:]):
        give_up(context, entry.value)
    entries += [Entry(entry.name, Value(None, entry.node, entry.value.at), entry.node) for entry in firsts[count:]]
    return Output(entries, opened.open, left.silent or right.silent, count if opened.open is not None else None)


def _refuse_count(context: Context, word: str, shown: list[Entry]) -> None:
    message = f"each {word} query must have the same number of columns"
    first = shown[0]
    context.fail("column-count", "42601", message, span_of(first.node), first.value.at)


def _united_value(context: Context, word: str, left: Value, right: Value) -> Value:
    before = left.type, right.type
    given = [Value(left.type, left.node, left.at), Value(right.type, right.node, right.at)]
    values = [value if value.is_undecided else copy for value, copy in zip((left, right), given, strict=True)]
    for value, copy in zip((left, right), given, strict=True):
        copy.origin, copy.parameter, copy.literal = value.origin, value.parameter, value.literal
    found = unify(context, values, word)
    best = right if _right_decides(context, before, found) else left
    return Value(found, best.node, best.at, _nullable(word, left.nullable, right.nullable))


def _right_decides(context: Context, given: tuple[SqlType | None, SqlType | None], found: SqlType | None) -> bool:
    left, right = given
    if found is None or left is None or right is None:
        return False
    base = context.types.base
    return bare(base(left)) != bare(found) and bare(base(right)) == bare(found)


def _nullable(word: str, left: bool | None, right: bool | None) -> bool | None:
    if word == "EXCEPT":
        return left
    if word == "INTERSECT":
        return False if False in (left, right) else None if None in (left, right) else True
    return True if True in (left, right) else None if None in (left, right) else False


def _check_equality(context: Context, value: Value) -> None:
    if value.type is not None and equality(context.types, bare(value.type)) is False:
        message = f"could not identify an equality operator for type {context.types.spelled(value.type)}"
        refuse(context, Refusal("undefined-function", "42883", message), [value], value)


def _order(context: Context, order: exp.Expr | None, output: Output, parent: Scope | None) -> None:
    """ORDER BY sees the output names alone, and can only name them (0A000)."""
    if order is None:
        return
    columns = [OutputColumn(entry.name, entry.value.type) for entry in output.shown()]
    item = RangeItem("", Rows(columns, output.open, output.silent), qualifies=False)
    for index, entry in enumerate(output.entries):
        entry.star_column = (item, columns[index], index)
    scope = Scope(parent, items=[item])
    failed = len(context.errors)
    resolve_order(context, order, output, scope)
    added = [entry for entry in output.entries if entry.junk]
    output.entries[len(columns) :] = []
    if added and len(context.errors) == failed and output.open is None:
        message = "invalid UNION/INTERSECT/EXCEPT ORDER BY clause"
        first = added[0]
        context.fail("syntax-error", "0A000", message, span_of(first.node), first.value.at, hint=_ORDER_HINT)
