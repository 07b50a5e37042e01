"""Comparisons with a syntax of their own: IN, BETWEEN, IS, IS DISTINCT FROM, ANY and ALL, rows (manual, 9.2, 9.24 and 9.25)."""

from __future__ import annotations

from copy import copy

from sqlglot import exp

from xref.builtin import CastContext
from xref.resolve.coerce import coerce, coerce_for, coerce_to_boolean, refuse
from xref.resolve.context import Context
from xref.resolve.operators import (
    any_null,
    compare,
    compare_rows,
    give_up,
    note_column,
    operate,
    operate_on_elements,
    refresh,
)
from xref.resolve.scopes import Scope
from xref.resolve.sublinks import compare_with_query, is_query
from xref.resolve.typing.casts import can_coerce
from xref.resolve.typing.common import common_type
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import BOOL, RECORD, bare
from xref.resolve.value import Value
from xref.schema.types import SqlType

_JSON_LIKE = frozenset({"json", "jsonb", "bytea", "text"})


def resolve_operator(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """Anything that PostgreSQL looks up in pg_operator: ``a + b``, ``- a``, ``a LIKE b``, ``a = ANY (..)``, rows."""
    name: str = node.meta["operator"]
    schema: str | None = node.meta.get("operator_schema")
    left, right = node.this, node.args.get("expression")
    if not isinstance(right, exp.Expr):
        return _prefix(context, node, name, left, scope, schema)
    if not isinstance(left, exp.Expr):
        return operate(context, node, name, None, context.expression(context, right, scope), schema)
    if isinstance(right, exp.Any | exp.All):
        return _quantified(context, node, name, left, right, scope, schema)
    plain_left, plain_right = _plain(left), _plain(right)
    if isinstance(plain_left, exp.Tuple):
        if isinstance(plain_right, exp.Tuple):
            lefts = fields_of(context, plain_left, scope)
            return compare_rows(context, node, name, lefts, fields_of(context, plain_right, scope))
        if is_query(plain_right):
            lefts = fields_of(context, plain_left, scope)
            return compare_with_query(context, node, name, lefts, plain_right, scope)
    first = context.expression(context, left, scope)
    return operate(context, node, name, first, context.expression(context, right, scope), schema)


def _plain(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _prefix(context: Context, node: exp.Expr, name: str, operand: exp.Expr, scope: Scope, schema: str | None) -> Value:
    value = context.expression(context, operand, scope)
    if isinstance(node, exp.Neg) and isinstance(operand, exp.Literal) and not operand.is_string:
        value.at = node.meta["start"]
        value.node = node
        if str(operand.this) == "2147483648":  # the smallest integer is one literal (makeInteger after doNegate)
            value.type = SqlType("int4")
        elif str(operand.this) == "9223372036854775808":
            value.type = SqlType("int8")
        return value
    return operate(context, node, name, None, value, schema)


def fields_of(context: Context, node: exp.Expr, scope: Scope) -> list[Value]:
    """The values of a row constructor; a ``t.*`` in it stands for its columns."""
    fields: list[Value] = []
    for each in node.expressions:
        value = context.expression(context, each, scope)
        if is_star(each) and value.rows is not None and value.rows.open is None:
            fields += [Value(column.type, each, value.at, column.nullable) for column in value.rows.columns]
        else:
            fields.append(value)
    return fields


def is_star(node: exp.Expr) -> bool:
    """Whether it is ``t.*`` or ``(row).*``."""
    last = node.this if isinstance(node, exp.Column) else node.expression if isinstance(node, exp.Dot) else None
    return isinstance(last, exp.Star)


def _quantified(
    context: Context, node: exp.Expr, name: str, left: exp.Expr, right: exp.Expr, scope: Scope, schema: str | None
) -> Value:
    """``left op ANY (right)``: over a query's rows, or over an array's elements."""
    inner = right.this
    if is_query(_plain(inner)) and isinstance(inner, exp.Subquery):
        return compare_with_query(context, node, name, _operands(context, left, scope), inner, scope, quantified=True)
    value = context.expression(context, left, scope)
    return operate_on_elements(context, node, name, value, context.expression(context, inner, scope), schema=schema)


def _operands(context: Context, node: exp.Expr, scope: Scope) -> list[Value]:
    plain = _plain(node)
    if isinstance(plain, exp.Tuple):
        return fields_of(context, plain, scope)
    return [context.expression(context, node, scope)]


def resolve_in(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``a IN (b, c)`` and ``a IN (SELECT ..)`` (transformAExprIn)."""
    name: str = node.meta["operator"]
    query = node.args.get("query")
    if query is not None:
        return compare_with_query(context, node, "=", _operands(context, node.this, scope), query, scope, quantified=True)
    plain = _plain(node.this)
    row = fields_of(context, plain, scope) if isinstance(plain, exp.Tuple) else None
    left = context.expression(context, node.this, scope) if row is None else Value(RECORD, plain, plain.meta["start"])
    result = Value(BOOL, node, left.at)
    alone: list[Value] = []
    others: list[tuple[exp.Expr, Value | list[Value]]] = []
    for each in node.expressions:
        item = _plain(each)
        if row is not None and isinstance(item, exp.Tuple):
            others.append((each, fields_of(context, item, scope)))
            continue
        before = scope.read
        value = context.expression(context, each, scope)
        if scope.read == before:
            alone.append(value)
        else:
            others.append((each, value))
    if row is None and len(alone) > 1 and _as_array(context, node, name, left, alone):
        alone = []
    for other in (*alone, *(other for _, other in others)):
        _compare_item(context, node, name, left, row, other)
    return result


def _compare_item(
    context: Context, node: exp.Expr, name: str, left: Value, row: list[Value] | None, other: Value | list[Value]
) -> None:
    """One comparison of IN. The server copies the left side for each, so none decides a literal of it for the others."""
    if not isinstance(other, list):
        one = copy(left)
        operate(context, node, name, one, other)
        _settle(left, one)
        return
    fields = [copy(field) for field in row or ()]
    compare_rows(context, node, name, fields, other)
    for field, one in zip(row or (), fields, strict=True):
        _settle(field, one)


def _settle(value: Value, compared: Value) -> None:
    """A parameter is decided once one comparison has decided it; a literal is anew in each."""
    if value.parameter is not None:
        value.type = compared.type


def _as_array(context: Context, node: exp.Expr, name: str, left: Value, items: list[Value]) -> bool:
    """Items without columns are an array when they have a type in common with the left side; whether that is so."""
    values = [left, *items]
    known = [value.type for value in values if value.type is not None]
    if len(known) < len(values):
        give_up(context, values)
        return True
    found = common_type(context.types, [bare(type_) for type_ in known], None)
    if not isinstance(found, SqlType) or found == RECORD:
        return False
    array = context.types.array_of(found)
    if array is None:
        return False
    if not all(_can_become(context, item, found) for item in items):
        return False
    for item in items:
        note_column(context, item, left)
        coerce(context, item, found, because=left.origin)
    operate_on_elements(context, node, name, left, Value(array, node, items[0].at, False))
    return True


def _can_become(context: Context, value: Value, target: SqlType) -> bool:
    return value.type is not None and can_coerce(context.types, [bare(value.type)], [target], CastContext.IMPLICIT) is not False


def resolve_between(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``a BETWEEN b AND c``: two comparisons of ``a``, four when SYMMETRIC (transformAExprBetween)."""
    value = context.expression(context, node.this, scope)
    negated = isinstance(node.parent, exp.Not) and node.parent.meta["start"] == node.meta["start"]
    lower, upper = ("<", ">") if negated else (">=", "<=")
    low = context.expression(context, node.args["low"], scope)
    first = _compared_anew(context, node, lower, value, low)
    high = context.expression(context, node.args["high"], scope)
    second = _compared_anew(context, node, upper, value, high)
    if node.args.get("symmetric"):
        _compared_anew(context, node, lower, value, high)
        _compared_anew(context, node, upper, value, low)
    return Value(BOOL, node, value.at, any_null([first, second]))


def _compared_anew(context: Context, node: exp.Expr, name: str, left: Value, right: Value) -> Value:
    """A comparison of operands that the server analyses anew for each, so that it decides a parameter and no literal."""
    one, other = refresh(context, copy(left)), refresh(context, copy(right))
    result = operate(context, node, name, one, other)
    _settle(left, one)
    _settle(right, other)
    return result


def resolve_distinct_from(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """``a IS [NOT] DISTINCT FROM b``, never NULL."""
    left, right = _plain(node.this), _plain(node.expression)
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        lefts = fields_of(context, left, scope)
        value = compare_rows(context, node, "=", lefts, fields_of(context, right, scope))
    else:
        first = context.expression(context, node.this, scope)
        second = context.expression(context, node.expression, scope)
        if second.is_null or first.is_null:
            # A comparison with NULL is a test for it (transformAExprDistinct).
            return Value(BOOL, node, first.at, False)
        value = compare(context, node, "=", first, second, "IS DISTINCT FROM")
    value.nullable = False
    return value


def resolve_is(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """IS NULL, IS TRUE, IS UNKNOWN, IS DOCUMENT, IS JSON and their negations; never NULL but for the last two."""
    value = context.expression(context, node.this, scope)
    what = node.expression
    negation = "NOT " if node.args.get("negate") else ""
    if isinstance(what, exp.Boolean):
        coerce_to_boolean(context, value, f"IS {negation}{str(what.this).upper()}")
    elif isinstance(what, exp.Var) and what.name.upper() == "UNKNOWN":
        coerce_to_boolean(context, value, f"IS {negation}UNKNOWN")
    elif isinstance(what, exp.Var):
        coerce_for(context, value, SqlType("xml"), "IS DOCUMENT")
        return Value(BOOL, node, value.at)
    elif isinstance(what, exp.JSON):
        _is_json(context, value)
        return Value(BOOL, node, value.at)
    return Value(BOOL, node, value.at, False)


def _is_json(context: Context, value: Value) -> None:
    """IS JSON takes json, jsonb, bytea and character strings (transformJsonParseArg)."""
    if value.is_undecided:
        coerce(context, value, SqlType("text"))
        return
    facts = context.types.facts(bare(value.type)) if value.type is not None else None
    if value.type is None or facts is None:
        return
    if facts.category != "S" and value.type.name not in _JSON_LIKE:
        message = f"cannot use type {context.types.spelled(value.type)} in IS JSON predicate"
        refuse(context, Refusal("datatype-mismatch", "42804", message), [value], value)


def resolve_connective(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """AND and OR: each side is boolean."""
    word = "AND" if isinstance(node, exp.And) else "OR"
    first = context.expression(context, node.this, scope)
    coerce_to_boolean(context, first, word)
    second = context.expression(context, node.expression, scope)
    coerce_to_boolean(context, second, word)
    return Value(BOOL, node, min(first.at, second.at), any_null([first, second]))


def resolve_not(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """NOT, also that of NOT IN and NOT BETWEEN, which is the operator's own."""
    inner = node.this
    value = context.expression(context, inner, scope)
    if isinstance(inner, exp.In | exp.Between) and node.meta["start"] == inner.meta["start"]:
        return value
    coerce_to_boolean(context, value, "NOT")
    return Value(BOOL, node, min(node.meta["start"], value.at), value.nullable)
