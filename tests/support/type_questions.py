"""Questions about types that are put to PostgreSQL and to xref: a statement for the server, and what answers it here."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from xref.builtin import CastContext, facts
from xref.resolve.lookup import Names
from xref.resolve.typing.calls import FunctionChoice, find_function
from xref.resolve.typing.casts import can_coerce
from xref.resolve.typing.common import common_type
from xref.resolve.typing.operators import OperatorChoice, equality, find_operator, ordering
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import UNKNOWN, Types
from xref.schema.catalog import Catalog, Function
from xref.schema.sources.ddl.replay import replay
from xref.schema.types import SqlType
from xref.source import SourceFile

SCHEMA = """
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN count AS integer;
CREATE DOMAIN label AS text;
CREATE DOMAIN shortlabel AS label;
CREATE DOMAIN counts AS integer[];
CREATE DOMAIN feeling AS mood;
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE place AS (a integer, b point);
CREATE DOMAIN somepair AS pair;
CREATE TABLE parent (id integer, at timestamptz);
CREATE TABLE child (extra text) INHERITS (parent);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE DOMAIN period AS int4range;
CREATE TYPE other.hidden AS ENUM ('a');
CREATE FUNCTION mixed(a integer, b text DEFAULT '', c numeric DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION mixed(a bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION mixed(c text, b integer) RETURNS text LANGUAGE sql AS 'SELECT 1::text';
CREATE FUNCTION other.mixed(a integer) RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';
CREATE FUNCTION other.mixed(d date) RETURNS date LANGUAGE sql AS 'SELECT NULL::date';
CREATE FUNCTION total(VARIADIC xs integer[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION total(x integer, y integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION total(x text, VARIADIC xs text[]) RETURNS text LANGUAGE sql AS 'SELECT 1::text';
CREATE FUNCTION joined(sep text, VARIADIC xs anyarray) RETURNS anyelement LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION alike(a anyelement, b anyelement DEFAULT NULL) RETURNS anyarray LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION common(a anycompatible, b anycompatiblearray) RETURNS anycompatible LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION common(a anycompatible, b anycompatiblerange) RETURNS anycompatiblemultirange LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION plain(a anynonarray, b anyenum) RETURNS anyelement LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION inside(r anyrange, e anyelement) RETURNS anymultirange LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION felt(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE FUNCTION felt(c count) RETURNS count LANGUAGE sql AS 'SELECT c';
CREATE FUNCTION felt(h other.hidden) RETURNS other.hidden LANGUAGE sql AS 'SELECT h';
CREATE FUNCTION labelled(d label) RETURNS label LANGUAGE sql AS 'SELECT d';
CREATE FUNCTION labelled(t varchar) RETURNS varchar LANGUAGE sql AS 'SELECT t';
CREATE FUNCTION paired(p pair) RETURNS pair LANGUAGE sql AS 'SELECT p';
CREATE FUNCTION paired(r record, x integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION of_parent(p parent) RETURNS SETOF parent LANGUAGE sql AS 'SELECT p';
CREATE FUNCTION split(a integer, OUT x integer, OUT y text) LANGUAGE sql AS 'SELECT 1, 1::text';
CREATE FUNCTION split(INOUT a anyelement, OUT b anyarray, c mood) LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION single(a integer, OUT x text) LANGUAGE sql AS 'SELECT 1::text';
CREATE FUNCTION listed(a integer DEFAULT 1) RETURNS TABLE (id integer, name text) LANGUAGE sql AS 'SELECT 1, 1::text';
CREATE FUNCTION of_column(a parent.id%TYPE) RETURNS parent.at%TYPE LANGUAGE sql AS 'SELECT now()';
CREATE FUNCTION first_step(state anyelement, next anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT state';
CREATE AGGREGATE firstof(anyelement) (SFUNC = first_step, STYPE = anyelement);
CREATE FUNCTION lower(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE FUNCTION round(x double precision, digits integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1::numeric';
CREATE FUNCTION same(a pair, b pair) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION moved(m mood, by integer) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE FUNCTION turned(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = pair, RIGHTARG = pair);
CREATE OPERATOR + (PROCEDURE = moved, LEFTARG = mood, RIGHTARG = integer);
CREATE OPERATOR other.~ (FUNCTION = turned, RIGHTARG = mood);
CREATE FUNCTION number_of(m mood) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE CAST (mood AS integer) WITH FUNCTION number_of(mood) AS IMPLICIT;
CREATE FUNCTION pair_of(p place) RETURNS pair LANGUAGE sql AS 'SELECT NULL::pair';
CREATE CAST (place AS pair) WITH FUNCTION pair_of(place) AS ASSIGNMENT;
CREATE CAST (span AS varchar) WITH INOUT AS IMPLICIT;
"""
SEARCH_PATH = ("public", "other")
_SPELLINGS = """
unknown bool bytea char int8 int2 int4 oid regclass text name json jsonb xml point box circle float4 float8 numeric money
date time timestamp timestamptz timetz interval bit varbit uuid inet cidr macaddr varchar bpchar tsvector tsquery pg_lsn
int4range int4multirange daterange tstzrange int2vector oidvector bool[] int4[] int8[] text[] varchar[] name[] jsonb[]
uuid[] numeric[] timestamptz[] record record[] mood count label shortlabel counts feeling pair place somepair parent child
span span_multirange period hidden mood[] count[] pair[] parent[] span[] label[]
"""
SPELLINGS = tuple(_SPELLINGS.split())
_UNCASTABLE = frozenset({"unknown", "record", "record[]"})
_INFIX = frozenset({"%", "*", "/", "<", ">", "=", "<=", ">=", "<>", "^"})
"""Operators that the grammar does not take in front."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a question: result and parameter types, or an error. ``undecided`` is what xref alone may say."""

    results: tuple[str, ...] | None = None
    parameters: tuple[str, ...] | None = None
    state: str | None = None
    message: str | None = None
    hint: str | None = None
    undecided: bool = False

    def __str__(self) -> str:
        if self.undecided:
            return "undecided"
        return f"{self.state} {self.message} ({self.hint})" if self.state else f"{self.results} {self.parameters}"


Answering = Callable[[Types], Answer]
Question = tuple[str, Answering]


@cache
def schema() -> str:
    """The schema that the questions are asked of: SCHEMA, and for each type a column and a function that takes it."""
    spelled = [(number, _spelled(one)) for number, one in enumerate(SPELLINGS) if one not in _UNCASTABLE]
    columns = ", ".join(f"c{number} {spelling}" for number, spelling in spelled)
    takers = (f"CREATE FUNCTION takes{number}({one}) RETURNS integer LANGUAGE sql AS 'SELECT 1';" for number, one in spelled)
    return f"{SCHEMA}SET search_path = public, other;\nCREATE TABLE assigned ({columns});\n" + "\n".join(takers)


@cache
def catalog() -> Catalog:
    """The schema as a catalog."""
    return replay([SourceFile("schema.sql", schema())], search_path=SEARCH_PATH, describe=lambda query, catalog: None).catalog


def new_types() -> Types:
    """The types of the schema, with nothing worked out yet."""
    return Names(catalog()).types


def type_of(types: Types, spelling: str) -> SqlType:
    """The type that a spelling of SPELLINGS means."""
    if spelling == "unknown":
        return UNKNOWN
    found = types.canonical(SqlType(spelling.removesuffix("[]"), None, (), spelling.endswith("[]")))
    assert found is not None, spelling
    return found


def _spelled(spelling: str) -> str:
    name = spelling.removesuffix("[]")
    return f'"{name}"' + ("[]" if name != spelling else "")


class _Operands:
    """Writes operands of given types, numbering the parameters that stand for undecided ones."""

    def __init__(self) -> None:
        self.number = 0

    def write(self, spelling: str) -> str:
        if spelling == "unknown":
            self.number += 1
            return f"${self.number}"
        if spelling in _UNCASTABLE:
            return "(SELECT ROW(1, 2))" if spelling == "record" else "(SELECT ARRAY[ROW(1, 2)])"
        return f"NULL::{_spelled(spelling)}"


def _refused(refusal: Refusal | None) -> Answer:
    return Answer(undecided=True) if refusal is None else Answer(None, (), refusal.sqlstate, refusal.message, refusal.hint)


def _accepted(types: Types, given: Sequence[str], become: Sequence[SqlType], result: SqlType) -> Answer:
    """What the server says of parameters that nothing decides comes after all else."""
    parameters = [types.spelled(type_) for spelling, type_ in zip(given, become, strict=True) if spelling == "unknown"]
    for number, spelled in enumerate(parameters, 1):
        if spelled == "unknown":
            return Answer(None, (), "42P18", f"could not determine data type of parameter ${number}")
    return Answer((types.spelled(result),), tuple(parameters))


# Operators


def operator_questions(chosen: random.Random | None = None, size: int = 0) -> Iterator[Question]:
    """Every operator with every pair of types, or a sample of so many."""
    names = sorted(facts().operator_names | {name for _, name in catalog().operators})
    lefts: list[str | None] = [None, *SPELLINGS]
    combinations: Iterable[tuple[str, str | None, str]] = itertools.product(names, lefts, SPELLINGS)
    if chosen is not None:
        combinations = ((chosen.choice(names), chosen.choice(lefts), chosen.choice(SPELLINGS)) for _ in range(size))
    for name, left, right in combinations:
        if left is not None or name not in _INFIX:
            yield _operator_question(name, left, right)


def _operator_question(name: str, left: str | None, right: str) -> Question:
    operands = _Operands()
    written = [] if left is None else [operands.write(left)]
    written += [name, operands.write(right)]

    def answer(types: Types) -> Answer:
        found = find_operator(types, name, None if left is None else type_of(types, left), type_of(types, right))
        if not isinstance(found, OperatorChoice):
            return _refused(found)
        given = [right] if left is None else [left, right]
        become = [found.right] if found.left is None else [found.left, found.right]
        return _accepted(types, given, become, found.result)

    return "SELECT " + " ".join(written), answer


# Functions


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
    given: tuple[str, ...]
    schema: str | None = None
    names: tuple[str | None, ...] = ()
    variadic: bool = False
    window: bool = False


def function_questions(chosen: random.Random, size: int) -> Iterator[Question]:
    """Calls of built-in functions with argument types near to declared ones, and far from them."""
    builtin = facts()
    names = sorted(builtin.function_names)
    for _ in range(size):
        name = chosen.choice(names)
        overloads = builtin.functions(name)
        if name.startswith("unknown") or any(one.within_group or one.kind == "procedure" for one in overloads):
            continue
        call = _near_call(chosen, chosen.choice(overloads), "pg_catalog")
        if call is not None:
            yield _function_question(call)


def user_function_questions(chosen: random.Random, size: int) -> Iterator[Question]:
    """Calls of the schema's functions, of some with their schema, in named notation and with VARIADIC; and of its types."""
    named = [spelling for spelling in SPELLINGS if spelling not in _UNCASTABLE and not spelling.endswith("[]")]
    overloads = [one for many in catalog().functions.values() for one in many if not one.name.startswith("takes")]
    for _ in range(size):
        if chosen.random() < 0.1:
            given = [_near(chosen, chosen.choice(["float8", "span"])) for _ in range(chosen.choice([0, 1, 1, 1, 2, 2, 3]))]
            name = chosen.choice([*named, "span", "span_multirange"])
            if given or name != "count":
                yield _function_question(_Call(name, tuple(given)))
            continue
        function = chosen.choice(overloads)
        call = _near_call(chosen, function, chosen.choice([None, None, None, function.schema]))
        if call is not None:
            yield _function_question(call)


def _near_call(chosen: random.Random, function: Function, schema: str | None) -> _Call | None:
    inputs = [argument for argument in function.arguments if argument.mode in ("in", "inout", "variadic")]
    count = chosen.choice([len(inputs)] * 5 + [1, 2, 3])
    if count > 4 or (not count and function.kind == "aggregate"):
        return None
    declared = [argument.type.name + ("[]" if argument.type.array else "") for argument in inputs]
    given = [_near(chosen, declared[at] if at < len(declared) else "") for at in range(count)]
    names: list[str | None] = []
    if function.schema != "pg_catalog" and chosen.random() < 0.3:
        named = [argument.name for argument in inputs if argument.name]
        start = chosen.randint(0, min(count, len(named)))
        names = [*([None] * start), *chosen.sample(named, len(named))][:count]
        given = given[: len(names)]
    variadic = bool(given) and chosen.random() < 0.15 and function.kind == "function"
    return _Call(function.name, tuple(given), schema, tuple(names), variadic, function.kind == "window")


def _near(chosen: random.Random, declared: str) -> str:
    if declared in SPELLINGS and chosen.random() < 0.6:
        return declared
    return "unknown" if chosen.random() < 0.3 else chosen.choice(SPELLINGS)


def _function_question(call: _Call) -> Question:
    operands = _Operands()
    written = [operands.write(spelling) for spelling in call.given]
    written = [
        f"{name} => {one}" if name else one for name, one in zip(call.names or [None] * len(written), written, strict=True)
    ]
    if call.variadic:
        written[-1] = f"VARIADIC {written[-1]}"

    def answer(types: Types) -> Answer:
        found = find_function(
            types,
            call.name,
            [type_of(types, spelling) for spelling in call.given],
            schema=call.schema,
            names=call.names,
            variadic=call.variadic,
            is_parameter=call.given == ("unknown",),
        )
        return (
            _accepted(types, call.given, found.arguments, found.result)
            if isinstance(found, FunctionChoice)
            else _refused(found)
        )

    name = f'"{call.name}"' if call.schema is None else f'"{call.schema}"."{call.name}"'
    return f"SELECT {name}({', '.join(written)})" + (" OVER ()" if call.window else ""), answer


# Coercions


def coercion_questions(chosen: random.Random | None = None, size: int = 0) -> Iterator[Question]:
    """Every pair of types in a cast, in an assignment and as an argument, or a sample of so many pairs."""
    targets = [spelling for spelling in SPELLINGS if spelling not in _UNCASTABLE]
    sources = [spelling for spelling in SPELLINGS if spelling != "unknown"]
    pairs: Iterable[tuple[str, str]] = itertools.product(sources, targets)
    if chosen is not None:
        pairs = ((chosen.choice(sources), chosen.choice(targets)) for _ in range(size))
    for source, target in pairs:
        value, number = _Operands().write(source), SPELLINGS.index(target)
        yield f"SELECT ({value})::{_spelled(target)}", _coercion(source, target, CastContext.EXPLICIT)
        yield f"INSERT INTO assigned (c{number}) SELECT {value}", _coercion(source, target, CastContext.ASSIGNMENT)
        yield f"SELECT takes{number}({value})", _coercion(source, target, CastContext.IMPLICIT)


def _coercion(source: str, target: str, context: CastContext) -> Answering:
    states = {CastContext.EXPLICIT: "42846", CastContext.ASSIGNMENT: "42804", CastContext.IMPLICIT: "42883"}

    def answer(types: Types) -> Answer:
        found = can_coerce(types, [type_of(types, source)], [type_of(types, target)], context)
        return Answer(undecided=True) if found is None else Answer(state=None if found else states[context])

    return answer


# Common types


def common_questions(chosen: random.Random | None = None, size: int = 0) -> Iterator[Question]:
    """Every pair of types in COALESCE, or a sample of so many pairs and triples."""
    combinations: Iterable[tuple[str, ...]] = itertools.product(SPELLINGS, SPELLINGS)
    if chosen is not None:
        combinations = (tuple(chosen.choices(SPELLINGS, k=chosen.choice([2, 3, 3]))) for _ in range(size))
    for given in combinations:
        operands = _Operands()
        yield f"SELECT COALESCE({', '.join(operands.write(one) for one in given)})", _common(given)


def _common(given: Sequence[str]) -> Answering:
    def answer(types: Types) -> Answer:
        inputs = [type_of(types, spelling) for spelling in given]
        found = common_type(types, inputs, "COALESCE")
        if not isinstance(found, SqlType):
            return _refused(found)
        for one in inputs:
            if not can_coerce(types, [one], [found], CastContext.IMPLICIT):
                message = f"COALESCE could not convert type {types.spelled(one)} to {types.spelled(found)}"
                return Answer(None, (), "42846", message)
        return _accepted(types, given, [found] * len(inputs), found)

    return answer


# Comparisons


def comparison_questions() -> Iterator[Question]:
    """Every type in DISTINCT and in ORDER BY."""
    for spelling in SPELLINGS[1:]:
        value = _Operands().write(spelling)
        yield f"SELECT DISTINCT {value} FROM parent", _comparison(spelling, equality)
        yield f"SELECT {value} FROM parent ORDER BY 1", _comparison(spelling, ordering)


def _comparison(spelling: str, compare: Callable[[Types, SqlType], bool | None]) -> Answering:
    def answer(types: Types) -> Answer:
        found = compare(types, type_of(types, spelling))
        return Answer(undecided=True) if found is None else Answer(state=None if found else "42883")

    return answer
