"""What single types are made of, against PostgreSQL's catalogs and format_type."""

from __future__ import annotations

from tests.support.postgres import Connection
from tests.support.type_questions import SPELLINGS, type_of
from xref.resolve.lookup import Names
from xref.resolve.typing.types import UNKNOWN, Types
from xref.schema.catalog import Attribute, Catalog, Domain, Relation, RelationName
from xref.schema.types import SqlType, parse_type

KINDS = {"b": "base", "c": "composite", "d": "domain", "e": "enum", "p": "pseudo", "r": "range", "m": "multirange"}


def test_facts_are_those_of_pg_type(connection: Connection, types: Types) -> None:
    query = """SELECT typtype::text, typcategory::text, typispreferred, typarray <> 0 FROM pg_type
               WHERE oid = to_regtype(%s)"""
    for spelling in SPELLINGS[1:]:
        type_ = type_of(types, spelling)
        facts = types.facts(type_)
        row = connection.execute(query, [_quoted(spelling)]).fetchone()
        assert facts is not None, spelling
        assert row is not None, spelling
        kind, category, preferred, has_array = row
        found = (facts.kind, facts.category, facts.preferred, types.array_of(type_) is not None)
        assert found == (KINDS[str(kind)], category, preferred, has_array), spelling


def test_spells_types_as_messages_do(connection: Connection, types: Types) -> None:
    for spelling in SPELLINGS[1:]:
        row = connection.execute(
            "SELECT to_regtype(%s)::text, format_type(to_regtype(%s), -1)", [_quoted(spelling)] * 2
        ).fetchone()
        assert row is not None
        assert types.spelled(type_of(types, spelling)) == row[0]


def _quoted(spelling: str) -> str:
    name = spelling.removesuffix("[]")
    return f'"{name}"' + ("[]" if name != spelling else "")


def test_names_are_looked_up_along_the_search_path(types: Types) -> None:
    assert types.canonical(SqlType("hidden", None)) == SqlType("hidden", "other")
    assert types.canonical(SqlType("pg_class", None)) == SqlType("pg_class", "pg_catalog")
    assert types.canonical(SqlType("_mood", None)) == SqlType("mood", "public", array=True)
    assert types.canonical(SqlType("_int4", None)) == SqlType("int4", array=True)
    assert types.canonical(SqlType("mood", "other")) is None
    assert types.canonical(SqlType("cardinal_number", "information_schema")) is not None
    assert types.canonical(parse_type("varchar(3)[]")) == SqlType("varchar", modifiers=("3",), array=True)


def test_type_of_a_column_is_looked_up(types: Types) -> None:
    assert types.canonical(parse_type("parent.id%TYPE")) == SqlType("int4")
    assert types.canonical(parse_type('public."parent".at%TYPE')) == SqlType("timestamptz")
    assert types.canonical(parse_type("parent.none%TYPE")) is None
    assert types.canonical(parse_type("pg_class.relname%TYPE")) == SqlType("name")


def test_type_that_no_source_states_is_not_known(types: Types) -> None:
    assert types.canonical(parse_type("USER-DEFINED")) is None
    assert types.canonical(parse_type("ARRAY")) is None
    assert types.canonical(SqlType("missing", None)) is None
    assert types.facts(SqlType("missing", "public")) is None
    assert types.facts(UNKNOWN) is not None


def test_domains_are_over_what_they_are_over_in_the_end(types: Types) -> None:
    assert types.base(SqlType("shortlabel", "public")) == SqlType("text")
    assert types.base(SqlType("count", "public", array=True)) == SqlType("count", "public", array=True)
    assert types.element(SqlType("counts", "public")) == SqlType("int4")
    assert types.element(SqlType("int2vector")) == SqlType("int2")
    assert types.element(SqlType("point")) is None
    assert types.is_composite(SqlType("somepair", "public"))
    assert not types.is_composite(SqlType("record"))


def test_domain_over_itself_or_something_missing_is_not_known() -> None:
    circular = Domain("public", "a", SqlType("b", "public")), Domain("public", "b", SqlType("a", "public"))
    lost = Domain("public", "c", SqlType("missing", None))
    types = Names(Catalog(domains={("public", one.name): one for one in (*circular, lost)})).types
    assert all(types.facts(SqlType(name, "public")) is None for name in "abc")
    assert types.base(SqlType("a", "public")) == SqlType("a", "public")


def test_extension_brings_its_types() -> None:
    types = Names(Catalog(extensions=frozenset({"citext"}))).types
    citext = types.canonical(SqlType("citext", None))
    assert citext is not None
    assert types.canonical(SqlType("citext", "extensions", array=True)) == SqlType("citext", citext.schema, array=True)
    assert types.spelled(citext) == "citext"
    facts = types.facts(citext)
    assert facts is not None
    assert facts.category == "S"


def test_column_of_its_own_type_does_not_go_round() -> None:
    relation = Relation(RelationName("public", "t"), attributes=(Attribute("a", SqlType("t.a%TYPE", None)),))
    types = Names(Catalog(relations={("public", "t"): relation})).types
    assert types.canonical(SqlType("t.a%TYPE", None)) is None
