"""Configuration: ``load_config(paths, overrides)`` gives the one :class:`Config` of a run, or raises :class:`ConfigError`."""

from __future__ import annotations

from xref.config.errors import ConfigError, Problem
from xref.config.load import load_config
from xref.config.model import Config, Database, Sink
from xref.config.root import find_root

__all__ = ["Config", "ConfigError", "Database", "Problem", "Sink", "find_root", "load_config"]
