"""Operators on values: which one is meant, what its operands become (make_op and its kin; parse_oper.c; manual, 10.2).

The operand values come from the walk; here they are put into the types of the operator that was chosen, so parameters and
literals among them are decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from xref.resolve.coerce import coerce, leave_undecided, refuse
from xref.resolve.context import Context
from xref.resolve.remarks import remark_cast, remark_null
from xref.resolve.typing.operators import OperatorChoice, find_operator
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import BOOL, UNKNOWN, bare
from xref.resolve.value import Value
from xref.schema.types import SqlType
from xref.source import HOLE, Span


def operator_span(context: Context, node: exp.Expr, name: str) -> Span:
    """The token of an operator: at the node's own place, as long as its name when that is what is written there."""
    start = node.meta.get("op", node.meta["start"])
    text = context.text
    if text.startswith(name, start):
        return Span(start, start + len(name))
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return Span(start, max(end, start + 1))


def refresh(context: Context, value: Value) -> Value:
    """A value as a second analysis of its expression finds it: a parameter may have its type by now."""
    if value.parameter is not None and value.is_undecided:
        value.type = context.parameters.type_of(value.parameter)
    return value


def operate(context: Context, node: exp.Expr, name: str, left: Value | None, right: Value, schema: str | None = None) -> Value:
    """``left name right`` (make_op); ``left`` is None for a prefix operator. ``node`` is what has the operator's place."""
    result = Value(None, node, min(left.at if left is not None else right.at, _place(node)))
    operands = [value for value in (left, right) if value is not None]
    if any(value.type is None for value in operands) or HOLE in name:
        give_up(context, operands)
        result.type = _likely(context, name, schema)
        return result
    choice = find_operator(context.types, name, _bare(left), _bare(right) or UNKNOWN, schema)
    if choice is None:
        give_up(context, operands)
        leave_undecided(context, operator_span(context, node, name))
    elif isinstance(choice, Refusal):
        span = operator_span(context, node, name)
        refuse(context, choice, operands, span=span, position=_place(node), subject=_subject(operands))
        give_up(context, operands)
        result.type = _likely(context, name, schema)
    else:
        _remark(context, node, name, left, right)
        _take_operands(context, choice, left, right)
        result.type, result.returns_set = choice.result, choice.returns_set
        if name in _NULL_FOR_NULL:
            result.nullable = any_null(operands)
    return result


def _remark(context: Context, node: exp.Expr, name: str, left: Value | None, right: Value) -> None:
    """Comparisons that are taken and hardly meant: with NULL, or of ids through a cast."""
    if left is None or name not in _COMPARISONS:
        return
    remark_null(context, node, name, left, right)
    remark_cast(context, node, left, right)


_NULL_FOR_NULL = frozenset(
    {"=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "||", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*"}
)
"""Operators that give NULL for a NULL operand and for nothing else, whatever built-in types they take."""

_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})


def _place(node: exp.Expr) -> int:
    place: int = node.meta.get("op", node.meta["start"])
    return place


def _bare(value: Value | None) -> SqlType | None:
    return bare(value.type) if value is not None and value.type is not None else None


def _likely(context: Context, name: str, schema: str | None) -> SqlType | None:
    """What the operator gives whatever its operands: boolean for a comparison, so that what is around it is still checked."""
    return BOOL if name in _COMPARISONS and schema in (None, "pg_catalog") else None


def any_null(operands: Sequence[Value]) -> bool | None:
    """Whether one of several values may be NULL; None when that is not worked out."""
    nullable = [value.nullable for value in operands]
    return True if True in nullable else None if None in nullable else False


def _subject(operands: Sequence[Value]) -> str | None:
    origin = next((value.origin for value in operands if value.origin is not None), None)
    return f"{origin.relation}.{origin.attribute}" if origin is not None else None


def _take_operands(context: Context, choice: OperatorChoice, left: Value | None, right: Value) -> None:
    if left is not None:
        note_column(context, left, right)
        note_column(context, right, left)
        coerce(context, left, choice.left, because=right.origin)
    coerce(context, right, choice.right, because=left.origin if left is not None else None)


