"""Running the command line inside the test's process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from xref.cli.group import main


class Outcome(NamedTuple):
    """What a command left: its exit code, and what it wrote to standard output and to standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``xref`` with these arguments."""

    def call(*arguments: str | Path) -> Outcome:
        code = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Outcome(code, written.out, written.err)

    return call


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project as the current folder: a schema, a file with one right and one wrong statement."""
    for name in ("NO_COLOR", "FORCE_COLOR", "XREF_TRACEBACK", "CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "schema.sql").write_text("CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL);\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "users.ts").write_text(
        "import { Pool } from 'pg';\n"
        "const db = new Pool();\n"
        "export const one = () => db.query('SELECT email FROM users');\n"
        "export const two = () => db.query('SELECT emial FROM users');\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path
