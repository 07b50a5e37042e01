"""Which operator is meant: a sample against PostgreSQL (python -m tests.support.type_sweep asks all), and what is not known."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.support.postgres import Connection, scratch_database, verdict
from tests.support.type_questions import comparison_questions, operator_questions
from tests.support.type_sweep import differences
from xref.resolve.lookup import Names
from xref.resolve.typing.operators import OperatorChoice, equality, find_operator, ordering
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import UNKNOWN, Types
from xref.schema.catalog import Attribute, Catalog, Completeness, Operator, Relation, RelationName
from xref.schema.types import SqlType, parse_type

UUID, TEXT, JSONB = SqlType("uuid"), SqlType("text"), SqlType("jsonb")


def test_says_what_postgresql_says(connection: Connection) -> None:
    count, found = differences(connection, operator_questions(random.Random(4), 4000))
    assert count > 3000
    assert found == []


def test_types_compare_as_in_postgresql(connection: Connection) -> None:
    assert differences(connection, comparison_questions(), states_only=True)[1] == []


def refusal(catalog: Catalog, name: str, left: str | None, right: str, schema: str | None = None) -> Refusal | None:
    types = Names(catalog).types
    operands = [None if one is None else UNKNOWN if one == "unknown" else parse_type(one) for one in (left, right)]
    assert operands[1] is not None
    found = find_operator(types, name, operands[0], operands[1], schema)
    assert not isinstance(found, OperatorChoice)
    return found


@pytest.mark.parametrize(
    ("written", "left", "name", "right"),
    [
        ("NULL::uuid = NULL::text", "uuid", "=", "text"),
        ("NULL::varchar(3) = NULL::integer", "varchar(3)", "=", "integer"),
        ("NULL::uuid != NULL::text", "uuid", "!=", "text"),
        ("@ NULL::text", None, "@", "text"),
        ("- NULL::uuid", None, "-", "uuid"),
        ("$1 + $2", "unknown", "+", "unknown"),
        ("~ $1", None, "~", "unknown"),
    ],
)
def test_refuses_in_the_servers_words(written: str, left: str | None, name: str, right: str) -> None:
    with scratch_database("") as connection:
        server = verdict(connection, f"SELECT {written}")
    found = refusal(Catalog(), name, left, right)
    assert found is not None
    assert (found.sqlstate, found.message, found.hint) == (server.sqlstate, server.message, server.hint)


def test_schema_of_an_operator_is_in_its_message() -> None:
    with scratch_database("") as connection:
        server = verdict(connection, "SELECT NULL::uuid OPERATOR(pg_catalog.=) NULL::text")
    found = refusal(Catalog(), "=", "uuid", "text", "pg_catalog")
    assert found is not None
    assert found.message == server.message


@pytest.mark.parametrize("complete", [True, False])
def test_operator_between_built_in_types_is_refused_whatever_the_sources_say(complete: bool) -> None:
    catalog = Catalog(complete=complete)
    assert refusal(catalog, "=", "uuid", "text") is not None
    assert refusal(catalog, "->>", "text", "unknown") is not None
    assert refusal(catalog, "+", "text", "integer") is not None


def test_operator_that_an_unmentioned_extension_may_bring_is_not_known() -> None:
    assert refusal(Catalog(complete=False), "%", "text", "text") is None
    assert refusal(Catalog(complete=False), "<->", "text", "unknown") is None
    assert refusal(Catalog(complete=False), "&@~", "text", "text") is None
    assert refusal(Catalog(complete=True), "%", "text", "text") is not None


def test_unknown_extension_leaves_comparisons_alone() -> None:
    catalog = Catalog(extensions=frozenset({"no_such_extension"}))
    assert refusal(catalog, "=", "uuid", "text") is not None
    assert refusal(catalog, "&@", "text", "text") is None
    assert refusal(catalog, "+", "date", "numeric") is None


def test_extension_brings_its_operators() -> None:
    types = Names(Catalog(extensions=frozenset({"pg_trgm"}))).types
    found = find_operator(types, "%", TEXT, UNKNOWN)
    assert found == OperatorChoice(TEXT, TEXT, SqlType("bool"))


def test_operators_are_as_strict_as_in_postgresql() -> None:
    with scratch_database("") as connection:
        query = """SELECT oprname, oprleft::regtype::text, oprright::regtype::text, proisstrict
                   FROM pg_operator JOIN pg_proc p ON p.oid = oprcode WHERE oprkind = 'b'"""
        rows = connection.execute(query).fetchall()
    types = Names(Catalog()).types
    for name, left, right, strict in rows:
        operands = parse_type(str(left)), parse_type(str(right))
        if any(one.name.startswith("any") for one in operands):
            continue
        found = find_operator(types, str(name), *operands)
        assert isinstance(found, OperatorChoice)
        assert found.strict is strict
    array = SqlType("int4", array=True)
    concatenation = find_operator(types, "||", array, array)
    assert isinstance(concatenation, OperatorChoice)
    assert concatenation.strict is False


def test_type_that_is_not_known_leaves_the_operator_open() -> None:
    types = Names(Catalog()).types
    assert find_operator(types, "=", SqlType("missing", "public"), TEXT) is None


def test_operator_of_the_user_is_found_along_the_search_path() -> None:
    operator = Operator("other", "=", UUID, TEXT, SqlType("bool"))
    catalog = Catalog(operators={("other", "="): (operator,)}, schemas=frozenset({"public", "other"}))
    assert isinstance(find_operator(Names(catalog).types, "=", UUID, TEXT), Refusal)
    on_path = replace(catalog, search_path=("public", "other"))
    assert find_operator(Names(on_path).types, "=", UUID, TEXT) == OperatorChoice(UUID, TEXT, SqlType("bool"))
    assert isinstance(find_operator(Names(catalog).types, "=", UUID, TEXT, "other"), OperatorChoice)


def test_row_compares_when_all_its_columns_do() -> None:
    def compares(completeness: Completeness, *columns: str) -> tuple[bool | None, bool | None]:
        attributes = tuple(Attribute(name, parse_type(name)) for name in columns)
        relation = Relation(RelationName("public", "t"), completeness=completeness, attributes=attributes)
        types: Types = Names(Catalog(relations={("public", "t"): relation})).types
        row = SqlType("t", "public")
        return equality(types, row), ordering(types, SqlType("t", "public", array=True))

    assert compares(Completeness.COMPLETE, "integer", "text") == (True, True)
    assert compares(Completeness.COMPLETE, "integer", "json") == (False, False)
    assert compares(Completeness.COMPLETE, "integer", "xid") == (True, False)
    assert compares(Completeness.COMPLETE, "integer", "missing") == (None, None)
    assert compares(Completeness.PARTIAL, "integer") == (None, None)
    assert compares(Completeness.COMPLETE, "integer", "t") == (True, True)
