"""CREATE and DROP OPERATOR and CAST, and what happens to them with their types; PostgreSQL accepts every script here."""

from __future__ import annotations

import json

import pytest

from tests.support.postgres import scratch_database
from xref.schema.catalog import Cast, CastContext, Catalog, Operator
from xref.schema.render import catalog_json, snapshot_text
from xref.schema.sources.ddl.replay import replay
from xref.schema.sources.snapshot import load_snapshot
from xref.schema.types import SqlType
from xref.source import SourceFile

MOOD, INT4, TEXT, BOOL = SqlType("mood", "public"), SqlType("int4"), SqlType("text"), SqlType("bool")
SCRIPT = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION same(a mood, b integer) RETURNS boolean LANGUAGE sql STRICT AS 'SELECT true';
CREATE FUNCTION turned(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE FUNCTION number_of(m mood) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = mood, RIGHTARG = int, RESTRICT = eqsel, HASHES);
CREATE OPERATOR public.~ (PROCEDURE = public.turned, RIGHTARG = mood);
CREATE OPERATOR <<>> (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
CREATE CAST (mood AS int) WITH FUNCTION number_of(mood) AS IMPLICIT;
CREATE CAST (mood AS varchar(3)) WITH INOUT AS ASSIGNMENT;
CREATE CAST (point AS mood) WITH INOUT;
"""


def load(script: str) -> Catalog:
    """The catalog after a script that PostgreSQL accepts whole."""
    with scratch_database(script):
        pass
    loaded = replay([SourceFile("a.sql", script)], describe=lambda query, catalog: None)
    assert loaded.diagnostics == ()
    return loaded.catalog


def casts(catalog: Catalog) -> set[tuple[str, str, str, bool, bool]]:
    return {(cast.source.name, cast.target.name, cast.context, cast.binary, cast.by_text) for cast in catalog.casts}


def test_operators_are_read_with_what_they_give() -> None:
    assert load(SCRIPT).operators == {
        ("public", "==="): (Operator("public", "===", MOOD, INT4, BOOL, strict=True),),
        ("public", "~"): (Operator("public", "~", None, MOOD, MOOD, strict=False),),
        ("public", "<<>>"): (Operator("public", "<<>>", INT4, INT4, None),),
    }


def test_casts_are_read_with_where_they_apply() -> None:
    assert casts(load(SCRIPT)) == {
        ("mood", "int4", "implicit", False, False),
        ("mood", "varchar", "assignment", False, True),
        ("point", "mood", "explicit", False, True),
    }


def test_cast_without_a_function_is_binary() -> None:
    script = "CREATE TYPE a AS (x int); CREATE TYPE b AS ENUM ('x'); CREATE CAST (bytea AS text) WITHOUT FUNCTION;"
    assert load(script).casts == {Cast(SqlType("bytea"), TEXT, CastContext.EXPLICIT, binary=True)}


@pytest.mark.parametrize(
    ("dropping", "operators", "number_of_casts"),
    [
        ("DROP OPERATOR === (mood, int);", 2, 3),
        ("DROP OPERATOR IF EXISTS ~ (NONE, mood), <<>> (int, int);", 1, 3),
        ("DROP OPERATOR IF EXISTS === (int, int);", 3, 3),
        ("DROP CAST (mood AS int);", 3, 2),
        ("DROP CAST IF EXISTS (mood AS date);", 3, 3),
        ("DROP TYPE mood CASCADE;", 1, 0),
    ],
)
def test_dropped_ones_are_gone(dropping: str, operators: int, number_of_casts: int) -> None:
    catalog = load(SCRIPT + dropping)
    assert sum(map(len, catalog.operators.values())) == operators
    assert len(catalog.casts) == number_of_casts


@pytest.mark.parametrize("statement", ["DROP OPERATOR === (int, int)", "DROP CAST (mood AS date)", SCRIPT.splitlines()[-1]])
def test_what_postgresql_refuses_is_refused(statement: str) -> None:
    loaded = replay([SourceFile("a.sql", f"{SCRIPT}{statement};")], describe=lambda query, catalog: None)
    assert [diagnostic.message.partition(":")[0] for diagnostic in loaded.diagnostics] == ["PostgreSQL would refuse this"]
    with scratch_database(SCRIPT) as connection, pytest.raises(Exception, match=r"exist|already"):
        connection.execute(statement)


def test_they_follow_their_types_and_schemas() -> None:
    catalog = load(
        SCRIPT
        + "CREATE SCHEMA s; ALTER TYPE mood RENAME TO temper; ALTER TYPE temper SET SCHEMA s; ALTER SCHEMA s RENAME TO r;"
    )
    temper = SqlType("temper", "r")
    assert catalog.operators["public", "~"][0].right == temper
    assert {cast.source for cast in catalog.casts} == {temper, SqlType("point")}


def test_aggregate_gives_what_its_final_function_does() -> None:
    script = """
    CREATE FUNCTION step(state integer, next integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION final(state integer) RETURNS text LANGUAGE sql AS 'SELECT 1::text';
    CREATE AGGREGATE plain(integer) (SFUNC = step, STYPE = integer);
    CREATE AGGREGATE finished(integer) (SFUNC = step, STYPE = integer, FINALFUNC = final);
    CREATE AGGREGATE built_in(integer) (SFUNC = step, STYPE = integer, FINALFUNC = int4abs);
    CREATE AGGREGATE ordered(ORDER BY integer) (SFUNC = step, STYPE = integer, FINALFUNC = final);
    """
    found = load(script).functions
    given = {name: (one.result, one.within_group) for (_, name), (one,) in found.items() if one.kind == "aggregate"}
    assert given == {
        "plain": (INT4, None),
        "finished": (TEXT, None),
        "built_in": (None, None),
        "ordered": (TEXT, "ordered-set"),
    }


def test_snapshot_holds_them() -> None:
    catalog = load(SCRIPT)
    text = snapshot_text(catalog)
    assert [cast["target"] for cast in catalog_json(catalog)["casts"]] == ["character varying", "integer", "mood"]
    assert json.loads(text)["operators"]
    again = load_snapshot(SourceFile("snapshot.json", text)).catalog
    assert again is not None
    assert (again.operators, again.casts) == (catalog.operators, catalog.casts)
