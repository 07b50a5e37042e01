"""The analysis of the project as a commit has it, by the configuration of now; what did not change is not analysed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xref.analysis import Analysis, load_project_schema, resolve, sinks_of
from xref.changes.against import Against
from xref.changes.compare import Side, brought
from xref.changes.earlier_tree import earlier_tree
from xref.changes.git import Repository, open_repository
from xref.changes.sources import sources_of
from xref.changes.survey import Survey, survey
from xref.config import Config
from xref.discovery import DiscoveredFile, Discovery, discover, read_source, reader_below
from xref.extract import extract
from xref.extract.embedded import EmbeddedSql
from xref.extract.linking import link_files
from xref.finding import Diagnostic, Finding, Severity
from xref.resolve.statement import ResolvedStatement
from xref.schema.declaration import SchemaError
from xref.schema.load import LoadedSchema
from xref.source import SourceFile

FindAll = Callable[[Config, Analysis], Sequence[Finding]]
"""The findings of an analysis."""


@dataclass(frozen=True)
class Base:
    """What the work tree is compared with: a commit, None for the emptiness before the first one; ``name`` for people."""

    repository: Repository
    commit: str | None
    name: str


@dataclass(frozen=True)
class Brought:
    """The findings that a change brings, and what is to be said of the comparison."""

    findings: Sequence[Finding]
    diagnostics: tuple[Diagnostic, ...] = ()


def find_base(root: Path, against: Against) -> Base:
    """The commit to compare with. Raises ConfigError where there is none, with what to do."""
    repository = open_repository(root)
    if against.merge_base:
        return Base(repository, repository.merge_base(against.ref), f"the merge base of {against.ref} and HEAD")
    commit = repository.head() if against.ref == "HEAD" else repository.commit(against.ref)
    return Base(repository, commit, against.ref)


def findings_brought(base: Base, config: Config, now: Analysis, findings: Sequence[Finding], find_all: FindAll) -> Brought:
    """Which of ``findings``, those of ``now``, the change since ``base`` brings.

    The earlier tree is analysed only where something has changed that an analysis reads.
    """
    if not findings:
        return Brought(())
    sources = sources_of(base.repository, config, now.schema)
    surveyed = survey(base.repository, base.commit, sources.wanted(config.max_file_size))
    new: Sequence[Finding] = ()
    said: list[Diagnostic] = []
    if surveyed.schema_changed or surveyed.code_changed(now.files):
        with earlier_tree(surveyed) as top:
            earlier = sources.config_in(top, config)
            schema = now.schema
            if not sources.are_the_same_in(top, surveyed):
                schema = _earlier_schema(earlier, now, base, said)
            analysis = _analyse(earlier, schema, now, surveyed)
            before = Side(find_all(earlier, analysis), analysis.files, reader_below(earlier.root))
            new = brought(before, Side(findings, now.files, reader_below(config.root)))
    said += _left_out(base, len(findings) - len(new))
    return Brought(new, tuple(said))


def _earlier_schema(earlier: Config, now: Analysis, base: Base, said: list[Diagnostic]) -> LoadedSchema:
    """The schema of the earlier tree; where it cannot be loaded, the one of now, and that is said."""
    try:
        return load_project_schema(earlier)
    except SchemaError as error:
        place = ":".join(str(part) for part in (error.path, error.line) if part)
        words = f"the schema in {base.name} cannot be loaded ({place + ': ' if place else ''}{error.message})"
        said.append(Diagnostic(Severity.WARNING, f"{words}, so what the change to the schema causes elsewhere is not shown"))
        return now.schema


def _analyse(earlier: Config, schema: LoadedSchema, now: Analysis, surveyed: Survey) -> Analysis:
    """The analysis of the earlier tree; files, and statements where the schema is the same, are taken over from ``now``."""
    files = _files(discover(earlier), now, surveyed)
    discovery = Discovery(tuple(DiscoveredFile(path, earlier.root / path) for path in files))
    sinks = sinks_of(earlier)
    known = {now.files[one.path]: one for one in now.extracted}
    extracted = tuple(known.get(file) or extract(file, sinks) for file in files.values())
    embedded = link_files(extracted)
    statements = _resolve_anew(embedded, now, earlier) if schema is now.schema else resolve(embedded, schema, earlier)
    return Analysis(schema, discovery, files, extracted, tuple(statements), ())


def _files(discovery: Discovery, now: Analysis, surveyed: Survey) -> dict[str, SourceFile]:
    """The code of the earlier tree: what was written of it, and what is the same as now."""
    read = (read_source(found) for found in discovery.files)
    files = {file.path: file for file in read if isinstance(file, SourceFile)}
    if not surveyed.ignores_changed:
        files |= {path: file for path, file in now.files.items() if path in surveyed.unchanged_shown}
    return dict(sorted(files.items()))


def _resolve_anew(embedded: Sequence[EmbeddedSql], now: Analysis, earlier: Config) -> Iterator[ResolvedStatement]:
    """The statements resolved against the schema of ``now``; only texts that it does not have are described."""
    known = {variant.text: described for statement in now.statements for variant, described in statement.variants}
    unknown = (one for one in embedded if any(variant.text not in known for variant in one.variants))
    resolved = resolve(unknown, now.schema, earlier)
    for one in embedded:
        if all(variant.text in known for variant in one.variants):
            yield ResolvedStatement(one, tuple((variant, known[variant.text]) for variant in one.variants))
        else:
            yield next(resolved)


def _left_out(base: Base, count: int) -> Iterable[Diagnostic]:
    if count:
        findings = "1 finding" if count == 1 else f"{count} findings"
        yield Diagnostic(Severity.NOTE, f"not shown: {findings} that {base.name} has too")
