"""What is exported is what the server does: every operator, function and relation of version 18 is tried on a real one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.postgres import describe, scratch_database, verdict
from xref import builtin
from xref.builtin import DEFAULT_VERSION, VERSIONS, CastContext, Facts, extension_facts, facts
from xref.schema.catalog import Argument, Attribute, Completeness, Function, RelationKind, RelationName
from xref.schema.types import SqlType, format_type

if TYPE_CHECKING:
    from tests.support.postgres import Connection

FACTS = facts()
INT4 = SqlType("int4")
TEXT = SqlType("text")


def _is_plain(type_: SqlType | None) -> bool:
    """Whether a NULL of the type can be written and a result of the type is just that."""
    return type_ is None or (FACTS.types[_key(type_)].kind != "pseudo")


def _key(type_: SqlType) -> str:
    return type_.name if type_.schema == "pg_catalog" else f"{type_.schema}.{type_.name}"


def _null(type_: SqlType) -> str:
    return f"NULL::{format_type(type_)}"


def test_every_operator_gives_what_it_says(empty_database: Connection) -> None:
    tried = 0
    for name in sorted(FACTS.operator_names):
        for operator in FACTS.operators(name):
            if operator.result is None or not all(map(_is_plain, (operator.left, operator.right, operator.result))):
                continue
            left = "" if operator.left is None else _null(operator.left)
            described = describe(empty_database, f"SELECT {left} OPERATOR(pg_catalog.{name}) {_null(operator.right)}")
            assert described is not None, operator
            assert described.columns[0][1] == format_type(operator.result), operator
            tried += 1
    assert tried > 700


def _calls() -> list[Function]:
    called = []
    for name in sorted(FACTS.function_names):
        for function in FACTS.functions(name):
            plain = all(_is_plain(argument.type) for argument in function.arguments) and _is_plain(function.result)
            if plain and function.kind == "function":
                called.append(function)
    return called


def test_every_function_gives_what_it_says(empty_database: Connection) -> None:
    calls = _calls()
    assert len(calls) > 1500
    for function in calls:
        inputs = [one for one in function.arguments if one.mode in ("in", "inout", "variadic")]
        arguments = ", ".join(("VARIADIC " if one.mode == "variadic" else "") + _null(one.type) for one in inputs)
        described = describe(empty_database, f'SELECT pg_catalog."{function.name}"({arguments})')
        assert described is not None, function
        assert function.result is not None, function
        assert described.columns[0][1] == format_type(function.result), function


def test_every_relation_has_its_columns(empty_database: Connection) -> None:
    assert len(FACTS.relations) > 200
    for relation in FACTS.relations:
        described = describe(empty_database, f"SELECT * FROM {relation.name}")
        assert described is not None
        expected = tuple((one.name, format_type(one.type)) for one in relation.attributes if one.type)
        assert described.columns == expected, relation.name


def test_counts_are_those_of_the_server(empty_database: Connection) -> None:
    counts = empty_database.execute(
        """SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace),
            (SELECT count(*) FROM pg_operator WHERE oprresult <> 0), (SELECT count(*) FROM pg_cast),
            (SELECT count(*) FROM pg_type WHERE typrelid = 0 AND typnamespace <> 'pg_toast'::regnamespace
                AND oid NOT IN (SELECT typarray FROM pg_type))"""
    ).fetchone()
    functions = sum(len(FACTS.functions(name)) for name in FACTS.function_names)
    operators = sum(len(FACTS.operators(name)) for name in FACTS.operator_names)
    assert counts == (functions, operators, len(FACTS.casts), len(FACTS.types))


def test_keywords_are_what_the_grammar_takes(empty_database: Connection) -> None:
    keywords = FACTS.keywords
    kinds = (keywords.reserved, keywords.type_func_name, keywords.col_name, keywords.unreserved)
    assert sum(map(len, kinds)) == len(frozenset.union(*kinds)) > 450
    for word in frozenset.union(*kinds) - {"isnull", "notnull"}:  # after an expression these two are operators
        table_name = verdict(empty_database, f"SELECT 1 FROM (SELECT 1) AS {word}").accepted
        assert table_name == (word in keywords.col_name | keywords.unreserved), word
        assert verdict(empty_database, f"SELECT 1 {word}").accepted == (word in keywords.bare_label), word


def test_casts_apply_where_they_say() -> None:
    plain = [
        one for one in FACTS.casts.values() if one.source != one.target and _is_plain(one.source) and _is_plain(one.target)
    ]
    assert len(plain) > 200
    targets = {one.target for one in plain}
    schema = "".join(
        f"CREATE TABLE keeps_{one.name} (x {format_type(one)});"
        f"CREATE FUNCTION takes_{one.name}({format_type(one)}) RETURNS int LANGUAGE sql AS 'SELECT 1';"
        for one in targets
    )
    with scratch_database(schema) as connection:
        for cast in plain:
            written, target = _null(cast.source), cast.target.name
            assigned = verdict(connection, f"INSERT INTO keeps_{target} VALUES ({written})").accepted
            assert assigned == (cast.context is not CastContext.EXPLICIT), cast
            passed = verdict(connection, f"SELECT takes_{target}({written})").accepted
            assert passed == (cast.context is CastContext.IMPLICIT), cast
            assert verdict(connection, f"SELECT {written}::{format_type(cast.target)}").accepted, cast


def test_casts() -> None:
    assert FACTS.casts[INT4, SqlType("int8")].context is CastContext.IMPLICIT
    assert FACTS.casts[TEXT, SqlType("varchar")].binary
    assert FACTS.casts[SqlType("json"), SqlType("jsonb")].by_text
    assert not FACTS.casts[SqlType("int4"), SqlType("int8")].by_text
    assert FACTS.casts[SqlType("int8"), INT4].context is CastContext.ASSIGNMENT
    assert FACTS.casts[SqlType("jsonb"), INT4].context is CastContext.EXPLICIT
    assert (TEXT, SqlType("uuid")) not in FACTS.casts


def test_types() -> None:
    text = FACTS.type("text")
    assert text is not None
    assert (text.category, text.preferred, text.array, text.collatable) == ("S", True, "_text", True)
    json = FACTS.type("json")
    assert json is not None
    assert (json.equality, json.ordering) == (False, False)
    span = FACTS.type("tstzrange")
    assert span is not None
    assert (span.kind, span.subtype, span.multirange) == ("range", SqlType("timestamptz"), SqlType("tstzmultirange"))
    domain = FACTS.type("sql_identifier", "information_schema")
    assert domain is not None
    assert (domain.type.schema, domain.base) == ("information_schema", SqlType("name"))
    assert FACTS.type("_text") is None
    assert FACTS.type("nosuch") is None


def test_functions() -> None:
    (path_query,) = FACTS.functions("jsonb_path_query")
    assert path_query.arguments == (
        Argument("target", SqlType("jsonb")),
        Argument("path", SqlType("jsonpath")),
        Argument("vars", SqlType("jsonb"), has_default=True),
        Argument("silent", SqlType("bool"), has_default=True),
    )
    assert (path_query.schema, path_query.result, path_query.returns_set) == ("pg_catalog", SqlType("jsonb"), True)
    (concat,) = FACTS.functions("concat")
    assert concat.arguments == (Argument(None, SqlType("any"), "variadic"),)
    assert not concat.strict
    assert {one.kind for one in FACTS.functions("rank")} == {"aggregate", "window"}
    assert {one.within_group for one in FACTS.functions("percentile_cont")} == {"ordered-set"}
    assert [one.within_group for one in FACTS.functions("rank") if one.kind == "aggregate"] == ["hypothetical-set"]
    assert {one.within_group for one in FACTS.functions("count")} == {None}
    assert FACTS.functions("nosuch") == ()
    assert FACTS.functions("_pg_truetypid", "information_schema")[0].schema == "information_schema"


def test_relations() -> None:
    pg_class = FACTS.relation("pg_catalog", "pg_class")
    assert pg_class is not None
    assert (pg_class.kind, pg_class.completeness) == (RelationKind.TABLE, Completeness.COMPLETE)
    assert pg_class.attribute("relname") == Attribute("relname", SqlType("name"), not_null=True)
    assert pg_class.attribute("reloptions") == Attribute("reloptions", SqlType("text", array=True), not_null=False)
    columns = FACTS.relation("information_schema", "columns")
    assert columns is not None
    assert columns.name == RelationName("information_schema", "columns")
    assert ("pg_catalog", "pg_stat_activity") in FACTS.relation_names
    assert FACTS.relation("public", "pg_class") is None


def test_system_columns_and_collations() -> None:
    assert {one.name for one in FACTS.system_columns} == {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}
    assert {"C", "POSIX", "default", "ucs_basic", "unicode", "pg_c_utf8"} <= FACTS.collations


def test_versions_differ_where_postgresql_does() -> None:
    assert not facts(15).functions("random_normal")  # new in 16
    assert facts(16).functions("random_normal")
    assert not facts(16).functions("uuidv7")  # new in 18
    assert facts(18).functions("uuidv7")
    assert "merge_action" not in facts(16).keywords.col_name  # new in 17
    assert facts(DEFAULT_VERSION) is FACTS


@pytest.mark.parametrize(("version", "same_as"), [(13, 15), (17, 18), (19, 18), *((one, one) for one in VERSIONS)])
def test_a_version_that_was_not_exported_has_a_newer_ones_facts(version: int, same_as: int) -> None:
    assert facts(version).function_names == facts(same_as).function_names


def test_loading_is_cheap() -> None:
    path = next(Path(builtin.__path__[0]).glob("exported/postgresql-18.tsv"))
    started = time.perf_counter()
    loaded = Facts(path.read_text("utf-8"))
    for name in ("now", "count", "lower", "date_trunc", "jsonb_agg"):
        assert loaded.functions(name)
    assert loaded.relation("pg_catalog", "pg_class")
    assert time.perf_counter() - started < 0.1  # 3 ms where it was measured


def test_extensions() -> None:
    citext = extension_facts("citext", "extensions")
    assert citext is not None
    type_ = citext.type("citext")
    assert type_ is not None
    assert type_.type == SqlType("citext", "extensions")
    assert citext.casts[type_.type, TEXT].context is CastContext.IMPLICIT
    assert {one.left for one in citext.operators("=")} == {type_.type}
    assert citext.functions("split_part")[0].arguments[0].type == type_.type
    (generate,) = (extension_facts("uuid-ossp") or citext).functions("uuid_generate_v4")
    assert (generate.schema, generate.result, generate.arguments) == ("public", SqlType("uuid"), ())


def test_an_extensions_relations_are_partial() -> None:
    statements = extension_facts("pg_stat_statements")
    assert statements is not None
    view = statements.relation("public", "pg_stat_statements")
    assert view is not None
    assert (view.kind, view.completeness) == (RelationKind.VIEW, Completeness.PARTIAL)
    assert view.attribute("queryid") == Attribute("queryid", SqlType("int8"), not_null=False)
    assert statements.relations


def test_an_extension_may_need_another() -> None:
    earthdistance = extension_facts("earthdistance")
    assert earthdistance is not None
    assert earthdistance.requires == {"cube"}
    earth = earthdistance.type("earth")
    assert earth is not None
    assert earth.base == SqlType("cube", "public")


@pytest.mark.parametrize("name", ["postgis", "nosuch", "../postgresql-18", "", "CITEXT", "citext.tsv", "a" * 5000])
def test_what_is_not_known(name: str) -> None:
    assert extension_facts(name) is None


def test_every_extension_decodes() -> None:
    names = {path.stem for path in Path(builtin.__path__[0]).glob("exported/extensions/*.tsv")}
    assert names >= {"uuid-ossp", "pgcrypto", "citext", "pg_trgm", "hstore", "unaccent", "btree_gin", "btree_gist", "vector"}
    assert names >= {
        "ltree",
        "intarray",
        "earthdistance",
        "cube",
        "tablefunc",
        "pg_stat_statements",
        "fuzzystrmatch",
        "plpgsql",
    }
    for name in names:
        extension = extension_facts(name)
        assert extension is not None
        assert all(extension.functions(one) for one in extension.function_names)
        assert all(extension.operators(one) for one in extension.operator_names)
        assert len(tuple(extension.types.values())) == len(extension.types)
        assert all(cast.source != cast.target or cast.source.name for cast in extension.casts.values())
