"""Whether a type can be sorted or compared for equality (42883; parse_oper.c: get_sort_group_operators)."""

from __future__ import annotations

from sqlglot import exp

from xref.resolve.coerce import decide_as_text, refuse
from xref.resolve.context import Context
from xref.resolve.scopes import Scope
from xref.resolve.typing.operators import equality, ordering
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import bare
from xref.resolve.value import Value

_HINT = "Use an explicit ordering operator or modify the query."


def resolve_sort_keys(context: Context, order: exp.Expr | None, scope: Scope) -> list[Value]:
    """The keys of an ORDER BY inside of an aggregate call or a window, which are expressions and nothing else."""
    keys = []
    for ordered in order.expressions if order is not None else ():
        value = context.expression(context, ordered.this, scope)
        decide_as_text(context, value)
        if ordered.args.get("operator") is None:
            check_ordering(context, value)
        keys.append(value)
    return keys


def check_ordering(context: Context, value: Value) -> None:
    """42883 when values of the type have no order."""
    if value.type is not None and not value.is_undecided and ordering(context.types, bare(value.type)) is False:
        message = f"could not identify an ordering operator for type {context.types.spelled(value.type)}"
        place = _as_written(value.node)
        refuse(context, Refusal("undefined-function", "42883", message, _HINT), [value], value, position=place)


def _as_written(node: exp.Expr) -> int:
    """Where an expression begins as it was written, parentheses left out: a sort key is pointed at before it is analysed."""
    while isinstance(node, exp.Paren) or node.meta.get("form") == "::" or ("operator" in node.meta and node.args.get("this")):
        node = node.this
    place: int = node.meta["start"] if isinstance(node, exp.Cast) else node.meta.get("at", node.meta["start"])
    return place


def check_equality(context: Context, value: Value) -> None:
    """42883 when values of the type cannot be told apart."""
    if value.type is not None and not value.is_undecided and equality(context.types, bare(value.type)) is False:
        message = f"could not identify an equality operator for type {context.types.spelled(value.type)}"
        refuse(context, Refusal("undefined-function", "42883", message), [value], value)
