"""What rests on a type that two sources state differently is a warning that names both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xref.config import Config
from xref.engine import check
from xref.finding import Confidence, Finding, Severity

SCHEMA = """CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, age int);
CREATE TABLE notes (id uuid PRIMARY KEY, by text);
"""
REGISTRY = "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | text |\n| email | text |\n| age | integer |\n"


def findings(root: Path, sql: str, *schema: str) -> list[Finding]:
    (root / "schema.sql").write_text(SCHEMA)
    (root / "registry.md").write_text(REGISTRY)
    (root / "a.ts").write_text(f"import {{ Pool }} from 'pg'\nexport const f = (db: Pool) => db.query(`{sql}`)\n")
    return list(check(replace(Config(root), schema=schema)).findings)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("SELECT u.email FROM users u JOIN notes n ON n.by = u.id", "operator-mismatch"),
        ("SELECT email FROM users WHERE id = 'me'", "invalid-literal"),
        ("UPDATE users SET id = email", "datatype-mismatch"),
        ("INSERT INTO users (id, email) VALUES ('me', 'x')", "invalid-literal"),
    ],
)
def test_a_disputed_type_makes_a_warning(tmp_path: Path, sql: str, rule: str) -> None:
    (certain,) = findings(tmp_path, sql, "schema.sql")
    assert (certain.rule, certain.severity, certain.confidence) == (rule, Severity.ERROR, Confidence.HIGH)
    (disputed,) = findings(tmp_path, sql, "schema.sql", "registry.md")
    assert (disputed.rule, disputed.severity, disputed.confidence) == (rule, Severity.WARNING, Confidence.MEDIUM)
    assert disputed.suggestion == "public.users.id is uuid by one source and text by another"
    places = {(note.location.path, note.location.start.line) for note in disputed.related}
    assert {("schema.sql", 1), ("registry.md", 7)} <= places


def test_a_type_that_nobody_disputes_stays_an_error(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "SELECT email FROM users WHERE age = email", "schema.sql", "registry.md")
    assert finding.severity is Severity.ERROR
