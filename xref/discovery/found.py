"""What discovery gives: the files to read, and what was left out and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xref.finding import Diagnostic

EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx")
"""The files that are read."""


@dataclass(frozen=True, slots=True)
class DiscoveredFile:
    """A file to read: its path as output shows it (relative to the root, with ``/``) and where it is."""

    path: str
    absolute: Path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is not read, and why. A folder's path ends in ``/``."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What is there, in order of path. ``files`` were asked for, ``rest`` are those of the same project beside them."""

    files: tuple[DiscoveredFile, ...]
    skipped: tuple[Skipped, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    rest: tuple[DiscoveredFile, ...] = ()


def skipped_by_reason(discovery: Discovery) -> Iterator[tuple[str, int]]:
    """How many files and folders were left out for each reason, most first."""
    counts: dict[str, int] = {}
    for entry in discovery.skipped:
        reason = "symbolic link" if entry.reason.startswith("symbolic link") else entry.reason
        counts[reason] = counts.get(reason, 0) + 1
    yield from sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def relative_path(path: Path, root: Path) -> str:
    """The path below ``root`` with ``/``, empty for the root itself."""
    relative = shown_path(path.relative_to(root).as_posix())
    return "" if relative == "." else relative


def shown_path(path: str) -> str:
    """A path as output can hold it: bytes of a file name that are not UTF-8 are spelled out."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def is_at_or_below(path: str, folder: str) -> bool:
    """Whether a path without ``/`` at its end is this folder (empty: the root) or lies in it."""
    return not folder or path == folder or path.startswith(folder + "/")
