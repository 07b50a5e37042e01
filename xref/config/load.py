"""Loading: options over the file over the defaults, everything checked, every setting with its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xref.config.check import RuleNames, Settings, file_problems, read_file, read_options
from xref.config.errors import ConfigError, Problem
from xref.config.keys import READERS
from xref.config.model import Config
from xref.config.root import PYPROJECT, PYPROJECT_PREFIX, config_file, existing, find_root
from xref.config.toml import TomlFile, parse_toml

_NO_OVERRIDES: Mapping[str, object] = {}
_ADDED = ("extend-select", "ignore")


def load_config(
    paths: Sequence[Path | str] = (),
    overrides: Mapping[str, object] = _NO_OVERRIDES,
    file: Path | None = None,
    rules: RuleNames | None = None,
) -> Config:
    """The configuration of a run over ``paths`` (the whole project when there are none).

    ``overrides`` are the options given, by the key of the configuration that they stand for (``{"fail-on": "warning"}``) and
    with values as TOML would have them. ``file`` replaces the configuration file of the root. ``rules`` gives the names of all
    rules, called only when the configuration names one; without it names are not checked. Raises ConfigError with every
    problem that was found.
    """
    given = [Path(path) for path in paths]
    root = find_root(given)
    toml = _toml(root, file)
    settings: Settings = {}
    problems: list[Problem] = []
    if toml is not None:
        settings, problems = read_file(toml, rules)
        problems = problems or list(file_problems(toml, settings, root))
    options, wrong_options = read_options(overrides, rules)
    if problems or wrong_options:
        raise ConfigError(*problems, *wrong_options)
    merged = _merged(_below(root, settings), _below(Path.cwd(), options))
    fields: dict[str, Any] = {key.replace("-", "_"): value for key, value in merged.items()}
    origins = _origins(toml, settings, options)
    return Config(root=root, paths=_paths(given, root), file=toml.path if toml else None, origins=origins, **fields)


def _toml(root: Path, file: Path | None) -> TomlFile | None:
    path = config_file(root) if file is None else existing(file)
    if path is None:
        return None
    if file is None and not path.resolve().is_relative_to(root):
        raise ConfigError(Problem("is a symbolic link that leaves the root", path.name, help="name it with --config instead"))
    name = path.name if file is None else str(file)
    return parse_toml(path, name, PYPROJECT_PREFIX if path.name == PYPROJECT else ())


def _below(base: Path, settings: Settings) -> Settings:
    """The settings with their relative paths made absolute."""
    absolute = dict(settings)
    if "schema" in settings:
        absolute["schema"] = _absolute(settings["schema"], base)
    if "databases" in settings:
        absolute["databases"] = tuple(
            replace(database, schema=_absolute(database.schema, base)) for database in settings["databases"]
        )
    if "cache-dir" in settings:
        absolute["cache-dir"] = base / settings["cache-dir"]
    return absolute


def _absolute(entries: Sequence[str], base: Path) -> tuple[str, ...]:
    return tuple(entry if "://" in entry else str(base / entry) for entry in entries)


def _merged(settings: Settings, options: Settings) -> Settings:
    """Options replace what the file says; but ``--select`` starts the choice of rules anew and the other two add to it."""
    kept = {key: value for key, value in settings.items() if "select" not in options or key not in _ADDED}
    wanted = options.get("extend-select", ())
    merged = {**kept, **options}
    for key in _ADDED:
        if key in kept:
            merged[key] = (*kept[key], *options.get(key, ()))
    if wanted and "ignore" in kept:
        merged["ignore"] = (*(name for name in kept["ignore"] if name not in wanted), *options.get("ignore", ()))
    return merged


def _origins(toml: TomlFile | None, settings: Settings, options: Settings) -> dict[str, str]:
    origins = dict.fromkeys(READERS, "default")
    if toml is not None:
        origins |= {key: f"{toml.name}:{toml.line((key,))}" for key in settings}
    if "select" in options:
        origins |= dict.fromkeys(_ADDED, "--select")
    for key in options:
        both = key in _ADDED and key in settings and "select" not in options
        origins[key] = f"{origins[key]}, --{key}" if both else f"--{key}"
    return origins


def _paths(given: Sequence[Path], root: Path) -> tuple[Path, ...]:
    """The paths, resolved. Raises ConfigError for one that is missing or outside the root."""
    found = {existing(path): path for path in given} or {root: root}
    for resolved, path in found.items():
        if not resolved.is_relative_to(root):
            message = f"{path} is outside the root, {root}"
            raise ConfigError(Problem(message, help="scan it in a run of its own, or put an xref.toml above both"))
    return tuple(found)
