"""What ``--show-settings`` and ``--show-files`` print, and why nothing was analysed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xref.config import Config
from xref.config.keys import READERS
from xref.discovery import EXTENSIONS, discover, skipped_by_reason
from xref.terminal import escape_control


def settings(config: Config) -> str:
    """Every setting with its value and where it is from."""
    rows = [("root", str(config.root), ""), ("paths", _shown(config.paths, config.root), "")]
    for key in READERS:
        value = getattr(config, key.replace("-", "_"))
        rows.append((key, _shown(value, config.root), config.origins.get(key, "default")))
    widest = max(len(key) for key, _, _ in rows)
    lines = [f"{key:<{widest}}  {value}" + (f"  ({origin})" if origin else "") for key, value, origin in rows]
    return "\n".join(escape_control(line) for line in lines) + "\n"


def _shown(value: object, root: Path) -> str:
    if value is None:
        return "-"
    if isinstance(value, Path):
        return value.relative_to(root).as_posix() if value.is_relative_to(root) else str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(entry, root)}" for name, entry in value.items()) or "-"
    if isinstance(value, tuple):
        return ", ".join(_shown(entry, root) for entry in value) or "-"
    return str(value)


def files(config: Config) -> tuple[str, int]:
    """The files that would be read and what is left out, as text; and how many are read."""
    discovery = discover(config)
    lines = [file.path for file in discovery.files]
    lines += [f"left out: {entry.path} ({entry.reason})" for entry in discovery.skipped]
    lines += [f"{it.level}: {it.path}: {it.message}" for it in discovery.diagnostics]
    count = len(discovery.files)
    lines.append(f"{count} file{'' if count == 1 else 's'} to read, {len(discovery.skipped)} left out")
    return "\n".join(escape_control(line) for line in lines) + "\n", count


def why_nothing(config: Config) -> str:
    """What to do when no file was read."""
    left_out = ", ".join(f"{count} {reason}" for reason, count in skipped_by_reason(discover(config)))
    if left_out:
        return f"left out were: {left_out}; --show-files lists them"
    return f"there is no {', '.join(EXTENSIONS)} file at the paths given"
