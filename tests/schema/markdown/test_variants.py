"""Other people's spellings: fixtures/schema/markdown/variants.md, and headings one by one."""

from __future__ import annotations

import pytest

from tests.schema.markdown.reading import fixture, merged, only
from xref.schema.catalog import Completeness, ConstraintKind, Relation
from xref.schema.merge import Merged, merge
from xref.schema.sources.markdown import load_markdown
from xref.schema.types import format_type

TABLE = "\n\n| Column | Type |\n|--|--|\n| `id` | uuid |\n"


@pytest.fixture(scope="module")
def warehouse() -> Merged:
    return merge([load_markdown(fixture("variants.md"))])


def columns(catalog: Merged, name: str) -> list[tuple[str, str | None, bool | None, str | None]]:
    found = catalog.catalog.relation(name)
    assert found is not None
    return [
        (attribute.name, format_type(attribute.type) if attribute.type else None, attribute.not_null, attribute.default)
        for attribute in found.attributes
    ]


def keys(catalog: Merged, name: str) -> set[tuple[str, ConstraintKind, tuple[str, ...]]]:
    found = catalog.catalog.relation(name)
    assert found is not None
    return {(key.name, key.kind, key.columns) for key in found.constraints}


def test_labelled_heading_required_titles_and_constraints(warehouse: Merged) -> None:
    assert columns(warehouse, "articles") == [
        ("id", "bigint", True, "nextval('articles_id_seq'::regclass)"),
        ("sku", "character varying(40)", True, None),
        ("price", "numeric(10,2)", False, "0"),
        ("mixedCase", "text[]", None, None),
        ("supplier", "uuid", False, None),
    ]
    assert keys(warehouse, "articles") == {
        ("articles_pkey", ConstraintKind.PRIMARY_KEY, ("id",)),
        ("articles_sku_key", ConstraintKind.UNIQUE, ("sku",)),
        ("articles_sku_price", ConstraintKind.UNIQUE, ("sku", "price")),
        ("articles_price_check", ConstraintKind.CHECK, ("price",)),
    }
    found = warehouse.catalog.relation("articles")
    assert found
    (key,) = found.foreign_keys
    assert (str(key.target), key.target_columns, key.on_delete) == ("public.suppliers", ("id",), "set null")


def test_schema_heading_with_parts_below_it(warehouse: Merged) -> None:
    assert columns(warehouse, "suppliers") == [
        ("id", "uuid", True, None),
        ("region", "text", True, None),
        ("label", "character varying(30)", False, None),
    ]
    assert keys(warehouse, "suppliers") == {("suppliers_pkey", ConstraintKind.PRIMARY_KEY, ("id", "region"))}
    found = warehouse.catalog.relation("suppliers")
    assert found
    assert [(index.name, index.columns, index.unique, index.predicate) for index in found.indexes] == [
        ("suppliers_label", ("label",), True, "(label IS NOT NULL)")
    ]
    assert found.keys_stated


def test_a_paragraph_that_names_the_table(warehouse: Merged) -> None:
    assert columns(warehouse, "stock_movements") == [
        ("id", "integer", True, None),
        ("article_id", "bigint", True, None),
        ("created_at", "timestamp with time zone", False, None),
        ("updated_at", "timestamp with time zone", False, None),
        ("state", None, None, None),
    ]
    found = warehouse.catalog.relation("stock_movements")
    assert found
    assert found.completeness is Completeness.COMPLETE
    identity = found.attribute("id")
    assert identity
    assert identity.identity == "always"
    assert [one.former for one in warehouse.former_names] == ["kind", "kind"]


def test_excerpts_and_overviews_are_partial(warehouse: Merged) -> None:
    known = {relation.name.name: relation.completeness for relation in warehouse.catalog.relations.values()}
    assert known["shelves"] is known["pallets"] is known["lorries"] is Completeness.PARTIAL
    assert columns(warehouse, "pallets") == [("id", "uuid", None, None), ("weight", "numeric", None, None)]


