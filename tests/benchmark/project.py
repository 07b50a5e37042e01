"""A project of a wanted size, made by copying the code of a fixture project; its schema stays one."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

PROJECTS = Path(__file__).parents[2] / "fixtures" / "projects"
_CODE = {".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx"}


def code_files(root: Path) -> list[Path]:
    """The files below ``root`` that xref reads as code, without dependencies."""
    found = (path for path in root.rglob("*") if path.suffix in _CODE and "node_modules" not in path.parts)
    return sorted(path for path in found if path.is_file())


def multiply(target: Path, files: int) -> Path:
    """Makes ``target`` a copy of the largest fixture project with exactly ``files`` code files, and returns it.

    Copies of the whole code lie side by side, so that what a file imports lies where it did.
    """
    project = max(PROJECTS.iterdir(), key=lambda path: len(code_files(path)))
    shutil.copytree(project, target)
    code = code_files(project)
    missing = files - len(code)
    for number in count(1):
        for file in code[: max(missing, 0)]:
            copy = target / f"copy{number:03}" / file.relative_to(project)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        missing -= len(code)
        if missing <= 0:
            return target
    raise AssertionError("counting does not end")
