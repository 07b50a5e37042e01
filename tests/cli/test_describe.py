"""``xref describe``: parameters and columns of a statement, where each type is from, and what is not decided."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("project")


def test_a_statement_in_a_file(run: Run, project: Path) -> None:
    (project / "src" / "one.ts").write_text(
        "import { Pool } from 'pg';\nconst db = new Pool();\n"
        "export const one = (id: string) =>\n  db.query('SELECT email, count(*) FROM users WHERE id = $1 GROUP BY 1', [id]);\n"
    )
    code, out, err = run("describe", "src/one.ts:4")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "src/one.ts:4  select, checked",
        "  SELECT email, count(*) FROM users WHERE id = $1 GROUP BY 1",
        "parameters",
        "  $1  uuid  public.users.id (schema.sql:1)",
        "columns",
        "  email  text, never null    public.users.email (schema.sql:1)",
        "  count  bigint, never null",
    ]


def test_sql_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.StringIO("INSERT INTO users (id) VALUES ($1) RETURNING email || 'x' AS a; SELECT * FROM nope")
    )
    first, second = json.loads(run("describe", "-", "--format", "json").out)["statements"]
    assert first["parameters"] == [
        {"number": 1, "type": "uuid", "column": "public.users.id", "declared": {"path": "schema.sql", "line": 1}}
    ]
    assert first["columns"] == [{"name": "a", "type": "text", "nullable": False, "column": None, "declared": None}]
    assert [error["sqlstate"] for error in second["errors"]] == ["42P01"]
    assert second["columns"] is None


def test_what_is_not_decided_says_why(run: Run, project: Path) -> None:
    (project / "src" / "hole.ts").write_text(
        "import { Pool } from 'pg';\nconst db = new Pool();\n"
        "export const f = (order: string) => db.query(`SELECT email FROM users ORDER BY ${order}`);\n"
    )
    out = run("describe", "src/hole.ts:3").out
    assert "select, partial" in out
    assert "unchecked, hole: a part of the text is known at run time only" in out


def test_disputed_types_name_both_sources(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "registry.md").write_text(
        "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | text |\n| email | text |\n"
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT id FROM users"))
    out = run("describe", "-", "--schema", "schema.sql", "--schema", "registry.md").out
    assert "id  uuid, never null  public.users.id (schema.sql:1); disputed: text by registry.md:7" in out


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("src/users.ts", "is no place"),
        ("src/users.ts:0", "is no place"),
        ("nope.ts:3", "no file"),
        ("src/users.ts:1", "no SQL is sent"),
    ],
)
def test_a_wrong_place_is_said(run: Run, place: str, words: str) -> None:
    code, out, err = run("describe", place)
    assert (code, out) == (2, "")
    assert words in err
