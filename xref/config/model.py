"""The configuration of a run: one frozen value, made once. The field of the key ``max-file-size`` is ``max_file_size``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xref.finding import Severity

EVERY_RULE = "all"
"""What ``select`` may say for every rule, also those that are off by default."""


@dataclass(frozen=True, slots=True)
class Sink:
    """A call or a tag that sends SQL: ``call`` as it is written (``runQuery``, ``db.raw``), and which argument is what.

    ``text`` is the 0-based argument that holds the SQL, ``parameters`` the one that holds the values, None when there is none.
    ``dialect`` is ``postgresql``, or ``other`` for one that is not to be looked at.
    """

    call: str
    text: int = 0
    parameters: int | None = 1
    dialect: str = "postgresql"


@dataclass(frozen=True, slots=True)
class Database:
    """One of several databases: the files (globs) and sinks that speak to it, and its schema sources.

    A file that a connection comes from counts as one that speaks to it. What no database claims belongs to ``Config.schema``.
    """

    name: str
    paths: tuple[str, ...] = ()
    sinks: tuple[Sink, ...] = ()
    schema: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """What a run was asked to do. Paths are absolute and resolved; globs are relative to ``root``, as in .gitignore.

    ``paths`` are what findings are shown for. ``schema`` is empty when the sources are to be discovered, and entries are
    absolute paths or URLs. ``select`` is None for the default rules. ``max_file_size`` is bytes, ``min_coverage`` percent.
    ``naming`` maps a glob to the layer that maps names there (``camelCase``). ``origins`` says of each key where its value is
    from: ``default``, ``xref.toml:3`` or the option.
    """

    root: Path
    paths: tuple[Path, ...] = ()
    file: Path | None = None
    required_version: str | None = None
    schema: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    search_path: tuple[str, ...] = ()
    pg_version: int = 18
    external_schemas: tuple[str, ...] = ()
    sinks: tuple[Sink, ...] = ()
    databases: tuple[Database, ...] = ()
    naming: Mapping[str, str] = field(default_factory=dict)
    tenant_column: str | None = None
    id_exceptions: tuple[str, ...] = ()
    type_mapping: Mapping[str, str] = field(default_factory=dict)
    min_coverage: float | None = None
    max_file_size: int = 1_000_000
    max_variants: int = 64
    cache_dir: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
