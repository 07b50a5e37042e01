"""What the generator builds from: the server's own relations, functions, operators and casts, by the types that they give."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.postgres import Connection

_RELATIONS = """
SELECT relnamespace::regnamespace::text, relname::text, relkind::text, attname::text, format_type(atttypid, -1),
    attnotnull AND NOT atthasdef AND attidentity = '', attgenerated <> '' OR attidentity = 'a'
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relkind IN ('r', 'v', 'm') AND pg_class.oid >= 16384 AND attnum > 0 AND relnamespace::regnamespace::text !~ '^(pg_|inf)'
ORDER BY relnamespace::regnamespace::text, relname, attnum
"""
_LEFT_OUT = """
pg_ lo_ has_ brin_ gin_ gist_ spg_ hash bt binary_ ts_debug dsimple dsnowball dispell dsynonym thesaurus query_to
cursor_to table_to schema_to database_to prsd inter_ RI_ setval nextval currval satisfies in_range row_security
txid icu shobj obj_ col_desc getdata ts_par ts_tok ts_stat ts_rew suppress uuid_ext xmlexists xmlvalidate xmlconcat2
session_user current_user current_schema$
"""
"""How names of functions begin that are for the server itself, that wait or that look at it."""
_FUNCTIONS = """
SELECT pronamespace::regnamespace::text, proname::text, prokind::text, proretset, format_type(prorettype, -1), pronargdefaults,
    provariadic <> 0, proargnames[1:pronargs], (SELECT array_agg(format_type(type, -1) ORDER BY place)
        FROM unnest(proargtypes) WITH ORDINALITY AS of(type, place)),
    CASE WHEN aggkind IN ('o', 'h') THEN aggnumdirectargs END
FROM pg_proc LEFT JOIN pg_aggregate ON aggfnoid = pg_proc.oid
WHERE pronamespace::regnamespace::text IN ('pg_catalog', 'public', 'audit')
    AND proname !~ %(starts)s
    AND proname !~ '(typmodin|typmodout|_transfn|_finalfn|_accum|_combine|_serialize|_deserialize|_hash|hash_extended)$'
    AND NOT EXISTS (SELECT FROM pg_type WHERE pg_type.oid IN (prorettype) AND typtype = 'p'
        AND typname NOT LIKE 'any%%' AND typname NOT IN ('record', 'void'))
    AND NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = pg_proc.oid)
    AND NOT EXISTS (SELECT FROM pg_cast WHERE castfunc = pg_proc.oid)
    AND NOT EXISTS (SELECT FROM pg_type WHERE pg_type.oid = ANY (proargtypes) AND typtype = 'p' AND typname NOT LIKE 'any%%')
ORDER BY proname, pg_proc.proargtypes::text, pronamespace::regnamespace::text
"""
_OPERATORS = """
SELECT oprname::text, CASE WHEN oprleft <> 0 THEN format_type(oprleft, -1) END, format_type(oprright, -1),
    format_type(oprresult, -1)
FROM pg_operator WHERE oprresult <> 0 AND oprnamespace = 'pg_catalog'::regnamespace
ORDER BY oprname, format_type(oprleft, -1), format_type(oprright, -1)
"""
_CASTS = """
SELECT format_type(castsource, -1), format_type(casttarget, -1), castcontext::text FROM pg_cast
ORDER BY format_type(castsource, -1), format_type(casttarget, -1)
"""
_KNOWN = """
SELECT format_type(oid, -1) FROM pg_type WHERE typtype IN ('b', 'e', 'd', 'c', 'r', 'm')
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation; ``required`` has no default and takes no NULL, ``computed`` can't be written."""

    name: str
    type: str
    required: bool = False
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A relation; ``writable`` is one that INSERT and UPDATE take."""

    name: str
    columns: tuple[Column, ...]
    writable: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function or aggregate. ``direct``: the number of direct arguments of an ordered-set aggregate, None for others."""

    name: str
    kind: str
    returns_set: bool
    result: str
    arguments: tuple[str, ...]
    defaults: int
    variadic: bool
    names: tuple[str, ...]
    direct: int | None


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator; ``left`` is None for a prefix operator."""

    name: str
    left: str | None
    right: str
    result: str


class Facts:
    """The facts of one database, indexed by the type that is wanted."""

    def __init__(self, connection: Connection) -> None:
        self.tables = _tables(connection)
        starts = f"^({'|'.join(_LEFT_OUT.split())})"
        functions = [_function(row) for row in connection.execute(_FUNCTIONS, {"starts": starts}).fetchall()]
        self.scalars = _by_result(one for one in functions if one.kind == "f" and not one.returns_set)
        self.sets = [one for one in functions if one.kind == "f" and one.returns_set]
        self.aggregates = _by_result(one for one in functions if one.kind == "a")
        self.windows = _by_result(one for one in functions if one.kind == "w")
        self.operators: dict[str, list[Operator]] = defaultdict(list)
        for row in connection.execute(_OPERATORS).fetchall():
            operator = Operator(*cast("tuple[str, str | None, str, str]", row))
            self.operators[operator.result].append(operator)
        self.implicit: dict[str, list[str]] = defaultdict(list)
        self.explicit: dict[str, list[str]] = defaultdict(list)
        for source, target, context in cast("list[tuple[str, str, str]]", connection.execute(_CASTS).fetchall()):
            (self.implicit if context == "i" else self.explicit)[target].append(source)
        self.known = {str(name) for (name,) in connection.execute(_KNOWN).fetchall()}


def _tables(connection: Connection) -> list[Table]:
    columns: dict[tuple[str, str], list[Column]] = defaultdict(list)
    kinds: dict[tuple[str, str], str] = {}
    rows = cast("list[tuple[str, str, str, str, str, bool, bool]]", connection.execute(_RELATIONS).fetchall())
    for schema, relation, kind, name, type_, required, computed in rows:
        kinds[schema, relation] = kind
        columns[schema, relation].append(Column(name, type_, required, computed))
    return [
        Table(relation if schema == "public" else f"{schema}.{relation}", tuple(columns[schema, relation]), kind == "r")
        for (schema, relation), kind in kinds.items()
    ]


_Row = tuple[str, str, str, bool, str, int, bool, list[str] | None, list[str] | None, int | None]


def _function(row: tuple[object, ...]) -> Function:
    schema, name, kind, returns_set, result, defaults, variadic, names, arguments, direct = cast("_Row", row)
    written = f'"{name}"' if not name.isidentifier() or name in ("overlaps", "overlay", "position", "timezone") else name
    full = written if schema != "audit" else f"audit.{written}"
    types = tuple(arguments or ())
    return Function(full, kind, returns_set, result, types, defaults, variadic, tuple(names or ()), direct)


def _by_result(functions: Iterable[Function]) -> dict[str, list[Function]]:
    found: dict[str, list[Function]] = defaultdict(list)
    for function in functions:
        found[function.result].append(function)
    return found
