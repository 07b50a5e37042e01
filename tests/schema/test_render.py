"""The catalog as JSON and as text, and back."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xref.schema import catalog as catalog_types
from xref.schema.catalog import Attribute, Catalog, Completeness, Relation, RelationName
from xref.schema.declaration import SchemaError
from xref.schema.listing import render_relation, render_relations
from xref.schema.render import catalog_json, snapshot_text
from xref.schema.sources.ddl import replay
from xref.schema.sources.snapshot import load_snapshot
from xref.schema.types import SqlType
from xref.source import SourceFile

SQL = """
CREATE SCHEMA crm;
CREATE TYPE crm.mood AS ENUM ('good', 'so so');
CREATE TYPE crm.pair AS (a int, b text);
CREATE TYPE span AS RANGE (subtype = date);
CREATE DOMAIN email AS varchar(320) NOT NULL CHECK (VALUE ~ '@');
CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  "mixedCase" text[] NOT NULL,
  mail email UNIQUE,
  feeling crm.mood DEFAULT 'good',
  price numeric(10,2) CHECK (price >= 0),
  n bigint GENERATED ALWAYS AS IDENTITY,
  twice numeric GENERATED ALWAYS AS (price * 2) STORED
);
CREATE TABLE crm.posts (
  id serial PRIMARY KEY, user_id uuid REFERENCES users ON DELETE CASCADE, during span
) PARTITION BY RANGE (id);
CREATE UNIQUE INDEX posts_open ON crm.posts (user_id, lower(id::text)) WHERE during IS NULL;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users FOR UPDATE USING (id = current_setting('app.user')::uuid);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql STRICT AS 'SELECT a + b';
CREATE FUNCTION add(a text, b text) RETURNS text LANGUAGE sql AS 'SELECT a || b';
CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW names AS SELECT mail FROM users;
DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE users ADD COLUMN maybe int; END IF; END $$;
"""


EXAMPLE = """
{"version": 1, "relations": [{"schema": "public", "name": "t", "kind": "table", "columns": [{"name": "a", "type": "int"}]}],
 "enums": [{"schema": "public", "name": "mood", "labels": ["good"]}],
 "functions": [{"schema": "public", "name": "f", "arguments": [], "result": null}]}
