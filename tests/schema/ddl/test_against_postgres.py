"""Every fixture is replayed by us and by PostgreSQL: the same catalog, and the same statements refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.compare_catalog import compare
from xref.source import SourceFile

FIXTURES = sorted((Path(__file__).parents[3] / "fixtures/schema/ddl").glob("*.sql"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_same_catalog_and_refusals(path: Path) -> None:
    found, errors, loaded = compare([SourceFile(path.name, path.read_text("utf-8"))])
    assert found == []
    refused = [f"{d.path}:{d.line}" for d in loaded.diagnostics if "would refuse" in d.message]
    assert refused == [error.split(": ")[0] for error in errors]
    assert [d for d in loaded.diagnostics if "would refuse" not in d.message] == []
