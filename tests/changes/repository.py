"""A git repository to change, and the parts of a small project."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from xref.changes import Against
from xref.config import load_config
from xref.engine import check
from xref.finding import Finding, Report

HEAD = Against()
MAIN = Against("main", merge_base=True)
SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, name text);\n"
TOP = "import { Pool } from 'pg';\nconst db = new Pool();\n"
RIGHT = "export const mail = () => db.query('SELECT email FROM users');\n"
WRONG = "export const wrong = () => db.query('SELECT emial FROM users');\n"
OTHER = "export const other = () => db.query('SELECT nmae FROM users');\n"


class Repository:
    """A repository of its own, with nothing of the user's configuration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.exists():
            folder.mkdir()
            self.git("init", "-q", "-b", "main", "--template=")

    def git(self, *arguments: str | bytes, given: bytes = b"") -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        person = {"NAME": "A", "EMAIL": "a@example.com"}
        environment = {
            **kept,
            **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        command = ["git", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, input=given, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def write(self, path: str, text: str) -> None:
        """Writes a file of the work tree."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self) -> str:
        """Commits the work tree, and gives the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        return self.git("rev-parse", "HEAD")

    def check(self, against: Against = HEAD, *paths: str) -> Report:
        """The report of what changed."""
        return check(load_config([self.folder / path for path in paths or (".",)]), against=against)

    def found(self, against: Against = HEAD, *paths: str) -> list[tuple[str, int, str | None]]:
        """Path, line and subject of each finding that is shown."""
        return [_place(finding) for finding in self.check(against, *paths).findings]


def _place(finding: Finding) -> tuple[str, int, str | None]:
    return finding.location.path, finding.location.start.line, finding.subject
