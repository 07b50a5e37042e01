"""The queries are found in a wheel's place and in the repository's, and compile for both grammars."""

from __future__ import annotations

from pathlib import Path

import pytest

from xref.syntax import Grammar, query
from xref.syntax.queries import FOLDERS, query_text

QUERIES = Path(__file__).parents[2] / "queries"


@pytest.mark.parametrize("grammar", list(Grammar))
@pytest.mark.parametrize("name", sorted(path.stem for path in QUERIES.glob("*.scm")))
def test_every_query_compiles(grammar: Grammar, name: str) -> None:
    assert query(grammar, name).pattern_count >= 1


def test_the_package_comes_before_the_repository(tmp_path: Path) -> None:
    assert (QUERIES.parent / "xref" / "queries", QUERIES) == FOLDERS
    (tmp_path / "locals.scm").write_text("; packaged")
    assert query_text("locals", (tmp_path, QUERIES)) == "; packaged"
    assert query_text("locals", (tmp_path / "absent", QUERIES)) == (QUERIES / "locals.scm").read_text()
    with pytest.raises(FileNotFoundError, match=r"nothing\.scm"):
        query_text("nothing")
