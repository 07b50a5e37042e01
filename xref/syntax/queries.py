"""The tree-sitter queries of ``queries/*.scm``: found in the package (a wheel) or beside it (the repository), compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tree_sitter import Query

from xref.syntax.grammar import Grammar, language

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS: tuple[Path, ...] = (_PACKAGE / "queries", _PACKAGE.parent / "queries")
"""Where queries are looked for, first hit first."""


@cache
def query(grammar: Grammar, name: str) -> Query:
    """The compiled query of ``queries/<name>.scm``; FileNotFoundError when an installation lacks it."""
    return Query(language(grammar), query_text(name))


def query_text(name: str, folders: Sequence[Path] = FOLDERS) -> str:
    """The text of ``<name>.scm`` in the first of ``folders`` that has it; raises FileNotFoundError."""
    for folder in folders:
        path = folder / f"{name}.scm"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(f"the query {name}.scm is in none of {', '.join(map(str, folders))}")
