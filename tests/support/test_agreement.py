"""The harness itself: it runs migrations in their order, sees what agrees and what does not, and holds todos to their word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.agreement import Agreement, compare_project, main, project_config, schema_sql

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL);"
AGREES = """
export const one = (db: Pool, id: string) => db.query(`SELECT email FROM users WHERE id = $1`, [id]);
export const two = (db: Pool) => db.query(`SELECT emial, nmae FROM users`);
export const three = (db: Pool) => db.query(`SELECT id FROM users; SELECT idd FROM users`);
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "code.ts").write_text("import type { Pool } from 'pg';\n" + AGREES)
    return tmp_path


def compared(project: Path) -> Agreement:
    return compare_project(project_config(project))


def test_a_project_that_agrees(project: Path) -> None:
    agreement = compared(project)
    assert (agreement.disagreements, agreement.unverified, agreement.skipped) == ([], [], {})
    assert (agreement.statements, agreement.accepted, agreement.refused) == (4, 2, {"42703": 3})


def test_a_server_that_knows_better(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the server's schema another than xref's, every statement would disagree."""
    other = SCHEMA.replace("email", "emial, nmae")
    monkeypatch.setattr("tests.support.agreement.schema_sql", lambda sources: other.replace("emial,", "emial text,"))
    agreement = compared(project)
    assert len(agreement.disagreements) == 2
    assert "xref accepts it" in str(agreement.disagreements[0])
    assert "PostgreSQL accepts it" in str(agreement.disagreements[1])
    assert "disagreements                                 2" in agreement.table()


def test_a_todo_that_is_no_longer_true(project: Path) -> None:
    code = project / "code.ts"
    code.write_text(
        code.read_text().replace("nmae FROM users`);", 'nmae FROM users`); // todo-error: [undefined-column] "x" why')
    )
    (disagreement,) = compared(project).disagreements
    assert disagreement.words == "has a todo and agrees with PostgreSQL"


def test_holes_and_utility_statements_are_counted_apart(project: Path) -> None:
    (project / "code.ts").write_text(
        "import type { Pool } from 'pg';\n"
        "export const a = (db: Pool, t: string) => db.query(`SELECT id FROM ${t}`);\n"
        "export const b = (db: Pool) => db.query(`VACUUM users`);\n"
    )
    agreement = compared(project)
    assert agreement.skipped == {"holes": 1, "utility statement": 1}


def test_the_command(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(project), "--schema", str(project / "schema.sql")]) == 0
    assert "agreed: 42703                                 3" in capsys.readouterr().out


def test_migrations_are_run_by_version_and_up_only(tmp_path: Path) -> None:
    for name, text in {
        "10_c.sql": "-- Up Migration\nthird\n-- Down Migration\nno",
        "9_b.sql": "second\n-- migrate:down\nno",
        "2024-01-02-001-z.sql": "fifth",
        "2024-01-02-000-z.sql": "fourth\n-- +goose Down\nno",
        "001_a.sql": "first -- downstairs",
        "note.md": "no",
    }.items():
        (tmp_path / name).write_text(text)
    script = schema_sql([str(tmp_path)])
    words = [word for word in script.split() if word in ("first", "second", "third", "fourth", "fifth", "no")]
    assert words == ["first", "second", "third", "fourth", "fifth"]
