"""Discovery: which files of the scanned tree are read, which are left out and why; and reading one as text."""

from __future__ import annotations

from xref.discovery.found import EXTENSIONS, DiscoveredFile, Discovery, Skipped, skipped_by_reason
from xref.discovery.reading import MisencodedFile, decode_source, read_source, reader_below
from xref.discovery.walk import discover

__all__ = [
    "EXTENSIONS",
    "DiscoveredFile",
    "Discovery",
    "MisencodedFile",
    "Skipped",
    "decode_source",
    "discover",
    "read_source",
    "reader_below",
    "skipped_by_reason",
]
