"""The folder of a project's cache: where it is, whether it can be trusted, and its files, which are signed."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time

from xref.cache.digests import blake2b

_MAGIC = b"xref\x00\x01"
_SIGNATURE = 32
_KEY = "key"
_KEY_SIZE = 32
MOST_BYTES = 128 * 1024 * 1024
"""What one file holds at most; a larger one is not written, and not read."""
_MOST_FOLDERS = 50
_MOST_IN_ALL = 1024 * 1024 * 1024
_STALE = 3600
_MOST_REPORTS = 16
REPORT = "report-"
"""How the names of reports begin."""
_ASIDE = "temporary-"


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """The folder of one root's cache. ``place`` goes into each signature: no other root's files are taken for its own."""

    path: Path
    key: bytes
    place: bytes

    def read(self, name: str) -> bytes | None:
        """The content of a file as it was written; None when there is none that was written by this user for this root."""
        content = _read(self.path / name, MOST_BYTES)
        if content is None or not content.startswith(_MAGIC):
            return None
        start = len(_MAGIC) + _SIGNATURE
        body = memoryview(content)[start:]
        return bytes(body) if self._sign(name, body) == content[len(_MAGIC) : start] else None

    def write(self, name: str, content: bytes) -> None:
        """Puts a file in place of the one that is there, if that can be done."""
        if len(content) > MOST_BYTES:
            return
        with suppress(OSError):
            if not self.path.is_dir():
                _make(self.path)
            _write(self.path / name, _MAGIC + self._sign(name, content) + content)

    def _sign(self, name: str, content: bytes | memoryview) -> bytes:
        signing = blake2b(key=self.key, digest_size=_SIGNATURE)
        for part in (self.place, name.encode()):
            signing.update(len(part).to_bytes(4, "big") + part)
        signing.update(content)
        return signing.digest()


def open_folder(root: Path, configured: Path | None = None) -> CacheFolder | None:
    """The cache of a root, in the user's cache folder or the one that is configured below the root; None when there is none.

    The key lies in the user's folder either way: what came with the project cannot have been signed with it.
    """
    with suppress(OSError, RuntimeError, ValueError):
        base = _user_folder()
        if base is None or base.resolve().is_relative_to(root):
            return None
        if not base.is_dir():
            base.parent.mkdir(parents=True, exist_ok=True)
            _make(base)
        key = _key(base) if _is_own(base) else None
        if key is None:
            return None
        place = os.fsencode(root)
        # A folder of its own in a configured one too, which may have other files.
        own = blake2b(place, digest_size=16).hexdigest()
        if configured is None:
            return CacheFolder(base / own, key, place)
        if configured.resolve().is_relative_to(root) and (configured / own).resolve().is_relative_to(root):
            return CacheFolder(_configured(configured) / own, key, place)
    return None


def prune(folder: CacheFolder) -> None:
    """Removes what is in excess: the oldest reports of this root, and the caches of others that were used least lately."""
    with suppress(OSError):
        ours = [entry for entry in os.scandir(folder.path) if entry.is_file(follow_symlinks=False)]
        times = {entry.path: entry.stat(follow_symlinks=False).st_mtime for entry in ours}
        reports = sorted((e.path for e in ours if e.name.startswith(REPORT)), key=lambda path: times[path], reverse=True)
        stale = [e.path for e in ours if e.name.startswith(_ASIDE) and times[e.path] < time() - _STALE]
        for path in (*reports[_MOST_REPORTS:], *stale):
            Path(path).unlink(missing_ok=True)
        base = _user_folder()
        if base is not None and folder.path.parent == base:
            _prune_others(base, folder.path)


def _prune_others(base: Path, own: Path) -> None:
    """Drops whole folders of other roots, the oldest first, until few and small enough ones are left."""
    folders = [Path(entry.path) for entry in os.scandir(base) if len(entry.name) == _KEY_SIZE and entry.is_dir()]
    if len(folders) <= 1:
        return
    found = []
    for folder in folders:
        files = [(Path(entry.path), entry.stat(follow_symlinks=False)) for entry in os.scandir(folder)]
        newest = max((status.st_mtime for _, status in files), default=0.0)
        found.append((folder == own, newest, sum(status.st_size for _, status in files), [path for path, _ in files], folder))
    found.sort(key=lambda each: each[:2], reverse=True)
    size = 0
    for number, (is_own, _, bytes_, files_of, folder) in enumerate(found):
        size += bytes_
        if not is_own and (number >= _MOST_FOLDERS or size > _MOST_IN_ALL):
            for path in files_of:
                path.unlink(missing_ok=True)
            folder.rmdir()


def _user_folder() -> Path | None:
    """Where the platform keeps a user's caches."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "xref" / "Cache" if local and Path(local).is_absolute() else None
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "xref"
    home = os.environ.get("HOME", "")
    if not home or not Path(home).is_absolute():
        return None
    return Path(home) / "Library" / "Caches" / "xref" if sys.platform == "darwin" else Path(home) / ".cache" / "xref"


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _configured(folder: Path) -> Path:
    """The folder that a configuration names, made such that version control leaves it out."""
    if not folder.exists():
        with suppress(OSError):
            _make(folder)
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def _is_own(folder: Path) -> bool:
    """Whether it is a folder, no link to one, that belongs to this user alone."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and _is_private(status)


def _is_private(status: os.stat_result) -> bool:
    """Whether it is this user's and nobody else's. Windows keeps a user's folders from others itself."""
    return sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o077)


def _key(base: Path) -> bytes | None:
    """The key of this user, made when there is none. Of two that are made at once the first one stays."""
    path = base / _KEY
    if not path.exists():
        aside = base / f"{_ASIDE}{os.urandom(8).hex()}"
        _write_new(aside, os.urandom(_KEY_SIZE))
        with suppress(OSError):
            os.link(aside, path)
        if path.exists():
            aside.unlink()
        else:  # a file system without links
            aside.replace(path)
    key = _read(path, _KEY_SIZE, private=True)
    return key if key is not None and len(key) == _KEY_SIZE else None


def _read(path: Path, limit: int, *, private: bool = False) -> bytes | None:
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(handle, "rb") as stream:  # noqa: PTH123  # opened already
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > limit + len(_MAGIC) + _SIGNATURE:
                return None
            return None if private and not _is_private(status) else stream.read()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{_ASIDE}{os.urandom(8).hex()}")
    try:
        _write_new(aside, content)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def _write_new(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o600), "wb") as stream:  # noqa: PTH123  # opened already
        stream.write(content)
