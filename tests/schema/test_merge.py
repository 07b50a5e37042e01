"""Sources merged by authority."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from xref.schema.catalog import Attribute, Catalog, Completeness
from xref.schema.declaration import Declarations, declare_catalog
from xref.schema.merge import Disagreement, Merged, merge
from xref.schema.sources.ddl import replay
from xref.schema.sources.markdown import load_markdown
from xref.schema.types import format_type
from xref.source import SourceFile

TABLE = "# `users`\n\n| Column | Type | Nullable | Default | FK |\n|--|--|--|--|--|\n"
NOTICE = "# Drift\n\n| Column | Actual Type (Live DB) |\n|--|--|\n"


def undescribed(query: str, catalog: Catalog) -> tuple[Attribute, ...] | None:
    return None


def sql(text: str, path: str = "schema.sql") -> Declarations:
    loaded = replay([SourceFile(path, text)], describe=undescribed)
    assert loaded.diagnostics == ()
    return declare_catalog("ddl", path, loaded.catalog)


def document(text: str, path: str = "registry.md") -> Declarations:
    return load_markdown(SourceFile(path, text))


def facts(disagreements: Sequence[Disagreement]) -> list[tuple[str, str, str, str, str]]:
    return [(one.kind, one.subject, one.fact, one.winner.value, one.loser.value) for one in disagreements]


def columns(
    merged: Merged, name: str = "users", schema: str | None = None
) -> dict[str, tuple[str | None, bool | None, str | None]]:
    found = merged.catalog.relation(name, schema)
    assert found is not None
    return {
        attribute.name: (format_type(attribute.type) if attribute.type else None, attribute.not_null, attribute.default)
        for attribute in found.attributes
    }


def test_a_definition_wins_over_a_document_and_drift_is_told() -> None:
    ddl = sql("CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL DEFAULT 'x', age int)")
    text = TABLE + "| id | TEXT | NO | - | PK |\n| email | TEXT | YES | 'y' | - |\n| age | INT | YES | - | - |\n"
    result = merge([ddl, document(text)])
    assert columns(result) == {"id": ("uuid", True, None), "email": ("text", True, "'x'"), "age": ("integer", False, None)}
    assert facts(result.disagreements) == [
        ("registry-drift", "public.users.email", "default", "'x'", "'y'"),
        ("registry-drift", "public.users.email", "nullable", "not null", "nullable"),
        ("registry-drift", "public.users.id", "type", "uuid", "text"),
    ]
    first = result.disagreements[0]
    assert (first.winner.location.path, first.loser.location.path) == ("schema.sql", "registry.md")
    assert (first.loser.location.start.line, first.loser.location.start.column) == (6, 3)
    assert result.catalog.complete


def test_the_notice_wins_over_a_definition() -> None:
    ddl = sql("CREATE TABLE users (id text, tenant_id text); CREATE TABLE other (tenant_id integer, n int)")
    result = merge([document(NOTICE + "| `users.id` | UUID |\n| All other `tenant_id` columns | UUID |\n"), ddl])
    assert columns(result) == {"id": ("uuid", False, None), "tenant_id": ("uuid", False, None)}
    assert columns(result, "other") == {"tenant_id": ("uuid", False, None), "n": ("integer", False, None)}
    assert facts(result.disagreements) == [
        ("registry-drift", "public.other.tenant_id", "type", "uuid", "integer"),
        ("registry-drift", "public.users.id", "type", "uuid", "text"),
        ("registry-drift", "public.users.tenant_id", "type", "uuid", "text"),
    ]
    attribute = result.catalog.relations["public", "users"].attribute("id")
    assert attribute
    assert [place.path for place in attribute.provenance] == ["registry.md", "schema.sql"]


def test_the_order_of_sources_does_not_matter_across_authorities() -> None:
    layers = [
        sql("CREATE TABLE users (id text, name text)"),
        document(TABLE + "| id | INT | NO | - | PK |\n", "a.md"),
        document(NOTICE + "| `users.id` | UUID |\n", "b.md"),
        document("```mermaid\nerDiagram\nusers { bigint id PK }\n```\n", "c.md"),
    ]
    results = [merge(order) for order in permutations(layers)]
    assert {str(columns(result)) for result in results} == {str(columns(results[0]))}
    assert {tuple(facts(result.disagreements)) for result in results} == {tuple(facts(results[0].disagreements))}


def test_among_equals_the_later_wins() -> None:
    first = document(TABLE + "| id | INT | NO | - | PK |\n", "a.md")
    second = document(TABLE + "| id | UUID | NO | - | PK |\n", "b.md")
    assert columns(merge([first, second]))["id"][0] == "uuid"
    assert columns(merge([second, first]))["id"][0] == "integer"
    assert facts(merge([first, second]).disagreements) == [
        ("registry-contradiction", "public.users.id", "type", "uuid", "integer")
    ]


def test_a_lower_source_adds_what_a_higher_does_not_state() -> None:
    diagram = "```mermaid\nerDiagram\nusers { uuid id PK\n text nick }\n```\n"
    listed = "# Tables and their columns\n\n- `users`: `id`, `extra`\n"
    result = merge([document(diagram + listed), document(NOTICE + "| `users.id` | BIGINT |\n")])
    assert columns(result) == {"id": ("bigint", True, None), "nick": ("text", None, None), "extra": (None, None, None)}
    assert result.catalog.relations["public", "users"].completeness is Completeness.PARTIAL
    assert not result.catalog.complete


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("VARCHAR", "VARCHAR(255)", False),
        ("VARCHAR(100)", "VARCHAR(255)", True),
        ("VARCHAR", "TEXT", True),
        ("TEXT", "TEXT[]", True),
        ("INT", "int4", False),
        ("TIMESTAMPTZ", "timestamp with time zone", False),
        ("ENUM", "TEXT", False),
    ],
)
def test_types_of_one_family_do_not_disagree(one: str, other: str, *, told: bool) -> None:
    notice = document(NOTICE + f"| `users.a` | {one} |\n", "n.md")
    table = document(TABLE + f"| a | {other} | YES | - | - |\n| b | uuid | NO | - | - |\n")
    assert bool(merge([notice, table]).disagreements) is told


def test_the_more_specific_type_of_a_family_is_kept_against_a_document_only() -> None:
    table = document(TABLE + "| a | VARCHAR(255) | YES | - | - |\n")
    assert columns(merge([document(NOTICE + "| `users.a` | VARCHAR |\n"), table]))["a"][0] == "character varying(255)"
    defined = merge([sql("CREATE TABLE users (a varchar)"), table])
    assert columns(defined)["a"][0] == "character varying"
    assert defined.disagreements == ()


@pytest.mark.parametrize(
    ("ddl", "written"),
    [
        ("timestamptz DEFAULT CURRENT_TIMESTAMP", "now()"),
        ("text DEFAULT 'user'::text", "'user'"),
        ("bigserial", "auto-increment"),
        ("bigint GENERATED ALWAYS AS IDENTITY", "identity"),
        ("int DEFAULT 0", "-"),
        ("int GENERATED ALWAYS AS (1) STORED", "generated"),
        ("boolean DEFAULT FALSE", "false"),
    ],
)
def test_spellings_of_one_default_do_not_disagree(ddl: str, written: str) -> None:
    type_ = ddl.split()[0].replace("bigserial", "bigint")
    result = merge([sql(f"CREATE TABLE users (a {ddl})"), document(TABLE + f"| a | {type_} |  | {written} | - |\n")])
    assert facts(result.disagreements) == []


def test_columns_against_a_complete_definition() -> None:
    ddl = sql("CREATE TABLE users (id uuid, only_there text)")
    result = merge([ddl, document(TABLE + "| id | UUID | YES | - | - |\n| only_here | TEXT | YES | - | - |\n")])
    assert set(columns(result)) == {"id", "only_there"}
    assert facts(result.disagreements) == [
        ("registry-drift", "public.users.only_here", "existence", "absent", "present"),
        ("registry-drift", "public.users.only_there", "existence", "present", "absent"),
    ]


def test_a_relation_that_the_database_does_not_have_stays_as_its_document_tells_it() -> None:
    ddl = sql("CREATE TABLE users (id uuid)")
    ghosts = "# `ghosts`\n\n| Column | Type |\n|--|--|\n| id | uuid |\n\n**Referenced By**: spirits\n"
    result = merge([ddl, document(ghosts)])
    assert result.catalog.complete
    known = {name: relation.completeness.value for (_, name), relation in result.catalog.relations.items()}
    assert known == {"users": "complete", "ghosts": "complete", "spirits": "name-only"}
    assert [(one.subject, one.fact, one.form.value) for one in result.disagreements] == [
        ("public.ghosts", "existence", "column table"),
        ("public.spirits", "existence", "referenced by"),
    ]


def test_conditional_columns_are_no_disagreement() -> None:
    ddl = sql(
        "CREATE TABLE users (id uuid); DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE users ADD COLUMN a text; END IF; END $$"
    )
    result = merge([ddl, document(TABLE + "| id | UUID |  | - | - |\n")])
    assert set(columns(result)) == {"id", "a"}
    assert result.disagreements == ()


def test_unqualified_names_mean_what_is_on_the_path_or_the_only_one() -> None:
    ddl = sql(
        "CREATE SCHEMA app; CREATE SCHEMA other; CREATE TABLE app.users (id uuid); CREATE TABLE other.users (id text);"
        "CREATE TABLE other.single (id int)"
    )
    text = TABLE + "| id | INT |  | - | FK → single(id) |\n"
    result = merge([ddl, document(text + "\n# `single`\n\n| Column | Type |\n|--|--|\n| id | text |\n")], ("app", "public"))
    assert [(one.subject, one.fact) for one in result.disagreements] == [
        ("app.users.id", "foreign-key"),
        ("app.users.id", "type"),
        ("other.single.id", "type"),
    ]
    assert ("public", "users") not in result.catalog.relations


def test_keys_claimed_against_keys_defined() -> None:
    ddl = sql(
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE o (id int PRIMARY KEY);"
        "CREATE TABLE users (id int PRIMARY KEY, a int, b int, c int REFERENCES t, d int REFERENCES t);"
        "CREATE UNIQUE INDEX ON users (b)"
    )
    rows = "| id | INT | NO | - | - |\n| a | INT |  | - | PK |\n| b | INT |  | - | UNIQUE |\n"
    rows += "| c | INT |  | - | FK → t(id), UNIQUE |\n| d | INT |  | - | FK → o(id) |\n"
    result = merge([ddl, document(TABLE + rows)])
    assert [fact for fact in facts(result.disagreements) if fact[2] != "nullable"] == [
        ("registry-drift", "public.users.a", "primary-key", "id", "a"),
        ("registry-drift", "public.users.c", "unique", "absent", "c"),
        ("registry-drift", "public.users.d", "foreign-key", "public.t", "public.o"),
    ]
    assert len(result.catalog.relations["public", "users"].constraints) == 1


def test_row_security_claims() -> None:
    ddl = sql(
        "CREATE TABLE a (id int); CREATE TABLE b (id int); ALTER TABLE b ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY p ON b USING (true)"
    )
    rls = "# RLS\n\n| Table | Policy Name |\n|--|--|\n| `a` | `pa` |\n| `b` | `p` |\n"
    assert facts(merge([ddl, document(rls)]).disagreements) == [
        ("registry-drift", "public.a", "policy", "absent", "pa"),
        ("registry-drift", "public.a", "rls", "disabled", "enabled"),
    ]


def test_a_documents_type_may_be_one_that_a_migration_makes() -> None:
    ddl = sql("CREATE TYPE mood AS ENUM ('good'); CREATE TABLE users (a mood)")
    text = TABLE + "| a | mood |  | - | - |\n| b | humour |  | - | - |\n| c | int |  | - | - |\n"
    assert [one.fact for one in merge([ddl, document(text)]).disagreements] == ["existence", "existence"]
    assert columns(merge([document(text)]))["b"][0] is None


def test_nothing_gives_an_empty_catalog_that_claims_nothing() -> None:
    result = merge([])
    assert (dict(result.catalog.relations), result.catalog.complete) == ({}, False)
