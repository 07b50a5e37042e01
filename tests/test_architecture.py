"""What the import contracts cannot say: sizes, names, what a start may cost. The contracts are in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("xref", "tests") for path in (ROOT / folder).rglob("*.py"))
MOST_LINES = {"file": 400, "function": 60}
REFUSED_WORDS = {"utils", "util", "helpers", "helper", "manager", "handler", "processor", "data", "info", "misc"}
HEAVY = {"sqlglot", "networkx", "tree_sitter", "tree_sitter_typescript", "markdown_it", "psycopg", "rich"}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a module, with how many lines each has."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            yield node.name, node.end_lineno - node.lineno + 1


def test_files_are_short() -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_bytes().splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > MOST_LINES["file"]} == {}


def test_functions_are_short() -> None:
    counted = ((f"{path.relative_to(ROOT)}:{name}", count) for path in MODULES for name, count in functions(path))
    assert {name: count for name, count in counted if count > MOST_LINES["function"]} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in MODULES if REFUSED_WORDS & {*path.stem.split("_"), path.parent.name}] == []


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_a_start_imports_nothing_heavy(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "xref", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert "xref" in imported
    assert imported & HEAVY == set()
