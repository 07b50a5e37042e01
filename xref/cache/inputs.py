"""What a run read, and whether it is still so."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns

from xref.cache.digests import digest

Stamp = tuple[int, int, int, int, int]
"""The size, times (changed, and changed its entry, nanoseconds), inode and device of a file."""
Noted = tuple[Stamp | None, bytes | None, str]
"""The stamp before a file was read (None: not there, or too young to say anything), a digest of what was read (None: nothing
could be), and where the path really led."""

_YOUNG = 2_000_000_000
"""Nanoseconds in which a file may change without its times showing it: those of the coarsest file system."""
_ABSENT: Noted = (None, None, "")


@dataclass(slots=True)
class Inputs:
    """Notes of each file what it was when it was read: the one of a path is the first, and two that differ spoil the record."""

    files: dict[str, Noted] = field(default_factory=dict)
    listings: dict[str, bytes] = field(default_factory=dict)
    spoiled: bool = False

    def noting(self, read: Callable[[Path], bytes]) -> Callable[[Path], bytes]:
        """``read``, and what it gives is noted."""

        def noted(path: Path) -> bytes:
            stamp, settled = _stamps(path)
            try:
                content = read(path)
            except OSError:
                self._note(path, stamp, settled, None)
                raise
            self._note(path, stamp, settled, digest(content))
            return content

        return noted

    def listed(self, name: str, entries: Sequence[str]) -> None:
        """Notes what a look at the tree gave; ``name`` says which look."""
        found = listing(entries)
        self.spoiled |= self.listings.setdefault(name, found) != found

    def take(self, files: Mapping[str, Noted]) -> None:
        """Takes over what a copy of this process noted."""
        for name, noted in files.items():
            self.spoiled |= self.files.setdefault(name, noted)[1] != noted[1]

    def _note(self, path: Path, stamp: Stamp | None, settled: Stamp | None, content: bytes | None) -> None:
        name = os.fspath(path)
        known = self.files.get(name)
        if known is None:
            self.files[name] = (settled, content, os.path.realpath(name)) if stamp is not None else _ABSENT
        elif known[1] != content:
            self.spoiled = True


def listing(entries: Sequence[str]) -> bytes:
    """What stands for a listing."""
    return digest(*(os.fsencode(entry) for entry in entries))


def are_unchanged(files: Mapping[str, Noted]) -> bool:
    """Whether each file is what it was."""
    return all(_is_unchanged(name, noted) for name, noted in files.items())


def refreshed(files: Mapping[str, Noted]) -> dict[str, Noted] | None:
    """Files that are unchanged, with stamps that say so from now on; None where there is nothing to gain.

    A stamp is taken before the content is compared again: what changes after that changes the stamp.
    """
    changed = False
    fresh = dict(files)
    for name, (stamp, content, really) in files.items():
        if content is None or (stamp is not None and stamp == _stamp(name)):
            continue
        settled = _stamps(name)[1]
        if settled is not None and _content(name) == content:
            fresh[name] = (settled, content, really)
            changed = True
    return fresh if changed else None


def _is_unchanged(name: str, noted: Noted) -> bool:
    stamp, content, really = noted
    now = _stamp(name)
    if now == stamp and (now is not None or content is None):
        return True
    return now is not None and noted != _ABSENT and _content(name) == content and os.path.realpath(name) == really


def _content(name: str) -> bytes | None:
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116  # as below
            return None
        with open(name, "rb") as stream:  # noqa: PTH123  # one call, for each file of a project
            return digest(stream.read())
    except OSError:
        return None


def _stamp(path: Path | str) -> Stamp | None:
    try:
        status = os.stat(path)  # noqa: PTH116  # as above
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


def _stamps(path: Path | str) -> tuple[Stamp | None, Stamp | None]:
    """The stamp, and again if it is old enough to change with the content."""
    now = time_ns()
    stamp = _stamp(path)
    return stamp, stamp if stamp is not None and max(stamp[1:3]) < now - _YOUNG else None
