"""Which function is meant (manual, 10.3; parse_func.c: func_get_detail)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xref.builtin import CastContext
from xref.resolve.typing.candidates import Failure, choose
from xref.resolve.typing.casts import Pathway, pathway
from xref.resolve.typing.polymorphic import Resolution, resolve_polymorphic
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.signatures import ANY, CallCandidate, candidates, signatures
from xref.resolve.typing.types import RECORD, UNKNOWN, bare
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types
    from xref.schema.catalog import Function

_OUTPUTS: Final = frozenset({"out", "inout", "table"})
_VOID: Final = SqlType("void")
_UNDEFINED: Final = "No {} matches the given name and argument types. You might need to add explicit type casts."
_NOT_UNIQUE: Final = "Could not choose a best candidate {}. You might need to add explicit type casts."


@dataclass(frozen=True, slots=True)
class FunctionChoice:
    """The function that was chosen for a call.

    ``arguments`` are the types that the given arguments become, in the order in which they are written, polymorphic types
    replaced. ``result`` is the result type with polymorphic types replaced; ``record`` when the function has OUT arguments
    (those are then in ``outputs``, name and type, replaced as well). ``function`` is None for a call that is a cast in
    function notation (``int4('1')``): then ``result`` is the target type.
    """

    function: Function | None
    arguments: tuple[SqlType, ...]
    result: SqlType
    outputs: tuple[tuple[str, SqlType], ...] = ()


def find_function(
    types: Types,
    name: str,
    arguments: Sequence[SqlType],
    *,
    schema: str | None = None,
    names: Sequence[str | None] = (),
    variadic: bool = False,
    procedures: bool = False,
    is_parameter: bool = False,
) -> FunctionChoice | Refusal | None:
    """The function of a name for the types of a call's arguments, UNKNOWN for those that are not decided.

    ``names`` has the name of each argument in named notation, None for positional ones (empty: all are positional);
    ``variadic`` is whether the last one is marked VARIADIC, ``is_parameter`` whether the only argument is a parameter that
    nothing has decided: ``int4('1')`` is a cast, ``int4($1)`` is not. For an ordered-set aggregate ``arguments`` are the direct
    ones and those of WITHIN GROUP. Refusals: 42883 "function f(integer) does not exist" (undefined-function, with the server's
    hint), 42725 "function f(unknown) is not unique" (ambiguous-function), 42804/42P18 for polymorphic arguments that do not fit
    together. None when the schema is open, the catalog incomplete or an argument's type is not known.
    """
    call = _Call(name, schema, tuple(arguments), tuple(names), variadic, procedures, is_parameter)
    kept: dict[_Call, FunctionChoice | Refusal | None] = types.kept["calls"]
    try:
        return kept[call]
    except KeyError:
        found = kept[call] = _find(types, call)
        return found


@dataclass(frozen=True, slots=True)
class _Call:
    """A call as far as it tells which function is meant."""

    name: str
    schema: str | None
    arguments: tuple[SqlType, ...]
    names: tuple[str | None, ...]
    variadic: bool
    procedures: bool
    is_parameter: bool

    @property
    def noun(self) -> str:
        return "procedure" if self.procedures else "function"


def _find(types: Types, call: _Call) -> FunctionChoice | Refusal | None:
    given = tuple(bare(type_) for type_ in call.arguments)
    found = signatures(types, call.schema, call.name, procedures=call.procedures)
    fitting = candidates(found, len(given), call.names, variadic=call.variadic)
    if not all(types.is_known(type_) for type_ in given):
        return None
    exact = next((candidate for candidate in fitting if candidate.written == given), None)
    if exact is not None:
        return _chosen(types, call, exact, given)
    cast = _as_cast(types, call, given)
    if cast is not None:
        return cast
    chosen = choose(types, given, fitting)
    if isinstance(chosen, CallCandidate):
        return _chosen(types, call, chosen, given)
    if chosen is Failure.NOT_KNOWN:
        return None
    return _undefined(types, call) if chosen is Failure.NONE_FITS else _ambiguous(types, call)


def _chosen(types: Types, call: _Call, candidate: CallCandidate, given: tuple[SqlType, ...]) -> FunctionChoice | Refusal | None:
    if candidate.ambiguous:
        return _ambiguous(types, call)
    if call.variadic and candidate.order and candidate.order[-1] != len(given) - 1:
        return _undefined(types, call)
    function = candidate.signature.function
    result = types.canonical(function.result) if function.result is not None else None
    if result is None and function.kind == "procedure":
        result = _VOID
    if result is None:
        return None
    actual = given + (UNKNOWN,) * (len(candidate.declared) - len(given))
    resolved = resolve_polymorphic(types, actual, candidate.declared, result)
    if resolved is None or isinstance(resolved, Refusal):
        return resolved
    refused = _refused_array(types, call, candidate, resolved.arguments[: len(given)])
    if refused is not None:
        return refused
    outputs = _outputs(types, function, resolved)
    return None if outputs is None else FunctionChoice(function, resolved.arguments[: len(given)], resolved.result, outputs)


def _refused_array(types: Types, call: _Call, candidate: CallCandidate, become: tuple[SqlType, ...]) -> Refusal | None:
    """The refusal of arguments of which no array can be made for a variadic one, or of what is no array after VARIADIC."""
    takes_any = candidate.signature.repeated == ANY
    if candidate.repeats and not takes_any:
        first = become[-candidate.repeats]
        if types.is_known(first) and types.array_of(first) is None:
            message = f"could not find array type for data type {types.spelled(first)}"
            return Refusal("undefined-object", "42704", message)
    if call.variadic and takes_any and types.element(become[-1]) is None:
        return Refusal("datatype-mismatch", "42804", "VARIADIC argument must be an array", index=len(become) - 1)
    return None


def _outputs(types: Types, function: Function, resolved: Resolution) -> tuple[tuple[str, SqlType], ...] | None:
    """The OUT arguments where there are several, or those of TABLE; None when a type of them is not known."""
    arguments = [argument for argument in function.arguments if argument.mode in _OUTPUTS]
    if not arguments or (len(arguments) == 1 and function.kind != "procedure"):
        return ()
    outputs = []
    for number, argument in enumerate(arguments, 1):
        declared = types.canonical(argument.type)
        if declared is None:
            return None
        outputs.append((argument.name or f"column{number}", resolved.replaced(declared)))
    return tuple(outputs)


def _as_cast(types: Types, call: _Call, given: tuple[SqlType, ...]) -> FunctionChoice | None:
    """A call with one argument that is named as a type: a cast that needs no function, or of a literal."""
    if len(given) != 1 or any(call.names):
        return None
    target = types.canonical(SqlType(call.name, call.schema))
    source = given[0]
    if target is None or (types.is_composite(target) and types.kind(target) == "composite"):
        return None
    if source != UNKNOWN or call.is_parameter:
        way = pathway(types, source, target, CastContext.EXPLICIT)
        is_row = source == RECORD or types.is_composite(source)
        if way is Pathway.THROUGH_TEXT and is_row and types.category(target) == "S":
            return None
        if way not in (Pathway.RELABEL, Pathway.THROUGH_TEXT):
            return None
    return FunctionChoice(None, (target,), target)


# When there is no choice


def _ambiguous(types: Types, call: _Call) -> Refusal:
    message = f"{call.noun} {_signature(types, call)} is not unique"
    return Refusal("ambiguous-function", "42725", message, _NOT_UNIQUE.format(call.noun))


def _undefined(types: Types, call: _Call) -> Refusal | None:
    """The refusal, unless something that is not known may have brought the function."""
    names = types.names
    if call.schema != "pg_catalog" and (
        not names.catalog.complete
        or names.has_unknown_extension
        or call.name in names.catalog.made_functions
        or names.schema_is_open(call.schema)
        or (call.schema is not None and not names.schema_exists(call.schema))
    ):
        return None
    message = f"{call.noun} {_signature(types, call)} does not exist"
    return Refusal("undefined-function", "42883", message, _UNDEFINED.format(call.noun))


def _signature(types: Types, call: _Call) -> str:
    """The call's name and types (func_signature_string)."""
    names = call.names or (None,) * len(call.arguments)
    spelled = [
        types.spelled(type_) if name is None else f"{name} => {types.spelled(type_)}"
        for name, type_ in zip(names, call.arguments, strict=True)
    ]
    written = call.name if call.schema is None else f"{call.schema}.{call.name}"
    return f"{written}({', '.join(spelled)})"
