"""WINDOW and OVER: what a window is divided and sorted by, and its frame (manual, 4.2.8; transformWindowDefinitions).

They are looked at when all other clauses of the query have been; before that the calls only say that there is one
(:func:`xref.resolve.aggregates.note_over`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from xref.resolve.clause import Clause
from xref.resolve.clauses import check_groupable, find_entry, resolve_order
from xref.resolve.coerce import coerce_for, refuse
from xref.resolve.conditions import refuse_variables, resolve_in
from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.output import Entry, Output
from xref.resolve.scopes import Scope
from xref.resolve.suggest import suggest
from xref.resolve.typing.casts import can_coerce
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import INT8, UNKNOWN, bare
from xref.schema.catalog import CastContext
from xref.schema.types import SqlType
from xref.source import HOLE, Span

_FRAMES = {"ROWS": Clause.WINDOW_ROWS, "GROUPS": Clause.WINDOW_GROUPS, "RANGE": Clause.WINDOW_RANGE}
_OFFSETS = {
    "int2": ("int8", "int4", "int2"),
    "int4": ("int8", "int4", "int2"),
    "int8": ("int8",),
    "float4": ("float8",),
    "float8": ("float8",),
    "numeric": ("numeric",),
    "date": ("interval",),
    "time": ("interval",),
    "timetz": ("interval",),
    "timestamp": ("interval",),
    "timestamptz": ("interval",),
    "interval": ("interval",),
}
"""Which types an offset of RANGE can have for a type of the sort key (pg_amproc's in_range functions)."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A window that others may be based on."""

    order: tuple[Entry, ...]
    has_frame: bool


def resolve_windows(context: Context, named: Sequence[exp.Expr], scope: Scope, output: Output) -> None:
    """Resolve the WINDOW clause and what follows OVER, in that order; what they use is added to the output's entries."""
    known: dict[str, _Window] = {}
    for node in _definitions(named, scope):
        name = stored_name(node.this) if isinstance(node.this, exp.Identifier) else None
        if name is not None and name in known:
            message = f'window "{name}" is already defined'
            context.fail("misplaced-window", "42P20", message, span_of(node.this), _place(context, node), name=name)
        window = _resolve(context, node, scope, output, known, is_named=name is not None)
        if name is not None:
            known.setdefault(name, window)


def _definitions(named: Sequence[exp.Expr], scope: Scope) -> Iterator[exp.Expr]:
    yield from named
    yield from list(scope.overs)


def _place(context: Context, node: exp.Expr) -> int:
    """The parenthesis that a definition begins with."""
    if "op" in node.meta:
        place: int = node.meta["op"]
        return place
    return context.text.index("(", node.this.meta["end"])


def _missing(context: Context, base: exp.Expr, name: str, known: dict[str, _Window], position: int) -> None:
    near = suggest(name, known)
    message = f'window "{name}" does not exist'
    context.fail("undefined-object", "42704", message, span_of(base), position, subject=name, name=name, candidates=near)


def _resolve(
    context: Context, node: exp.Expr, scope: Scope, output: Output, known: dict[str, _Window], *, is_named: bool
) -> _Window:
    base_name = node.args.get("alias")
    base = None
    if base_name is not None:
        name = stored_name(base_name)
        base = known.get(name)
        if base is None and HOLE not in name:
            _missing(context, base_name, name, known, _place(context, node))
    order = resolve_order(context, node.args.get("order"), output, scope, Clause.WINDOW_ORDER)
    for item in node.args.get("partition_by") or ():
        entry = find_entry(context, item, output, scope, Clause.WINDOW_PARTITION)
        if entry is not None and entry not in order:
            check_groupable(context, entry, item)
    spec = node.args.get("spec")
    if base is not None and base_name is not None:
        _check_base(context, node, base, stored_name(base_name), is_named=is_named)
        order = order or list(base.order)
    if spec is not None:
        _frame(context, node, spec, order, scope)
    return _Window(tuple(order), spec is not None)


def _check_base(context: Context, node: exp.Expr, base: _Window, name: str, *, is_named: bool) -> None:
    """A window based on another one takes its PARTITION BY, and may not have what that one has (42P20)."""
    hint = None
    if node.args.get("partition_by"):
        message = f'cannot override PARTITION BY clause of window "{name}"'
    elif node.args.get("order") is not None and base.order:
        message = f'cannot override ORDER BY clause of window "{name}"'
    elif base.has_frame:
        message = f'cannot copy window "{name}" because it has a frame clause'
        if not is_named and node.args.get("order") is None and node.args.get("spec") is None:
            hint = "Omit the parentheses in this OVER clause."
    else:
        return
    span = span_of(node.args["alias"])
    context.fail("misplaced-window", "42P20", message, span, _place(context, node), name=name, hint=hint)


def _frame(context: Context, node: exp.Expr, spec: exp.Expr, order: list[Entry], scope: Scope) -> None:
    kind = str(spec.args.get("kind") or "RANGE").upper()
    offsets = [bound for key in ("start", "end") if isinstance(bound := spec.args.get(key), exp.Expr)]
    place = _place(context, node)
    span = Span(place, place + 1)
    if kind == "RANGE" and offsets and len(order) != 1:
        message = "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column"
        context.fail("misplaced-window", "42P20", message, span, place)
        return
    if kind == "GROUPS" and not order:
        context.fail("misplaced-window", "42P20", "GROUPS mode requires an ORDER BY clause", span, place)
        return
    for offset in offsets:
        value = resolve_in(context, offset, scope, _FRAMES[kind])
        target = _range_offset(context, offset, order[0], value.type) if kind == "RANGE" else INT8
        if target is None:
            continue
        coerce_for(context, value, target, kind)
        refuse_variables(context, offset, scope, kind)


def _range_offset(context: Context, offset: exp.Expr, key: Entry, given: SqlType | None) -> SqlType | None:
    """The type that an offset of RANGE becomes for the sort key's type; None when there is none or it is not known (0A000)."""
    sorted_type = key.value.type
    if sorted_type is None or given is None:
        return None
    base = bare(context.types.base(sorted_type))
    if context.types.facts(base) is None:
        return None
    offered = _OFFSETS.get(base.name, ()) if base.schema == "pg_catalog" and not base.array else ()
    types = [SqlType(name) for name in offered]
    fitting = [one for one in types if can_coerce(context.types, [bare(given)], [one], CastContext.IMPLICIT)]
    preferred = base if given == UNKNOWN else bare(given)
    if fitting and (preferred in fitting or len(fitting) == 1):
        return preferred if preferred in fitting else fitting[0]
    column, shown = _class_type(context, base), context.types.spelled(given)
    message = f"RANGE with offset PRECEDING/FOLLOWING is not supported for column type {column}"
    hint = None
    if types and not fitting:
        message, hint = f"{message} and offset type {shown}", "Cast the offset value to an appropriate type."
    elif types:
        words = f"has multiple interpretations for column type {column} and offset type {shown}"
        message = f"RANGE with offset PRECEDING/FOLLOWING {words}"
        hint = "Cast the offset value to the exact intended type."
    span = span_of(offset)
    refusal = Refusal("datatype-mismatch", "0A000", message, hint)
    refuse(context, refusal, [key.value], span=span, position=offset.meta.get("at"))
    return None


def _class_type(context: Context, base: SqlType) -> str:
    """The type that the sort key's operator class is for, in words."""
    facts = context.types.facts(base)
    if base.array:
        return "anyarray"
    kinds = {"enum": "anyenum", "range": "anyrange", "multirange": "anymultirange", "composite": "record"}
    return kinds.get(facts.kind, "") or context.types.spelled(base) if facts is not None else context.types.spelled(base)
