"""What PostgreSQL has no word for: provenance, conditional declarations, presumed relations, shadowed creates, broken input."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xref.schema.catalog import Attribute, Catalog, Completeness, Relation
from xref.schema.draft import CatalogDraft
from xref.schema.sources.ddl import LoadedDdl, replay
from xref.schema.types import SqlType
from xref.source import Location, SourceFile


def nothing(query: str, catalog: Catalog) -> None:
    return None


def load(*texts: str, base: Catalog | None = None) -> LoadedDdl:
    files = [SourceFile(f"{number}.sql", text) for number, text in enumerate(texts, 1)]
    return replay(files, base=base, describe=nothing)


def table(loaded: LoadedDdl, name: str, schema: str = "public") -> Relation:
    return loaded.catalog.relations[schema, name]


def conditional(relation: Relation) -> list[str]:
    return [attribute.name for attribute in relation.attributes if attribute.conditional]


def places(provenance: tuple[Location, ...]) -> list[str]:
    return [f"{at.path}:{at.start.line}:{at.start.column}-{at.end.column}" for at in provenance]


# Provenance


def test_provenance_is_the_name_and_a_later_type_comes_first() -> None:
    loaded = load('CREATE TABLE t (\n  "É" int,\n  b text\n);', "ALTER TABLE t\n  ALTER b TYPE int,\n  ADD c int;")
    relation = table(loaded, "t")
    assert places(relation.provenance) == ["1.sql:1:14-15"]
    assert [places(attribute.provenance) for attribute in relation.attributes] == [
        ["1.sql:2:3-6"],
        ["2.sql:2:9-10", "1.sql:3:3-4"],
        ["2.sql:3:7-8"],
    ]


def test_provenance_inside_bodies() -> None:
    loaded = load(
        "DO $x$ BEGIN\n  CREATE TABLE a (b int);\n  EXECUTE $q$ CREATE TABLE c\n (d int) $q$;\n"
        "  EXECUTE 'CREATE TABLE e (f text DEFAULT ''x'')';\nEND $x$"
    )
    assert places(table(loaded, "a").attributes[0].provenance) == ["1.sql:2:19-20"]
    assert places(table(loaded, "c").attributes[0].provenance) == ["1.sql:4:3-4"]
    assert places(table(loaded, "e").attributes[0].provenance) == ["1.sql:5:11-50"]


def test_bodies_and_queries_say_where_they_are() -> None:
    loaded = load("CREATE VIEW v AS\n  SELECT 1;\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS\n $$SELECT 1$$;")
    view = table(loaded, "v")
    assert view.query == "SELECT 1"
    assert view.query_location is not None
    assert places((view.query_location,)) == ["1.sql:2:3-11"]
    (function,) = loaded.catalog.functions["public", "f"]
    assert function.body == "SELECT 1"
    assert function.body_location is not None
    assert places((function.body_location,)) == ["1.sql:4:2-14"]


# Views


def test_view_that_cannot_be_described_is_partial() -> None:
    view = table(load("CREATE TABLE t (id int); CREATE VIEW v (a) AS SELECT id FROM t"), "v")
    assert view.completeness is Completeness.PARTIAL
    assert [(attribute.name, attribute.type) for attribute in view.attributes] == [("a", None)]


def test_describer_sees_the_catalog_of_that_moment() -> None:
    seen = []

    def describe(query: str, catalog: Catalog) -> tuple[Attribute, ...]:
        relation = catalog.relation("t")
        seen.append((query, None if relation is None else [a.name for a in relation.attributes], catalog.search_path))
        return (Attribute("x", SqlType("int4")),)

    text = "CREATE SCHEMA s; SET search_path = s; CREATE TABLE t (a int); CREATE VIEW v AS TABLE t; ALTER TABLE t ADD b int;"
    loaded = replay([SourceFile("f.sql", text)], describe=describe)
    assert seen == [("TABLE t", ["a"], ("pg_temp", "s"))]
    assert loaded.catalog.search_path == ("public",)


def test_view_forgets_its_text_once_what_it_reads_is_renamed() -> None:
    text = "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT b FROM t;"
    loaded = load(text + "ALTER TABLE t RENAME a TO c;")
    assert table(loaded, "v").query is None
    assert table(loaded, "w").query == "SELECT b FROM t"
    assert table(load(text + "ALTER TABLE t RENAME TO u;"), "w").query is None


# Expressions follow renames


def test_expressions_follow_a_renamed_column() -> None:
    loaded = load(
        """CREATE TABLE t (a text CHECK (a IN ('a', 'b') AND t.a <> lower(a)), g text GENERATED ALWAYS AS (upper(a)) STORED);
        CREATE INDEX i ON t (lower(a)) WHERE a > 'a'; CREATE POLICY p ON t USING (a = current_user) WITH CHECK ("a" > '');
        ALTER TABLE t RENAME COLUMN a TO "New";"""
    )
    relation = table(loaded, "t")
    assert relation.constraints[0].expression == """"New" IN ('a', 'b') AND t."New" <> lower("New")"""
    assert relation.constraints[0].columns == ("New",)
    assert relation.attributes[1].generated == 'upper("New")'
    assert relation.indexes[0].expressions == ('lower("New")',)
    assert relation.indexes[0].predicate == """"New" > 'a'"""
    assert (relation.policies[0].using, relation.policies[0].check) == ('"New" = current_user', """"New" > ''""")


# What may have happened


def test_one_branch_is_conditional_both_are_not() -> None:
    loaded = load(
        """CREATE TABLE t (id int, gone int, kind int);
        DO $$ BEGIN IF random() > 0.5 THEN
          ALTER TABLE t ADD COLUMN in_both int, ADD COLUMN one int, DROP COLUMN gone, ALTER kind TYPE text;
          CREATE TABLE maybe (id int);
        ELSE ALTER TABLE t ADD COLUMN in_both int; END IF; END $$;"""
    )
    relation = table(loaded, "t")
    assert sorted(conditional(relation)) == ["gone", "one"]
    both, kind = relation.attribute("in_both"), relation.attribute("kind")
    assert both is not None
    assert both.type == SqlType("int4")
    assert kind is not None
    assert kind.type is None
    assert table(loaded, "maybe").conditional


def test_branch_that_raises_was_not_taken() -> None:
    loaded = load(
        """CREATE TABLE t (id int);
        DO $$ BEGIN IF (SELECT convalidated FROM pg_constraint WHERE conname = 'x') THEN ALTER TABLE t ALTER id SET NOT NULL;
        ELSE RAISE EXCEPTION 'no'; END IF; END $$;"""
    )
    assert table(loaded, "t").attributes[0].not_null is True


@pytest.mark.parametrize(
    "guard",
    [
        "IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN",
        "IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a' AND NOT attisdropped) THEN",
        "IF NOT (EXISTS (SELECT FROM information_schema.columns c WHERE c.table_name = 't' AND c.column_name = 'a')) THEN",
    ],
)
def test_guard_for_that_very_thing_is_certain(guard: str) -> None:
    block = f"DO $$ BEGIN {guard} ALTER TABLE t ADD COLUMN a int; END IF; END $$;"
    relation = table(load("CREATE TABLE t (id int);" + block + block), "t")
    assert [attribute.name for attribute in relation.attributes] == ["id", "a"]
    assert conditional(relation) == []


@pytest.mark.parametrize(
    "body",
    [
        "IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'x') THEN ALTER TABLE t ADD COLUMN a int; END IF;",
        "IF EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'elsewhere') THEN ALTER TABLE t ADD COLUMN a int; END IF;",
        "FOR r IN SELECT 1 LOOP ALTER TABLE t ADD COLUMN a int; END LOOP;",
        "CASE x WHEN 1 THEN ALTER TABLE t ADD COLUMN a int; ELSE NULL; END CASE;",
        "IF x THEN EXECUTE 'ALTER TABLE t ADD COLUMN a int'; END IF;",
        "IF CASE WHEN x THEN y END THEN ALTER TABLE t ADD COLUMN a int; END IF;",
    ],
)
def test_anything_else_is_conditional(body: str) -> None:
    assert conditional(table(load(f"CREATE TABLE t (id int); DO $$ BEGIN {body} END $$;"), "t")) == ["a"]


def test_a_later_statement_makes_it_certain() -> None:
    maybe = "CREATE TABLE t (id int); DO $$ BEGIN IF x THEN ALTER TABLE t ADD a int; CREATE TABLE u (a int); END IF; END $$;"
    assert conditional(table(load(maybe + "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int;"), "t")) == []
    loaded = load(maybe + "CREATE TABLE IF NOT EXISTS u (a int, b int);")
    assert not table(loaded, "u").conditional
    assert conditional(table(loaded, "u")) == ["b"]


def test_execute_of_an_unknown_text_is_said() -> None:
    loaded = load("DO $$ BEGIN\n EXECUTE format('DROP TABLE %I', x); END $$;")
    assert [(d.line, d.message) for d in loaded.diagnostics] == [(2, "EXECUTE of a text that is known at run time only")]


# What comes from outside


def test_relations_that_nothing_creates() -> None:
    loaded = load(
        "ALTER TABLE auth.users ADD COLUMN nickname text;\n"
        "CREATE TABLE t (id uuid REFERENCES storage.objects (id));\nDROP TABLE IF EXISTS u;"
    )
    users = table(loaded, "users", "auth")
    assert users.completeness is Completeness.PARTIAL
    assert [attribute.name for attribute in users.attributes] == ["nickname"]
    assert table(loaded, "objects", "storage").completeness is Completeness.NAME_ONLY
    assert [diagnostic.line for diagnostic in loaded.diagnostics] == [1, 2]
    assert loaded.catalog.complete


@pytest.mark.parametrize(("name", "complete"), [("users", False), ("schema_migrations", True), ("auth.users", True)])
def test_files_that_build_on_others_are_not_complete(name: str, complete: bool) -> None:
    assert load(f"CREATE TABLE t (id int); CREATE INDEX ON {name} (id);").catalog.complete is complete


def test_what_was_dropped_is_not_presumed() -> None:
    loaded = load("CREATE TABLE t (id int); DROP TABLE t; ALTER TABLE t ADD COLUMN x int;")
    assert loaded.catalog.relations == {}
    assert [d.message for d in loaded.diagnostics] == ['PostgreSQL would refuse this: relation "t" does not exist']


def test_base_is_built_upon() -> None:
    base = load("CREATE TABLE t (id int PRIMARY KEY); CREATE TYPE e AS ENUM ('a');").catalog
    loaded = load("ALTER TABLE t ADD COLUMN e e; ALTER TYPE e ADD VALUE 'b'; ALTER TABLE t ADD PRIMARY KEY (e);", base=base)
    assert [attribute.type for attribute in table(loaded, "t").attributes] == [SqlType("int4"), SqlType("e", "public")]
    assert loaded.catalog.enums["public", "e"].labels == ("a", "b")
    assert len(loaded.diagnostics) == 1
    assert base.enums["public", "e"].labels == ("a",)
    assert len(base.relations["public", "t"].attributes) == 1


def test_extensions_are_recorded_and_installed() -> None:
    installed = []

    def install(draft: CatalogDraft, name: str, schema: str) -> None:
        installed.append((name, schema))
        draft.base_types[schema, name] = True

    text = 'CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA extensions; CREATE EXTENSION "uuid-ossp";'
    loaded = replay([SourceFile("f.sql", text)], describe=nothing, install=install)
    assert installed == [("citext", "extensions"), ("uuid-ossp", "public")]
    assert loaded.catalog.extensions == {"citext", "uuid-ossp"}
    assert loaded.catalog.base_types == {("extensions", "citext"), ("public", "uuid-ossp")}


# IF NOT EXISTS


def test_shadowed_create_is_recorded() -> None:
    loaded = load("CREATE TABLE t (id int, a text);", "CREATE TABLE IF NOT EXISTS t (id bigint, a text, b int);")
    (shadowed,) = loaded.shadowed
    assert str(shadowed.name) == "public.t"
    assert places((shadowed.location,)) == ["2.sql:1:28-29"]
    assert places(shadowed.existing) == ["1.sql:1:14-15"]
    assert (shadowed.missing, shadowed.differing) == (("b",), ("id",))
    assert [attribute.name for attribute in table(loaded, "t").attributes] == ["id", "a"]


def test_equal_create_is_not_shadowed() -> None:
    assert (
        load(
            "CREATE TABLE t (id serial)", "CREATE TABLE IF NOT EXISTS t (id serial); ALTER TABLE t ADD IF NOT EXISTS id int"
        ).shadowed
        == ()
    )


def test_shadowed_column() -> None:
    (shadowed,) = load("CREATE TABLE t (a int)", "ALTER TABLE t ADD COLUMN IF NOT EXISTS a text").shadowed
    assert shadowed.differing == ("a",)


# Broken input


SNAPSHOT = """-- WARNING: This schema is for context only and is not meant to be run.
CREATE TABLE public.profiles (
  id uuid NOT NULL,
  tags ARRAY,
  roles ARRAY NOT NULL DEFAULT '{}'::text[],
  kind USER-DEFINED NOT NULL DEFAULT 'a'::kind,
  strange odd thing,
  CONSTRAINT profiles_pkey PRIMARY KEY (id),
  CONSTRAINT profiles_id_fkey FOREIGN KEY (id) REFERENCES auth.users(id),
  CONSTRAINT profiles_team_fkey FOREIGN KEY (id) REFERENCES public.teams(id)
);
CREATE TABLE public.teams (id uuid PRIMARY KEY);
"""


def test_snapshot_loads_column_by_column() -> None:
    loaded = load(SNAPSHOT)
    profiles = table(loaded, "profiles")
    assert profiles.completeness is Completeness.COMPLETE
    assert [(attribute.name, attribute.type) for attribute in profiles.attributes] == [
        ("id", SqlType("uuid")),
        ("tags", None),
        ("roles", SqlType("text", array=True)),
        ("kind", SqlType("kind", None)),
        ("strange", SqlType("odd", None)),
    ]
    assert table(loaded, "teams").completeness is Completeness.COMPLETE
    assert [diagnostic.line for diagnostic in loaded.diagnostics] == [4, 7, 9]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a int, 5 text, b int); SELECT 1",
        "CREATE TABLE t (a int, b int",
        "GIBBERISH 1; CREATE TABLE t (a int, b int);",
        "CREATE TABLE t (a int, b int); ALTER TABLE t ADD COLUMN c int DEFAULT 'x; DROP TABLE t;",
        "CREATE TABLE t (a int, b int); DO $$ BEGIN IF x THEN DROP TABLE t; END $$;",
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(text: str) -> None:
    loaded = load("CREATE TABLE before (id int);", text, "CREATE TABLE after (id int);")
    assert table(loaded, "before").attributes
    assert table(loaded, "after").attributes
    assert loaded.diagnostics


_WORDS = """
CREATE ALTER DROP TABLE VIEW TYPE INDEX ( ) , ; t u a b "A" int text PRIMARY KEY UNIQUE REFERENCES CHECK DEFAULT 1 'x'
NOT NULL ADD COLUMN CONSTRAINT RENAME TO SET SCHEMA INHERITS PARTITION OF BY RANGE AS SELECT FROM ON CASCADE IF EXISTS
FUNCTION RETURNS LANGUAGE sql POLICY USING TRIGGER BEFORE EXECUTE DOMAIN ENUM DO $$ BEGIN END LOOP SEQUENCE OWNED . :: [
] = * LIKE INCLUDING ALL GENERATED ALWAYS IDENTITY EXCLUDE WITH OR REPLACE ATTACH DETACH INHERIT NO search_path public
EXTENSION ROLLBACK COMMIT THEN ELSE
"""
WORDS = _WORDS.split()


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_no_text_makes_it_fail(words: list[str]) -> None:
    loaded = load("CREATE TABLE t (a int PRIMARY KEY, b text);", " ".join(words))
    assert not [diagnostic for diagnostic in loaded.diagnostics if "xref failed" in diagnostic.message]


def test_deep_nesting_is_no_failure() -> None:
    loaded = load(
        "DO $$ BEGIN " + "IF x THEN " * 5000 + "CREATE TABLE t (a int);" + "END IF;" * 5000 + " END $$; CREATE TABLE u (a int);"
    )
    assert ("public", "u") in loaded.catalog.relations


def test_a_large_dump_is_quick() -> None:
    one = """CREATE TABLE public.t{0} (
    id integer NOT NULL,
    "name" character varying(50) DEFAULT 'x'::character varying NOT NULL,
    at timestamp with time zone DEFAULT now(),
    CONSTRAINT t{0}_check CHECK ((id > 0))
);


ALTER TABLE public.t{0} OWNER TO someone;

ALTER TABLE ONLY public.t{0}
    ADD CONSTRAINT t{0}_pkey PRIMARY KEY (id);

CREATE INDEX t{0}_name ON public.t{0} USING btree (name);
"""
    text = "".join(one.format(number) for number in range(1000))
    start = time.perf_counter()
    loaded = load(text)
    assert time.perf_counter() - start < 3  # 0.2 on a quiet machine
    assert len(loaded.catalog.relations) == 1000