def test_a_quoted_table_and_key_columns(warehouse: Merged) -> None:
    assert columns(warehouse, "reservations") == [
        ("article_id", "bigint", True, None),
        ("until", "timestamp with time zone", None, None),
    ]
    found = warehouse.catalog.relation("reservations")
    assert found
    assert [str(key.target) for key in found.foreign_keys] == ["public.articles"]


def test_fields_of_a_request_are_no_table(warehouse: Merged) -> None:
    assert {name for _, name in warehouse.catalog.relations} == {
        "articles",
        "suppliers",
        "stock_movements",
        "shelves",
        "reservations",
        "pallets",
        "lorries",
    }
    assert warehouse.disagreements == ()


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("users", "public.users"),
        ("Users", "public.users"),
        ("USERS", "public.users"),
        ("`users`", "public.users"),
        ("`users` ✅ MIGRATED", "public.users"),
        ("✅ `users`", "public.users"),
        ("🔐 users", "public.users"),
        ("**users**", "public.users"),
        ("`crm.users`", "crm.users"),
        ("crm.users — people", "crm.users"),
        ('`"Users"`', "public.Users"),
        ("`userProfiles`", "public.userProfiles"),
        ("Table: users", "public.users"),
        ("Table `users` (12 columns)", "public.users"),
        ("Users Table", "public.users"),
        ("The `users` table", "public.users"),
        ("3.2 users", "public.users"),
        ("12. `users` - identity", "public.users"),
        ("users (core)", "public.users"),
        ("[users](users.md)", "public.users"),
        ("Table: values", "public.values"),
    ],
)
def test_headings_that_name_a_table(heading: str, name: str) -> None:
    assert str(only(f"## {heading}{TABLE}").name) == name


@pytest.mark.parametrize(
    "heading",
    [
        "Columns",
        "Users and roles",
        "The `a` and `b` tables",
        "Overview",
        "`auth` schema",
        "`users.ts` file",
        "How it works",
        "a/b",
    ],
)
def test_headings_that_name_none(heading: str) -> None:
    assert merged(f"## {heading}{TABLE}").catalog.relations == {}


def test_a_part_below_a_heading_belongs_to_it() -> None:
    found = only(f"## `users`\n\ntext\n\n### Identity{TABLE}\n### Indexes\n\n- `users_pkey`: PRIMARY KEY (id)\n")
    assert found.name.name == "users"
    assert found.keys_stated


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("`k`: UNIQUE (a, b)", ("k", "unique", ("a", "b"))),
        ("`k` UNIQUE (a)", ("k", "unique", ("a",))),
        ("`k`: UNIQUE INDEX (a DESC)", ("k", "unique index", ("a",))),
        ('`"k" UNIQUE CONSTRAINT, btree (a)`', ("k", "unique", ("a",))),
        ('"k" UNIQUE, btree (a)', ("k", "unique index", ("a",))),
        ("`k` on (a, lower(b))", ("k", "index", ("a", None))),
        ("`k` - INDEX on a, b", ("k", "index", ("a", "b"))),
        ("INDEX (a)", ("t_a_idx", "index", ("a",))),
        ("PRIMARY KEY (a)", ("t_pkey", "primary key", ("a",))),
        ("`CREATE UNIQUE INDEX k ON public.t USING btree (a)`", ("k", "unique index", ("a",))),
        ("`k`: GIN (a)", ("k", "index", ("a",))),
    ],
)
def test_lists_of_indexes(item: str, key: tuple[str, str, tuple[str | None, ...]]) -> None:
    found: Relation = only(f"# `t`{TABLE}\n**Indexes**:\n\n- {item}\n")
    stated = [(one.name, one.kind.value, one.columns) for one in found.constraints]
    indexes = [(index.name, "unique index" if index.unique else "index", index.columns) for index in found.indexes]
    assert [*stated, *indexes] == [key]
    assert found.keys_stated


def test_an_index_that_is_not_understood_leaves_the_keys_open() -> None:
    assert not only(f"# `t`{TABLE}\n**Indexes**:\n\n- the usual ones\n").keys_stated
