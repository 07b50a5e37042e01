"""The schema of a run: loaded, or as an earlier run loaded it from files that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from xref.cache.entries import key_of
from xref.schema.load import LoadedSchema, load_schema
from xref.schema.opening import open_source, read_file

if TYPE_CHECKING:
    from xref.config import Config
    from xref.run import Run


def schema_of(config: Config, sources: Sequence[str], run: Run, *, confined: bool) -> LoadedSchema:
    """The schema that ``sources`` make; see :func:`xref.schema.load.load_schema` for ``confined`` and for what is raised."""
    read = cache(run.noting(read_file))  # what stands in the key is what is loaded
    search_path = config.search_path or ("public",)
    entries = run.entries("schemas")
    key = b""
    if entries is not None:
        opened = [open_source(source, config.root, confined=confined, read=read) for source in sources]
        texts = (part for one in opened for file in one.files for part in (one.kind, file.path, file.text))
        key = key_of(repr((tuple(sources), search_path, confined)), *texts)
        kept = entries.find(key)
        if isinstance(kept, LoadedSchema):
            return kept
    from xref.resolve.resolver import describe_query

    loaded = load_schema(sources, config.root, describe=describe_query, search_path=search_path, confined=confined, read=read)
    if entries is not None:
        entries.add(key, loaded)
        entries.save()
    return loaded
