"""Putting a value into a type: coerce_type and what is built on it (parse_coerce.c; manual, 10.4 and 10.5).

This is where literals are read as their type and parameters get theirs. What cannot be is recorded here for literals (22P02 and
its kin) and parameters (42P08); that there is no conversion is answered with False and worded by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from xref.builtin import CastContext
from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.described import Bound, Declared
from xref.resolve.names import span_of
from xref.resolve.typing.casts import Pathway, can_coerce, pathway
from xref.resolve.typing.common import common_modifiers, common_type
from xref.resolve.typing.literals import check_literal
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import BOOL, RECORD, TEXT, UNKNOWN, bare
from xref.resolve.value import Value
from xref.schema.types import SqlType
from xref.source import Span

_KEPT = frozenset({"any", "anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray"})
"""Polymorphic types that take a value as it is, an undecided literal too."""


_CONDITIONS = {
    "42P01": "undefined-table",
    "42704": "undefined-object",
    "42883": "undefined-function",
    "3F000": "undefined-schema",
}
"""What the literal of a reg* type names and what is not there."""


def coerce(
    context: Context,
    value: Value,
    target: SqlType | None,
    where: CastContext = CastContext.IMPLICIT,
    *,
    because: Bound | None = None,
) -> bool | None:
    """Put a value into a type (coerce_to_target_type): True when that is done, False when there is no such conversion.

    None when it hangs on something that is not known. A refused literal and a parameter of another type count as done: they are
    recorded. Afterwards the value has the target type, its modifiers included. ``because`` is the attribute that has the type.
    """
    if target is None or value.type is None:
        _give_up(context, value, target)
        return None
    if target.name in _KEPT and target.schema == "pg_catalog" and not target.array:
        return True
    if value.is_undecided:
        return _decide(context, value, target, because)
    done = _convert(context, value, target, where)
    if done is not False and not _stays(context, value.type, target):
        value.type = target
    return done


def _stays(context: Context, given: SqlType, target: SqlType) -> bool:
    """Whether nothing is done, so that modifiers are kept, or the type of a row that is a record as it is (coerce_type)."""
    if bare(given) == bare(target):
        return not target.modifiers
    return bare(target) == RECORD and context.types.is_composite(given)


def _give_up(context: Context, value: Value, target: SqlType | None) -> None:
    """A parameter that meets something unknown has a type, and it will not be known."""
    if value.parameter is not None and value.is_undecided:
        context.parameters.decide(value.parameter, None)
    if target is not None or value.is_undecided:
        value.type = target


def _decide(context: Context, value: Value, target: SqlType, because: Bound | None) -> bool | None:
    if target == UNKNOWN:
        return True
    if value.parameter is not None:
        _decide_parameter(context, value, target, because)
    elif value.literal is not None:
        check(context, value, target, because)
    value.type = target
    return True


def _decide_parameter(context: Context, value: Value, target: SqlType, because: Bound | None) -> None:
    number = value.parameter or 0
    decided = context.parameters.decide(number, bare(target))
    if decided is None or bare(decided) == bare(target):
        return
    types = context.types
    hint = f"{types.spelled(decided)} versus {types.spelled(target)}"
    message = f"inconsistent types deduced for parameter ${number}"
    span = span_of(value.node)
    context.fail(
        "parameter-type-conflict",
        "42P08",
        message,
        span,
        value.at,
        name=f"${number}",
        hint=hint,
        declared=_because(context, because, target),
        rests_on=(because,) if because is not None else (),
    )


def _because(context: Context, origin: Bound | None, type_: SqlType) -> tuple[Declared, ...]:
    return () if origin is None else context.names.declared(origin, type_note(context, origin, type_))


def check(context: Context, value: Value, target: SqlType, because: Bound | None = None) -> None:
    """Read a literal as a type; what the type's input function refuses is recorded."""
    found = check_literal(context.types, target, value.literal or "")
    if isinstance(found, Refusal):
        span = _literal_span(value)
        condition = _CONDITIONS.get(found.sqlstate, found.condition)
        context.fail(
            condition,
            found.sqlstate,
            found.message,
            span,
            value.at,
            name=value.literal,
            hint=found.hint,
            declared=_because(context, because, target),
            rests_on=(because,) if because is not None else (),
        )


def _literal_span(value: Value) -> Span:
    node = value.node
    while isinstance(node, exp.Paren | exp.Collate) and isinstance(node.this, exp.Expr):
        node = node.this
    return span_of(node)


def _convert(context: Context, value: Value, target: SqlType, where: CastContext) -> bool | None:
    given = value.type
    if given is None:
        return None
    if bare(given) == bare(target):
        return True
    if value.fields is not None and context.types.is_composite(context.types.base(target)):
        return _convert_fields(context, value, context.types.base(target), where)
    return can_coerce(context.types, [bare(given)], [bare(target)], where)


