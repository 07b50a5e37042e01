"""What parts of a run gave, by keys that hold all that they hang on: one file a kind, bounded in size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from xref.cache.digests import digest
from xref.cache.folder import CacheFolder
from xref.cache.program import identity
from xref.cache.values import BrokenValueError, from_bytes, to_bytes

_MOST = 96 * 1024 * 1024
_MOST_UNUSED = 4 * 1024 * 1024
"""Bytes of entries that a run did not use (another branch's, what was undone), kept beside as much as it did use."""


def key_of(*parts: str | bytes) -> bytes:
    """The key of what hangs on these parts and on the program."""
    return digest(identity(), *parts)


@dataclass(slots=True)
class Entries:
    """The entries of one kind. Those that a run uses or adds come first in the file, and stay when it gets too large."""

    folder: CacheFolder
    name: str
    _known: dict[bytes, bytes] = field(init=False)
    _used: dict[bytes, bytes] = field(default_factory=dict)
    _added: bool = False

    def __post_init__(self) -> None:
        self._known = _entries(self.folder.read(self.name))

    def find(self, key: bytes) -> object | None:
        """The value of a key; None when there is none."""
        content = self._used.get(key) or self._known.get(key)
        if content is None:
            return None
        try:
            value = from_bytes(content)
        except BrokenValueError:
            return None
        self._used[key] = content
        return value

    def add(self, key: bytes, value: object, pickled: bytes | None = None) -> None:
        """Keeps a value; ``pickled`` where it is at hand as bytes already."""
        self._used[key] = pickled if pickled is not None else to_bytes(value)
        self._added = True

    def save(self) -> None:
        """Writes what there is if something is new."""
        if self._added:
            self.folder.write(self.name, to_bytes(dict(self._kept())))
            self._added = False

    def _kept(self) -> Iterable[tuple[bytes, bytes]]:
        used = sum(map(len, self._used.values()))
        others = (item for item in self._known.items() if item[0] not in self._used)
        return chain(_up_to(_MOST, self._used.items()), _up_to(min(_MOST - used, used + _MOST_UNUSED), others))


def _up_to(most: int, entries: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    size = 0
    for entry in entries:
        size += len(entry[1])
        if size > most:
            return
        yield entry


def _entries(content: bytes | None) -> dict[bytes, bytes]:
    try:
        found = from_bytes(content) if content is not None else {}
    except BrokenValueError:
        return {}
    return found if isinstance(found, dict) else {}
