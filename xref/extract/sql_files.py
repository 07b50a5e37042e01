"""SQL in files of its own: blocks with names (``-- BLOCK name``, ``-- name: name``), or the whole file, sent from TypeScript.

Each block is a statement of the project, whether or not a call of it is found; what calls send of it counts once. Placeholders
written as ``$name``, which PostgreSQL cannot read, are numbered, as the wrapper that sends such a text does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.context import is_test
from xref.extract.declarations import Export
from xref.extract.embedded import EmbeddedSql, Variant
from xref.extract.extracted import DraftVariant, ExtractedFile
from xref.extract.loading import WHOLE, candidates
from xref.extract.pieces import Run, assemble
from xref.extract.placeholders import in_dollars
from xref.extract.sinks import starts_as_sql
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xref.extract.pieces import Pieces
    from xref.source import SourceFile

SINK = "sql-file"
"""The kind of sink that a block is."""

_HEADER = re.compile(r"^[ \t]*--[ \t]*(?:BLOCK|name:)[ \t]+([\w$.-]+)[^\r\n]*(?:\r?\n|\r|\Z)", re.MULTILINE)
_MAX_BLOCKS = 5_000


def extract_sql_file(file: SourceFile) -> ExtractedFile:
    """The blocks of a file of SQL as statements, and their texts, and that of the whole file, as what others may use."""
    blocks = [(name, span, _pieces(file, span)) for name, span in _blocks(file.text)]
    texts = [(name, pieces) for name, _, pieces in blocks]
    texts.append((WHOLE, _pieces(file, Span(0, len(file.text)))))
    statements = (_statement(file, name, span, pieces) for name, span, pieces in blocks)
    return ExtractedFile(
        file.path,
        statements=tuple(statement for statement in statements if statement is not None),
        constants=tuple((name, (DraftVariant(pieces),)) for name, pieces in texts),
        exports=(*(Export(name, name) for name, _ in texts), Export("default", WHOLE)),
    )


def _blocks(text: str) -> Iterator[tuple[str, Span]]:
    headers = list(_HEADER.finditer(text))[:_MAX_BLOCKS]
    ends = [header.start() for header in headers[1:]] + [len(text)]
    for header, end in zip(headers, ends, strict=False):
        start = header.end()
        inside = text[start:end]
        yield header[1], Span(start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip()))


def _pieces(file: SourceFile, span: Span) -> Pieces:
    text = file.text[span.start : span.end]
    return in_dollars((Run(text, file.path, span),)) if text else ()


def _statement(file: SourceFile, name: str, span: Span, pieces: Pieces) -> EmbeddedSql | None:
    made = assemble(pieces)
    if not starts_as_sql(made.text):
        return None
    variant = Variant(made.text, made.source_map, made.holes, (), made.slots or None)
    return EmbeddedSql(file.path, span, span, SINK, (variant,), function=name, test=is_test(file.path), inlined=made.slots > 0)


def sql_files_of(files: Iterable[ExtractedFile], read: Callable[[str], SourceFile | None]) -> dict[str, SourceFile]:
    """The files of SQL that ``files`` load, by path; ``read`` gives a file by its path below the root, None for none."""
    found: dict[str, SourceFile] = {}
    for file in files:
        for module in file.loads:
            loaded = next((each for path in candidates(file.path, module) if (each := read(path)) is not None), None)
            if loaded is not None:
                found[loaded.path] = loaded
    return found


def counted_once(statements: Iterable[EmbeddedSql]) -> Iterator[EmbeddedSql]:
    """The statements; one whose text stands in a file of SQL, and is sent or written before, as a repetition."""
    found = list(statements)
    seen = {key for statement in found if statement.sink == SINK for key in _places(statement)}
    for statement in found:
        places = _places(statement) if statement.sink != SINK else []
        repeats = bool(places) and seen.issuperset(places)
        seen.update(places)
        yield replace(statement, repeats=True) if repeats else statement


def _places(statement: EmbeddedSql) -> list[tuple[str, Span]]:
    """Where in files of SQL the texts of a statement stand; nothing if a part of one stands elsewhere."""
    places = []
    for variant in statement.variants:
        segments = variant.source_map.segments
        if not segments or any(segment.path != segments[0].path for segment in segments):
            return []
        places.append((segments[0].path, Span(segments[0].source.start, segments[-1].source.end)))
    return places if all(path.endswith(".sql") for path, _ in places) else []
