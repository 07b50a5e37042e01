"""What is different between a commit and the work tree, among the files that an analysis reads. Nothing is written for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xref.changes.git import Repository, TreeEntry
from xref.changes.work_tree import WorkTree, is_blob
from xref.discovery import EXTENSIONS
from xref.discovery.found import is_at_or_below, shown_path

IGNORES = ".gitignore"
MOST_BYTES = 64 * 1024 * 1024
_SCHEMA = (".sql", ".psql", ".ddl", ".pgsql", ".md", ".markdown", ".mdx", ".prisma")
_NAMES = (".json", ".jsonc", ".toml")


@dataclass(frozen=True)
class Wanted:
    """What of a commit is looked at: the project's folder, and the ``schema`` sources wherever they are.

    Paths are from the top of the repository. ``carried`` are paths that no commit has, and that are taken as they are.
    ``most_bytes`` is the size beyond which code is not read.
    """

    prefix: str
    schema: Sequence[str] = ()
    carried: Sequence[str] = ()
    most_bytes: int = MOST_BYTES

    def limit(self, path: str) -> int:
        """The size beyond which a file is not read."""
        return self.most_bytes if path.endswith(EXTENSIONS) else MOST_BYTES

    def is_schema(self, path: str) -> bool:
        """Whether a path may be, or be in, a schema source."""
        return path.lower().endswith(_SCHEMA) or any(is_at_or_below(path, source) for source in self.schema)

    def is_read(self, path: str) -> bool:
        """Whether an analysis reads such a file."""
        return is_ignore_file(path) or path.endswith(EXTENSIONS) or self.is_schema(path)


@dataclass(frozen=True)
class Survey:
    """The files of a commit that an analysis reads, and which of them the work tree has otherwise, or has no more.

    ``objects`` has the object of each. ``names`` are files of which discovery looks at the names, ``carried`` what was taken
    from the work tree. All paths are from the top of the repository.
    """

    repository: Repository
    work_tree: WorkTree
    wanted: Wanted
    objects: Mapping[str, str]
    changed: frozenset[str]
    names: frozenset[str]
    carried: frozenset[str]

    @cached_property
    def files(self) -> frozenset[str]:
        """All files of the earlier tree that an analysis reads."""
        return frozenset(self.objects) | self.carried

    @cached_property
    def unchanged_shown(self) -> frozenset[str]:
        """The files below the project's root that are the same in both trees, from there, as output shows them."""
        prefix = self.wanted.prefix
        return frozenset(shown_path(path[len(prefix) :]) for path in self.files - self.changed if path.startswith(prefix))

    @property
    def ignores_changed(self) -> bool:
        """Whether an ignore file changed, so that other code may have been read."""
        return any(map(is_ignore_file, self.changed))

    @property
    def schema_changed(self) -> bool:
        """Whether something changed that may be a schema source, or to one of now something was added."""
        if any(map(self.wanted.is_schema, self.changed)):
            return True
        added = (path for source in self.wanted.schema for path in self.work_tree.files(source))
        return any(path not in self.files and path.lower().endswith(_SCHEMA + _NAMES) for path in added)

    def code_changed(self, now: Iterable[str]) -> bool:
        """Whether code changed, is gone, or is new. ``now`` are the files that are read now, from the project's root."""
        if any(path.endswith(EXTENSIONS) or is_ignore_file(path) for path in self.changed):
            return True
        return any(path not in self.unchanged_shown for path in now)


def survey(repository: Repository, commit: str | None, wanted: Wanted) -> Survey:
    """Compare the work tree with a commit (None: an empty one)."""
    work_tree = WorkTree(repository.top)
    objects: dict[str, str] = {}
    names = set()
    modules = []
    for entry in () if commit is None else repository.files(commit, _listed(wanted)):
        if entry.mode == "160000":
            modules.append(entry.path)
        elif _is_file(entry) and wanted.is_read(entry.path):
            objects[entry.path] = entry.object
        elif _is_file(entry) and entry.path.endswith(_NAMES):
            names.add(entry.path)
    changed = {path for path, name in objects.items() if not _is_same(work_tree.read(path, wanted.limit(path)), name)}
    found = (path for start in (*wanted.carried, *modules) if is_safe(start) for path in work_tree.files(start))
    carried = {path for path in found if path not in objects and wanted.is_read(path)}
    return Survey(repository, work_tree, wanted, objects, frozenset(changed), frozenset(names), frozenset(carried))


def _listed(wanted: Wanted) -> list[str]:
    """What to list of a commit; nothing stands for all of it."""
    if not wanted.prefix:
        return []
    parts = wanted.prefix.rstrip("/").split("/")
    ignores = ["/".join((*parts[:depth], IGNORES)) for depth in range(len(parts))]
    return [wanted.prefix, *ignores, *wanted.schema]


def _is_file(entry: TreeEntry) -> bool:
    return entry.mode.startswith("100") and is_safe(entry.path)


def _is_same(content: bytes | None, name: str) -> bool:
    return content is not None and is_blob(content, name)


def is_ignore_file(path: str) -> bool:
    """Whether it is a .gitignore."""
    return path.rpartition("/")[2] == IGNORES


def is_safe(path: str) -> bool:
    """Whether a path of a commit names a place inside the folder that it is put into, and none of git's own."""
    if "\0" in path or (os.name == "nt" and any(character in path for character in '\\:*?"<>|')):
        return False
    parts = path.split("/")
    return all(part not in ("", ".", "..") and part.lower() != ".git" for part in parts)