def _convert_fields(context: Context, value: Value, target: SqlType, where: CastContext) -> bool | None:
    """A row constructor becomes a composite type field by field (coerce_record_to_complex)."""
    rows = context.names.composite(target)
    fields = value.fields or ()
    if rows is None or rows.open is not None:
        return None
    done: bool | None = len(rows.columns) == len(fields)
    for column, one in zip(rows.columns, fields, strict=False):
        each = coerce(context, one, column.type, where)
        done = done if each is True else each if done is not False else False
    return done


def changes_value(context: Context, source: SqlType, target: SqlType) -> bool | None:
    """Whether a cast between these makes a node of its own, which is then what the server points at."""
    if bare(source) == bare(target):
        return source.modifiers != target.modifiers
    found = pathway(context.types, bare(source), bare(target), CastContext.EXPLICIT)
    return None if found is None else found is not Pathway.NONE


def coerce_to_boolean(context: Context, value: Value, construct: str) -> None:
    """Put a condition into boolean (coerce_to_boolean): "argument of WHERE must be type boolean, not type integer"."""
    coerce_for(context, value, BOOL, construct)


def coerce_for(context: Context, value: Value, target: SqlType, construct: str) -> None:
    """Put the argument of a construct (LIMIT, WHERE ..) into its type; 42804 when it has another, or returns a set."""
    given = value.type
    if given is not None and coerce(context, value, target, CastContext.ASSIGNMENT) is False:
        types = context.types
        message = f"argument of {construct} must be type {types.spelled(target)}, not type {types.spelled(given)}"
        refuse(context, Refusal("datatype-mismatch", "42804", message), [value], value)
    elif given is None:
        _give_up(context, value, target)
    if value.returns_set:
        message = f"argument of {construct} must not return a set"
        refuse(context, Refusal("datatype-mismatch", "42804", message), [value], value)


def decide_as_text(context: Context, value: Value) -> None:
    """A literal or parameter that nothing else decided is text (resolveTargetListUnknowns; manual, 10.6)."""
    if value.is_undecided:
        coerce(context, value, TEXT)


def unify(context: Context, values: Sequence[Value], construct: str, parts: Sequence[str] = ()) -> SqlType | None:
    """The common type of several values, which are put into it (manual, 10.5); None when it is not known or refused.

    The type has the modifiers that all values share. ``parts`` are the server's words for the places of the values where they
    have any of their own.
    """
    known = [value.type for value in values]
    inputs = [type_ for type_ in known if type_ is not None]
    found = common_type(context.types, inputs, construct) if len(inputs) == len(values) else None
    if isinstance(found, Refusal):
        at = values[found.index] if found.index is not None else None
        refuse(context, found, values, at)
    if not isinstance(found, SqlType):
        for value in values:
            if value.is_undecided and not isinstance(found, Refusal):
                _give_up(context, value, None)
        return None
    shared = common_modifiers(context.types, inputs, found)
    for value, part in zip(values, parts or [construct] * len(values), strict=True):
        given = value.type
        if coerce(context, value, found) is False and given is not None:
            types = context.types
            message = f"{part} could not convert type {types.spelled(given)} to {types.spelled(found)}"
            refuse(context, Refusal("cannot-cast", "42846", message), [value], value)
    return SqlType(found.name, found.schema, shared, found.array) if shared else found


def refuse(
    context: Context,
    refusal: Refusal,
    values: Iterable[Value],
    at: Value | None = None,
    *,
    span: Span | None = None,
    position: int | None = None,
    subject: str | None = None,
) -> None:
    """Record a refusal at a value, or at the token ``span``; ``values`` are those whose types it rests on."""
    values = list(values)
    where = at or (values[0] if values else None)
    if span is None:
        if where is None:
            return
        span = span_of(where.node)
    if position is None and where is not None and at is not None:
        position = where.at
    context.fail(
        refusal.condition,
        refusal.sqlstate,
        refusal.message,
        span,
        position,
        hint=refusal.hint,
        subject=subject,
        declared=type_notes(context, values),
        rests_on=tuple(value.origin for value in values if value.origin is not None),
    )


def type_notes(context: Context, values: Iterable[Value]) -> tuple[Declared, ...]:
    """Where the columns among the values are declared, with their types ("public.users.id is uuid")."""
    notes: list[Declared] = []
    for value in values:
        if value.origin is not None and value.type is not None:
            notes += context.names.declared(value.origin, type_note(context, value.origin, value.type))
    return tuple(dict.fromkeys(notes))


def type_note(context: Context, origin: Bound, type_: SqlType) -> str:
    """A column and its type in words."""
    return f"{origin.relation}.{origin.attribute} is {context.types.spelled_with_modifiers(type_)}"


def leave_undecided(context: Context, span: Span, reason: Reason = Reason.UNKNOWN_TYPE) -> None:
    """Record that what stands here hangs on a type that is not known."""
    context.gap(reason, span)
