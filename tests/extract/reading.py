"""What tests ask of extraction, in a few words."""

from __future__ import annotations

from pathlib import Path

from xref.extract import DEFAULT, SinkSettings, complete, extract, extract_sql, link
from xref.extract.embedded import EmbeddedSql, Variant
from xref.source import SourceFile, Span

IDIOMS = Path(__file__).parents[2] / "fixtures" / "idioms"


def load(folder: Path) -> list[SourceFile]:
    """The files of code and of SQL in a folder, line ends as they are."""
    return [SourceFile(path.name, path.read_bytes().decode()) for path in sorted(folder.iterdir()) if path.suffix in _READ]


_READ = {".ts", ".tsx", ".mjs", ".sql"}


def statements(*files: SourceFile, sinks: SinkSettings = DEFAULT) -> tuple[EmbeddedSql, ...]:
    """The linked statements of some files."""
    code = [file for file in files if not file.path.endswith(".sql")]
    extracted = complete([extract(file, sinks) for file in code], {file.path: file for file in code}, sinks)
    loaded = extract_sql(extracted, {file.path: file for file in files}.get)
    return link((*extracted, *loaded.values()))


def of(text: str, path: str = "calls.ts", sinks: SinkSettings = DEFAULT) -> tuple[EmbeddedSql, ...]:
    """The statements of one text."""
    return statements(SourceFile(path, text), sinks=sinks)


def texts(text: str, path: str = "calls.ts") -> list[list[str]]:
    """The texts of each statement's variants."""
    return [[variant.text for variant in statement.variants] for statement in of(text, path)]


def told(statement: EmbeddedSql) -> dict[str, tuple[str | None, int | None]]:
    """Each variant's text with its condition and its number of values."""
    return {squeezed(variant): (variant.condition, variant.parameters) for variant in statement.variants}


def squeezed(variant: Variant) -> str:
    """A text with single blanks."""
    return " ".join(variant.text.split())


def written(variant: Variant, marker: str, files: dict[str, str]) -> str:
    """What stands in the file where ``marker`` of the SQL text comes from."""
    start = variant.text.index(marker)
    path, span = variant.source_map.origin(Span(start, start + len(marker)))
    return files[path][span.start : span.end]
