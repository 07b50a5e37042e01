from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.postgres import Connection, scratch_database
from xref.schema.types import BUILT_IN, UNKNOWN, SqlType, format_type, parse_type

SPELLINGS = """
int4|int|integer|smallint|int2|bigint|int8|real|float4|float|float(1)|float(24)|float(25)|float(53)|double precision
float8|numeric|numeric(10)|numeric(10,2)|NUMERIC ( 10 , 2 )|decimal(4,0)|dec|dec(3)|numeric(3,-2)|boolean|bool|varchar
varchar(255)|character varying|character varying(3)|char varying(3)|national character varying(3)|nchar(3)
nchar varying(4)|char|char(3)|character|character(7)|national char(2)|bpchar|bpchar(3)|"char"|pg_catalog."char"|name
text|citext_like_text|bit|bit(3)|bit varying|bit varying(4)|varbit|varbit(9)|"bit"|pg_catalog.bit|time|time(3)
time with time zone|time(3) with time zone|timetz|timetz(2)|time without time zone|time(9)|timestamp|timestamp(3)
timestamp with time zone|timestamp(0) with time zone|timestamptz|timestamptz(3)|timestamp(3) without time zone
interval|interval(3)|interval year|interval month|interval day|interval hour|interval minute|interval second
interval second(3)|interval year to month|interval day to hour|interval day to minute|interval day to second
interval day to second(3)|interval hour to minute|interval hour to second(2)|interval minute to second|interval(9)
"timestamp"(3)|pg_catalog.timestamptz(3)|text[]|text[][]|text[3]|int ARRAY|int ARRAY[3]|varchar(3)[]
numeric(10,2)[4][5]|timestamptz(3)[]|"char"[]|_text|_int4|bit(2)[]|char[]|date|uuid|json|jsonb|xml|money|bytea|inet
cidr|macaddr|oid|regclass|regtype|tsvector|tsquery|int4range|tstzmultirange|point|box|pg_lsn|pg_catalog.int4
pg_catalog.varchar(4)|"varchar"(4)|mood|"Mixed Case"|"user"|public.mood|public."Mixed Case"[]|other.mood|other.mood[]
information_schema.sql_identifier|"timestamp"|"dotted.name"|"quo""te"|"select"|"int"
"""
ALIASES = [spelling for line in SPELLINGS.split("\n") for spelling in line.split("|") if spelling]
_MADE = """
CREATE DOMAIN citext_like_text AS text; CREATE TYPE mood AS ENUM ('a'); CREATE TYPE "Mixed Case" AS ENUM ('a');
CREATE TYPE "user" AS ENUM ('a'); CREATE SCHEMA other; CREATE TYPE other.mood AS ENUM ('b');
CREATE TYPE "dotted.name" AS ENUM ('a');
CREATE TYPE "quo""te" AS ENUM ('a'); CREATE TYPE "select" AS ENUM ('a'); CREATE TYPE "int" AS ENUM ('a');
"""


@pytest.fixture(scope="module")
def database() -> Iterator[Connection]:
    with scratch_database(_MADE) as connection:
        yield connection


def _formatted(database: Connection, spelling: str) -> str:
    with database.transaction(force_rollback=True):
        database.execute(f"CREATE TEMP TABLE one (x {spelling})".encode())
        query = b"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'one'::regclass AND attnum = 1"
        row = database.execute(query).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("spelling", ALIASES)
def test_parsed_and_formatted_as_postgres_does(database: Connection, spelling: str) -> None:
    theirs = _formatted(database, spelling)
    ours = parse_type(spelling)
    assert format_type(ours) == theirs
    assert format_type(parse_type(theirs)) == theirs


@pytest.mark.parametrize(
    "text", ["", "select", "int int", "numeric(", "x.", "int[", "national int", "interval day to", "1", "'x'"]
)
def test_refused_as_postgres_does(database: Connection, text: str) -> None:
    with pytest.raises(psycopg.Error):
        _formatted(database, text)
    with pytest.raises(ValueError, match="is not a type"):
        parse_type(text)


def test_built_in_types_are_those_of_the_server(empty_database: Connection) -> None:
    query = b"""SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'p', 'r', 'm')
                AND typname <> '_record'
                AND (typelem = 0 OR typcategory <> 'A' OR typname IN ('int2vector', 'oidvector'))"""
    assert {row[0] for row in empty_database.execute(query)} == BUILT_IN


def test_identity_is_not_the_spelling() -> None:
    assert parse_type("int") == parse_type("INTEGER") == parse_type("pg_catalog.int4") == SqlType("int4")
    assert parse_type("int[3]") == parse_type("int array") == SqlType("int4", array=True)
    assert parse_type("mood") == SqlType("mood", None)
    assert parse_type("public.mood") == SqlType("mood", "public")
    assert parse_type("interval day to second(3)").modifiers == ("day to second", "3")
    assert parse_type("geometry(Point, 4326)") == SqlType("geometry", None, ("Point", "4326"))


def test_schema_is_left_out_on_the_search_path_only() -> None:
    assert format_type(SqlType("mood", "app")) == "app.mood"
    assert format_type(SqlType("mood", "app"), ("app", "public")) == "mood"
    assert format_type(SqlType("mood", None)) == "mood"


def test_what_is_no_stated_type() -> None:
    assert parse_type("ARRAY") == SqlType("unknown", array=True)
    assert parse_type("USER-DEFINED") == UNKNOWN
    assert parse_type("setof mood") == parse_type("mood")
    assert parse_type('users."Id"%TYPE') == SqlType('users."Id"%TYPE', None)
