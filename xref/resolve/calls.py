"""Calls: which function is meant, what its arguments become, what it gives (ParseFuncOrColumn; manual, 4.2.6 and 10.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlglot import exp

from xref.builtin import CastContext
from xref.reason import Reason
from xref.resolve.aggregates import note_aggregate, note_over, note_set_returning, note_undecided_call, note_window
from xref.resolve.call_forms import check_call_form
from xref.resolve.casts import cast
from xref.resolve.clause import Clause
from xref.resolve.coerce import coerce, leave_undecided, refuse
from xref.resolve.conditions import resolve_condition
from xref.resolve.constructors import rows_of
from xref.resolve.context import Context
from xref.resolve.functions import check_schema
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.operators import give_up
from xref.resolve.scopes import OutputColumn, Rows, Scope
from xref.resolve.sort_keys import check_equality, resolve_sort_keys
from xref.resolve.typing.calls import FunctionChoice, find_function
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import TEXT, UNKNOWN, bare
from xref.resolve.value import Value
from xref.schema.catalog import Function
from xref.source import HOLE, Span

_WORD = re.compile(r"\w+|\W")
_NEVER_NULL = frozenset(
    {"count", "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "concat", "jsonb_build_object",
     "json_build_object", "jsonb_build_array", "json_build_array"}
)  # fmt: skip
_NULL_FOR_NULL = frozenset(
    {"lower", "upper", "length", "char_length", "octet_length", "btrim", "ltrim", "rtrim", "abs", "round", "floor", "ceil",
     "ceiling", "trunc", "replace", "left", "right", "md5", "date_trunc", "initcap", "reverse", "sign", "now",
     "gen_random_uuid", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "random", "version",
     "pg_backend_pid", "nextval", "txid_current", "uuidv4", "uuidv7"}
)  # fmt: skip
"""Functions that give NULL where an argument is NULL, and nowhere else."""


@dataclass(slots=True)
class Call:
    """A call with what stands around it: ``f(args) WITHIN GROUP (..) FILTER (..) OVER (..)``."""

    node: exp.Anonymous
    name: str
    schema: str | None
    within: exp.Expr | None = None
    filter: exp.Expr | None = None
    window: exp.Expr | None = None
    values: list[Value] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    star: bool = False
    variadic: bool = False
    word: int = 0

    @property
    def span(self) -> Span:
        """The function's name, the key word that stands for it where it has a syntax of its own."""
        written = span_of(self.node.this)
        return Span(written.start, max(written.end, written.start + self.word))

    @property
    def place(self) -> int:
        """Where the server points for the call."""
        place: int = self.node.meta.get("op", position_of(self.node))
        return place


def read_call(node: exp.Expr) -> Call:
    """The parts of a call, whatever is wrapped around it."""
    window = filter_ = within = None
    if isinstance(node, exp.Window):
        window, node = node, node.this
    if isinstance(node, exp.Filter):
        filter_, node = node, node.this
    if isinstance(node, exp.WithinGroup):
        within, node = node, node.this
    if not isinstance(node, exp.Anonymous):
        raise TypeError(f"not a call: {type(node).__name__}")
    schema = node.args.get("db")
    return Call(node, stored_name(node.this), stored_name(schema) if schema is not None else None, within, filter_, window)


def resolve_arguments(context: Context, call: Call, scope: Scope) -> None:
    """Resolve the arguments in order, then those of WITHIN GROUP and the filter, as the server does."""
    for argument in call.node.expressions:
        if isinstance(argument, exp.Star):
            call.star = True
            continue
        name = None
        if isinstance(argument, exp.Kwarg):
            name, argument = stored_name(argument.this), argument.expression
        elif isinstance(argument, exp.Variadic):
            call.variadic, argument = True, argument.this
        call.values.append(context.expression(context, argument, scope))
        call.names.append(name)
    if call.within is not None:
        for ordered in call.within.expression.expressions:
            call.values.append(context.expression(context, ordered.this, scope))
            call.names.append(None)
    if call.filter is not None:
        resolve_condition(context, call.filter.expression.this, scope, Clause.FILTER, "FILTER", context.role)


def resolve_call(context: Context, node: exp.Expr, scope: Scope) -> Value:
    """Resolve a call of a function, an aggregate or a window function."""
    call = read_call(node)
    if call.node.meta.get("keyword"):
        call.word = _word_at(context.text, call.place)
    result = Value(None, node, position_of(node))
    if not _names_something(context, call):
        resolve_arguments(context, call, scope)
        give_up(context, call.values)
        _resolve_order(context, call, scope)
        return result
    resolve_arguments(context, call, scope)
    if call.window is not None:
        note_over(context, call.window, scope)
    choice = _choose(context, call)
    if isinstance(choice, FunctionChoice):
        _take(context, call, choice, result, scope)
    else:
        projected = _projection(context, call, choice)
        if projected is not None:
            return projected
        _not_found(context, call, choice)
        _resolve_order(context, call, scope)
        note_undecided_call(context, scope, call.node, call.schema, call.name)
    result.at = min([result.at, *(value.at for value in call.values)])
    return result


def _word_at(text: str, start: int) -> int:
    """How many characters the word or operator at an offset has."""
    found = _WORD.match(text, start)
    return found.end() - start if found is not None else 1


def _names_something(context: Context, call: Call) -> bool:
    node, schema = call.node.args.get("db"), call.schema
    if HOLE in call.name or (schema is not None and HOLE in schema):
        context.gap(Reason.HOLE, call.span)
        return False
    if schema is None or node is None:
        return True
    return check_schema(context, schema, span_of(node), position_of(call.node))


