"""Which rules run, how severe each is, and where one is ignored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.config.globs import Patterns, config_globs
from xref.config.model import EVERY_RULE, Config

if TYPE_CHECKING:
    from xref.rule import Rule


def selected_rules(config: Config, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that run, in their order, with the severity that the configuration gives them.

    ``select`` is what is on (the default: every rule that is enabled), ``extend-select`` adds, ``ignore`` takes away.
    """
    return tuple(
        replace(rule, severity=config.severity.get(rule.name, rule.severity)) for rule in rules if _is_selected(config, rule)
    )


def _is_selected(config: Config, rule: Rule) -> bool:
    if rule.name in config.ignore or EVERY_RULE in config.ignore:
        return False
    chosen = (*(config.select or ()), *config.extend_select)
    if rule.name in chosen or EVERY_RULE in chosen:
        return True
    return config.select is None and rule.enabled


class FileIgnores:
    """``per-file-ignores``, compiled once."""

    def __init__(self, config: Config) -> None:
        self._entries: list[tuple[Patterns, frozenset[str]]] = [
            (config_globs([glob]), frozenset(names)) for glob, names in config.per_file_ignores.items()
        ]

    def ignores(self, path: str, rule: str) -> bool:
        """Whether ``rule`` is ignored in the file at ``path`` (relative to the root, with ``/``)."""
        return any((rule in names or EVERY_RULE in names) and patterns.decide(path) for patterns, names in self._entries)
