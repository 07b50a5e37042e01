"""Places as the programs around a repository name them: paths from its top, columns in bytes."""

from __future__ import annotations

from posixpath import normpath

from xref.reporters.context import RenderContext
from xref.source import Location


def in_file(location: Location) -> bool:
    """Whether it is in a file at all; what a live database declares is not."""
    return "://" not in location.path


def from_top(path: str, context: RenderContext) -> str:
    """A path from the top of the repository, where the root is a folder in it."""
    prefix = context.prefix.strip("/")
    return normpath(f"{prefix}/{path}") if prefix else path


def byte_column(text: str, column: int) -> int | None:
    """A 1-based column of a line, counted in bytes of UTF-8.

    None where that is not known: beyond the line's end, and after a character that was read for bytes that are not UTF-8.
    """
    before = text[: column - 1]
    if len(before) < column - 1 or "\ufffd" in before:
        return None
    return len(before.encode("utf-8", "surrogatepass")) + 1
