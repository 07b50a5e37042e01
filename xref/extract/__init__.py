"""From TypeScript to embedded SQL: what a file sends to PostgreSQL, with a map back to where each character is written.

:func:`extract` reads one file and is pure; :func:`link` puts constants, wrappers and connections of several files together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.sinks import DEFAULT, SinkSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xref.extract.completing import DoAll
    from xref.extract.embedded import EmbeddedSql
    from xref.extract.extracted import ExtractedFile
    from xref.source import SourceFile


def extract(file: SourceFile, sinks: SinkSettings = DEFAULT) -> ExtractedFile:
    """What ``file`` sends and what other files need to know of it. Never raises for what the file contains."""
    from xref.extract.files import extract_file  # tree-sitter is loaded by those who extract only

    return extract_file(file, sinks)


def extract_sql(files: Iterable[ExtractedFile], read: Callable[[str], SourceFile | None]) -> dict[SourceFile, ExtractedFile]:
    """The files of SQL that ``files`` load (``read`` gives a file by its path below the root), each with what it gives."""
    from xref.extract.sql_files import extract_sql_file, sql_files_of

    return {file: extract_sql_file(file) for file in sql_files_of(files, read).values()}


def complete(
    files: Sequence[ExtractedFile],
    texts: Mapping[str, SourceFile],
    sinks: SinkSettings = DEFAULT,
    read: Callable[[str], SourceFile | None] | None = None,
    do_all: DoAll | None = None,
) -> tuple[ExtractedFile, ...]:
    """``files``, those extracted anew that do more with what they import than put it into a text; before :func:`link`.

    ``texts`` are the files by path, ``read`` gives the project's settings (tsconfig.json, package.json) by path,
    ``do_all`` does the work for each of them, in this process if it is not given.
    """
    from xref.extract.completing import complete as complete_files
    from xref.extract.completing import one_by_one
    from xref.extract.modules import nothing_else

    return complete_files(files, texts, sinks, read or nothing_else, do_all or one_by_one)


def link(files: Sequence[ExtractedFile], read: Callable[[str], SourceFile | None] | None = None) -> tuple[EmbeddedSql, ...]:
    """The statements of ``files``, in order of path and position.

    ``read`` gives the project's settings (tsconfig.json, package.json) by path, None for what there is not; without it names of
    modules are followed by common custom alone.
    """
    from xref.extract.idioms import with_idioms
    from xref.extract.linking import link_files
    from xref.extract.mappings import told, told_drafts
    from xref.extract.modules import nothing_else
    from xref.extract.sql_files import counted_once

    files = told_drafts(files)
    return tuple(counted_once(told(files, with_idioms(link_files(files, read or nothing_else), files))))


__all__ = ["DEFAULT", "SinkSettings", "complete", "extract", "extract_sql", "link"]
