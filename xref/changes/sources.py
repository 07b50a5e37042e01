"""The schema sources of now, and what they were in an earlier tree."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from xref.changes.git import Repository
from xref.changes.survey import Survey, Wanted
from xref.config import Config
from xref.discovery.found import is_at_or_below
from xref.schema.discover import discover_schema
from xref.schema.load import LoadedSchema


@dataclass(frozen=True)
class Sources:
    """The sources as the configuration or discovery names them; ``inside`` are those in the repository, from its top."""

    named: tuple[str, ...]
    configured: bool
    root: Path
    repository: Repository

    @property
    def inside(self) -> list[str]:
        """The paths of those in the repository."""
        return [path for path in map(self._from_top, self.named) if path is not None]

    def wanted(self, most_bytes: int) -> Wanted:
        """What of a commit has to be looked at. Sources that git ignores are in none, so they count as what they are now."""
        carried = [path for path in self.inside if self.repository.is_ignored(path)]
        return Wanted(self.repository.prefix, self.inside, carried, most_bytes)

    def config_in(self, top: Path, config: Config) -> Config:
        """The configuration with which the earlier tree is analysed: the one of now, and all files are asked for."""
        root = top / self.repository.prefix
        paths = [root / path.relative_to(config.root) for path in config.paths if path.is_relative_to(config.root)]
        asked = (root, *(path for path in paths if path != root and path.exists()))
        schema = [source if (path := self._from_top(source)) is None else str(top / path) for source in self.named]
        there = tuple(source for source in schema if "://" in source or Path(source).exists())
        return replace(config, root=root, paths=asked, schema=there if self.configured else ())

    def are_the_same_in(self, top: Path, survey: Survey) -> bool:
        """Whether the earlier tree, written at ``top``, has the same sources with the same content."""
        if not survey.schema_changed:
            return True
        if not self.configured and sorted(discover_schema(top / self.repository.prefix)) != sorted(self.named):
            return False
        inside = self.inside
        there = {path for source in inside for path in survey.work_tree.files(source)}
        changed = {path for path in survey.changed if any(is_at_or_below(path, source) for source in inside)}
        return not changed and all(path in survey.files for path in there if survey.wanted.is_schema(path))

    def _from_top(self, source: str) -> str | None:
        if "://" in source:
            return None
        top = self.repository.top
        path = Path(os.path.normpath(self.root / source))
        return path.relative_to(top).as_posix() if path.is_relative_to(top) and path != top else None


def sources_of(repository: Repository, config: Config, schema: LoadedSchema) -> Sources:
    """The sources that ``schema`` was loaded from by this configuration."""
    named = config.schema or tuple(entry.path for entry in schema.entries)
    return Sources(tuple(named), bool(config.schema), config.root, repository)
