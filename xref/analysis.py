"""From a configuration to resolved statements: what a scan, the graph and the tests have in common.

Three steps, kept apart so that each can be cached and handed to workers: extract is a pure function of one file, link joins the
files, resolve is a pure function of one SQL text and the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xref.cache.project import CODE, SCHEMA, code_listing, folder_name, schema_listing
from xref.cataloguing import schema_of
from xref.config import Config
from xref.databases import MAIN, Databases, sinks_of
from xref.describing import Describer, described_text, of_the_past
from xref.discovery import DiscoveredFile, Discovery, MisencodedFile, discover, read_source, reader_below
from xref.discovery.found import is_at_or_below
from xref.extract import complete, extract_sql, link
from xref.extract.embedded import EmbeddedSql, Variant
from xref.extract.extracted import ExtractedFile
from xref.extract.loading import candidates
from xref.extract.past import is_past_migration
from xref.extract.row_reads import RowRead
from xref.extract.rows import link_reads
from xref.extracting import completing, extracting
from xref.finding import Diagnostic, Severity
from xref.resolve.described import DescribedStatement
from xref.resolve.statement import ResolvedStatement
from xref.run import Run
from xref.schema.catalog import Catalog, Completeness, Relation, RelationName
from xref.schema.discover import discover_schema, read_document
from xref.schema.folders import sql_names
from xref.schema.load import LoadedSchema
from xref.source import SourceFile

__all__ = ["Analysis", "analyse_project", "described_text", "load_project_schema", "resolve", "sinks_of"]

_NO_SCHEMA = "no schema was found, so only the syntax is checked; name one with --schema or run `xref init`"


_CREATES = re.compile(
    r"""\bcreate\s+(?:(?:global|local)\s+)?(?:temp(?:orary)?\s+|unlogged\s+)?(?:recursive\s+)?(?:table|view|materialized\s+view)
    \s+(?:if\s+not\s+exists\s+)?(?P<name>(?:[\w$]+|"[^"]+")(?:\.(?:[\w$]+|"[^"]+"))?)""",
    re.IGNORECASE | re.VERBOSE,
)


Described = tuple[tuple[Variant, tuple[DescribedStatement, ...]], ...]


_MAKES = re.compile(r"""\bcreate\s+(?:or\s+replace\s+)?function\s+(?:[\w$]+\s*\.\s*)?(?P<name>[\w$]+|"[^"]+")""", re.IGNORECASE)


@dataclass(frozen=True)
class Analysis:
    """What a project's code says, resolved against its schema. ``files`` has every analysed file by path."""

    schema: LoadedSchema
    discovery: Discovery
    files: Mapping[str, SourceFile]
    extracted: tuple[ExtractedFile, ...]
    statements: tuple[ResolvedStatement, ...]
    diagnostics: tuple[Diagnostic, ...]
    reads: tuple[RowRead, ...] = ()


def analyse_project(config: Config, run: Run | None = None) -> Analysis:
    """Read, extract, link and resolve a project, with what ``run`` has at hand.

    Raises :class:`xref.schema.declaration.SchemaError` for a schema that cannot be used.
    """
    run = run or Run()
    discovery = discover(config)
    run.listed(CODE, lambda: code_listing(discovery))
    files, unread = _read(discovery, run)
    with extracting(files, config, run) as work:
        schema, others = load_project_schema(config, run), load_database_schemas(config, run)
        extracted = work.finished()
    read = reader_below(config.root, run.noting)
    extracted = complete(extracted, files, sinks_of(config), read, completing(run))
    loaded = load_sql(extracted, read, [schema, *others.values()])
    extracted += tuple(loaded.values())
    files |= {file.path: file for file in loaded}
    discovery = with_loaded(discovery, extracted, loaded, config.root)
    statements = tuple(resolve(link(extracted, read), schema, config, others, run))
    schema = united(schema, others.values())
    said = [*discovery.diagnostics, *schema.diagnostics, *unread]
    if not schema.entries:
        said.append(Diagnostic(Severity.WARNING, _NO_SCHEMA))
    said += [diagnostic for file in extracted for diagnostic in file.diagnostics]
    return Analysis(schema, discovery, files, extracted, statements, tuple(said), link_reads(extracted, read))


def load_sql(
    extracted: Sequence[ExtractedFile], read: Callable[[str], SourceFile | None], schemas: Iterable[LoadedSchema]
) -> dict[SourceFile, ExtractedFile]:
    """The files of SQL that the code loads, those left out that the schema is read from."""
    sources = [entry.path for schema in schemas for entry in schema.entries]

    def read_code(path: str) -> SourceFile | None:
        return None if any(is_at_or_below(path, source) for source in sources if source) else read(path)

    return extract_sql(extracted, read_code)


def with_loaded(
    discovery: Discovery, extracted: Iterable[ExtractedFile], loaded: Collection[SourceFile], root: Path
) -> Discovery:
    """The discovery with files that the code loads: asked for as the code is that loads them."""
    known = {file.path for file in (*discovery.files, *discovery.rest)}
    found = [DiscoveredFile(file.path, root / file.path) for file in loaded if file.path not in known]
    if not found:
        return discovery
    asked = {file.path for file in discovery.files}
    places = (candidates(file.path, module) for file in extracted if file.path in asked for module in file.loads)
    shown = {path for each in places for path in each}
    return replace(
        discovery,
        files=tuple(sorted((*discovery.files, *(file for file in found if file.path in shown)), key=_path)),
        rest=tuple(sorted((*discovery.rest, *(file for file in found if file.path not in shown)), key=_path)),
    )


