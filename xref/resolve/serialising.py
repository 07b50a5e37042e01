"""What a driver sends for a JavaScript value: the text that PostgreSQL's input functions read.

node-postgres and what is built on it write null for null and undefined, a ``Date`` as a timestamp with the machine's offset,
an array as a PostgreSQL array (whatever the parameter's type), another object as JSON, and ``String(value)`` else. The other
libraries agree about strings and numbers; most ask the server for the parameter's type first, and then write booleans, times,
JSON and bytea in ways of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xref.extract.sent_values import SentValue, Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xref.extract.embedded import EmbeddedSql, Variant
    from xref.resolve.described import DescribedStatement, StatementParameter
    from xref.schema.types import SqlType

NODE_POSTGRES: Final = frozenset({"pg", "neon", "vercel", "typeorm"})
"""The kinds of sinks that node-postgres's own serialisation writes for."""

_TYPED: Final = frozenset({"prisma"})
"""Those that send their values with types of their own."""

_ALIKE: Final = frozenset(
    {Sort.STRING, Sort.NUMBER, Sort.BIGINT, Sort.EPOCH, Sort.JSON, Sort.JSON_ARRAY, Sort.TIMESTAMP, Sort.UUID}
)
_LENIENT: Final = frozenset({"date", "time", "timetz", "timestamp", "timestamptz", "interval", "tid"})
_OF_ANYTHING: Final = frozenset({Sort.ARRAY, Sort.OBJECT, Sort.JSON, Sort.JSON_ARRAY})
_BY_TYPE: Final = frozenset({"bool", "json", "jsonb", "date", "timestamp", "timestamptz", "bytea"})

_NUMBERS = ("0", "1", "-1", "5", "1.5", "101", "2024", "123456", "20240101", "20240101120000")
_LONG_NUMBERS = ("112233445566", "1122334455667788")
_JSON_ARRAYS = ("[]", "[1]", "[1,2]", "[1,2,3,4]", '["a"]', "[null]", "[[1]]", '[{"a":1}]', '["2024-01-01","2024-02-01"]')
_OBJECTS = ("{}", '{"a":1}', '{"a":"x"}', '{"a":[1]}')

SAMPLES: Final[dict[Sort, tuple[str, ...]]] = {
    Sort.NUMBER: (*_NUMBERS, *_LONG_NUMBERS, "1e+21", "1e-7", "NaN", "Infinity", "-Infinity"),
    Sort.BIGINT: (*_NUMBERS[:4], *_NUMBERS[5:], *_LONG_NUMBERS, "1" * 32),
    Sort.EPOCH: ("1700000000000", "1732001115123", "1893456000000"),
    Sort.BOOLEAN: ("true", "false"),
    Sort.DATE: ("2024-05-06T07:08:09.123+00:00", "2024-12-31T23:59:59.999-08:00"),
    Sort.TIMESTAMP: ("2024-05-06T07:08:09.123Z",),
    Sort.UUID: ("0b7e3f5a-1c2d-4e8f-9a0b-5c6d7e8f9a0b", "12345678-1234-4123-8123-123456789012"),
    Sort.ARRAY: ("{}", "{NULL}", '{"x"}', '{"1"}', '{"1","2"}', '{{"1"}}'),
    Sort.OBJECT: _OBJECTS,
    Sort.JSON_ARRAY: _JSON_ARRAYS,
    Sort.JSON: (
        *_OBJECTS,
        *_JSON_ARRAYS,
        *_NUMBERS,
        *_LONG_NUMBERS,
        "null",
        "true",
        "false",
        '"a"',
        '"2024-05-06T07:08:09.123Z"',
    ),
}
"""Texts of values of each sort, so chosen that a type which takes any of the sort takes one of these (but for enums)."""


def doubtful_values(
    embedded: EmbeddedSql, variant: Variant, described: DescribedStatement
) -> Iterator[tuple[SentValue, StatementParameter, SqlType]]:
    """The known values that go with a variant's text and that their parameter's type may not take, each with both."""
    if embedded.inlined:
        return
    for parameter in described.parameters:
        if parameter.type is not None and 0 < parameter.number <= len(variant.values):
            for value in variant.values[parameter.number - 1]:
                if not is_surely_taken(value, parameter.type):
                    yield value, parameter, parameter.type


_PLAIN = re.compile(r"-?\d{1,4}|true|false")
_WORDS: Final = frozenset({"text", "varchar", "bpchar", "name"})
_NUMERIC: Final = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8"})
_MOMENTS: Final = frozenset({"timestamptz", "timestamp", "date"})
_TAKEN: Final[dict[Sort, frozenset[str]]] = {
    Sort.NUMBER: _NUMERIC,
    Sort.BIGINT: _NUMERIC,
    Sort.EPOCH: _NUMERIC - {"int2", "int4"},
    Sort.BOOLEAN: frozenset({"bool"}),
    Sort.DATE: _MOMENTS,
    Sort.TIMESTAMP: _MOMENTS,
    Sort.UUID: frozenset({"uuid"}),
    Sort.OBJECT: frozenset({"json", "jsonb"}),
    Sort.JSON: frozenset({"json", "jsonb"}),
    Sort.JSON_ARRAY: frozenset({"json", "jsonb"}),
}


def is_surely_taken(value: SentValue, type_: SqlType) -> bool:
    """Whether some text that is sent for ``value`` is one of the type, as is seen without its facts (so of most values)."""
    if value.sort is Sort.STRING and value.texts is None:
        return True
    if type_.array or type_.schema != "pg_catalog":
        return type_.array and value.sort is Sort.ARRAY and value.texts is None
    if type_.name in _WORDS:
        return True
    is_plain = value.texts is None or any(_PLAIN.fullmatch(text) for text in value.texts)
    return is_plain and type_.name in _TAKEN.get(value.sort, ())


def texts_sent(value: SentValue, sink: str, *, driver: bool, type_name: str, array: bool) -> tuple[str, ...]:
    """The texts of which one is sent for ``value`` where the parameter is of the type; empty where that is not known.

    ``sink`` is the kind of sink; ``driver`` whether it is seen that this library sends it. ``type_name`` is the name in
    pg_type of the type or of its elements.
    """
    alike = sink not in _TYPED and value.sort in _ALIKE and not array and type_name not in _BY_TYPE
    if not alike and not (driver and sink in NODE_POSTGRES):
        return ()
    if value.texts is None and value.sort in _OF_ANYTHING and type_name in _LENIENT and not array:
        return ()  # they pass over what is not theirs: {"2024-01-01"} is a date
    return value.texts if value.texts is not None else SAMPLES.get(value.sort, ())
