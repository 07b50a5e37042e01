"""Loading the schema: SOURCES as the user names them -> one merged catalog.

A SOURCE is a .sql file, a folder of migrations, a Markdown registry or a snapshot. All SQL is one replay, in the order given
and a folder's files by version; where a dump is among them, it goes first and only migrations after it are replayed onto it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xref.finding import Diagnostic, SchemaEntry, Severity
from xref.schema.catalog import Attribute, Catalog
from xref.schema.declaration import Declarations, FormerName, SchemaError, declare_catalog
from xref.schema.dumps import is_dump, migrations_after
from xref.schema.merge import Disagreement, merge
from xref.schema.opening import Opened, Read, open_source, read_file
from xref.schema.platforms import platform_schemas
from xref.source import SourceFile

if TYPE_CHECKING:
    from xref.schema.draft import QueryDescriber
    from xref.schema.sources.ddl import ExtensionInstaller, Shadowed

__all__ = ["LoadedSchema", "SchemaError", "load_schema"]


@dataclass(frozen=True, slots=True)
class LoadedSchema:
    """The merged catalog, what it was loaded from, and what the sources disagree about or want to say.

    ``files`` are those that were read, with their text.
    """

    catalog: Catalog
    entries: tuple[SchemaEntry, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    shadowed: tuple[Shadowed, ...] = ()
    files: tuple[SourceFile, ...] = ()


def load_schema(
    sources: Sequence[str],
    root: Path,
    *,
    describe: QueryDescriber | None = None,
    install: ExtensionInstaller | None = None,
    search_path: Sequence[str] = ("public",),
    confined: bool = False,
    read: Read = read_file,
) -> LoadedSchema:
    """Load and merge the sources; relative ones are relative to ``root``.

    ``describe`` says what columns a view has and ``install`` what an extension brings (see ``xref.schema.sources.ddl``).
    ``confined`` refuses paths outside of the root, for sources that the scanned project names itself. ``read`` gives a file's
    bytes. Raises :class:`SchemaError` when a source is missing, cannot be read, is not UTF-8, is of a kind that is not
    supported, or defines nothing.
    """
    opened = [open_source(source, root, confined=confined, read=read) for source in sources]
    replays = _replayed(opened, _Replayer(describe or _undescribed, install, tuple(search_path)))
    layers = [*(replay.layer for replay in replays), *(_loaded(one) for one in opened if one.kind in ("markdown", "snapshot"))]
    entries = tuple(_entry(one, layers) for one in opened)
    merged = merge(layers, search_path)
    return LoadedSchema(
        merged.catalog,
        entries,
        merged.disagreements,
        merged.former_names,
        tuple(diagnostic for layer in layers for diagnostic in layer.diagnostics),
        tuple(shadowed for replay in replays for shadowed in replay.shadowed),
        tuple(file for one in opened for file in one.files),
    )


def _undescribed(query: str, catalog: Catalog) -> tuple[Attribute, ...] | None:
    """Says of no view which columns it has."""
    return None


@dataclass(frozen=True, slots=True)
class _Replayed:
    """A layer that comes from SQL, with what the replay says beside it."""

    layer: Declarations
    shadowed: tuple[Shadowed, ...]


@dataclass(frozen=True, slots=True)
class _Replayer:
    """Replays SQL with what the caller gave for it."""

    describe: QueryDescriber
    install: ExtensionInstaller | None
    search_path: tuple[str, ...]

    def replay(self, files: Sequence[SourceFile], *diagnostics: Diagnostic) -> _Replayed:
        """The layer that these files make, one after the other."""
        from xref.schema.sources.ddl import replay

        loaded = replay(files, search_path=self.search_path, describe=self.describe, install=self.install)
        opened = loaded.catalog.open_schemas | platform_schemas(file.path for file in files)
        catalog = replace(loaded.catalog, open_schemas=opened)
        layer = declare_catalog("ddl", files[0].path, catalog, diagnostics=(*diagnostics, *loaded.diagnostics))
        return _Replayed(layer, loaded.shadowed)


def _replayed(opened: Sequence[Opened], replayer: _Replayer) -> list[_Replayed]:
    """All SQL replayed: one layer, or two where a dump does not say which of the migrations it holds (the migrations win)."""
    from xref.schema.order import up_part

    files = [file for one in opened if one.kind in ("sql", "migrations") for file in one.files]
    dumps = [file for one in opened if one.kind == "sql" for file in one.files if is_dump(file)]
    others = [SourceFile(file.path, up_part(file.text)) for file in files if file not in dumps]
    if not dumps or not others:
        return [replayer.replay(dumps or others)] if files else []
    later = migrations_after(dumps[-1], others)
    if later is not None:
        return [replayer.replay([*dumps, *later])]
    message = "it does not say which of the migrations it holds, so both were loaded and the migrations win"
    unclear = Diagnostic(Severity.NOTE, message, dumps[-1].path)
    return [replayer.replay(dumps, unclear), replayer.replay(others)]


def _loaded(opened: Opened) -> Declarations:
    file = opened.files[0]
    if opened.kind == "snapshot":
        from xref.schema.sources.snapshot import load_snapshot

        return load_snapshot(file)
    from xref.schema.sources.markdown import load_markdown

    return load_markdown(file)


def _entry(opened: Opened, layers: Sequence[Declarations]) -> SchemaEntry:
    """The source with the number of relations that it gave. Raises :class:`SchemaError` when it defines nothing."""
    paths = {file.path for file in opened.files}
    own = [layer for layer in layers if layer.path in paths and layer.kind == opened.kind]
    if own:
        if not own[0].count:
            hint = "a registry has a heading that names a table, and below it a table with the titles Column and Type"
            raise SchemaError(f"{opened.path} defines no table", opened.path, hint=hint if own[0].document else None)
        return SchemaEntry(opened.kind, opened.path, own[0].count)
    defined = {
        declared.relation.name
        for layer in layers
        if layer.kind == "ddl"
        for declared in layer.relations
        if any(location.path in paths for location in declared.relation.provenance)
    }
    if not defined and not _defines_types(layers):
        raise SchemaError(f"{opened.path} defines nothing", opened.path, hint="does it hold CREATE statements?")
    return SchemaEntry(opened.kind, opened.path, len(defined))


def _defines_types(layers: Sequence[Declarations]) -> bool:
    catalogs = [layer.catalog for layer in layers if layer.catalog is not None]
    return any(catalog.relations or catalog.enums or catalog.domains or catalog.functions for catalog in catalogs)
