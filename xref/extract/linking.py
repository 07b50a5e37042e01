"""Several files together: imported constants put in, calls of imported wrappers made statements, receivers confirmed."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xref.extract.embedded import EmbeddedSql
from xref.extract.extracted import Draft, DraftVariant, ExtractedFile, Waiting, Wrapper
from xref.extract.finish import finished
from xref.extract.pieces import Gap, Imported, Piece, Pieces
from xref.extract.sinks import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xref.extract.declarations import Export, Import

_ENDINGS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_MAX_VARIANTS = 64
_MAX_HOPS = 16


def link_files(files: Sequence[ExtractedFile]) -> tuple[EmbeddedSql, ...]:
    """The statements of all files, in order of path and position."""
    project = _Project({_stem(file.path): file for file in files})
    found = [statement for file in files for statement in (*file.statements, *project.statements(file))]
    return tuple(sorted(found, key=lambda statement: (statement.path, statement.span, statement.call)))


@dataclass
class _Project:
    """The files by path without ending, and what was looked up in them."""

    files: dict[str, ExtractedFile]
    _modules: dict[tuple[str, str], ExtractedFile | None] = field(default_factory=dict)

    def statements(self, file: ExtractedFile) -> Iterator[EmbeddedSql]:
        """The statements of a file that need others."""
        for pending in file.pending:
            if self._is_ours(file.path, pending.origin, pending.confirmed):
                yield pending.statement
        for draft in (*file.drafts, *self._calls(file)):
            if draft.origin is None or self._is_ours(draft.path, draft.origin, draft.confirmed):
                statement = finished(replace(draft, variants=tuple(self._filled(draft))))
                if statement is not None:
                    yield statement

    def _is_ours(self, path: str, origin: Import, confirmed: bool) -> bool:
        kind = self._kind(path, origin)
        return kind != FOREIGN and (confirmed or kind is not None)

    def _kind(self, path: str, origin: Import) -> str | None:
        found = self._exported(path, origin.module, origin.name)
        return dict(found[0].databases).get(found[1]) if found is not None else None

    def _calls(self, file: ExtractedFile) -> Iterator[Draft]:
        for waiting in file.waiting:
            wrapper = self._wrapper(file.path, waiting)
            if wrapper is not None and waiting.text == wrapper.text:
                yield _as_call_of(wrapper, waiting)

    def _wrapper(self, path: str, waiting: Waiting) -> Wrapper | None:
        name = waiting.member if waiting.origin.name == "*" and waiting.member is not None else waiting.origin.name
        found = self._exported(path, waiting.origin.module, name)
        if found is None:
            return None
        file, local = found
        called = waiting.member if waiting.member is not None and waiting.origin.name != "*" else local
        return next((wrapper for wrapper in file.wrappers if wrapper.name == called), None)

    def _filled(self, draft: Draft) -> Iterator[DraftVariant]:
        count = 0
        for variant in draft.variants:
            for pieces in self._fill(variant.pieces):
                count += 1
                if count > _MAX_VARIANTS:
                    return
                yield DraftVariant(pieces, variant.conditions, variant.parameters)

    def _fill(self, pieces: Pieces, hops: int = 0) -> list[Pieces]:
        """``pieces`` with imported constants in place, once for each text that these can be."""
        done: list[list[Piece]] = [[]]
        for piece in pieces:
            choices: list[Pieces] = [(piece,)]
            if isinstance(piece, Imported):
                choices = self._texts(piece, hops) or [(Gap(piece.path, piece.source),)]
            if len(choices) == 1:
                for before in done:
                    before.extend(choices[0])
            else:
                done = [[*before, *choice] for before in done for choice in choices][:_MAX_VARIANTS]
        return [tuple(each) for each in done]

    def _texts(self, piece: Imported, hops: int) -> list[Pieces]:
        found = self._exported(piece.path, piece.module, piece.name) if hops < _MAX_HOPS else None
        if found is None:
            return []
        file, local = found
        wanted = ".".join((local, *piece.fields))
        variants = next((variants for name, variants in file.constants if name == wanted), ())
        return [pieces for variant in variants for pieces in self._fill(variant.pieces, hops + 1)]

    def _exported(self, path: str, module: str, name: str) -> tuple[ExtractedFile, str] | None:
        """The file that declares what ``module`` exports as ``name``, and the local name there."""
        pending = [(path, module, name)]
        for _ in range(_MAX_HOPS):
            if not pending:
                return None
            importer, target, wanted = pending.pop(0)
            file = self._module(importer, target)
            if file is None:
                continue
            for export in file.exports:
                if export.name == wanted and export.module is None:
                    again = dict(file.imports).get(export.local)
                    if again is None:
                        return file, export.local
                    pending.append((file.path, again.module, again.name))
                elif export.module is not None and export.name in (wanted, "*"):
                    pending.append((file.path, export.module, _original(export, wanted)))
        return None

    def _module(self, importer: str, module: str) -> ExtractedFile | None:
        key = (posixpath.dirname(importer), module)
        if key not in self._modules:
            stems = (stem for place in _places(*key) for stem in (_stem(place), place, posixpath.normpath(f"{place}/index")))
            self._modules[key] = next((self.files[stem] for stem in stems if stem in self.files), None)
        return self._modules[key]


def _as_call_of(wrapper: Wrapper, waiting: Waiting) -> Draft:
    """A waiting call as a statement of the wrapper: its values count only where the wrapper takes them from."""
    draft = replace(waiting.draft, sink=wrapper.sink, origin=None)
    if wrapper.values == waiting.text + 1:
        return draft
    return replace(draft, variants=tuple(DraftVariant(variant.pieces, variant.conditions) for variant in draft.variants))


def _original(export: Export, wanted: str) -> str:
    return wanted if export.name == "*" else export.local


def _stem(path: str) -> str:
    base, ending = posixpath.splitext(path)
    return base if ending in _ENDINGS else path


def _places(folder: str, module: str) -> Iterable[str]:
    """Where a module's file may lie: relative to the importer, or for ``@/x`` and ``src/x`` in a folder above it."""
    if module.startswith("."):
        yield posixpath.normpath(posixpath.join(folder, module))
        return
    rest = module if module.startswith("src/") else module.lstrip("@~#").lstrip("/")
    while True:
        yield posixpath.normpath(posixpath.join(folder, rest))
        yield posixpath.normpath(posixpath.join(folder, "src", rest))
        if not folder or folder == "/":
            return
        folder = posixpath.dirname(folder)
