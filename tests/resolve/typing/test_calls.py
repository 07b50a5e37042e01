"""Which function is meant: samples against PostgreSQL (python -m tests.support.type_sweep asks more), and what is not known."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.support.postgres import Connection, verdict
from tests.support.type_questions import catalog, function_questions, user_function_questions
from tests.support.type_sweep import differences
from xref.resolve.lookup import Names
from xref.resolve.typing.calls import FunctionChoice, find_function
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import UNKNOWN, Types
from xref.schema.catalog import Argument, Catalog, Function
from xref.schema.types import SqlType, parse_type

INT4, TEXT = SqlType("int4"), SqlType("text")


def test_built_in_functions_as_postgresql_says(connection: Connection) -> None:
    count, found = differences(connection, function_questions(random.Random(4), 4000))
    assert count > 3000
    assert found == []


def test_functions_of_the_user_as_postgresql_says(connection: Connection) -> None:
    count, found = differences(connection, user_function_questions(random.Random(4), 3000))
    assert count > 2500
    assert found == []


def test_literal_in_a_types_name_is_a_cast(types: Types) -> None:
    assert find_function(types, "int4", [UNKNOWN]) == FunctionChoice(None, (INT4,), INT4)
    found = find_function(types, "int4", [UNKNOWN], is_parameter=True)
    assert isinstance(found, Refusal)
    assert found.sqlstate == "42725"


@pytest.mark.parametrize("arguments", ["", "1", "1, 1", "'a', 1", "a => 1", "b => 'x', a => 1"])
def test_procedures_are_found_for_call(connection: Connection, arguments: str) -> None:
    connection.execute(
        "CREATE OR REPLACE PROCEDURE settle(a integer, INOUT b text DEFAULT '') LANGUAGE sql AS 'SELECT 1::text'"
    )
    declared = (Argument("a", INT4), Argument("b", TEXT, "inout", has_default=True))
    procedure = Function("public", "settle", declared, None, kind="procedure")
    types = Names(replace(catalog(), functions={("public", "settle"): (procedure,)})).types
    written = [one.strip().rpartition(" ")[::2] for one in arguments.split(",") if one]
    found = find_function(
        types,
        "settle",
        [UNKNOWN if "'" in value or not value else INT4 for _, value in ((name, value) for name, value in written)],
        names=[name.split(" ")[0] or None for name, _ in written] if "=>" in arguments else (),
        procedures=True,
    )
    server = verdict(connection, f"CALL settle({arguments})")
    assert isinstance(found, FunctionChoice) is server.accepted
    if isinstance(found, Refusal):
        assert (found.sqlstate, found.message, found.hint) == (server.sqlstate, server.message, server.hint)


def test_outputs_have_their_types_replaced(types: Types) -> None:
    mood = types.canonical(SqlType("mood", None))
    assert mood is not None
    found = find_function(types, "split", [TEXT, mood])
    assert isinstance(found, FunctionChoice)
    assert found.result == SqlType("record")
    assert found.outputs == (("a", TEXT), ("b", SqlType("text", array=True)))
    listed = find_function(types, "listed", [])
    assert isinstance(listed, FunctionChoice)
    assert listed.outputs == (("id", INT4), ("name", TEXT))


def test_arguments_become_what_they_are_declared_as(types: Types) -> None:
    found = find_function(types, "array_append", [SqlType("int4", array=True), SqlType("int8")])
    assert isinstance(found, FunctionChoice)
    assert found.arguments == (SqlType("int8", array=True), SqlType("int8"))
    assert found.result == SqlType("int8", array=True)


@pytest.mark.parametrize(
    "unsure",
    [
        Catalog(complete=False),
        Catalog(extensions=frozenset({"no_such_extension"})),
        Catalog(schemas=frozenset({"public", "theirs"}), open_schemas=frozenset({"theirs"}), search_path=("public", "theirs")),
    ],
)
def test_missing_function_is_not_known_where_something_may_have_made_it(unsure: Catalog) -> None:
    types = Names(unsure).types
    assert find_function(types, "nowhere", [INT4]) is None
    assert find_function(types, "max", [SqlType("uuid")]) is None
    assert isinstance(find_function(types, "max", [SqlType("uuid")], schema="pg_catalog"), Refusal)
    assert isinstance(find_function(types, "max", [INT4]), FunctionChoice)


def test_missing_function_is_refused_by_a_complete_catalog() -> None:
    found = find_function(Names(Catalog()).types, "nowhere", [INT4, UNKNOWN])
    assert isinstance(found, Refusal)
    assert (found.condition, found.message) == ("undefined-function", "function nowhere(integer, unknown) does not exist")


def test_argument_of_a_type_that_is_not_known_leaves_the_call_open() -> None:
    function = Function("public", "f", (Argument("a", SqlType("missing", None)),), INT4)
    types = Names(Catalog(functions={("public", "f"): (function,)})).types
    assert find_function(types, "f", [INT4]) is None
    assert find_function(types, "lower", [SqlType("missing", "public")]) is None


def test_extension_brings_its_functions() -> None:
    types = Names(Catalog(extensions=frozenset({"pg_trgm"}))).types
    found = find_function(types, "similarity", [UNKNOWN, parse_type("varchar(3)")])
    assert isinstance(found, FunctionChoice)
    assert found.result == SqlType("float4")
