"""What input functions take, against a real PostgreSQL: verdict, SQLSTATE and message of generated literals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.literal_samples import SAMPLES, literals
from tests.support.literal_sweep import compare_type, server_answers
from tests.support.postgres import Connection, scratch_database
from xref.resolve.lookup import Names
from xref.resolve.typing.literals import check_literal
from xref.resolve.typing.types import Types
from xref.schema.catalog import Catalog
from xref.schema.sources.ddl import replay
from xref.schema.types import SqlType, parse_type
from xref.source import HOLE, SourceFile

SCHEMA = """
CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy');
CREATE TYPE address AS (street text, zip varchar(5), floor int, moods mood[]);
CREATE DOMAIN plain AS int;
CREATE DOMAIN narrow AS int CHECK (VALUE > 5);
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TYPE house AS (a address, n plain, e narrow);
CREATE TABLE users (id uuid PRIMARY KEY, mood mood);
"""
MADE = {
    "mood": ["sad", "ok", "Sad", "", " ok", "very happy"],
    "mood[]": ["{sad,ok}", '{"very happy"}', "{very happy}", "{x}", "{sad", "{NULL}"],
    "address": [
        "(a,12345,1,{sad})",
        "(a,123456,1,)",
        "(,,,)",
        "(a,b)",
        "(a,b,c,)",
        "(a,b,1,{x})",
        "x",
        "(a,b,1,,)",
        '("a,b",1,1,"{sad,ok}")',
    ],
    "plain": ["1", "x", "99999999999"],
    "plain[]": ["{1,2}", "{1,x}"],
    "house": ['("(a,b,1,)",1,)', '("(a,b,x,)",1,7)', "(,x,)", "(,1,y)"],
    "floatrange": ["[1,2]", "[a,2]", "[1"],
    "floatmultirange": ["{[1,1]}", "{}", "{[1,1],}", "x", "{[a,1]}"],
    "users": ["(a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,ok)", "(1,ok)", "(a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,x)"],
    "record": ["(1,2)"],
    "varchar": ["anything"],
    "regclass": ["users", "public.users", "nothing", "public.nothing", "pg_class", "1259"],
    "regtype": ["int4", "1"],
}


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(SCHEMA) as connection:
        yield connection


@pytest.fixture(scope="module")
def types() -> Types:
    return Types(Names(replay([SourceFile("schema.sql", SCHEMA)], describe=lambda *_: None).catalog))


@pytest.mark.parametrize("type_name", SAMPLES)
def test_says_what_the_input_function_says(connection: Connection, type_name: str) -> None:
    types = Types(Names(Catalog()))
    found = compare_type(connection, types, type_name, list(literals(type_name, 400)))
    assert found.disagreements == []
    # Of other types hardly anything may be left open; these hang on settings of the server.
    may_hang = "time" in type_name or type_name.startswith(("date", "ts", "money"))
    assert len(found.undecided) <= (found.asked if may_hang else 4)


@pytest.mark.parametrize("type_name", MADE)
def test_types_that_are_made_of_others(connection: Connection, types: Types, type_name: str) -> None:
    assert compare_type(connection, types, type_name, MADE[type_name]).disagreements == []


def test_a_domains_own_constraints_are_not_the_input_functions(connection: Connection, types: Types) -> None:
    domain = types.canonical(parse_type("narrow"))
    assert domain is not None
    assert check_literal(types, domain, "1") is True
    # Inside of a row they are checked at once; what they say is not known.
    assert server_answers(connection, "house", ["(,1,1)"])[0][0] == "23514"
    assert check_literal(types, SqlType("house", "public"), "(,1,1)") is False


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("timestamptz", "2024-01-31 10:00 Area/Nowhere"),  # a newer time zone, perhaps
        ("timestamptz", "2024-01-31 10:00 WIB"),  # what the session's own time zone is called
        ("date", "31/01/2024"),  # right with another DateStyle
        ("money", "1.000,50 €"),  # right with another lc_monetary
        ("xml", "<a/>"),
        ("int4", f"1{HOLE}"),
    ],
)
def test_what_hangs_on_the_server_is_not_known(types: Types, type_name: str, text: str) -> None:
    assert check_literal(types, SqlType(type_name), text) is False


def test_the_fields_of_an_interval_say_what_a_number_is(connection: Connection, types: Types) -> None:
    for spelled in ("interval hour", "interval minute to second", "interval year to month", "interval day", "interval(3)"):
        found = compare_type(connection, types, spelled, ["1", "5:10", "1-2", "99999999999", "1 2", "x", "300000000000"])
        assert found.disagreements == []


def test_deep_nesting_is_not_followed(types: Types) -> None:
    assert check_literal(types, SqlType("jsonb"), "[" * 5000 + "]" * 5000) is False
    assert check_literal(types, SqlType("tsquery"), "(" * 5000 + "a" + ")" * 5000) is False
