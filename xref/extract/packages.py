"""The packages that a project itself consists of (a monorepo's workspaces), by name, and the files that they export."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xref.extract.tsconfig import matched, read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xref.extract.tsconfig import Read

_OUTPUT = frozenset({"lib", "dist", "build", "out", "esm", "cjs", "types", "typings", "output"})
_MAX_FOLDERS = 5_000
_MAX_DEPTH = 6


@dataclass
class Packages:
    """The packages with a package.json in one of ``folders``, the folders of the project that hold or lead to files."""

    folders: frozenset[str]
    read: Read
    _manifests: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def manifest(self, folder: str) -> Mapping[str, object]:
        """The content of a folder's package.json; empty when it has none."""
        if folder not in self._manifests:
            self._manifests[folder] = read_json(posixpath.join(folder, "package.json"), self.read)
        return self._manifests[folder]

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        # The outermost folders first: a package of the project lies above copies of it in tests and examples.
        for folder in sorted(self.folders, key=lambda folder: (folder.count("/"), folder))[:_MAX_FOLDERS]:
            name = self.manifest(folder).get("name")
            if isinstance(name, str):
                found.setdefault(name, folder)
        return found

    def folder(self, name: str) -> str | None:
        """Where the package of this name lies."""
        return self._by_name.get(name)

    def places(self, module: str) -> Iterator[str]:
        """Where the file may be that ``@acme/db`` or ``@acme/db/queries`` means."""
        parts = module.split("/")
        count = 2 if module.startswith("@") else 1
        folder = self.folder("/".join(parts[:count]))
        if folder is None:
            return
        inside = "/".join(parts[count:])
        manifest = self.manifest(folder)
        for target in _exported(manifest, inside):
            yield from _as_written(folder, target)
        if inside:
            yield posixpath.normpath(posixpath.join(folder, inside))
            yield posixpath.normpath(posixpath.join(folder, "src", inside))
        else:
            yield from (posixpath.normpath(posixpath.join(folder, place)) for place in ("src/index", "index", "src/main"))

    def internal_places(self, importer: str, module: str) -> Iterator[str]:
        """Where the file may be that ``#db/queries`` means by ``imports`` of the nearest package.json."""
        folder = posixpath.dirname(importer)
        while True:
            manifest = self.manifest(folder)
            if manifest:
                for target in _targets(manifest.get("imports"), module):
                    yield from _as_written(folder, target)
                return
            if not folder:
                return
            folder = posixpath.dirname(folder)


def _exported(manifest: Mapping[str, object], inside: str) -> Iterator[str]:
    name = f"./{inside}" if inside else "."
    exports = manifest.get("exports")
    if isinstance(exports, Mapping) and any(key.startswith(".") for key in exports):
        yield from _targets(exports, name)
    elif not inside:
        yield from _strings(exports)
    if not inside:
        for key in ("source", "module", "main", "types", "typings"):
            yield from _strings(manifest.get(key))


def _targets(mapping: object, name: str) -> Iterator[str]:
    """What a mapping of ``exports`` or ``imports`` says that a name stands for."""
    if not isinstance(mapping, Mapping):
        return
    for pattern, target in mapping.items():
        inside = matched(pattern, name) if isinstance(pattern, str) else None
        if inside is not None:
            yield from (place.replace("*", inside) for place in _strings(target))


def _strings(value: object, depth: int = 0) -> Iterator[str]:
    """The paths in a target, which may have conditions (``import``, ``types``) and alternatives."""
    if isinstance(value, str):
        yield value
    elif depth < _MAX_DEPTH and isinstance(value, Mapping | list):
        inside: Iterable[object] = value.values() if isinstance(value, Mapping) else value
        for each in inside:
            yield from _strings(each, depth + 1)


def _as_written(folder: str, target: str) -> Iterator[str]:
    """A target, and where the file that it is built from lies: ``dist/db.js`` is built from ``src/db.ts`` or ``db.ts``."""
    path = posixpath.normpath(target)
    yield posixpath.normpath(posixpath.join(folder, path))
    first, _, rest = path.partition("/")
    while rest and first in _OUTPUT:
        yield posixpath.normpath(posixpath.join(folder, "src", rest))
        yield posixpath.normpath(posixpath.join(folder, rest))
        first, _, rest = rest.partition("/")
