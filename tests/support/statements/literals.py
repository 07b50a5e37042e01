"""Texts that are values of a type, and texts that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "integer": ("1", "42", "-7", " 3 "),
    "smallint": ("1", "7"),
    "bigint": ("1", "9000000000"),
    "numeric": ("1.5", "2", "1e3", "NaN"),
    "real": ("1.5", "Infinity"),
    "double precision": ("2.5", "1e10"),
    "money": ("12.34",),
    "oid": ("1",),
    "boolean": ("true", "f", "yes", "off", "1"),
    "positive": ("5",),
    "small_positive": ("6",),
    "text": ("a", "Hello", "", "x%"),
    "character varying": ("a", "bc"),
    "bpchar": ("a", "bc"),
    "character": ("a",),
    "name": ("a",),
    '"char"': ("a",),
    "bytea": (r"\x0102", "abc"),
    "email": ("a@b",),
    "code": ("c1",),
    "uuid": ("00000000-0000-4000-8000-000000000000", "{00000000000040008000000000000000}"),
    "xml": ("<a/>",),
    '"bit"': ("1010",),
    "bit varying": ("101",),
    "date": ("2026-01-01", "today", "infinity", "Jan 5 2026", "20260101"),
    "time without time zone": ("12:30", "23:59:59.5"),
    "time with time zone": ("12:30+02",),
    "timestamp without time zone": ("2026-01-01 12:00", "now", "2026-01-01T00:00:00"),
    "timestamp with time zone": ("2026-01-01 12:00+02", "2026-01-01 12:00 Europe/Berlin", "yesterday"),
    "interval": ("1 day", "2 hours 3 min", "P1Y2M", "1-2", "1 mon -3 days"),
    "inet": ("10.0.0.1", "10.1.2.3/8", "::1"),
    "cidr": ("10.0.0.0/8",),
    "macaddr": ("08:00:2b:01:02:03",),
    "macaddr8": ("08:00:2b:01:02:03:04:05",),
    "pg_lsn": ("16/B374D848",),
    "point": ("(1,2)",),
    "lseg": ("((0,0),(1,1))",),
    "box": ("(1,1),(0,0)",),
    "path": ("((0,0),(1,1))",),
    "polygon": ("((0,0),(1,1),(1,0))",),
    "circle": ("<(0,0),1>",),
    "line": ("{1,2,3}",),
    "json": ('{"a": 1}', "[1, 2]", "null"),
    "jsonb": ('{"a": 1}', "[1, 2]", '"x"'),
    "jsonpath": ("$.a", "$[*] ? (@ > 1)"),
    "tsvector": ("a:1 b:2",),
    "tsquery": ("a & b",),
    "mood": ("sad", "happy"),
    "colour": ("red",),
    "address": ('(Main,1,12345,"(1,2)")', "(,,,)"),
    "labels": ("{a,b}",),
    "int4range": ("[1,5)", "empty"),
    "int8range": ("[1,5]",),
    "numrange": ("(1.5,)",),
    "daterange": ("[2026-01-01,2026-02-01)",),
    "tsrange": ("[2026-01-01,2026-02-01)",),
    "tstzrange": ("[2026-01-01,2026-02-01)",),
    "floatrange": ("[1,2.5)",),
    "int4multirange": ("{[1,5),[7,9)}",),
    "int8multirange": ("{[1,5)}",),
    "nummultirange": ("{[1,5)}",),
    "datemultirange": ("{[2026-01-01,2026-02-01)}",),
    "tsmultirange": ("{[2026-01-01,2026-02-01)}",),
    "tstzmultirange": ("{[2026-01-01,2026-02-01)}",),
    "floatmultirange": ("{[1,5)}",),
    "regclass": ("people", "audit.log"),
    "regtype": ("integer",),
    "xid": ("1",),
    "xid8": ("1",),
    "tid": ("(0,1)",),
    "integer[]": ("{1,2}", "{}"),
    "text[]": ("{a,b}",),
}
WRONG: Final = (
    "nope",
    "12x",
    "",
    "{",
    "2026-13-45",
    "25:99",
    "(1",
    "[1,2",
    "99999999999999999999",
    "1.5",
    "{1,x}",
    '{"a"',
    "-",
)
"""Texts that many types refuse."""
_NUMBERS: Final[dict[str, tuple[str, ...]]] = {
    "integer": ("1", "0", "42", "0x1F", "1_000"),
    "bigint": ("3000000000",),
    "numeric": ("1.5", ".5", "1e3", "99999999999999999999"),
    "boolean": ("true", "false", "TRUE"),
}


def has_text(type_: str) -> bool:
    """Whether a text of this type is known."""
    return type_ in _TEXTS or type_.endswith("[]")


def text_of(random: Random, type_: str) -> str:
    """A text, without its quotes, that is a value of the type; '{}' for an array that has none of its own."""
    return random.choice(_TEXTS.get(type_, ("{}",)))


def quoted(text: str) -> str:
    """The text as a string literal."""
    return "'" + text.replace("'", "''") + "'"


def literal(random: Random, type_: str) -> str:
    """An untyped or a typed literal of the type."""
    numbers = _NUMBERS.get(type_)
    if numbers and random.random() < 0.7:
        return random.choice(numbers)
    text = quoted(text_of(random, type_))
    return random.choices((text, f"{text}::{type_}", f"CAST({text} AS {type_})", _prefixed(type_, text)), (6, 2, 1, 1))[0]


def _prefixed(type_: str, text: str) -> str:
    return f"{text}::{type_}" if type_.endswith("[]") or type_ == "bpchar" else f"{type_} {text}"
