"""Which operator is meant (manual, 10.2; parse_oper.c)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xref import builtin
from xref.resolve.typing.candidates import Failure, choose
from xref.resolve.typing.polymorphic import resolve_polymorphic
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import UNKNOWN, bare
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.builtin import Operator
    from xref.resolve.typing.types import Types

_COMPARISONS: Final = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
_NOT_UNIQUE: Final = "Could not choose a best candidate operator. You might need to add explicit type casts."
_UNDEFINED: Final = "No operator matches the given name and argument types. You might need to add explicit type casts."
_UNDEFINED_PREFIX: Final = "No operator matches the given name and argument type. You might need to add an explicit type cast."


@dataclass(frozen=True, slots=True)
class OperatorChoice:
    """The operator that was chosen: what its operands become and what it gives, polymorphic types replaced.

    ``returns_set`` hardly ever; ``strict`` is whether it gives NULL for a NULL operand (pg_proc.proisstrict), None if not
    known.
    """

    left: SqlType | None
    right: SqlType
    result: SqlType
    strict: bool | None = None
    returns_set: bool = False


@dataclass(frozen=True, slots=True)
class OperatorCandidate:
    """An operator with the types of its operands, canonical as far as they are known."""

    declared: tuple[SqlType, ...]
    result: SqlType | None
    strict: bool | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """The operators of one name, prefix or not, that can be meant, by their operands."""

    candidates: dict[tuple[SqlType, ...], OperatorCandidate] = field(default_factory=dict)


def find_operator(
    types: Types, name: str, left: SqlType | None, right: SqlType, schema: str | None = None
) -> OperatorChoice | Refusal | None:
    """The operator of a name for two operand types (``left`` None: prefix), UNKNOWN for operands that are not decided.

    Refusals: 42883 undefined ("operator does not exist: uuid = text", operator-mismatch, with the server's hint), 42725 not
    unique (ambiguous-function), 42804 for polymorphic operands that do not fit together.
    """
    kept: dict[tuple[str, SqlType | None, SqlType, str | None], OperatorChoice | Refusal | None] = types.kept["operators"]
    key = (name, left, right, schema)
    try:
        return kept[key]
    except KeyError:
        name = "<>" if name == "!=" else name
        operands = (bare(right),) if left is None else (bare(left), bare(right))
        found = kept[key] = _find(types, name, operands, schema)
        return found


def _find(types: Types, name: str, operands: tuple[SqlType, ...], schema: str | None) -> OperatorChoice | Refusal | None:
    if not all(types.is_known(type_) for type_ in operands):
        return None
    lookup = _lookup(types, name, schema, prefix=len(operands) == 1)
    found = _exact(types, operands, lookup) or choose(types, operands, list(lookup.candidates.values()))
    if isinstance(found, OperatorCandidate):
        return _chosen(types, found, operands)
    if found is Failure.NOT_KNOWN:
        return None
    if found is Failure.NONE_FITS:
        return _undefined(types, name, operands, schema)
    signature = _signature(types, name, operands, schema)
    return Refusal("ambiguous-function", "42725", f"operator is not unique: {signature}", _NOT_UNIQUE)


def _chosen(types: Types, found: OperatorCandidate, operands: tuple[SqlType, ...]) -> OperatorChoice | Refusal | None:
    if found.result is None:
        return None
    resolved = resolve_polymorphic(types, operands, found.declared, found.result)
    if resolved is None or isinstance(resolved, Refusal):
        return resolved
    left = resolved.arguments[0] if len(operands) > 1 else None
    return OperatorChoice(left, resolved.arguments[-1], resolved.result, found.strict)


def _exact(types: Types, operands: tuple[SqlType, ...], lookup: Lookup) -> OperatorCandidate | None:
    """The operator of exactly these types, an undecided operand taken as the type of the other (binary_oper_exact)."""
    if len(operands) == 1 or UNKNOWN not in operands:
        return lookup.candidates.get(operands)
    left, right = operands
    assumed = right if left == UNKNOWN else left
    found = lookup.candidates.get((assumed, assumed))
    if found is None:
        over = bare(types.base(assumed))
        found = lookup.candidates.get((over, over)) if over != assumed else None
    return found


def _lookup(types: Types, name: str, schema: str | None, *, prefix: bool) -> Lookup:
    kept: dict[tuple[str, bool, str | None], Lookup] = types.kept["operators by name"]
    key = (name, prefix, schema)
    found = kept.get(key)
    if found is None:
        found = kept[key] = Lookup()
        for operator in _visible(types, name, schema):
            if (operator.left is None) is prefix:
                declared = _declared(types, operator)
                result = None if operator.result is None else types.canonical(operator.result)
                found.candidates.setdefault(declared, OperatorCandidate(declared, result, _strict(operator)))
    return found


def _declared(types: Types, operator: Operator) -> tuple[SqlType, ...]:
    written = (operator.right,) if operator.left is None else (operator.left, operator.right)
    return tuple(bare(types.canonical(type_) or type_) for type_ in written)


def _strict(operator: Operator) -> bool | None:
    """PostgreSQL's own operators are strict, apart from those that concatenate arrays."""
    if operator.schema != "pg_catalog":
        return operator.strict
    return not any(type_ is not None and type_.name == "anycompatiblearray" for type_ in (operator.left, operator.right))


def _visible(types: Types, name: str, schema: str | None) -> Iterator[Operator]:
    """The operators that a name can mean, those of schemas that come first on the search path first."""
    names = types.names
    for candidate in types.search_path if schema is None else (schema,):
        if candidate == "pg_catalog":
            yield from names.builtin.operators(name)
        yield from names.catalog.operators.get((candidate, name), ())
    if schema != "pg_catalog":
        for facts in names.extensions:
            yield from facts.operators(name)


# When there is none


def _undefined(types: Types, name: str, operands: tuple[SqlType, ...], schema: str | None) -> Refusal | None:
    """The refusal, unless something that is not known may have brought the operator."""
    if not _is_surely_missing(types, name, operands, schema):
        return None
    hint = _UNDEFINED if len(operands) > 1 else _UNDEFINED_PREFIX
    return Refusal("operator-mismatch", "42883", f"operator does not exist: {_signature(types, name, operands, schema)}", hint)


def _is_surely_missing(types: Types, name: str, operands: tuple[SqlType, ...], schema: str | None) -> bool:
    """Whether no source can be hiding the operator.

    A document says nothing of operators, but hardly anyone makes one, let alone for types that are built in; extensions that it
    does not mention do (pg_trgm's ``text % text``). An extension that is not known hardly changes what comparisons accept.
    """
    names = types.names
    if schema is not None and schema != "pg_catalog":
        return names.catalog.complete and names.schema_exists(schema) and not names.schema_is_open(schema)
    if names.has_unknown_extension or names.schema_is_open(None):
        return name in _COMPARISONS and all(type_.schema == "pg_catalog" for type_ in operands)
    return names.catalog.complete or (name in names.builtin.operator_names and not _may_be_of_extension(types, name, operands))


def _may_be_of_extension(types: Types, name: str, operands: tuple[SqlType, ...]) -> bool:
    """Whether an extension that the catalog does not mention has the operator for built-in types."""
    found = Lookup()
    for facts in builtin.known_extensions():
        for operator in facts.operators(name):
            declared = _declared(types, operator)
            if len(declared) == len(operands) and all(type_.schema == "pg_catalog" for type_ in declared):
                found.candidates[declared] = OperatorCandidate(declared, operator.result)
    return choose(types, operands, list(found.candidates.values())) is not Failure.NONE_FITS


def _signature(types: Types, name: str, operands: tuple[SqlType, ...], schema: str | None) -> str:
    written = name if schema is None else f"{schema}.{name}"
    spelled = [types.spelled(type_) for type_ in operands]
    return " ".join([*spelled[:-1], written, spelled[-1]])


# Comparing values of a type


def equality(types: Types, type_: SqlType) -> bool | None:
    """Whether values of a type can be compared for equality (DISTINCT, GROUP BY, UNION; a btree or hash opclass)."""
    return _compares(types, type_, ordered=False, seen=frozenset())


def ordering(types: Types, type_: SqlType) -> bool | None:
    """Whether values of a type can be sorted (a btree opclass)."""
    return _compares(types, type_, ordered=True, seen=frozenset())


def _compares(types: Types, type_: SqlType, *, ordered: bool, seen: frozenset[SqlType]) -> bool | None:
    """What lookup_type_cache finds: an array compares if its elements do, a row if all its columns do."""
    type_ = bare(types.base(type_))
    facts = types.facts(type_)
    if facts is None:
        return None
    if type_.array and facts.element is not None:
        return _compares(types, facts.element, ordered=ordered, seen=seen)
    if type_ in seen:
        return True
    if facts.kind != "composite":
        return facts.ordering if ordered else facts.equality
    attributes = types.attributes(type_)
    if attributes is None:
        return None
    answer: bool | None = True
    for attribute in attributes:
        declared = types.canonical(attribute.type) if attribute.type is not None else None
        one = None if declared is None else _compares(types, declared, ordered=ordered, seen=seen | {type_})
        if one is False:
            return False
        answer = answer if one else None
    return answer
