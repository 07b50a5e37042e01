"""Values against types: what node-postgres writes, and what a real PostgreSQL says to it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache

import psycopg
import pytest

from tests.extract.reading import of
from tests.support.postgres import Connection, scratch_database
from xref.extract.numerals import number_text
from xref.extract.sent_values import SentValue, Sort
from xref.resolve.lookup import Names
from xref.resolve.sent import refused
from xref.resolve.serialising import NODE_POSTGRES, is_surely_taken
from xref.schema.sources.ddl import replay
from xref.schema.types import SqlType, parse_type
from xref.source import SourceFile, Span

SCHEMA = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE mark AS ENUM ('1', '2', 'true', '{}', 'null');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN key AS uuid;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
"""
TYPES = [
    *("uuid", "smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "text", "varchar", "char(3)"),
    *(
        "name",
        "bytea",
        "json",
        "jsonb",
        "date",
        "time",
        "timetz",
        "timestamp",
        "timestamptz",
        "interval",
        "money",
        "inet",
        "cidr",
    ),
    *("macaddr", "macaddr8", "bit(3)", "varbit", "point", "box", "path", "circle", "tsvector", "tsquery", "oid", "pg_lsn"),
    *("int4range", "numrange", "tstzrange", "int4multirange", "jsonpath", "regclass", '"char"', "xid", "tid"),
    *("uuid[]", "integer[]", "text[]", "jsonb[]", "boolean[]", "timestamptz[]", "mood[]"),
    *("mood", "mark", "pair", "key", "positive"),
]
UNDECIDED = {"char(3)", "bit(3)", "money", "jsonpath", "regclass", "positive"}
"""Types of which not every text is decided: for their modifiers or constraints, or because it hangs on the server."""

EXACT = [
    *("'abc'", "''", "'5'", "'a\\'b'", "`x`", "'maybe'", "'sad'", "'2024-01-01'", "'{a,b}'", "'null'"),
    *(
        "'5b3f7f5c-7f5e-4d0c-9a60-0f6b7f5f1c11'",
        "0",
        "5",
        "-5",
        "1.5",
        "1e21",
        "0.1",
        "0xff",
        "1_000",
        "99999999999",
        "20240101",
    ),
    *("true", "false", "5n", "-7n", "[]", "[1, 2]", "['a', null]", "['a\"b', 'c\\\\d']", "[[1], [2]]", "[true, 'x']"),
    *("{}", "{ a: 1 }", "{ a: 'x', b: true }", "(5)", "'x' as const"),
]
"""Expressions whose value is known."""

OF_A_SORT = {
    Sort.NUMBER: "Math.floor(Math.random() * 10 ** (i % 22)) / 10 ** (i % 5) * (i % 7 ? 1 : -1)",
    Sort.BIGINT: "BigInt(Math.floor(Math.random() * 10 ** (i % 15))) ** BigInt(i % 4 + 1)",
    Sort.BOOLEAN: "i % 2 === 0",
    Sort.EPOCH: "Date.now() - i * 1e7",
    Sort.DATE: "new Date(Date.now() - i * 1e9)",
    Sort.TIMESTAMP: "new Date(Date.now() - i * 1e9).toISOString()",
    Sort.UUID: "crypto.randomUUID()",
    Sort.ARRAY: "list(i)",
    Sort.OBJECT: "made(i)",
    Sort.JSON: "JSON.stringify(some(i))",
    Sort.JSON_ARRAY: "JSON.stringify(list(i))",
}
"""Expressions with a value of a sort for each ``i``."""

DRAWN = """
var WORDS = ["a", "", "1", "5.5", "true", "2024-01-01", "2024-01-01T10:00:00Z", "10:00", "1 day", "P1D",
  "now", "10.0.0.1", "(1,2)", "08:00:2b:01:02:03", "5b3f7f5c-7f5e-4d0c-9a60-0f6b7f5f1c11", "[1,2]", "{}", "NULL",
  "sad", "<1,2>", "1,2", "0/1", "101", "-1"];
var KEYS = ["a", "b", "y", "m", "d", "hours", "day", "year", "1", "sad", "x"];
var draw = (i, k) => Math.abs(Math.imul(i + 7, 2654435761) ^ Math.imul(k + 3, 40503)) >>> 0;
var some = (i, k = 1) => {
  const n = draw(i, k);
  if (k > 3 || n % 7 < 3) return WORDS[n % WORDS.length];
  if (n % 7 === 3) return [null, true, false, 0, 1, -1, 1.5, 20240101, 123456, 2 ** 40, 1e21][n % 11];
  return n % 2 ? list(i, k + 1) : made(i, k + 1);
};
var list = (i, k = 1) => Array.from({ length: draw(i, k) % 5 }, (_, at) => some(i + at * 31, k + 1));
var made = (i, k = 1) => Object.fromEntries(list(i, k).map((one, at) => [KEYS[draw(i, at) % KEYS.length], one]));
"""
NUMBERS_OF_NOTE = [
    "0",
    "1",
    "20240101",
    "20240101120000",
    "240101",
    "112233445566",
    "1122334455667788",
    "101",
    "NaN",
    "Infinity",
    "1e21",
]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        yield connection


@cache
def names() -> Names:
    return Names(replay([SourceFile("schema.sql", SCHEMA)], describe=lambda *_: None).catalog)


def prepared(expressions: list[str]) -> list[str | None]:
    """What node-postgres makes of the values of some expressions."""
    folder = os.environ.get("XREF_NODE_POSTGRES")
    if folder is None or shutil.which("node") is None:
        pytest.skip("XREF_NODE_POSTGRES names a folder into which npm has installed pg")
    script = (
        "const { prepareValue } = require(process.argv[1] + '/node_modules/pg/lib/utils');"
        "const written = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"(0, eval)({json.dumps(DRAWN)});"
        "console.log(JSON.stringify(written.map((one) => prepareValue((0, eval)('(' + one + ')')))))"
    )
    ran = subprocess.run(
        ["node", "-e", script, folder], input=json.dumps(expressions), capture_output=True, text=True, check=True
    )
    found: list[str | None] = json.loads(ran.stdout)
    return found


def known(expression: str) -> SentValue:
    """What is known of an expression that is sent."""
    text = f"import {{ Pool }} from 'pg'\nconst pool = new Pool()\npool.query('SELECT $1', [{expression}])"
    statement = of(text)[0]
    assert statement.driver
    return statement.variants[0].values[0][0]


def canonical(written: str) -> SqlType:
    found = names().types.canonical(parse_type(written))
    assert found is not None, written
    return found


def takes(connection: Connection, texts: list[str], type_name: str) -> list[bool]:
    """Which texts the type's input function takes."""
    query = "SELECT pg_input_is_valid(t, %s) FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n"
    try:
        return [bool(row[0]) for row in connection.execute(query, (type_name, texts)).fetchall()]
    except psycopg.Error:  # some refusals are none of those that can be asked for
        connection.rollback()
        return [one for text in texts for one in takes(connection, [text], type_name)] if len(texts) > 1 else [False]


def is_read_wrongly(value: SentValue, type_name: str) -> bool:
    """Whether the server takes the text for something that it is not: an array is no JSON."""
    return value.sort is Sort.ARRAY and type_name in ("json", "jsonb")


def test_texts_are_those_that_node_postgres_sends() -> None:
    sent = prepared([one.replace(" as const", "") for one in EXACT])
    assert [(one, known(one).texts) for one in EXACT] == [(one, (text,)) for one, text in zip(EXACT, sent, strict=True)]


@pytest.mark.parametrize("type_name", TYPES)
def test_a_known_value_is_refused_as_the_server_refuses_it(connection: Connection, type_name: str) -> None:
    values = [known(one) for one in EXACT]
    texts = [value.texts[0] for value in values if value.texts is not None]
    assert len(texts) == len(EXACT)
    for expression, value, taken in zip(EXACT, values, takes(connection, texts, type_name), strict=True):
        found = refused(value, canonical(type_name), "pg", True, names())
        if found is None:
            assert taken or type_name in UNDECIDED, (expression, type_name)
        else:
            assert not taken or is_read_wrongly(value, type_name), (expression, type_name, found)


@pytest.mark.parametrize("sort", list(OF_A_SORT))
def test_no_value_of_a_sort_that_the_server_takes_is_refused(connection: Connection, sort: Sort) -> None:
    drawn = [OF_A_SORT[sort].replace("(i)", f"({i})").replace("i ", f"{i} ") for i in range(1_500)]
    if sort is Sort.NUMBER:
        drawn += NUMBERS_OF_NOTE
    texts = [text for text in prepared(drawn) if text is not None]
    value = SentValue("x.ts", Span(0, 0), sort)
    for type_name in TYPES:
        taken = [text for text, yes in zip(texts, takes(connection, texts, type_name), strict=True) if yes]
        for sink in sorted(NODE_POSTGRES):
            found = refused(value, canonical(type_name), sink, True, names())
            assert found is None or not taken or is_read_wrongly(value, type_name), (type_name, taken[:3])


def test_what_is_surely_taken_is_never_refused() -> None:
    values = [*(known(one) for one in EXACT), *(SentValue("x.ts", Span(0, 0), sort) for sort in Sort)]
    for type_ in map(canonical, TYPES):
        for value in values:
            if is_surely_taken(value, type_):
                assert refused(value, type_, "pg", True, names()) is None, (value, type_)


def test_a_sort_that_the_server_never_takes_is_refused() -> None:
    wrong = [
        *((sort, "uuid") for sort in OF_A_SORT if sort is not Sort.UUID and sort is not Sort.BIGINT),
        *(
            (sort, "integer")
            for sort in (Sort.BOOLEAN, Sort.DATE, Sort.UUID, Sort.ARRAY, Sort.OBJECT, Sort.TIMESTAMP, Sort.EPOCH)
        ),
        *((sort, "timestamptz") for sort in (Sort.EPOCH, Sort.BOOLEAN, Sort.UUID)),
        *((sort, "uuid[]") for sort in (Sort.NUMBER, Sort.BOOLEAN, Sort.UUID, Sort.DATE, Sort.JSON_ARRAY)),
        *((sort, "mood") for sort in OF_A_SORT),
        (Sort.ARRAY, "jsonb"),
        (Sort.DATE, "jsonb"),
        (Sort.NUMBER, "pair"),
        (Sort.NUMBER, "key"),
    ]
    silent = [
        pair
        for pair in wrong
        if refused(SentValue("x.ts", Span(0, 0), pair[0]), canonical(pair[1]), "pg", True, names()) is None
    ]
    assert silent == []


def test_numbers_print_as_in_javascript() -> None:
    drawn = [repr(random.Random(i).random() * 10.0 ** (i % 40 - 15)).replace("e+", "e") for i in range(400)]
    assert [number_text(one) for one in drawn] == prepared(drawn)


def test_other_drivers_are_held_to_strings_and_numbers() -> None:
    value = SentValue("x.ts", Span(0, 0), Sort.ARRAY)
    assert refused(value, canonical("jsonb"), "postgres.js", True, names()) is None
    assert refused(value, canonical("jsonb"), "pg", False, names()) is None
    number = SentValue("x.ts", Span(0, 0), Sort.NUMBER, ("5",))
    assert refused(number, canonical("uuid"), "postgres.js", True, names()) is not None
    assert refused(number, canonical("uuid"), "prisma", True, names()) is None