def _path(file: DiscoveredFile) -> str:
    return file.path


def load_project_schema(config: Config, run: Run | None = None) -> LoadedSchema:
    """The schema that the configuration names, else what is found below the root."""
    run = run or Run()
    sources = config.schema or (() if config.databases else _found_sources(config.root, run))
    origin = config.origins.get("schema", "")
    # What the project itself names stays inside of it; the person at the command line may name anything.
    confined = not config.schema or (bool(origin) and "--schema" not in origin)
    return _load_schema(config, sources, run, confined=confined)


def _found_sources(root: Path, run: Run) -> tuple[str, ...]:
    run.listed(SCHEMA, lambda: schema_listing(root))
    return discover_schema(root, read=run.noting(read_document))


def load_database_schemas(config: Config, run: Run | None = None) -> dict[str, LoadedSchema]:
    """The schemas of the databases that the configuration names, by name. Raises as :func:`load_project_schema`."""
    run = run or Run()
    return {database.name: _load_schema(config, database.schema, run, confined=True) for database in config.databases}


def _load_schema(config: Config, sources: Sequence[str], run: Run, confined: bool) -> LoadedSchema:
    for folder in (config.root / source for source in sources):
        run.listed(folder_name(folder), lambda folder=folder: sql_names(folder))  # type: ignore[misc]  # mypy cannot infer it
    schema = schema_of(config, sources, run, confined=confined)
    if not config.external_schemas:
        return schema
    catalog = schema.catalog
    return replace(schema, catalog=replace(catalog, open_schemas=catalog.open_schemas | set(config.external_schemas)))


def united(schema: LoadedSchema, others: Iterable[LoadedSchema]) -> LoadedSchema:
    """One schema of several databases, for what asks what there is rather than what a statement means."""
    for other in others:
        catalog = replace(
            schema.catalog,
            relations={**other.catalog.relations, **schema.catalog.relations},
            complete=(schema.catalog.complete or not schema.entries) and other.catalog.complete,
            open_schemas=schema.catalog.open_schemas | other.catalog.open_schemas,
        )
        schema = replace(
            schema,
            catalog=catalog,
            entries=(*schema.entries, *other.entries),
            disagreements=(*schema.disagreements, *other.disagreements),
            diagnostics=(*schema.diagnostics, *other.diagnostics),
        )
    return schema


def _read(discovery: Discovery, run: Run) -> tuple[dict[str, SourceFile], list[Diagnostic]]:
    files: dict[str, SourceFile] = {}
    unread: list[Diagnostic] = []
    read_bytes = run.noting(Path.read_bytes)
    for found in (*discovery.files, *discovery.rest):
        read = read_source(found, read_bytes)
        if isinstance(read, SourceFile):
            files[read.path] = read
            if isinstance(read, MisencodedFile):
                unread.append(read.diagnostic)
        else:
            unread.append(read)
    return files, unread


def resolve(
    embedded: Iterable[EmbeddedSql],
    schema: LoadedSchema,
    config: Config,
    others: Mapping[str, LoadedSchema] | None = None,
    run: Run | None = None,
) -> Iterator[ResolvedStatement]:
    """Describe each variant against the schema of its database; equal texts are described once.

    ``others`` are the schemas of the databases that the configuration names, loaded here where they are not given.
    """
    statements = list(embedded)
    schemas = {MAIN: schema, **(load_database_schemas(config) if others is None and config.databases else others or {})}
    databases = Databases(config)
    belonging = [databases.of(statement) for statement in statements]
    describers = {}
    for name in dict.fromkeys(belonging):
        mine = [one for one, of in zip(statements, belonging, strict=True) if of == name]
        catalog = with_own_tables(schemas[name].catalog, (variant.text for one in mine for variant in one.variants))
        describers[name] = Describer(catalog, schemas[name], config.pg_version, run or Run())
        describers[name].prepare((variant.text, _is_inlined(one)) for one in mine for variant in one.variants)
    for statement, name in zip(statements, belonging, strict=True):
        described = tuple(
            (variant, describers[name](variant.text, inlined=_is_inlined(statement))) for variant in statement.variants
        )
        if is_past_migration(statement.path):
            past = tuple((variant, tuple(map(of_the_past, found))) for variant, found in described)
            yield ResolvedStatement(statement, past)
        elif _is_inlined(statement):
            yield ResolvedStatement(statement, described)
        else:
            yield ResolvedStatement(statement, described, tuple(describers[name].value_errors(statement, described)))


def _is_inlined(statement: EmbeddedSql) -> bool:
    """Whether the text does not decide the types of what is sent with it."""
    return statement.inlined or statement.declares_types


def with_own_tables(catalog: Catalog, texts: Iterable[str]) -> Catalog:
    """The catalog with the tables and functions that the code creates for itself, of which only the name is known."""
    from xref.resolve.names import fold

    own = {}
    functions: set[str] = set()
    for text in texts:
        made = (match["name"] for match in _MAKES.finditer(text))
        functions.update(fold(name.strip('"'), quoted=name.startswith('"')) for name in made)
        for match in _CREATES.finditer(text):
            parts = [fold(part.strip('"'), quoted=part.startswith('"')) for part in match["name"].split(".")]
            key = (parts[-2] if len(parts) > 1 else catalog.search_path[0], parts[-1])
            if key not in catalog.relations:
                own[key] = Relation(RelationName(*key), completeness=Completeness.NAME_ONLY)
    if functions:
        catalog = replace(catalog, made_functions=frozenset(functions))
    return replace(catalog, relations={**catalog.relations, **own}) if own else catalog
