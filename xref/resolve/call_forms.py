"""What may be written around a call: DISTINCT, ORDER BY, FILTER, WITHIN GROUP, OVER, ``(*)`` (4.2.7; ParseFuncOrColumn)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.names import span_of
from xref.resolve.typing.calls import FunctionChoice
from xref.source import Span


@dataclass(frozen=True, slots=True)
class CallForm:
    """How a call is written. ``sort_keys`` are those of WITHIN GROUP; ``top`` is the outermost of the call's nodes."""

    call: exp.Expr
    top: exp.Expr
    star: bool = False
    distinct: bool = False
    order: tuple[exp.Expr, ...] = ()
    within_group: bool = False
    sort_keys: tuple[exp.Expr, ...] = ()
    filter: exp.Expr | None = None
    over: exp.Expr | None = None

    @property
    def span(self) -> Span:
        """The call's name."""
        name = self.call.args.get("this")
        return span_of(name) if isinstance(name, exp.Expr) and "start" in name.meta else span_of(self.call)

    @property
    def position(self) -> int:
        """Where the server points for the call."""
        at: int = self.call.meta.get("op", self.call.meta["start"])
        return at


def call_form(call: exp.Expr) -> CallForm:
    """The form of a call, from what stands around its ``exp.Anonymous`` node."""
    within = _around(call, exp.WithinGroup)
    filtered = _around(within or call, exp.Filter)
    over = _around(filtered or within or call, exp.Window)
    order = call.args.get("order")
    expressions = call.expressions
    return CallForm(
        call,
        over or filtered or within or call,
        star=len(expressions) == 1 and isinstance(expressions[0], exp.Star),
        distinct=bool(call.args.get("distinct")),
        order=tuple(order.expressions) if order is not None else (),
        within_group=within is not None,
        sort_keys=tuple(within.expression.expressions) if within is not None else (),
        filter=filtered.expression.this if filtered is not None else None,
        over=over,
    )


def _around(node: exp.Expr, kind: type[exp.Expr]) -> exp.Expr | None:
    parent = node.parent
    return parent if isinstance(parent, kind) and parent.this is node else None


def check_call_form(context: Context, call: exp.Expr, name: str, choice: FunctionChoice) -> bool:
    """Whether what is written around a call goes with the function that was chosen; the refusal is recorded (42809, 0A000).

    ``call`` is the ``exp.Anonymous``, ``name`` the function's as written.
    """
    form = call_form(call)
    kind = choice.function.kind if choice.function is not None else "function"
    if kind == "aggregate":
        within = choice.function.within_group if choice.function is not None else None
        refused = _of_ordered_set(form, name) if within is not None else _of_aggregate(form, name)
    elif kind == "window":
        refused = _of_window_function(form, name)
    else:
        refused = _of_function(form, name)
    if refused is None:
        return True
    sqlstate, message = refused
    condition = "misplaced-window" if kind == "window" or message.startswith("OVER") else "misplaced-aggregate"
    context.fail(condition, sqlstate, message, form.span, form.position, name=name)
    return False


def _of_function(form: CallForm, name: str) -> tuple[str, str] | None:
    if form.star:
        return "42809", f"{name}(*) specified, but {name} is not an aggregate function"
    written = (
        ("DISTINCT", form.distinct),
        ("WITHIN GROUP", form.within_group),
        ("ORDER BY", bool(form.order)),
        ("FILTER", form.filter is not None),
    )
    for what, is_written in written:
        if is_written:
            return "42809", f"{what} specified, but {name} is not an aggregate function"
    if form.over is not None:
        return "42809", f"OVER specified, but {name} is not a window function nor an aggregate function"
    return None


def _of_ordered_set(form: CallForm, name: str) -> tuple[str, str] | None:
    if not form.within_group:
        return "42809", f"WITHIN GROUP is required for ordered-set aggregate {name}"
    if form.over is not None:
        return "0A000", f"OVER is not supported for ordered-set aggregate {name}"
    return None


def _of_aggregate(form: CallForm, name: str) -> tuple[str, str] | None:
    if form.within_group:
        return "42809", f"{name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP"
    if form.over is not None and form.distinct:
        return "0A000", "DISTINCT is not implemented for window functions"
    if not form.call.expressions:
        return "42809", f"{name}(*) must be used to call a parameterless aggregate function"
    if form.over is not None and form.order:
        return "0A000", "aggregate ORDER BY is not implemented for window functions"
    if form.over is None and any(isinstance(argument, exp.Kwarg) for argument in form.call.expressions):
        return "0A000", "aggregates cannot use named arguments"
    return None


def _of_window_function(form: CallForm, name: str) -> tuple[str, str] | None:
    if form.over is None:
        return "42809", f"window function {name} requires an OVER clause"
    if form.within_group:
        return "42809", f"window function {name} cannot have WITHIN GROUP"
    if form.distinct:
        return "0A000", "DISTINCT is not implemented for window functions"
    if form.order:
        return "0A000", "aggregate ORDER BY is not implemented for window functions"
    if form.filter is not None:
        return "0A000", "FILTER is not implemented for non-aggregate window functions"
    return None
