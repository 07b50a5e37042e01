"""From TypeScript to embedded SQL: what a file sends to PostgreSQL, with a map back to where each character is written.

:func:`extract` reads one file and is pure; :func:`link` puts constants, wrappers and connections of several files together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.sinks import DEFAULT, SinkSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xref.extract.embedded import EmbeddedSql
    from xref.extract.extracted import ExtractedFile
    from xref.source import SourceFile


def extract(file: SourceFile, sinks: SinkSettings = DEFAULT) -> ExtractedFile:
    """What ``file`` sends and what other files need to know of it. Never raises for what the file contains."""
    from xref.extract.files import extract_file  # tree-sitter is loaded by those who extract only

    return extract_file(file, sinks)


def link(files: Sequence[ExtractedFile]) -> tuple[EmbeddedSql, ...]:
    """The statements of ``files``, in order of path and position."""
    from xref.extract.linking import link_files

    return link_files(files)


__all__ = ["DEFAULT", "SinkSettings", "extract", "link"]
