"""The catalog from SQL: :func:`replay` runs a dump or a folder of migrations over a draft, as PostgreSQL would."""

from __future__ import annotations

from xref.schema.sources.ddl.replay import LoadedDdl, replay
from xref.schema.sources.ddl.session import ExtensionInstaller, Shadowed

__all__ = ["ExtensionInstaller", "LoadedDdl", "Shadowed", "replay"]
