"""Dumps among the SQL: telling one, and which migrations it already holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from xref.source import SourceFile

_HEADER = re.compile(r"^-- PostgreSQL database (?:cluster )?dump\b", re.MULTILINE)
_DUMP_NAMES = frozenset(("schema.sql", "structure.sql", "dump.sql", "schema_dump.sql", "schema-dump.sql", "db_dump.sql"))
_DATED = re.compile(r"^-- (?:Dumped|Started|Completed) on (?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.MULTILINE)
_DATE_IN_NAME = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[-_]?(?P<month>0[1-9]|1[0-2])[-_]?(?P<day>0[1-9]|[12]\d|3[01])")
_EPOCH_IN_NAME = re.compile(r"(?P<seconds>1[0-9]{9})(?:\d{3})?(?!\d)")
_VERSIONS = re.compile(
    r"^(?:INSERT INTO|COPY) [^\n;(]*(?:migrations?|versions?)\b[^\n;(]*\([^)]*\)(?P<values>[^;]*);",
    re.MULTILINE | re.IGNORECASE,
)
_VERSION = re.compile(r"(?<=')\d+(?=')")
_LEADING_VERSION = re.compile(r"[Vv]?(?P<version>\d+)")
_HEAD = 4096


def is_dump(file: SourceFile) -> bool:
    """Whether a .sql file is a dump of a whole schema: by pg_dump's header, or by one of the names that tools give theirs."""
    return _HEADER.search(file.text, 0, _HEAD) is not None or _base_name(file.path).lower() in _DUMP_NAMES


def migrations_after(dump: SourceFile, migrations: Sequence[SourceFile]) -> list[SourceFile] | None:
    """The migrations that the dump does not hold yet; None when it does not say which it holds.

    A dump says so by the versions that it lists (Rails, dbmate), else by its date, in its header or its name.
    """
    versions = {version for match in _VERSIONS.finditer(dump.text) for version in _VERSION.findall(match["values"])}
    if versions:
        return [file for file in migrations if _version(file.path) not in versions]
    date = _DATED.search(dump.text, 0, _HEAD) or _DATE_IN_NAME.search(_base_name(dump.path))
    days = [_day_of(file.path) for file in migrations]
    if date is None or None in days:
        return None
    return [file for file, day in zip(migrations, days, strict=True) if day and day > _day(date)]


def _base_name(path: str) -> str:
    return path.rpartition("/")[2]


def _version_name(path: str) -> str:
    """The name that carries a migration's version: the folder's, where every migration has one of its own."""
    folder, _, name = path.rpartition("/")
    return _base_name(folder) if name in ("migration.sql", "up.sql") else name


def _version(path: str) -> str:
    match = _LEADING_VERSION.match(_version_name(path))
    return match["version"] if match else ""


def _day_of(path: str) -> str | None:
    """The day that a migration's name states, as a date or as seconds or milliseconds since 1970."""
    name = _version_name(path)
    if dated := _DATE_IN_NAME.match(name):
        return _day(dated)
    since = _EPOCH_IN_NAME.match(name)
    return datetime.fromtimestamp(int(since["seconds"]), UTC).strftime("%Y%m%d") if since else None


def _day(match: re.Match[str]) -> str:
    return match["year"] + match["month"] + match["day"]
