"""The graph's answers on a small project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.agreement import project_config
from xref.engine import build_graph
from xref.graph import ReferenceGraph
from xref.graph.export import graph_json, graph_mermaid

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY, name text);
CREATE TABLE users (id int PRIMARY KEY, org_id int REFERENCES orgs (id), email text);
CREATE TABLE unused (id int);
"""
CODE = """
export async function list(db: Pool, org: number) {
  return db.query('SELECT u.email FROM users u JOIN orgs o ON o.id = u.org_id WHERE o.name = $1', [org])
}
export async function rename(db: Pool) {
  await db.query('UPDATE orgs SET name = $1 WHERE id = $2', ['a', 1])
}
"""


@pytest.fixture
def graph(tmp_path: Path) -> ReferenceGraph:
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "app.ts").write_text(CODE)
    return build_graph(project_config(tmp_path))


def test_who_uses_a_table(graph: ReferenceGraph) -> None:
    uses = graph.uses_of("public.orgs")
    assert [(use.kind, use.location.start.line) for use in uses] == [("reads", 3), ("writes", 6)]
    assert graph.unused_tables() == ["public.unused"]


def test_what_a_query_does(graph: ReferenceGraph) -> None:
    first, second = graph.queries_in("app.ts")
    assert graph.tables_of(first) == {"public.users": {"reads"}, "public.orgs": {"reads"}}
    assert graph.columns_of(first) == {
        "public.users.email": {"returns"},
        "public.orgs.id": {"joins"},
        "public.users.org_id": {"joins"},
        "public.orgs.name": {"filters"},
    }
    assert graph.columns_of(second) == {"public.orgs.name": {"writes"}, "public.orgs.id": {"filters"}}


def test_foreign_keys(graph: ReferenceGraph) -> None:
    assert graph.references("public.users") == ["public.orgs"]
    assert graph.referenced_by("public.orgs") == ["public.users"]


def test_where_a_column_is_used(graph: ReferenceGraph) -> None:
    assert [(use.kind, use.location.start.line) for use in graph.uses_of_column("public.orgs.name")] == [
        ("filters", 3),
        ("writes", 6),
    ]
    assert graph.uses_of_column("public.orgs.nope") == []


def test_functions_contain_their_queries(graph: ReferenceGraph) -> None:
    assert graph.nodes("function") == [("function", "app.ts", "list"), ("function", "app.ts", "rename")]


def test_json_names_every_end_of_every_edge(graph: ReferenceGraph) -> None:
    exported = graph_json(graph)
    identities = {node["id"] for node in exported["nodes"]}
    assert exported["edges"]
    for edge in exported["edges"]:
        assert {edge["from"], edge["to"]} <= identities


def test_mermaid_escapes_names(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text('CREATE TABLE "a]"";--<b>" (id int);')
    (tmp_path / "app.ts").write_text('await db.query(\'SELECT id FROM "a]"";--<b>"\')')
    text = graph_mermaid(build_graph(project_config(tmp_path)))
    assert "<b>" not in text
    assert "a]" not in text
    assert "-->|reads|" in text
