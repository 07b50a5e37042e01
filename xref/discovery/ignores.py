"""Ignore files: .gitignore in every folder, from the top of the repository down, and .git/info/exclude."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from xref.config.globs import Patterns

_MOST_BYTES = 1_000_000


class IgnoreFile(NamedTuple):
    """What one ignore file says; ``base`` is how many characters of a path lead to its folder."""

    base: int
    patterns: Patterns


class Ignores(NamedTuple):
    """The ignore files that hold in a folder, the nearest last.

    ``above`` is the root's path from the top of its repository, with ``/`` at its end; paths given are relative to the root.
    """

    root: Path
    above: str = ""
    files: tuple[IgnoreFile, ...] = ()

    def ignores(self, path: str) -> bool:
        """Whether ``path`` (a folder's ends in ``/``) is ignored, its folder not being so."""
        whole = self.above + path
        for file in reversed(self.files):
            decided = file.patterns.decide(whole[file.base :])
            if decided is not None:
                return decided
        return False

    def entering(self, folder: str) -> Ignores:
        """These with the .gitignore of a folder (its path ends in ``/``, the root's is empty), if it has one."""
        own = _read(self.root / folder / ".gitignore", len(self.above) + len(folder))
        return Ignores(self.root, self.above, (*self.files, own)) if own else self


def ignores_above(root: Path) -> Ignores:
    """What holds in the root by .git/info/exclude and the ignore files above it, up to the top of its repository."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if top is None:
        return Ignores(root)
    parts = root.relative_to(top).parts
    found = [_read(top / ".git" / "info" / "exclude", 0)]
    for depth in range(len(parts)):
        folder = top.joinpath(*parts[:depth])
        found.append(_read(folder / ".gitignore", sum(len(part) + 1 for part in parts[:depth])))
    return Ignores(root, "".join(part + "/" for part in parts), tuple(file for file in found if file))


def _read(path: Path, base: int) -> IgnoreFile | None:
    """The ignore file at ``path``; None when there is none that can be read. As in git, a link is not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            content = stream.read(_MOST_BYTES)
    except OSError:
        return None
    patterns = Patterns(content.decode("utf-8-sig", "surrogateescape").split("\n"))
    return IgnoreFile(base, patterns) if patterns else None
