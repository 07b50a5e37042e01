"""Checking settings: each key known, each value of its type, each rule one that there is, and nothing outside the root."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from xref import __version__
from xref.config.errors import Problem
from xref.config.keys import READERS, WrongValueError
from xref.config.model import EVERY_RULE
from xref.config.spelling import did_you_mean
from xref.config.toml import TomlFile
from xref.config.version import satisfies

RuleNames = Callable[[], Collection[str]]
Settings = dict[str, Any]

_RULE_LISTS = ("select", "extend-select", "ignore")


def read_file(toml: TomlFile, rules: RuleNames | None) -> tuple[Settings, list[Problem]]:
    """The settings of a file, and what is wrong with the others, in order of line."""
    settings: Settings = {}
    problems = []
    for key, value in toml.values.items():
        if key not in READERS:
            advice = did_you_mean(key, READERS) or '"xref scan --show-settings" lists the keys'
            problems.append(toml.problem(f'unknown key "{key}"', (key,), help=advice))
            continue
        try:
            settings[key] = _read(key, value, rules)
        except WrongValueError as error:
            shown = ".".join((key, *error.key))
            problems.append(toml.problem(f"{shown}: {error.message}", (key, *error.key), error.value, error.advice))
    return settings, sorted(problems, key=lambda problem: problem.line or 0)


def read_options(overrides: Mapping[str, object], rules: RuleNames | None) -> tuple[Settings, list[Problem]]:
    """The settings that options give, and what is wrong with the others."""
    settings: Settings = {}
    problems = []
    for key, value in overrides.items():
        try:
            settings[key] = _read(key, value, rules)
        except WrongValueError as error:
            problems.append(Problem(f"--{key}: {error.message}", help=error.advice))
    return settings, problems


def _read(key: str, value: object, rules: RuleNames | None) -> object:
    setting = READERS[key](value)
    for name, place in _named_rules(key, setting):
        _check_rule(name, place, rules)
    return setting


def _named_rules(key: str, value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rules that a setting names, each with the place inside the setting."""
    if key in _RULE_LISTS:
        yield from ((name, ()) for name in value if name != EVERY_RULE)
    elif key == "severity":
        yield from ((name, (name,)) for name in value)
    elif key == "per-file-ignores":
        yield from ((name, (glob,)) for glob, names in value.items() for name in names if name != EVERY_RULE)


def _check_rule(name: str, place: tuple[str, ...], rules: RuleNames | None) -> None:
    if rules is None or name in (known := rules()):
        return
    advice = did_you_mean(name, known) or '"xref rules" lists them'
    raise WrongValueError(f'there is no rule "{name}"', place, name if name not in place else None, advice)


def file_problems(toml: TomlFile, settings: Settings, root: Path) -> Iterator[Problem]:
    """What a file that came with the scanned tree may not do: ask for another version, leave the tree, open a connection."""
    if "required-version" in settings:
        yield from _version_problems(toml, settings["required-version"])
    listed = [("schema", entry) for entry in settings.get("schema", ())]
    listed += [("databases", entry) for database in settings.get("databases", ()) for entry in database.schema]
    for key, entry in listed:
        if "://" in entry:
            yield toml.problem(f"{key}: a connection is not taken from a file", (key,), entry, "give it as --schema")
        elif not _is_inside(root, entry):
            yield toml.problem(f'{key}: "{entry}" is outside the root', (key,), entry, "give it as --schema")
    if "cache-dir" in settings and not _is_inside(root, settings["cache-dir"]):
        yield toml.problem(f'cache-dir: "{settings["cache-dir"]}" is outside the root', ("cache-dir",))


def _is_inside(root: Path, entry: str) -> bool:
    try:
        return (root / entry).resolve().is_relative_to(root)
    except (OSError, ValueError, RuntimeError):
        return False


def _version_problems(toml: TomlFile, required: str) -> Iterator[Problem]:
    key = ("required-version",)
    try:
        if not satisfies(__version__, required):
            yield toml.problem(f"xref {required} is required, and this is {__version__}", key, help="install the one required")
    except ValueError:
        yield toml.problem(f'required-version: "{required}" is not a version', key, help='use comparisons, as ">=0.1, <1"')
