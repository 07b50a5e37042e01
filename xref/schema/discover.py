"""Finding the schema of a project that configures none, from the names of its files.

All folders of migrations, dumps and registries are taken: what one source does not have another may, and a name that is known
is never called wrong. Where a dump lies beside migrations both are loaded; loading sorts out which migrations come after it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_SKIPPED = frozenset(("node_modules", "dist", "build", "out", "coverage", "vendor", "target", "venv", "__pycache__"))
_NOT_OURS = frozenset(
    (
        "test",
        "tests",
        "__tests__",
        "fixtures",
        "__fixtures__",
        "e2e",
        "example",
        "examples",
        "samples",
        "mocks",
        "__mocks__",
        "seeds",
    )
)
_MIGRATIONS = frozenset(("migrations", "migration", "migrate"))
_DUMPS = frozenset(("schema.sql", "structure.sql", "dump.sql", "schema_dump.sql", "schema-dump.sql"))
_REGISTRY = re.compile(r"registry|schema|database|data[-_ ]?model|data[-_ ]?dictionary|\berd?\b|tables", re.IGNORECASE)
_OTHER_SCHEMAS = re.compile(r"api|graphql|json|config|event|zod|prompt", re.IGNORECASE)
_PREFERRED = ("supabase/migrations", "migrations", "db/migrations", "database/migrations", "prisma/migrations")
_VERSIONED = re.compile(r"[vV]?\d")
_MAX_PATHS = 200_000
_MAX_REGISTRY = 2_000_000


class SchemaNames(NamedTuple):
    """What the names of a project's files promise: dumps, folders of migrations, and documents that may be registries."""

    dumps: tuple[str, ...]
    folders: tuple[str, ...]
    documents: tuple[str, ...]


def schema_names(root: Path, paths: Iterable[str] | None = None) -> SchemaNames:
    """The paths that may be schema sources, relative to ``root``, nearest first; ``paths`` as of :func:`discover_schema`."""
    names = [path for path in (_walk(root) if paths is None else paths) if _is_ours(path)]
    folders = _migrations(names)
    inside = tuple(f"{folder}/" for folder in folders)
    dumps = [path for path in names if _base(path).lower() in _DUMPS and not path.startswith(inside)]
    documents = [path for path in names if _names_registry(path)]
    return SchemaNames(tuple(sorted(dumps, key=_nearest)), tuple(folders), tuple(sorted(documents, key=_nearest)))


def read_document(path: Path) -> bytes:
    """The bytes of what may be a registry. Raises OSError also for a symbolic link and for what is too large for one."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_REGISTRY:
        raise OSError(f"{path} is no document")
    return path.read_bytes()


def discover_schema(
    root: Path, paths: Iterable[str] | None = None, read: Callable[[Path], bytes] = read_document
) -> tuple[str, ...]:
    """The sources to load for a project, relative to ``root``: dumps, migrations, then registries; empty if there are none.

    ``paths`` are the project's files, relative and with ``/``; without them the tree is looked through once. Only documents
    whose name speaks of a schema are opened, by ``read``. Symbolic links are not followed.
    """
    names = schema_names(root, paths)
    return (*names.dumps, *names.folders, *(path for path in names.documents if _is_registry(root / path, read)))


def _walk(root: Path) -> Iterator[str]:
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        relative = Path(folder).relative_to(root).as_posix()
        for name in files:
            count += 1
            if count > _MAX_PATHS:
                return
            yield name if relative == "." else f"{relative}/{name}"


def _is_ours(path: str) -> bool:
    folders = path.split("/")[:-1]
    return not any(name.startswith(".") or name in _SKIPPED or name.lower() in _NOT_OURS for name in folders)


def _migrations(paths: Iterable[str]) -> list[str]:
    """The folders called migrations that hold SQL files of some version, well-known places first."""
    found: set[str] = set()
    for path in paths:
        parts = path.split("/")
        if not parts[-1].lower().endswith(".sql"):
            continue
        innermost = max((index for index, name in enumerate(parts[:-1]) if name.lower() in _MIGRATIONS), default=None)
        if innermost is not None and any(_VERSIONED.match(part) for part in parts[innermost + 1 :]):
            found.add("/".join(parts[: innermost + 1]))
    return sorted(found, key=lambda path: (_PREFERRED.index(path) if path in _PREFERRED else len(_PREFERRED), *_nearest(path)))


def _names_registry(path: str) -> bool:
    name = _base(path)
    stem, _, suffix = name.rpartition(".")
    return suffix.lower() in ("md", "markdown") and bool(_REGISTRY.search(stem)) and not _OTHER_SCHEMAS.search(stem)


def _is_registry(path: Path, read: Callable[[Path], bytes]) -> bool:
    from xref.schema.sources.markdown import is_registry

    try:
        return is_registry(read(path).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return False


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _nearest(path: str) -> tuple[int, str]:
    return path.count("/"), path
