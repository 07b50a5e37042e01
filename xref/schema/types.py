"""A column's type as PostgreSQL identifies it, and its spelling as ``format_type`` prints it (manual, 9.27 and 8).

``SqlType`` is an identity, not a spelling: ``int``, ``integer`` and ``int4`` are one value. Spelling it is
:func:`format_type`, reading a spelling :func:`parse_type`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xref.sql.cursor import Cursor


@dataclass(frozen=True, slots=True)
class SqlType:
    """A type: its pg_type name with its schema, its modifiers, whether it is an array.

    ``schema`` is "pg_catalog" for built-in types and None for a name that was not qualified and is not built in (to be looked
    up on the search path). ``modifiers`` are the texts between the parentheses (``("255",)``, ``("10", "2")``), for
    interval also its fields (``("day to second", "3")``). ``array``: PostgreSQL has one array type whatever the dimensions.
    A name that ends in ``%TYPE`` (``users.id%TYPE``) stands for the type of that column.
    """

    name: str
    schema: str | None = "pg_catalog"
    modifiers: tuple[str, ...] = ()
    array: bool = False


UNKNOWN: Final = SqlType("unknown")
"""What :func:`parse_type` gives for the ``ARRAY`` and ``USER-DEFINED`` of a snapshot that says no more."""

_BUILT_IN = """
aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray anycompatiblerange
anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr circle cstring date
datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet int2 int2vector int4
int4multirange int4range int8 int8multirange int8range internal interval json jsonb jsonpath language_handler line lseg
macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path pg_brin_bloom_summary
pg_brin_minmax_multi_summary pg_ddl_command pg_dependencies pg_lsn pg_mcv_list pg_ndistinct pg_node_tree pg_snapshot point
polygon record refcursor regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure
regrole regtype table_am_handler text tid time timestamp timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange
tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit varchar void xid xid8 xml
"""
BUILT_IN: Final = frozenset(_BUILT_IN.split())
"""The types of ``pg_catalog`` that are neither arrays nor the row types of its tables."""

_SPELLINGS: Final = {
    "int": "int4",
    "integer": "int4",
    "smallint": "int2",
    "bigint": "int8",
    "real": "float4",
    "boolean": "bool",
    "decimal": "numeric",
    "dec": "numeric",
    "numeric": "numeric",
}
_PRINTED: Final = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "varchar": "character varying",
    "varbit": "bit varying",
    "char": '"char"',
}
_TIMES: Final = {
    "time": ("time", " without time zone"),
    "timetz": ("time", " with time zone"),
    "timestamp": ("timestamp", " without time zone"),
    "timestamptz": ("timestamp", " with time zone"),
}
_FIELDS: Final = ("year", "month", "day", "hour", "minute", "second")
_SAFE_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_MAX_TIME_PRECISION: Final = 6


def quote_name(name: str) -> str:
    """The name as ``quote_ident`` writes it: in double quotes unless it can stand without."""
    from xref.sql.keywords import QUOTED

    if _SAFE_NAME.match(name) and name not in QUOTED:
        return name
    return '"' + name.replace('"', '""') + '"'


def format_type(type_: SqlType, search_path: Collection[str] = ("public",)) -> str:
    """The type as PostgreSQL's ``format_type`` spells it, qualified when its schema is not on the search path.

    Of a type whose schema is not known (None) the name alone is given.
    """
    text = _format_built_in(type_) if type_.schema == "pg_catalog" else _format_named(type_, search_path)
    return text + "[]" if type_.array else text


def _format_named(type_: SqlType, search_path: Collection[str]) -> str:
    name = quote_name(type_.name)
    if type_.schema is not None and type_.schema not in search_path:
        name = f"{quote_name(type_.schema)}.{name}"
    return name + _parenthesized(type_.modifiers)


def _format_built_in(type_: SqlType) -> str:
    name, modifiers = type_.name, type_.modifiers
    if name in _TIMES:
        head, tail = _TIMES[name]
        return head + _parenthesized(modifiers) + tail
    if name == "interval":
        return _format_interval(modifiers)
    if name == "bpchar":
        return "character" + _parenthesized(modifiers) if modifiers else "bpchar"
    if name == "bit" and not modifiers:
        return '"bit"'
    return _PRINTED.get(name, name) + _parenthesized(modifiers)


def _format_interval(modifiers: tuple[str, ...]) -> str:
    if not modifiers:
        return "interval"
    if modifiers[0].isdigit():
        return "interval" + _parenthesized(modifiers)
    return f"interval {modifiers[0]}" + _parenthesized(modifiers[1:])


def _parenthesized(modifiers: tuple[str, ...]) -> str:
    return f"({','.join(modifiers)})" if modifiers else ""


def parse_type(text: str) -> SqlType:
    """The type that a spelling means, in any form that PostgreSQL accepts; SETOF is read over.

    A name that is not built in is given with the schema that was written, else None. Raises ValueError (a sentence) when the
    text is no type.
    """
    from xref.sql.cursor import Cursor, UnreadError
    from xref.sql.lexer import lex

    cursor = Cursor(text, lex(text))
    try:
        type_ = read_type(cursor)
        if not cursor.done:
            raise UnreadError("the end of the type", cursor.token)
    except UnreadError as error:
        raise ValueError(f"{text!r} is not a type: {error}") from None
    return type_


def read_type(cursor: Cursor) -> SqlType:
    """Read a type name from tokens (``SETOF`` too, which is not noted). Raises ``xref.sql.cursor.UnreadError``."""
    cursor.accept("setof")
    unknown = _read_unknown(cursor)
    if unknown is not None:
        return unknown
    type_ = _read_key_word_type(cursor) or _read_named_type(cursor)
    if _read_dimensions(cursor):
        type_ = SqlType(type_.name, type_.schema, type_.modifiers, array=True)
    return type_


def _read_unknown(cursor: Cursor) -> SqlType | None:
    """``ARRAY`` and ``USER-DEFINED``, as information_schema.columns has them."""
    if cursor.accept("array"):
        return SqlType(UNKNOWN.name, array=True)
    return UNKNOWN if cursor.accept("user", "-", "defined") else None


def _read_dimensions(cursor: Cursor) -> bool:
    if cursor.accept("array"):
        if cursor.looking_at("["):
            cursor.skip_group()
        return True
    found = False
    while cursor.looking_at("["):
        cursor.skip_group()
        found = True
    return found


def _read_modifiers(cursor: Cursor) -> tuple[str, ...]:
    """``(10, 2)`` and the like, as texts without blanks around them."""
    if not cursor.looking_at("("):
        return ()
    start = cursor.at
    cursor.skip_group()
    tokens = cursor.tokens[start + 1 : cursor.at - 1]
    parts = [""]
    for token in tokens:
        if token[1] == ",":
            parts.append("")
        else:
            parts[-1] += cursor.text[token[2] : token[3]]
    return tuple(parts)


def _read_key_word_type(cursor: Cursor) -> SqlType | None:
    """A type whose spelling is made of key words, which means a built-in type whatever the search path holds."""
    word = cursor.word
    if word in _SPELLINGS:
        cursor.advance()
        return _with_modifiers(_SPELLINGS[word], _read_modifiers(cursor))
    if word in ("char", "character", "nchar", "national", "varchar"):
        return _read_character(cursor)
    if word in ("time", "timestamp"):
        return _read_time(cursor)
    if word == "interval":
        return _read_interval(cursor)
    if word == "bit":
        cursor.advance()
        varying = cursor.accept("varying")
        return SqlType("varbit" if varying else "bit", modifiers=_read_modifiers(cursor) or (() if varying else ("1",)))
    if word == "float":
        cursor.advance()
        precision = _read_modifiers(cursor)
        return SqlType("float4" if precision and precision[0].isdigit() and int(precision[0]) < 25 else "float8")
    return SqlType("float8") if cursor.accept("double", "precision") else None


def _read_character(cursor: Cursor) -> SqlType:
    word = cursor.advance()[1]
    if word == "national" and not cursor.accept_any("character", "char"):
        cursor.expect("character")
    varying = word == "varchar" or cursor.accept("varying")
    modifiers = _read_modifiers(cursor)
    return SqlType("varchar", modifiers=modifiers) if varying else SqlType("bpchar", modifiers=modifiers or ("1",))


def _read_time(cursor: Cursor) -> SqlType:
    word = cursor.advance()[1]
    modifiers = _read_modifiers(cursor)
    zone = cursor.accept("with", "time", "zone")
    if not zone:
        cursor.accept("without", "time", "zone")
    return _with_modifiers(word + "tz" if zone else word, modifiers)


def _read_interval(cursor: Cursor) -> SqlType:
    from xref.sql.cursor import UnreadError

    cursor.advance()
    fields = ""
    if cursor.word in _FIELDS:
        fields = cursor.advance()[1]
        if cursor.accept("to"):
            if cursor.word not in _FIELDS:
                raise UnreadError("a field of an interval", cursor.token)
            fields += " to " + cursor.advance()[1]
    precision = _capped(_read_modifiers(cursor))
    return SqlType("interval", modifiers=((fields, *precision) if fields else precision))


def _read_named_type(cursor: Cursor) -> SqlType:
    parts = [token[1] for token in cursor.names()]
    if cursor.accept("%", "type"):
        return SqlType(".".join(quote_name(part) for part in parts) + "%TYPE", None)
    modifiers = _read_modifiers(cursor)
    schema = parts[-2] if len(parts) > 1 else None
    if schema in (None, "pg_catalog"):
        name = parts[-1]
        array = name.startswith("_") and name[1:] in BUILT_IN
        if array or name in BUILT_IN:
            found = _with_modifiers(name[1:] if array else name, modifiers)
            return SqlType(found.name, modifiers=found.modifiers, array=array)
    return SqlType(parts[-1], schema, modifiers)


def _with_modifiers(name: str, modifiers: tuple[str, ...]) -> SqlType:
    """A built-in type with its modifiers as PostgreSQL stores them."""
    if name == "numeric" and len(modifiers) == 1:
        modifiers = (modifiers[0], "0")
    elif name in _TIMES or name == "interval":
        modifiers = _capped(modifiers)
    return SqlType(name, modifiers=modifiers)


def _capped(precision: tuple[str, ...]) -> tuple[str, ...]:
    """The precision of a time, which PostgreSQL reduces to 6."""
    if precision and precision[0].isdigit():
        return (str(min(int(precision[0]), _MAX_TIME_PRECISION)),)
    return ()
