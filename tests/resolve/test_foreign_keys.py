"""Foreign keys that xref calls impossible are those that PostgreSQL refuses to make."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.agreement import project_config
from tests.support.postgres import load_errors
from tests.test_fixtures import FIXTURES
from xref.engine import check

RULE = "foreign-key-type"


@pytest.mark.parametrize(
    "project", [FIXTURES / "rules" / RULE, FIXTURES / "projects" / "workers-api"], ids=lambda path: path.name
)
def test_says_what_postgresql_says(project: Path) -> None:
    sources = sorted(project.glob("schema.sql")) or sorted((project / "migrations").glob("*.sql"))
    refused = {
        error.message
        for error in load_errors("\n".join(path.read_text("utf-8") for path in sources))
        if error.sqlstate == "42804"
    }
    found = {finding.message.partition(":")[0] for finding in check(project_config(project)).findings if finding.rule == RULE}
    assert found == refused
