"""From an import to what it means: through barrels, re-exports, namespaces and what one thing is like another, in any file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from xref.extract.declarations import CALLED, Import
from xref.extract.sinks import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xref.extract.declarations import Declarations, Export
    from xref.extract.extracted import DraftVariant, ExtractedFile, Wrapper
    from xref.extract.modules import Modules
    from xref.extract.places import Place

    T = TypeVar("T")

_MAX_HOPS = 40
_MAX_EXPORTS = 4_000
_SAME_CONNECTION = frozenset({"client", "pool", "db", "default", "connect", "reserve", "$client", CALLED})
"""Steps from a connection to one of the same kind."""


@dataclass
class Known:
    """What one file gives, by place. ``look`` reads the declarations of a file that extraction did not look into."""

    file: ExtractedFile
    look: Callable[[str], Declarations | None] | None = None

    @cached_property
    def _looked(self) -> Declarations | None:
        unread = self.look is not None and not self.file.exports and not self.file.imports
        return self.look(self.file.path) if unread and self.look is not None else None

    @cached_property
    def imports(self) -> Mapping[str, Import]:
        """What it imports, by local name."""
        return self._looked.imports if self._looked is not None else dict(self.file.imports)

    @cached_property
    def _exports(self) -> Sequence[Export]:
        return self._looked.exports if self._looked is not None else self.file.exports

    @cached_property
    def named(self) -> Mapping[str, tuple[str, str | None]]:
        """What it exports by name: the local name or that in a module, and the module."""
        return {export.name: (export.local, export.module) for export in self._exports if export.name != "*"}

    @cached_property
    def everything(self) -> Sequence[str]:
        """The modules of which it exports all."""
        return [export.module for export in self._exports if export.name == "*" and export.module is not None]

    @cached_property
    def kinds(self) -> Mapping[Place, str]:
        """The kinds of its connections."""
        return {offer.place: offer.kind for offer in self.file.offers if offer.kind is not None}

    @cached_property
    def likes(self) -> Mapping[Place, Import]:
        """What is like something else."""
        return {offer.place: offer.like for offer in self.file.offers if offer.like is not None}

    @cached_property
    def wrappers(self) -> Mapping[Place, Wrapper]:
        """Its wrappers."""
        return {wrapper.place: wrapper for wrapper in self.file.wrappers}

    @cached_property
    def constants(self) -> Mapping[str, tuple[DraftVariant, ...]]:
        """Its texts, by name and members with dots between."""
        return dict(self.file.constants)


@dataclass
class References:
    """The references among the files of a project."""

    files: Mapping[str, Known]
    modules: Modules
    _exported: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict)

    def find(self, path: str, meant: Import, wanted: Callable[[Known, Place], T | None]) -> T | None:
        """What ``wanted`` gives for the first of the places that ``meant`` leads to from the file ``path``."""
        importer: str | None = path
        for _ in range(_MAX_HOPS):
            if meant.module:
                importer, meant = self._followed(importer or "", meant)
            known = self.files.get(importer) if importer is not None else None
            if known is None:
                return None
            place = (meant.name, *meant.steps)
            found = wanted(known, place)
            if found is not None:
                return found
            onward = known.imports.get(meant.name)
            meant_next = onward.then(*meant.steps) if onward is not None else _like(known, place)
            if meant_next is None:
                return None
            meant = meant_next
        return None

    def _followed(self, importer: str, meant: Import) -> tuple[str | None, Import]:
        """The file that declares what a module exports, and what is meant in it."""
        target = self.modules.resolve(importer, meant.module)
        if target is None or target not in self.files:
            return None, meant
        name, steps = meant.name, meant.steps
        if name == "*" and steps:
            name, steps = steps[0], steps[1:]
        found = self.exported(target, name)
        if found is None:  # a module that exports one object
            found, steps = self.exported(target, "default"), (name, *steps)
        while found is not None and found[1] == "*" and steps:  # a namespace, exported as a name
            found, steps = self.exported(found[0], steps[0]), steps[1:]
        return (found[0], Import("", found[1], steps)) if found is not None else (None, meant)

    def exported(self, path: str, name: str) -> tuple[str, str] | None:
        """The file that declares what the file at ``path`` exports as ``name``, and its name there (``*``: all of the file)."""
        key = (path, name)
        if key not in self._exported:
            self._exported[key] = next(self._search(path, name), None)
        return self._exported[key]

    def _search(self, path: str, name: str) -> Iterator[tuple[str, str]]:
        pending, seen = [(path, name)], {(path, name)}
        for _ in range(_MAX_EXPORTS):
            if not pending:
                return
            at, wanted = pending.pop(0)
            known = self.files[at]
            if wanted == "*":
                yield at, "*"
                return
            named = known.named.get(wanted)
            if named is not None and named[1] is None:
                yield at, named[0]
                return
            onward = [(named[1], named[0])] if named is not None else [(module, wanted) for module in known.everything]
            for module, next_name in onward:
                target = self.modules.resolve(at, module or "")
                if target is not None and target in self.files and (target, next_name) not in seen:
                    seen.add((target, next_name))
                    pending.append((target, next_name))

    def declared(self, path: str, meant: Import) -> str | None:
        """The path of the file that declares what is imported."""
        importer, onward = self._followed(path, meant)
        again = self.files[importer].imports.get(onward.name) if importer is not None else None
        for _ in range(_MAX_HOPS):
            if importer is None or again is None:
                return importer
            importer, onward = self._followed(importer, again)
            again = self.files[importer].imports.get(onward.name) if importer is not None else None
        return None

    def connection(self, path: str, meant: Import) -> tuple[str, str] | None:
        """The kind of a connection and the path of the file that makes it."""

        def wanted(known: Known, place: Place) -> tuple[str, str] | None:
            for length in range(len(place), 0, -1):
                kind = known.kinds.get(place[:length])
                if kind is not None:
                    same = _SAME_CONNECTION.issuperset(place[length:])
                    return (kind, known.file.path) if same or kind == FOREIGN else None
            return None

        return self.find(path, meant, wanted)

    def wrapper(self, path: str, meant: Import) -> tuple[Wrapper, Known] | None:
        """The wrapper that ``meant`` is, and the file that it is in."""

        def wanted(known: Known, place: Place) -> tuple[Wrapper, Known] | None:
            wrapper = known.wrappers.get(place)
            return (wrapper, known) if wrapper is not None else None

        return self.find(path, meant, wanted)

    def texts(self, path: str, meant: Import) -> tuple[DraftVariant, ...]:
        """The texts that an imported constant can be; none when it is not known."""
        return self.find(path, meant, lambda known, place: known.constants.get(".".join(place))) or ()


def _like(known: Known, place: Place) -> Import | None:
    for length in range(len(place), 0, -1):
        like = known.likes.get(place[:length])
        if like is not None:
            return like.then(*place[length:])
    return None