def note_column(context: Context, value: Value, other: Value) -> None:
    """A parameter is compared with a column."""
    if value.parameter is not None:
        context.parameters.meet(value.parameter, other.origin)


def give_up(context: Context, values: Sequence[Value]) -> None:
    """Parameters among values whose use is not known have a type, and it will not be known."""
    for value in values:
        if value.parameter is not None and value.is_undecided:
            context.parameters.decide(value.parameter, None)
            value.type = None


def compare(context: Context, node: exp.Expr, name: str, left: Value, right: Value, construct: str) -> Value:
    """An operator that a construct needs (NULLIF, IS DISTINCT FROM): it must give a boolean (42804)."""
    result = operate(context, node, name, left, right)
    if result.type is not None and bare(result.type) != BOOL:
        message = f"{construct} requires {name} operator to yield boolean"
        place = _place(node)
        refuse(
            context,
            Refusal("datatype-mismatch", "42804", message),
            [result],
            span=operator_span(context, node, name),
            position=place,
        )
        result.type = BOOL
    return result


def compare_rows(context: Context, node: exp.Expr, name: str, left: Sequence[Value], right: Sequence[Value]) -> Value:
    """``(a, b) op (c, d)`` pair by pair (make_row_comparison_op; manual, 9.25)."""
    place, span = _place(node), operator_span(context, node, name)
    result = Value(BOOL, node, place)
    if len(left) != len(right):
        refuse(
            context,
            Refusal("column-count", "42601", "unequal number of entries in row expressions"),
            [],
            span=span,
            position=place,
        )
        return result
    if not left:
        refuse(context, Refusal("syntax-error", "0A000", "cannot compare rows of zero length"), [], span=span, position=place)
        return result
    for one, other in zip(left, right, strict=True):
        each = operate(context, node, name, one, other)
        if each.type is not None and bare(each.type) != BOOL:
            given = context.types.spelled(each.type)
            message = f"row comparison operator must yield type boolean, not type {given}"
            refuse(context, Refusal("datatype-mismatch", "42804", message), [one, other], span=span, position=place)
            return result
    result.at = min(place, left[0].at)
    return result


def operate_on_elements(
    context: Context, node: exp.Expr, name: str, left: Value, right: Value, *, schema: str | None = None
) -> Value:
    """``left op ANY (array)`` (make_scalar_array_op; manual, 9.25)."""
    place, span = _place(node), operator_span(context, node, name)
    result = Value(BOOL, node, min(left.at, place))
    types = context.types
    if right.type is None or left.type is None:
        give_up(context, [left, right])
        return result
    element: SqlType | None = UNKNOWN if right.is_undecided else types.element(right.type)
    if element is None:
        if types.facts(types.base(right.type)) is None:
            give_up(context, [left])
            return result
        message = "op ANY/ALL (array) requires array on right side"
        refuse(context, Refusal("operator-mismatch", "42809", message), [right], span=span, position=place)
        return result
    choice = find_operator(types, name, bare(left.type), bare(element), schema)
    if choice is None:
        give_up(context, [left, right])
        leave_undecided(context, span)
        return result
    if isinstance(choice, Refusal):
        refuse(context, choice, [left, right], span=span, position=place, subject=_subject([left, right]))
        give_up(context, [left, right])
        return result
    if bare(choice.result) != BOOL:
        message = "op ANY/ALL (array) requires operator to yield boolean"
        refuse(context, Refusal("operator-mismatch", "42809", message), [left], span=span, position=place)
        return result
    note_column(context, right, left)
    note_column(context, left, right)
    coerce(context, left, choice.left, because=right.origin)
    array = types.array_of(choice.right) or (types.array_of(element) if element != UNKNOWN else None)
    if array is None and types.facts(choice.right) is not None:
        message = f"could not find array type for data type {types.spelled(choice.right)}"
        refuse(context, Refusal("undefined-object", "42704", message), [left], span=span, position=place)
    coerce(context, right, array, because=left.origin)
    return result
