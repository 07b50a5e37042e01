"""Reading a file as text: encodings, byte-order marks, and what is no text at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xref.discovery.found import DiscoveredFile
from xref.finding import Diagnostic, Severity
from xref.source import SourceFile

ReadBytes = Callable[[Path], bytes]
"""Gives a file's bytes. Raises OSError."""


def _as_it_is(read: ReadBytes) -> ReadBytes:
    """Nobody takes notes of what is read."""
    return read


@dataclass(frozen=True)
class MisencodedFile(SourceFile):
    """A file of which some bytes are not UTF-8: each run of them is one U+FFFD in ``text``; ``diagnostic`` says where."""

    diagnostic: Diagnostic


def read_source(file: DiscoveredFile, read: ReadBytes = Path.read_bytes) -> SourceFile | Diagnostic:
    """The file's text, or why it has none.

    A byte-order mark is left out of the text and of columns; line ends stay. UTF-16 is read where a byte-order mark says so.
    Bytes that are not UTF-8 become U+FFFD (a :class:`MisencodedFile`): a Latin-1 character is one, so columns stay right.
    """
    try:
        content = read(file.absolute)
    except OSError as error:
        return Diagnostic(Severity.WARNING, f"cannot be read: {error.strerror}", file.path)
    return decode_source(file.path, content)


def decode_source(path: str, content: bytes) -> SourceFile | Diagnostic:
    """As :func:`read_source`, of bytes that were read already."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\0" in content:
        return Diagnostic(Severity.WARNING, "holds NUL bytes: a binary file, left out", path)
    try:
        return SourceFile(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8 throughout: the bytes that are not were read as U+FFFD"
        return MisencodedFile(path, content.decode("utf-8-sig", "replace"), Diagnostic(Severity.WARNING, message, path, line))


def reader_below(root: Path, noting: Callable[[ReadBytes], ReadBytes] = _as_it_is) -> Callable[[str], SourceFile | None]:
    """Gives a file below ``root`` by its path, read once; None where there is none, or a link leads out of the root.

    ``noting`` makes of what reads a file something that takes notes of it as well, also where there is nothing to read.
    """

    def read_below(path: Path) -> bytes:
        try:
            below = path.resolve().is_relative_to(root) and path.is_file()
        except (ValueError, RuntimeError):
            below = False
        if not below:
            raise FileNotFoundError(path)
        return path.read_bytes()

    read_bytes = noting(read_below)

    @cache
    def read(path: str) -> SourceFile | None:
        found = read_source(DiscoveredFile(path, root / path), read_bytes)
        return found if isinstance(found, SourceFile) else None

    return read
