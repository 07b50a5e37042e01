"""What xref says of every statement in the fixtures is what PostgreSQL says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.agreement import compare_project, project_config

FIXTURES = Path(__file__).parent.parent / "fixtures"


def _folders() -> list[Path]:
    """The fixtures whose schema is SQL, so that a server can have it."""
    folders = sorted([*FIXTURES.glob("rules/*"), *FIXTURES.glob("projects/*")])
    return [folder for folder in folders if (folder / "schema.sql").is_file() or (folder / "migrations").is_dir()]


@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_agreement(folder: Path) -> None:
    agreement = compare_project(project_config(folder))
    assert not agreement.disagreements, "\n" + agreement.table()
    if folder.name != "interpolated-value":  # what that rule finds is what keeps a text from being compared
        assert agreement.statements > sum(agreement.skipped.values()), "nothing was compared"
