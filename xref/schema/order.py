"""Migration files: in which order they run, and which part of one is the way up."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = re.compile(r"\d+")
_VERSION = re.compile(r"[vVuU]?(\d+(?:[-._]\d+)*)")
_REPEATABLE = re.compile(r"R__", re.IGNORECASE)
_FILE_NAMES = frozenset({"migration.sql", "up.sql", "down.sql"})
_MARKER = re.compile(
    r"""
    ^[ \t]*(?:--|/\*)[ \t]*(?:
        (?P<down> (?:\+goose|\+migrate|migrate:)[ \t]*down | !down\b | [#@/ ]*down[ \t]+migration | down\b[ \t:]*$
          | //@UNDO | rollback\b[ \t]*$ )
      | (?P<up> (?:\+goose|\+migrate|migrate:)[ \t]*up | !up\b | [#@/ ]*up[ \t]+migration | up\b[ \t:]*$ )
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_NOT_LINE_END = re.compile(r"[^\r\n]")


def order_migrations(paths: Sequence[str]) -> list[str]:
    """The paths of a migrations folder's SQL files in the order in which they run, without the ways down.

    They go by folder, then by the version or date that the name starts with, compared as numbers (2 before 10, ``V1.2`` before
    ``V1.10``), then by name. A folder that starts with a version counts as one (``20240101_x/migration.sql``). Names without a
    version come last, Flyway's repeatable ``R__x.sql`` after them.
    """
    return sorted((path for path in paths if not is_way_down(path)), key=_key)


def is_way_down(path: str) -> bool:
    """Whether a file is the second of a pair ``x.up.sql`` and ``x.down.sql``, a Flyway undo, or ``down.sql`` in a folder."""
    name = path.rpartition("/")[2].lower()
    return name.endswith((".down.sql", "_down.sql")) or name == "down.sql" or bool(re.match(r"u\d[\d._]*__", name))


def _key(path: str) -> tuple[object, ...]:
    folder, _, name = path.rpartition("/")
    if name.lower() in _FILE_NAMES and folder:
        folder, _, name = folder.rpartition("/")
    version = _version(name)
    rank = 0 if version else 2 if _REPEATABLE.match(name) else 1
    return ([_natural(part) for part in folder.split("/")], rank, version, _natural(name), path)


def _version(name: str) -> tuple[int, ...]:
    """The numbers that a name starts with: ``V1.2__x`` is (1, 2), ``2026-02-11-x`` (2026, 2, 11)."""
    match = _VERSION.match(name)
    return tuple(int(number) for number in _DIGITS.findall(match.group(1))) if match else ()


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that compares runs of digits as numbers."""
    parts = re.split(r"(\d+)", text.lower())
    return tuple((int(part), "") if part.isdigit() and part.isascii() else (-1, part) for part in parts)


def up_part(text: str) -> str:
    """A migration's text with its Down sections blanked: length, lines and the offsets of the rest stay as they are.

    Known markers: ``-- Down Migration``, ``-- +goose Down``, ``-- +migrate Down``, ``-- migrate:down``, ``--!DOWN``,
    ``-- Down`` alone on its line, ``--//@UNDO``; an Up marker after one ends the section.
    """
    parts: list[str] = []
    done = 0
    down = False
    for match in _MARKER.finditer(text):
        part = text[done : match.start()]
        parts.append(_NOT_LINE_END.sub(" ", part) if down else part)
        done = match.start()
        down = match.group("down") is not None
    rest = text[done:]
    return "".join([*parts, _NOT_LINE_END.sub(" ", rest) if down else rest])
