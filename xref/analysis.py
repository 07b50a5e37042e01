"""From a configuration to resolved statements: what a scan, the graph and the tests have in common.

Three steps, kept apart so that each can be cached and handed to workers: extract is a pure function of one file, link joins the
files, resolve is a pure function of one SQL text and the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from xref.config import Config
from xref.discovery import Discovery, MisencodedFile, discover, read_source
from xref.extract import SinkSettings, extract, link
from xref.extract.embedded import EmbeddedSql
from xref.extract.extracted import ExtractedFile
from xref.finding import Coverage, Diagnostic, Severity
from xref.reason import Reason
from xref.resolve.described import DescribedStatement, Gap
from xref.resolve.lookup import Names
from xref.resolve.names import fold
from xref.resolve.resolver import describe, describe_query
from xref.resolve.statement import ResolvedStatement
from xref.schema.catalog import Catalog, Completeness, Relation, RelationName
from xref.schema.discover import discover_schema
from xref.schema.load import LoadedSchema, load_schema
from xref.source import SourceFile

_NO_SCHEMA = "no schema was found, so only the syntax is checked; name one with --schema or run `xref init`"


_CREATES = re.compile(
    r"""\bcreate\s+(?:(?:global|local)\s+)?(?:temp(?:orary)?\s+|unlogged\s+)?(?:recursive\s+)?(?:table|view|materialized\s+view)
    \s+(?:if\s+not\s+exists\s+)?(?P<name>(?:[\w$]+|"[^"]+")(?:\.(?:[\w$]+|"[^"]+"))?)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Analysis:
    """What a project's code says, resolved against its schema. ``files`` has every analysed file by path."""

    schema: LoadedSchema
    discovery: Discovery
    files: Mapping[str, SourceFile]
    extracted: tuple[ExtractedFile, ...]
    statements: tuple[ResolvedStatement, ...]
    diagnostics: tuple[Diagnostic, ...]


def analyse_project(config: Config) -> Analysis:
    """Read, extract, link and resolve a project.

    Raises :class:`xref.schema.declaration.SchemaError` for a schema that cannot be used.
    """
    discovery = discover(config)
    files, unread = _read(discovery)
    schema = load_project_schema(config)
    sinks = sinks_of(config)
    extracted = tuple(extract(file, sinks) for file in files.values())
    statements = tuple(resolve(link(extracted), schema, config))
    said = [*discovery.diagnostics, *schema.diagnostics, *unread]
    if not schema.entries:
        said.append(Diagnostic(Severity.WARNING, _NO_SCHEMA))
    said += [diagnostic for file in extracted for diagnostic in file.diagnostics]
    return Analysis(schema, discovery, files, extracted, statements, tuple(said))


def sinks_of(config: Config) -> SinkSettings:
    """The sinks that a project adds; each may be a call or a tag."""
    calls = tuple(sink.call for sink in config.sinks)
    return SinkSettings(functions=calls, tags=calls)


def load_project_schema(config: Config) -> LoadedSchema:
    """The schema that the configuration names, else what is found below the root."""
    sources = config.schema or discover_schema(config.root)
    origin = config.origins.get("schema", "")
    schema = load_schema(
        sources,
        config.root,
        describe=describe_query,
        search_path=config.search_path or ("public",),
        # What the project itself names stays inside of it; the person at the command line may name anything.
        confined=not config.schema or (bool(origin) and "--schema" not in origin),
    )
    if not config.external_schemas:
        return schema
    catalog = schema.catalog
    return replace(schema, catalog=replace(catalog, open_schemas=catalog.open_schemas | set(config.external_schemas)))


def _read(discovery: Discovery) -> tuple[dict[str, SourceFile], list[Diagnostic]]:
    files: dict[str, SourceFile] = {}
    unread: list[Diagnostic] = []
    for found in (*discovery.files, *discovery.rest):
        read = read_source(found)
        if isinstance(read, SourceFile):
            files[read.path] = read
            if isinstance(read, MisencodedFile):
                unread.append(read.diagnostic)
        else:
            unread.append(read)
    return files, unread


def resolve(embedded: Iterable[EmbeddedSql], schema: LoadedSchema, config: Config) -> Iterator[ResolvedStatement]:
    """Describe each variant; equal texts are described once."""
    statements = list(embedded)
    catalog = with_own_tables(schema.catalog, (variant.text for one in statements for variant in one.variants))
    describe_text = _Describer(catalog, schema, config.pg_version)
    for statement in statements:
        variants = tuple((variant, describe_text(variant.text)) for variant in statement.variants)
        yield ResolvedStatement(statement, variants)


def with_own_tables(catalog: Catalog, texts: Iterable[str]) -> Catalog:
    """The catalog with the tables that the code creates for itself (temporary ones, say), of which only the name is known."""
    own = {}
    for text in texts:
        for match in _CREATES.finditer(text):
            parts = [fold(part.strip('"'), quoted=part.startswith('"')) for part in match["name"].split(".")]
            key = (parts[-2] if len(parts) > 1 else catalog.search_path[0], parts[-1])
            if key not in catalog.relations:
                own[key] = Relation(RelationName(*key), completeness=Completeness.NAME_ONLY)
    return replace(catalog, relations={**catalog.relations, **own}) if own else catalog


def described_text(text: str, schema: LoadedSchema, names: Names) -> tuple[DescribedStatement, ...]:
    """The statements of one SQL text; ``names`` are those of the schema's catalog."""
    found = describe(text, names)
    return found if schema.entries else tuple(_without_schema(statement) for statement in found)


class _Describer:
    """Describes texts against one catalog, each distinct one once."""

    def __init__(self, catalog: Catalog, schema: LoadedSchema, version: int) -> None:
        self._names = Names(catalog, version)
        self._schema = schema
        self._described: dict[str, tuple[DescribedStatement, ...]] = {}

    def __call__(self, text: str) -> tuple[DescribedStatement, ...]:
        found = self._described.get(text)
        if found is None:
            found = described_text(text, self._schema, self._names)
            self._described[text] = found
        return found


def _without_schema(statement: DescribedStatement) -> DescribedStatement:
    """Where there is no schema to check against, only the syntax is decided."""
    if not statement.references:
        return statement
    errors = tuple(error for error in statement.errors if error.condition == "syntax-error")
    gaps = (Gap(Reason.NO_SCHEMA, statement.span),)
    return replace(statement, errors=errors, gaps=gaps, captures=(), coverage=Coverage.UNCHECKED)
