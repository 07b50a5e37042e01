"""Opening a SOURCE: what kind it is, and its files as text. All that can be wrong with it is a :class:`SchemaError`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xref.schema.declaration import SchemaError
from xref.schema.folders import SQL_ENDINGS, sql_files
from xref.source import SourceFile

Read = Callable[[Path], bytes]

MAX_FILE = 64 * 1024 * 1024
"""Bytes of one schema file; beyond it something is wrong, and reading on would only take the machine's memory."""
_KINDS = {
    **dict.fromkeys(SQL_ENDINGS, "sql"),
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".json": "snapshot",
}
_UNSUPPORTED = {".prisma": "a Prisma schema", ".ts": "generated database types", ".mts": "generated database types"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A source with its files: ``kind`` is sql, migrations, markdown or snapshot; ``path`` as output shows it."""

    kind: str
    path: str
    files: tuple[SourceFile, ...]


def read_file(path: Path) -> bytes:
    """The bytes of a regular file. Raises OSError."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not a regular file")
    if path.stat().st_size > MAX_FILE:
        raise OSError(f"it is larger than {MAX_FILE // (1024 * 1024)} MB")
    return path.read_bytes()


def open_source(source: str, root: Path, *, confined: bool, read: Read = read_file) -> Opened:
    """Open a source; see :func:`xref.schema.load.load_schema` for what is raised and when."""
    _refuse_unsupported(source)
    path = root / source
    shown = _shown(path, root)
    if not path.exists():
        raise SchemaError(f"the schema {shown} does not exist", shown, hint="paths are relative to the project's root")
    if confined and not _inside(path, root):
        raise SchemaError(f"the schema {shown} lies outside of the project", shown, hint="name it with --schema to allow it")
    if path.is_dir():
        return Opened("migrations", shown, tuple(_folder(path, shown, root, read)))
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        hint = "a schema is a .sql file, a folder of migrations, a Markdown registry (.md) or a snapshot (.json)"
        raise SchemaError(f"{shown} is no kind of schema that xref knows", shown, hint=hint)
    return Opened(kind, shown, (_file(path, shown, read),))


def _refuse_unsupported(source: str) -> None:
    if re.match(r"[A-Za-z][\w+.-]*://", source):
        scheme = source.partition("://")[0]
        what = "a live database" if scheme in ("postgres", "postgresql") else f"a {scheme}:// address"
        raise SchemaError(f"not supported yet: {what} as a schema", hint="load a dump: pg_dump --schema-only > schema.sql")
    suffix = Path(source).suffix.lower()
    if suffix in _UNSUPPORTED:
        raise SchemaError(f"not supported yet: {_UNSUPPORTED[suffix]} as a schema ({source})", source)


def _folder(folder: Path, shown: str, root: Path, read: Read) -> Iterator[SourceFile]:
    from xref.schema.order import order_migrations

    bounds = [folder.resolve(), root.resolve()]
    found = {str(path.relative_to(folder).as_posix()): path for path in sql_files(folder)}
    for name in order_migrations(list(found)):
        path = found[name]
        if not any(path.resolve().is_relative_to(bound) for bound in bounds):
            raise SchemaError(
                f"{shown}/{name} leads outside of the project", f"{shown}/{name}", hint="remove the symbolic link"
            )
        yield _file(path, f"{shown}/{name}", read)
    if not found:
        raise SchemaError(f"the folder {shown} has no .sql files", shown, hint="name the folder that holds the migrations")


def _file(path: Path, shown: str, read: Read) -> SourceFile:
    try:
        return SourceFile(shown, read(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SchemaError(f"{shown} is not UTF-8", shown, line, "save it as UTF-8") from None
    except OSError as error:
        raise SchemaError(f"{shown} cannot be read: {error.strerror or error}", shown) from None


def _inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _shown(path: Path, root: Path) -> str:
    """The path as output shows it: relative to the root, with ``/``."""
    relative = os.path.relpath(path, root)
    return Path(relative).as_posix()
