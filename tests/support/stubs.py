"""Stand-ins for extensions that the test server has no files of: enough for a schema to load and statements to be prepared.

They are made from what is known of the extension: its types hold text, its functions give NULL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.builtin import CastContext, Operator, extension_facts, facts
from xref.schema.types import SqlType, format_type, quote_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xref.builtin import Cast, ExtensionFacts, TypeFacts
    from xref.schema.catalog import Argument, Function, Relation

_EXTENSION = re.compile(
    r'CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"(?P<quoted>[^"]+)"|(?P<bare>[\w$]+))(?P<options>[^;]*);',
    re.IGNORECASE,
)
_COMMENT = re.compile(r"COMMENT\s+ON\s+EXTENSION\s[^;]*?\bIS\s+(?:'(?:[^']|'')*'|NULL)\s*;", re.IGNORECASE)
_SCHEMA = re.compile(r'\bSCHEMA\s+(?:"(?P<quoted>[^"]+)"|(?P<bare>[\w$]+))', re.IGNORECASE)
_INSTALLED = frozenset({"plpgsql", "vector"})
_POLYMORPHIC = re.compile(r"any(?:element|array|nonarray|enum|range|multirange|compatible\w*)|record|void")
_COMPARISONS = ("<", "<=", "=", ">=", ">")

_BODIES = {
    **dict.fromkeys(("uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4"), "gen_random_uuid()"),
    **dict.fromkeys(("uuid_generate_v3", "uuid_generate_v5"), "md5($2)::uuid"),
    "gen_random_bytes": "substring(sha256(gen_random_uuid()::text::bytea) for $1)",
    "digest": "sha256($1::text::bytea)",
    "crypt": "$2 || md5($1)",
    "gen_salt": "md5($1)",
}
"""What the functions do that migrations call when they run."""


def with_stubs(schema_sql: str) -> str:
    """The schema with each CREATE EXTENSION that the server cannot run replaced by stand-ins for what it would bring."""
    made: set[str] = set()

    def stub(match: re.Match[str]) -> str:
        name = match["quoted"] or match["bare"].lower()
        if name in _INSTALLED:
            return match[0]
        schema = _SCHEMA.search(match["options"])
        schema_name = (schema["quoted"] or schema["bare"].lower()) if schema else "public"
        extension = None if name in made else extension_facts(name, schema_name)
        made.add(name)
        return "".join(f"{statement};" for statement in _statements(extension)) if extension else ""

    return _COMMENT.sub("", _EXTENSION.sub(stub, schema_sql))


def _statements(extension: ExtensionFacts) -> Iterator[str]:
    """What makes the stand-ins, in an order in which each finds what it needs."""
    for type_ in extension.types.values():
        yield from _type(type_)
    for relation in extension.relations:
        yield _relation(relation)
    for name in sorted(extension.function_names):
        for function in extension.functions(name):
            if all(_can_be_written(one.type) for one in function.arguments) and _can_be_written(function.result):
                yield from _aggregate(function) if function.kind == "aggregate" else [_function(function)]
    for name in sorted(extension.operator_names):
        for operator in extension.operators(name):
            yield from _operator(operator)
    for cast in extension.casts.values():
        yield _cast(cast)
    for type_ in extension.types.values():
        if type_.kind == "base" and type_.ordering:
            yield from _operator_class(extension, type_)


def _can_be_written(type_: SqlType | None) -> bool:
    """Whether a function in a procedural language may take and give the type."""
    known = facts().types.get(type_.name) if type_ is not None and type_.schema == "pg_catalog" else None
    return type_ is None or known is None or known.kind != "pseudo" or _POLYMORPHIC.fullmatch(type_.name) is not None


def _spelled(type_: SqlType) -> str:
    return format_type(type_, ())


def _named(schema: str, name: str) -> str:
    return f"{quote_name(schema)}.{quote_name(name)}"


def _type(facts_: TypeFacts) -> Iterator[str]:
    name = _spelled(facts_.type)
    if facts_.kind == "domain" and facts_.base is not None:
        yield f"CREATE DOMAIN {name} AS {_spelled(facts_.base)}"
    if facts_.kind != "base":
        return
    reads, writes = (_named(facts_.type.schema or "public", f"{facts_.type.name}_{end}") for end in ("stub_in", "stub_out"))
    yield f"CREATE TYPE {name}"
    yield f"CREATE FUNCTION {reads}(cstring) RETURNS {name} LANGUAGE internal IMMUTABLE STRICT AS 'textin'"
    yield f"CREATE FUNCTION {writes}({name}) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout'"
    options = f"CATEGORY = '{facts_.category}', PREFERRED = {facts_.preferred}, COLLATABLE = {facts_.collatable}"
    yield f"CREATE TYPE {name} (INPUT = {reads}, OUTPUT = {writes}, LIKE = text, {options})"


def _relation(relation: Relation) -> str:
    name = _named(relation.name.schema, relation.name.name)
    columns = [(quote_name(one.name), _spelled(one.type)) for one in relation.attributes if one.type]
    if relation.kind == "composite type":
        return f"CREATE TYPE {name} AS ({', '.join(f'{column} {type_}' for column, type_ in columns)})"
    return f"CREATE VIEW {name} AS SELECT {', '.join(f'NULL::{type_} AS {column}' for column, type_ in columns)}"


def _function(function: Function) -> str:
    result = "" if function.result is None else f"RETURNS {'SETOF ' * function.returns_set}{_spelled(function.result)}"
    name = _named(function.schema, function.name)
    arguments = ", ".join(map(_argument, function.arguments))
    body = _BODIES.get(function.name)
    if body is not None:
        return f"CREATE FUNCTION {name}({arguments}) {result} LANGUAGE sql VOLATILE AS $stub$SELECT {body}$stub$"
    has_out = any(one.mode in ("out", "inout", "table") for one in function.arguments)
    is_void = function.result is None or function.result.name == "void" or function.returns_set or has_out
    returns = "RETURN" if is_void else "RETURN NULL"
    return f"CREATE FUNCTION {name}({arguments}) {result} LANGUAGE plpgsql IMMUTABLE AS $stub$BEGIN {returns}; END$stub$"


def _argument(argument: Argument) -> str:
    default = " DEFAULT NULL" if argument.has_default else ""
    return f"{argument.mode.upper()} {quote_name(argument.name) if argument.name else ''} {_spelled(argument.type)}{default}"


def _stub(name: str, arguments: Iterable[SqlType], result: SqlType | str, body: str = "NULL") -> str:
    types = ", ".join(map(_spelled, arguments))
    gives = result if isinstance(result, str) else _spelled(result)
    return f"CREATE FUNCTION {name}({types}) RETURNS {gives} LANGUAGE plpgsql IMMUTABLE AS $stub$BEGIN RETURN {body}; END$stub$"


def _aggregate(function: Function) -> Iterator[str]:
    if function.result is None:
        return
    types = [one.type for one in function.arguments]
    step = _named(function.schema, f"stub_step_{function.name}_{'_'.join(one.name for one in types)}")
    yield _stub(step, [function.result, *types], function.result)
    name = f"{_named(function.schema, function.name)}({', '.join(map(_spelled, types))})"
    yield f"CREATE AGGREGATE {name} (SFUNC = {step}, STYPE = {_spelled(function.result)})"


def _operator(operator: Operator) -> Iterator[str]:
    operands = [one for one in (operator.left, operator.right) if one is not None]
    if operator.result is None or not all(map(_can_be_written, [*operands, operator.result])):
        return
    spelled = "_".join(str(ord(character)) for character in operator.name)
    does = _named(operator.schema, f"stub_operator_{spelled}")
    yield _stub(does, operands, operator.result)
    left = f"LEFTARG = {_spelled(operator.left)}, " if operator.left is not None else ""
    options = f"FUNCTION = {does}, {left}RIGHTARG = {_spelled(operator.right)}"
    yield f"CREATE OPERATOR {quote_name(operator.schema)}.{operator.name} ({options})"


def _cast(cast: Cast) -> str:
    how = "WITHOUT FUNCTION" if cast.binary else "WITH INOUT"
    where = "" if cast.context is CastContext.EXPLICIT else f" AS {cast.context}"
    return f"CREATE CAST ({_spelled(cast.source)} AS {_spelled(cast.target)}) {how}{where}"


def _operator_class(extension: ExtensionFacts, facts_: TypeFacts) -> Iterator[str]:
    """What makes the type sortable, by its text; operators that it lacks get names that nobody writes."""
    schema, type_ = facts_.type.schema or "public", facts_.type
    compares = _named(schema, f"stub_compare_{type_.name}")
    yield _stub(compares, [type_, type_], "integer", "bttextcmp($1::text, $2::text)")
    operators = []
    for number, name in enumerate(_COMPARISONS, 1):
        if not any(one.left == one.right == type_ for one in extension.operators(name)):
            name = f"@#@{name}@#@"
            yield from _operator(Operator(schema, name, type_, type_, SqlType("bool")))
        operators.append(f"OPERATOR {number} {quote_name(schema)}.{name}")
    spelled = _spelled(type_)
    members = [*operators, f"FUNCTION 1 {compares}({spelled}, {spelled})"]
    name = _named(schema, f"{type_.name}_ops")
    yield f"CREATE OPERATOR CLASS {name} DEFAULT FOR TYPE {spelled} USING btree AS {', '.join(members)}"
