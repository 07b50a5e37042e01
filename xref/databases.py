"""Which of several databases a statement belongs to, and which layer maps names in a file, as the configuration says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.config.globs import config_globs
from xref.extract.sinks import Configured, SinkSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xref.config import Config
    from xref.config.model import Sink
    from xref.extract.embedded import EmbeddedSql

MAIN = ""
"""The name of the database that the schema at the top of the configuration describes."""


class Databases:
    """The databases of a configuration."""

    def __init__(self, config: Config) -> None:
        self._names = {database.name for database in config.databases}
        self._paths = [(database.name, config_globs(database.paths)) for database in config.databases if database.paths]
        unclaimed = (database.name for database in config.databases if not database.paths and not database.sinks)
        self._rest = MAIN if config.schema else next(unclaimed, MAIN)

    def of(self, statement: EmbeddedSql) -> str:
        """The name of the database that a statement is sent to: by its call, by where the connection is made, by its file."""
        if statement.database is not None and statement.database in self._names:
            return statement.database
        for place in (statement.database, statement.path):
            for name, globs in self._paths:
                if place is not None and globs.decide(place):
                    return name
        return self._rest


class Naming:
    """The layer that maps names in each file."""

    def __init__(self, config: Config) -> None:
        self._layers = [(config_globs((glob,)), layer) for glob, layer in config.naming.items()]

    def __call__(self, path: str) -> str | None:
        """The layer of a file, ``none`` where there is none for sure; None where nothing is said. The last glob counts."""
        return next((layer for globs, layer in reversed(self._layers) if globs.decide(path)), None)


def sinks_of(config: Config) -> SinkSettings:
    """The sinks that a project adds; each may be a call or a tag."""
    calls = [*_configured(config.sinks, None)]
    for database in config.databases:
        calls += _configured(database.sinks, database.name)
    return SinkSettings(calls=tuple(calls), max_variants=config.max_variants, naming=Naming(config) if config.naming else None)


def _configured(sinks: Iterable[Sink], database: str | None) -> Iterator[Configured]:
    for sink in sinks:
        yield Configured(sink.call, sink.text, sink.parameters, sink.dialect == "other", database)
