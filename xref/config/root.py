"""The root of a run: what discovery, the paths in output and fingerprints are relative to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xref.config.errors import ConfigError, Problem
from xref.config.spelling import did_you_mean

FILE_NAME = "xref.toml"
PYPROJECT = "pyproject.toml"
PYPROJECT_PREFIX = ("tool", "xref")


def find_root(paths: Sequence[Path]) -> Path:
    """The nearest ancestor of the first path with a configuration, else with .git, else the current folder.

    The path itself, when it is a folder, counts as its ancestor. A path outside the current folder without either is its own
    root. Without paths the current folder stands for them. Raises ConfigError for a path that does not exist.
    """
    current = Path.cwd()
    folder = _folder(paths[0]) if paths else current
    ancestors = (folder, *folder.parents)
    configured = next((ancestor for ancestor in ancestors if config_file(ancestor) is not None), None)
    versioned = next((ancestor for ancestor in ancestors if (ancestor / ".git").exists()), None)
    return configured or versioned or (current if current in ancestors else folder)


def config_file(folder: Path) -> Path | None:
    """The configuration file of exactly this folder: xref.toml, else a pyproject.toml that has ``[tool.xref]``."""
    own = folder / FILE_NAME
    if own.is_file():
        return own
    project = folder / PYPROJECT
    return project if project.is_file() and _mentions_xref(project) else None


def existing(path: Path) -> Path:
    """The path, absolute and without symbolic links. Raises ConfigError, with the nearest name, when it does not exist."""
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        if not isinstance(error, FileNotFoundError):
            raise ConfigError(Problem(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")) from None
        raise ConfigError(Problem(f"no such file or folder: {path}", help=_nearest_sibling(path))) from None
    except ValueError:
        raise ConfigError(Problem(f"not a path: {path}")) from None


def _folder(path: Path) -> Path:
    found = existing(path)
    return found if found.is_dir() else found.parent


def _nearest_sibling(path: Path) -> str:
    try:
        names = [entry.name for entry in path.absolute().parent.iterdir()]
    except OSError:
        names = []
    found = did_you_mean(path.name, names)
    return found or "paths are relative to the current folder"


def _mentions_xref(project: Path) -> bool:
    import re

    try:
        with project.open("rb") as stream:
            content = stream.read(1_000_000)
    except OSError:
        return False
    return re.search(rb"^\s*\[+\s*tool\s*\.\s*\"?xref\"?\s*[.\]]", content, re.MULTILINE) is not None
