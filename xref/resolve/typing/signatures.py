"""The functions that a call can mean by its name and the number and names of its arguments (FuncnameGetCandidates)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xref.resolve.typing.types import bare
from xref.schema.catalog import Argument, Function
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types

_INPUTS: Final = frozenset({"in", "inout", "variadic"})
_CALL_ARGUMENTS: Final = frozenset({"in", "inout", "variadic", "out"})
ANY: Final = SqlType("any")
_ELEMENTS: Final = {
    ANY: ANY,
    SqlType("anyarray"): SqlType("anyelement"),
    SqlType("anycompatiblearray"): SqlType("anycompatible"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's input arguments: their names and canonical types, without modifiers (as declared where not known).

    ``defaults`` is how many of the last ones may be left out, ``repeated`` the type of each argument that a variadic one takes,
    ``place`` the number of its schema on the search path.
    """

    function: Function
    names: tuple[str | None, ...]
    types: tuple[SqlType, ...]
    defaults: int
    repeated: SqlType | None
    place: int


@dataclass(frozen=True, slots=True)
class CallCandidate:
    """A function as one call would use it.

    ``declared`` are the types of the given arguments as they are written, then of those that have their default. ``repeats`` is
    how many arguments its variadic one takes, 0 where it is not spread.
    """

    signature: Signature
    declared: tuple[SqlType, ...]
    given: int
    repeats: int = 0
    order: tuple[int, ...] = ()
    ambiguous: bool = False

    @property
    def written(self) -> tuple[SqlType, ...]:
        """The declared types of the given arguments."""
        return self.declared[: self.given]


def signatures(types: Types, schema: str | None, name: str, *, procedures: bool) -> tuple[Signature, ...]:
    """Every function of a name that can be meant; for CALL the OUT arguments count as well."""
    kept: dict[tuple[str, str | None, bool], tuple[Signature, ...]] = types.kept["signatures"]
    key = (name, schema, procedures)
    found = kept.get(key)
    if found is None:
        modes = _CALL_ARGUMENTS if procedures else _INPUTS
        visible = _visible(types, schema, name)
        found = kept[key] = tuple(_signature(types, function, place, modes) for function, place in visible)
    return found


def _visible(types: Types, schema: str | None, name: str) -> Iterator[tuple[Function, int]]:
    names = types.names
    path = types.search_path if schema is None else (schema,)
    for place, candidate in enumerate(path):
        if candidate in ("pg_catalog", "information_schema"):
            yield from ((function, place) for function in names.builtin.functions(name, candidate))
        yield from ((function, place) for function in names.catalog.functions.get((candidate, name), ()))
        yield from ((function, place) for function in _constructors(types, candidate, name))
    if schema != "pg_catalog":
        for facts in names.extensions:
            place = path.index(facts.schema) if facts.schema in path else len(path)
            yield from ((function, place) for function in facts.functions(name))


def _constructors(types: Types, schema: str, name: str) -> Iterator[Function]:
    """The functions that come with a range type and with its multirange type (manual, 8.17.6 and CREATE TYPE)."""
    facts = types.facts(SqlType(name, schema)) if schema not in ("pg_catalog", "information_schema") else None
    if facts is None or facts.kind not in ("range", "multirange"):
        return
    if facts.kind == "range" and facts.subtype is not None:
        ends = (Argument(None, facts.subtype), Argument(None, facts.subtype))
        yield Function(schema, name, ends, facts.type)
        yield Function(schema, name, (*ends, Argument(None, SqlType("text"))), facts.type)
    elif facts.range is not None:
        ranges = SqlType(facts.range.name, facts.range.schema, array=True)
        yield Function(schema, name, (), facts.type, strict=True)
        yield Function(schema, name, (Argument(None, facts.range),), facts.type, strict=True)
        yield Function(schema, name, (Argument(None, ranges, "variadic"),), facts.type, strict=True)


def _signature(types: Types, function: Function, place: int, modes: frozenset[str]) -> Signature:
    modes = modes if function.kind == "procedure" else _INPUTS
    arguments = [argument for argument in function.arguments if argument.mode in modes]
    declared = tuple(_canonical(types, argument.type) for argument in arguments)
    repeated = next((_spread(one) for one, a in zip(declared, arguments, strict=True) if a.mode == "variadic"), None)
    names = tuple(argument.name for argument in arguments)
    return Signature(function, names, declared, sum(argument.has_default for argument in arguments), repeated, place)


def _canonical(types: Types, type_: SqlType) -> SqlType:
    return bare(types.canonical(type_) or type_)


def _spread(type_: SqlType) -> SqlType:
    """The type of each argument that a variadic argument of a type takes."""
    return _ELEMENTS.get(type_) or SqlType(type_.name, type_.schema)


def candidates(
    found: Sequence[Signature], count: int, names: Sequence[str | None], *, variadic: bool
) -> tuple[CallCandidate, ...]:
    """The functions that take so many arguments, of which ``names`` are named.

    Of two that declare the same types the one whose schema comes first is meant, then the one that is not variadic; where that
    decides nothing they are ambiguous.
    """
    kept: dict[tuple[SqlType, ...], CallCandidate] = {}
    for signature in found:
        candidate = (
            _by_name(signature, count, names, variadic=variadic)
            if any(names)
            else _by_position(signature, count, variadic=variadic)
        )
        if candidate is not None:
            other = kept.get(candidate.written)
            kept[candidate.written] = candidate if other is None else _preferred(other, candidate)
    return tuple(kept.values())


def _preferred(old: CallCandidate, new: CallCandidate) -> CallCandidate:
    if old.signature.place != new.signature.place:
        return min(old, new, key=lambda candidate: candidate.signature.place)
    if bool(old.repeats) != bool(new.repeats):
        return old if new.repeats else new
    return CallCandidate(old.signature, old.declared, old.given, old.repeats, old.order, ambiguous=True)


def _by_position(signature: Signature, count: int, *, variadic: bool) -> CallCandidate | None:
    declared = signature.types
    if signature.repeated is not None and not variadic and count >= len(declared):
        repeats = count - len(declared) + 1
        return CallCandidate(signature, declared[:-1] + (signature.repeated,) * repeats, count, repeats)
    if count > len(declared) or count + signature.defaults < len(declared):
        return None
    return CallCandidate(signature, declared, count)


def _by_name(signature: Signature, count: int, names: Sequence[str | None], *, variadic: bool) -> CallCandidate | None:
    """The arguments in the order of the call (MatchNamedCall)."""
    if (signature.repeated is not None and not variadic) or count > len(signature.types):
        return None
    order = []
    for at, name in enumerate(names):
        if name is None:
            order.append(at)
        elif name in signature.names and signature.names.index(name) not in order:
            order.append(signature.names.index(name))
        else:
            return None
    left_out = [at for at in range(len(signature.types)) if at not in order]
    if any(at < len(signature.types) - signature.defaults for at in left_out):
        return None
    declared = tuple(signature.types[at] for at in (*order, *left_out))
    return CallCandidate(signature, declared, count, order=tuple(order))
