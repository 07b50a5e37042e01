"""Row reads: which property the code reads of a row, and which statement the row comes from.

:func:`collect_rows` follows the results of one file's sink calls, and of other files' functions, to where properties are read
of them; :func:`link_reads` joins what hangs on other files and says of each read which statements its row is of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xref.extract.extracted import ExtractedFile
    from xref.extract.extraction import Extraction
    from xref.extract.row_reads import FileRows, RowRead
    from xref.source import SourceFile


def collect_rows(work: Extraction) -> FileRows:
    """What one file reads of rows, as far as it shows by itself."""
    from xref.extract.rows.collect import collect

    return collect(work)


def link_reads(files: Sequence[ExtractedFile], read: Callable[[str], SourceFile | None] | None = None) -> tuple[RowRead, ...]:
    """The row reads of all files, in order of path and place. ``read`` gives the project's settings, as for linking."""
    from xref.extract.linking import Project
    from xref.extract.modules import nothing_else
    from xref.extract.rows.linking import link

    return link(files, Project.of(files, read or nothing_else).exported)


__all__ = ["collect_rows", "link_reads"]
