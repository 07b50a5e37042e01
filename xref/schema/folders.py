"""What of a folder of migrations is read: its SQL, by the names of files and folders alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

SQL_ENDINGS = (".sql", ".psql", ".ddl", ".pgsql")
_MAX_DEPTH = 4
_LEFT_OUT = frozenset(
    ("archive", "archived", "backup", "backups", "down", "fixtures", "old", "revert", "rollback", "rollbacks", "seeds", "tests")
)


def sql_files(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The SQL of a folder of migrations: its files, and those of one folder a migration (``migration.sql``)."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if depth < _MAX_DEPTH and entry.name.lower() not in _LEFT_OUT:
                yield from sql_files(path, depth + 1)
        elif path.suffix.lower() in SQL_ENDINGS:
            yield path


def sql_names(folder: Path) -> tuple[str, ...]:
    """The names of the SQL files that a folder of migrations has, with ``/``; none where it is no folder."""
    try:
        return tuple(path.relative_to(folder).as_posix() for path in sql_files(folder))
    except OSError:
        return ()