"""


def undescribed(query: str, catalog: Catalog) -> tuple[Attribute, ...] | None:
    return None


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    loaded = replay([SourceFile("schema.sql", SQL)], describe=undescribed)
    assert loaded.diagnostics == ()
    return loaded.catalog


def reloaded(text: str) -> Catalog:
    found = load_snapshot(SourceFile("snapshot.json", text)).catalog
    assert found is not None
    return found


def squeezed(text: str) -> str:
    """The text with the blanks that fill its columns as one."""
    return re.sub(r"(?<=\S) +", " ", text)


def relation(catalog: Catalog, name: str) -> dict[str, Any]:
    (found,) = [one for one in catalog_json(catalog)["relations"] if one["name"] == name]
    return dict(found)


def test_the_contracts_fields(catalog: Catalog) -> None:
    users = relation(catalog, "users")
    contract = {
        "schema",
        "name",
        "kind",
        "completeness",
        "columns",
        "keys",
        "indexes",
        "checks",
        "foreign_keys",
        "rls",
        "policies",
    }
    assert contract <= set(users)
    assert {"relations", "enums", "domains", "functions"} <= set(catalog_json(catalog))
    assert (users["schema"], users["name"], users["kind"], users["completeness"]) == ("public", "users", "table", "complete")
    assert users["rls"] is True
    columns = {column["name"]: column for column in users["columns"]}
    assert {"name", "type", "nullable", "default", "conditional", "provenance"} <= set(columns["id"])
    assert columns["id"]["type"] == "uuid"
    assert columns["id"]["nullable"] is False
    assert columns["id"]["provenance"] == [{"path": "schema.sql", "line": 8}]
    assert columns["price"]["nullable"] is True
    assert columns["maybe"]["conditional"] is True
    assert [column["type"] for column in users["columns"][1:5]] == ["text[]", "email", "crm.mood", "numeric(10,2)"]
    assert [key["kind"] for key in users["keys"]] == ["unique", "primary key"]
    assert [check["columns"] for check in users["checks"]] == [["price"]]
    assert relation(catalog, "posts")["foreign_keys"][0]["target"] == {"schema": "public", "name": "users"}


def test_a_snapshot_gives_the_catalog_back(catalog: Catalog) -> None:
    text = snapshot_text(catalog)
    again = reloaded(text)
    assert catalog_json(again, provenance=False) == catalog_json(catalog, provenance=False)
    assert snapshot_text(again) == text
    assert again.relations["public", "users"].attribute("feeling") == replace(
        catalog.relations["public", "users"].attribute("feeling") or Attribute("", None),
        provenance=again.relations["public", "users"].attributes[3].provenance,
    )


def test_no_field_of_the_catalog_is_forgotten(catalog: Catalog) -> None:
    """Whatever field has another value than its default comes back with that value."""
    again = reloaded(snapshot_text(catalog))
    for field in fields(Catalog):
        assert field.name in catalog_json(catalog)
        if isinstance(getattr(catalog, field.name), bool | tuple | frozenset):
            assert getattr(again, field.name) == getattr(catalog, field.name)
        else:
            assert set(getattr(again, field.name)) == set(getattr(catalog, field.name))
    every = Relation(
        RelationName("s", "t"), catalog_types.RelationKind.VIEW, Completeness.PARTIAL, query="SELECT 1", conditional=True,
        rls=False, keys_stated=False, inherits=(RelationName("s", "parent"),),
    )  # fmt: skip
    text = snapshot_text(Catalog({("s", "t"): every}, schemas=frozenset({"s"}), complete=False, search_path=("s",)))
    assert reloaded(text).relations["s", "t"] == every


def test_a_snapshot_is_sorted_with_one_column_a_line(catalog: Catalog) -> None:
    lines = snapshot_text(catalog).splitlines()
    assert sum('{"name": "id", "type": "uuid"' in line for line in lines) == 1
    names = [(one["schema"], one["name"]) for one in json.loads(snapshot_text(catalog))["relations"]]
    assert names == sorted(names)
    assert "provenance" not in json.dumps(catalog_json(catalog, provenance=False))


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
COLUMN = ("relations", 0, "columns", 0)
PATHS = st.sampled_from(
    (
        *(("relations", 0, name) for name in ("name", "kind", "keys", "checks", "columns")),
        *((*COLUMN, name) for name in ("name", "type", "nullable", "provenance")),
        *(("relations",), ("relations", 0), COLUMN, ("search_path",), ("schemas",), ("complete",)),
        *(("functions", 0, "arguments"), ("enums", 0, "labels"), ("enums", 0, "schema")),
    )
)


@given(PATHS, VALUES)
def test_any_other_shape_is_read_or_the_users_error(path: tuple[str | int, ...], value: object) -> None:
    values = json.loads(EXAMPLE)
    inner: Any = values
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with suppress(SchemaError):
        load_snapshot(SourceFile("snapshot.json", json.dumps(values)))


def test_the_list_of_relations(catalog: Catalog) -> None:
    text = render_relations(catalog)
    assert text.splitlines()[0].split("|")[0].strip() == "Schema"
    assert text.splitlines()[-1] == f"{len(catalog.relations)} relations"
    assert " public | users        | table" in text


def test_one_relation_as_text(catalog: Catalog) -> None:
    text = render_relation(catalog.relations["public", "users"], catalog)
    assert text.splitlines()[0] == 'Table "public.users" (complete; schema.sql:7)'
    for part in (
        " id | uuid | not null | gen_random_uuid() | schema.sql:8",
        '    "users_pkey" PRIMARY KEY (id)',
        '    "users_price_check" CHECK (price >= 0)',
        "Policies (row security enabled):",
        "    \"own\" FOR UPDATE TO public USING (id = current_setting('app.user')::uuid)",
        "    touched BEFORE UPDATE EXECUTE FUNCTION",
        " maybe (conditional)",
    ):
        assert part in squeezed(text)
    posts = render_relation(catalog.relations["crm", "posts"], catalog)
    assert "FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE" in posts
    assert '"posts_open" UNIQUE, btree (user_id, <expression>) WHERE during IS NULL' in posts


def test_control_characters_do_not_reach_the_terminal() -> None:
    name = RelationName("public", "a\x1b[31m\nb")
    hostile = Relation(name, attributes=(Attribute("c\r", SqlType("text")),))
    found = Catalog({("public", name.name): hostile})
    text = render_relations(found) + render_relation(hostile, found)
    assert all(line.isprintable() for line in text.split("\n"))