def _choose(context: Context, call: Call) -> FunctionChoice | Refusal | None:
    given = [bare(value.type) for value in call.values if value.type is not None]
    if len(given) < len(call.values):
        return _only_candidate(context, call) or _surely_missing(context, call)
    names = call.names if any(call.names) else ()
    alone = call.values[0] if len(call.values) == 1 else None
    is_parameter = alone is not None and alone.parameter is not None and alone.is_undecided
    return find_function(
        context.types,
        call.name,
        given,
        schema=call.schema,
        names=names,
        variadic=call.variadic,
        is_parameter=is_parameter,
    )


def _surely_missing(context: Context, call: Call) -> Refusal | None:
    """The refusal of a name that no function has, whatever the arguments that are not known are."""
    if context.names.functions(call.schema, call.name) or any(call.names):
        return None
    given = [UNKNOWN if value.type is None else bare(value.type) for value in call.values]
    found = find_function(context.types, call.name, given, schema=call.schema, variadic=call.variadic)
    return found if isinstance(found, Refusal) else None


def _only_candidate(context: Context, call: Call) -> FunctionChoice | None:
    """What a call gives when an argument's type is not known and yet every function of the name gives the same."""
    found = [one for one in context.names.functions(call.schema, call.name) if one.kind != "procedure"]
    results = {one.result for one in found}
    if len(results) != 1 or any(argument.mode not in ("in", "variadic") for one in found for argument in one.arguments):
        return None
    result = results.pop()
    known = context.types.canonical(result) if result is not None else None
    if known is None or known.name.startswith("any") or known.name in ("record", "void"):
        return None
    return FunctionChoice(found[0], (), known)


def _not_found(context: Context, call: Call, choice: Refusal | None) -> None:
    unknown = any(value.type is None for value in call.values)
    give_up(context, call.values)
    if choice is not None:
        name = call.name if call.schema is None else f"{call.schema}.{call.name}"
        refuse(context, choice, call.values, span=call.span, position=call.place, subject=name)
    elif not unknown:
        leave_undecided(context, call.span, Reason.UNKNOWN_FUNCTION)


def _projection(context: Context, call: Call, choice: Refusal | None) -> Value | None:
    """``f(row)`` is ``row.f`` when there is no such function (ParseComplexProjection)."""
    if len(call.values) != 1 or call.star or call.schema is not None or choice is None:
        return None
    rows = rows_of(context, call.values[0])
    column = next((each for each in rows.columns if each.name == call.name), None) if rows is not None else None
    if column is None:
        return None
    context.refer_column(call.name, call.span, column.origin)
    return Value(column.type, call.node, call.values[0].at, True)


def _take(context: Context, call: Call, choice: FunctionChoice, result: Value, scope: Scope) -> None:
    function = choice.function
    if function is None:
        converted = cast(context, call.values[0], choice.result, _as_cast(call.node))
        result.type, result.nullable = converted.type, converted.nullable
        return
    for value, target in zip(call.values, choice.arguments, strict=False):
        coerce(context, value, target, CastContext.IMPLICIT)
    if not choice.arguments:
        give_up(context, call.values)
    result.type, result.choice = choice.result, choice
    result.returns_set = function.returns_set
    result.rows = _rows(context, choice)
    result.nullable = _nullable(call, function)
    _note(context, call, choice, scope)


def _as_cast(node: exp.Anonymous) -> exp.Expr:
    """A call that is a cast, in the shape of one: the server points at the function's name."""
    made = exp.Cast(this=node.expressions[0], to=node.this)
    made._meta = dict(node.meta)
    return made


def _rows(context: Context, choice: FunctionChoice) -> Rows | None:
    if choice.outputs:
        return Rows([OutputColumn(name, type_) for name, type_ in choice.outputs])
    return context.names.composite(choice.result)


def _nullable(call: Call, function: Function) -> bool | None:
    if function.schema != "pg_catalog" or function.returns_set:
        return None
    if call.name in _NEVER_NULL:
        return False
    if function.kind == "aggregate":
        return True
    if call.name in ("lower", "upper") and function.result != TEXT:
        return None  # the bound of a range that may have none
    if call.name in _NULL_FOR_NULL:
        nullable = [value.nullable for value in call.values]
        return True if True in nullable else None if None in nullable else False
    return None


def _resolve_order(context: Context, call: Call, scope: Scope) -> None:
    resolve_sort_keys(context, call.node.args.get("order"), scope)
    if call.node.args.get("distinct"):
        for value in call.values:
            check_equality(context, value)


def _refuse_procedure(context: Context, call: Call) -> None:
    """A procedure is called by CALL alone (42809)."""
    name = call.name if call.schema is None else f"{call.schema}.{call.name}"
    given = ", ".join(context.types.spelled(value.type) for value in call.values if value.type is not None)
    message, hint = f"{name}({given}) is a procedure", "To call a procedure, use CALL."
    refuse(context, Refusal("undefined-function", "42809", message, hint), [], span=call.span, position=call.place)


def _note(context: Context, call: Call, choice: FunctionChoice, scope: Scope) -> None:
    function = choice.function
    name = call.name if call.schema is None else f"{call.schema}.{call.name}"
    if function is None:
        return
    if function.kind == "procedure":
        _refuse_procedure(context, call)
    elif call.window is not None or function.kind == "window":
        note_window(context, scope, call.node, name, choice)
    elif function.kind == "aggregate":
        note_aggregate(context, scope, call.node, name, choice, call.values)
    else:
        check_call_form(context, call.node, name, choice)
    if function.returns_set:
        note_set_returning(context, scope, call.node, name)
