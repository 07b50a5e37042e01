"""The baseline's file: JSON with one entry a line, sorted, so that its diff and its merges read well.

An entry counts the findings of one rule about one subject in one file. It has no line in it: code that moves stays accepted.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from xref.baseline.entries import VERSION, parse_entries
from xref.config import ConfigError, Problem
from xref.finding import Finding
from xref.terminal import escape_control

FILE_NAME = "xref-baseline.json"
"""The file in the root that is written unless another is named."""

_MOST_BYTES = 64 * 1024 * 1024
_WRITE_ANEW = '"xref baseline write" writes it anew'


class Key(NamedTuple):
    """What is counted: the findings of a rule about a subject (None: it has none) in a file."""

    path: str
    rule: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of each kind are accepted. ``name`` is the file as people are told it."""

    name: str
    counts: Mapping[Key, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many findings are accepted in all."""
        return sum(self.counts.values())


def key_of(finding: Finding) -> Key:
    """Where a finding counts."""
    return Key(finding.location.path, finding.rule, finding.subject)


def counted(findings: Iterable[Finding]) -> dict[Key, int]:
    """The counts that accept exactly these findings."""
    return dict(Counter(map(key_of, findings)))


def read_baseline(path: Path) -> Baseline:
    """The baseline at ``path``. Raises ConfigError, with the line, for what is none."""
    name = str(path)
    text = _decoded(_bytes(path, name), name)
    counts: dict[Key, int] = {}
    for line, entry in parse_entries(text, name, _WRITE_ANEW):
        key = Key(entry.path, entry.rule, entry.subject)
        if key in counts:
            raise ConfigError(Problem("lists the same path, rule and subject twice", name, line, help=_WRITE_ANEW))
        counts[key] = entry.count
    return Baseline(name, counts)


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.exists():
            raise ConfigError(Problem(f"there is no baseline {name}", help='"xref baseline write" writes one'))
        if not path.is_file():
            raise ConfigError(Problem("is not a regular file", name))
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except ValueError:
        raise ConfigError(Problem(f"not a path: {name}")) from None
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read: {error.strerror}", name)) from None
    if len(content) > _MOST_BYTES:
        raise ConfigError(Problem(f"is larger than {_MOST_BYTES // (1024 * 1024)} MB, which is no baseline", name))
    return content


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(Problem("is not UTF-8", name, line, help=_WRITE_ANEW)) from None


def write_baseline(path: Path, counts: Mapping[Key, int]) -> None:
    """Writes the file, all of it or nothing. Raises ConfigError when it cannot be, or when it is a file of something else."""
    if not path.name or path.is_dir():
        raise ConfigError(Problem(f"{path} is a folder", help="name a file"))
    _refuse_another(path)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        # A new file takes the old one's place: what a link of that name leads to is not written.
        with new.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(rendered(counts))
        new.replace(path)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            new.unlink()
        raise ConfigError(Problem(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")) from None


def _refuse_another(path: Path) -> None:
    """A slip such as ``--baseline package.json`` must not cost a file. One with the marks of a failed merge may be replaced."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4_096)
    except (OSError, ValueError):
        return
    if start.strip() and b'"xref"' not in start:
        raise ConfigError(Problem(f"{path} is no baseline, and is left as it is", help="name another file, or remove it"))


def rendered(counts: Mapping[Key, int]) -> str:
    """The text of the file."""
    rows = sorted(counts.items(), key=lambda item: (item[0].path, item[0].rule, item[0].subject or ""))
    entries = ",\n".join(f"    {_entry(key, count)}" for key, count in rows if count > 0)
    listed = f"[\n{entries}\n  ]" if entries else "[]"
    return f'{{\n  "tool": "xref",\n  "baseline": {VERSION},\n  "findings": {listed}\n}}\n'


def _entry(key: Key, count: int) -> str:
    entry = {"path": key.path, "rule": key.rule, "subject": key.subject, "count": count}
    text = json.dumps(entry, ensure_ascii=False)
    return text if escape_control(text) == text else json.dumps(entry)
