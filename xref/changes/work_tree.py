"""Reading the work tree: regular files, by paths that no symbolic link bends."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LEFT_OUT = (".git", "node_modules")


class WorkTree:
    """The files below the top of a repository, by their paths from there."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._real: dict[str, bool] = {}

    def read(self, path: str, most: int) -> bytes | None:
        """What a path holds; None where that is no regular file, is of more than ``most`` bytes, or a link leads to it."""
        whole = self._top / path
        above = str(whole.parent)
        if above not in self._real:
            self._real[above] = os.path.realpath(above) == above
        if not self._real[above]:
            return None
        try:
            status = os.lstat(whole)
            if not stat.S_ISREG(status.st_mode) or status.st_size > most:
                return None
            with os.fdopen(os.open(whole, _FLAGS), "rb") as stream:
                return stream.read(most + 1)
        except (OSError, ValueError):
            return None

    def files(self, path: str) -> Iterator[str]:
        """The path itself when it is a file, else the files below it; links are not followed."""
        start = self._top / path
        if not start.is_dir() or start.is_symlink():
            yield path
            return
        for folder, folders, names in os.walk(start):
            folders[:] = [name for name in folders if name not in _LEFT_OUT]
            inside = Path(folder).relative_to(self._top).as_posix()
            yield from (f"{inside}/{name}" for name in names)


def is_blob(content: bytes, name: str) -> bool:
    """Whether ``name`` is the object of this content, or of it with the line ends that git stores."""
    if _object(content, len(name)) == name:
        return True
    return b"\r\n" in content and _object(content.replace(b"\r\n", b"\n"), len(name)) == name


def _object(content: bytes, length: int) -> str:
    text = b"blob %d\0" % len(content) + content
    return hashlib.sha256(text).hexdigest() if length == 64 else hashlib.sha1(text, usedforsecurity=False).hexdigest()
