"""The project that changes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.changes.repository import RIGHT, SCHEMA, TOP, WRONG, Repository


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one old finding, in ``src/users.ts`` on line 3, committed."""
    made = Repository(tmp_path_factory.mktemp("committed") / "project")
    made.write("db/migrations/001_users.sql", SCHEMA)
    made.write("src/users.ts", TOP + WRONG + RIGHT)
    made.commit()
    return made.folder


@pytest.fixture
def repository(committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """A copy of that project. What is made for a comparison is removed."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    shutil.copytree(committed, tmp_path / "project")
    yield Repository(tmp_path / "project")
    assert list(made.iterdir()) == []
