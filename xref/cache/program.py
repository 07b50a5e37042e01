"""Which program it is: what it gives for the same input hangs on its own files and on the parsers that it uses."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

import xref
from xref.cache.digests import blake2b

_PARSERS = ("sqlglot", "sqlglotc", "tree_sitter", "tree_sitter_typescript", "markdown_it")
_OF_OTHERS = ("__pycache__",)


@cache
def identity() -> bytes:
    """A digest of xref's version and the size and time of each of its files, of Python's version, and of the parsers'.

    A version alone would not do: one that is installed from a checkout changes without it.
    """
    own = Path(xref.__file__).parent
    digest = blake2b(f"{xref.__version__} {sys.version}".encode(), digest_size=16)
    for folder in (own, own.parent / "queries"):
        for line in sorted(_files(str(folder))):
            digest.update(os.fsencode(line))
    for name in _PARSERS:
        spec = PathFinder.find_spec(name)
        origin = spec.origin if spec is not None else None
        if origin is not None and Path(origin).exists():
            status = Path(origin).stat()
            digest.update(os.fsencode(f"{origin} {status.st_size} {status.st_mtime_ns}\n"))
    return digest.digest()


def _files(folder: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name not in _OF_OTHERS:
                yield from _files(entry.path)
        else:
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}\n"
