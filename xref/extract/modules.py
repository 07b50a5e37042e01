"""Which file of the project a module's name means: relative, through tsconfig and package.json, else by common custom."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xref.extract.packages import Packages
from xref.extract.tsconfig import NO_MAPPING, PathMapping, load_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xref.extract.tsconfig import Read
    from xref.source import SourceFile

_ENDINGS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_CONFIGS = ("tsconfig.json", "jsconfig.json")
_BY_CUSTOM = ("@/", "~/", "#", "src/", "@src/")


def nothing_else(path: str) -> SourceFile | None:
    """Reads no settings: a module's name is then followed by common custom alone."""
    return None


@dataclass
class Modules:
    """The files of a project (``paths``, relative to its root) as modules; ``read`` gives its settings' files by path."""

    paths: Iterable[str]
    read: Read = nothing_else
    _found: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _mappings: dict[str, PathMapping] = field(default_factory=dict)

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        """Paths without their ending; where two files differ in it alone, the one that TypeScript would take."""
        ordered = sorted(self.paths, key=lambda path: _rank(path), reverse=True)
        return {stem(path): path for path in ordered}

    @cached_property
    def _packages(self) -> Packages:
        folders = {""}
        for path in self.paths:
            folder = posixpath.dirname(path)
            while folder not in folders:
                folders.add(folder)
                folder = posixpath.dirname(folder)
        return Packages(frozenset(folders), self.read)

    def resolve(self, importer: str, module: str) -> str | None:
        """The path of the file that ``module`` means in the file ``importer``; None when it is none of the project's."""
        key = (posixpath.dirname(importer), module)
        if key not in self._found:
            places = self._places(importer, key[0], module)
            self._found[key] = next((path for place in places if (path := self._at(place)) is not None), None)
        return self._found[key]

    def _at(self, place: str) -> str | None:
        known, place = self._by_stem, posixpath.normpath(place)
        return known.get(stem(place)) or known.get(place) or known.get(posixpath.normpath(f"{place}/index"))

    def _places(self, importer: str, folder: str, module: str) -> Iterator[str]:
        if module.startswith("."):
            yield posixpath.normpath(posixpath.join(folder, module))
            return
        if self.read is not nothing_else:
            yield from self._mapping(folder).places(module)
            if module.startswith("#"):
                yield from self._packages.internal_places(importer, module)
            else:
                yield from self._packages.places(module)
        if module.startswith(_BY_CUSTOM) or module.endswith(".sql"):
            yield from _by_custom(folder, module)

    def _mapping(self, folder: str) -> PathMapping:
        """The mapping that holds in a folder: of the nearest tsconfig.json that has one, upwards."""
        if folder not in self._mappings:
            paths = (posixpath.join(folder, name) for name in _CONFIGS)
            found = (load_mapping(path, self.read, self._packages.folder) for path in paths if self.read(path) is not None)
            own = next(found, NO_MAPPING)
            above = self._mapping(posixpath.dirname(folder)) if own == NO_MAPPING and folder else own
            self._mappings[folder] = above
        return self._mappings[folder]


def stem(path: str) -> str:
    """A path without the ending that a module's name leaves out or spells otherwise (``.js`` for ``.ts``)."""
    base, ending = posixpath.splitext(path)
    return base if ending in _ENDINGS else path


def _rank(path: str) -> int:
    ending = posixpath.splitext(path)[1]
    return _ENDINGS.index(ending) if ending in _ENDINGS else len(_ENDINGS)


def _by_custom(folder: str, module: str) -> Iterator[str]:
    """For ``@/x``, ``~/x``, ``#x`` and ``src/x`` without settings: in a folder above the importer, or its ``src``."""
    rest = module if module.startswith("src/") else module.removeprefix("@src").lstrip("@~#").lstrip("/")
    while True:
        yield posixpath.normpath(posixpath.join(folder, rest))
        yield posixpath.normpath(posixpath.join(folder, "src", rest))
        if not folder or folder == "/":
            return
        folder = posixpath.dirname(folder)
