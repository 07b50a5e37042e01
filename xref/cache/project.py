"""The report of a whole project, served as long as nothing has changed that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xref.cache.digests import digest
from xref.cache.folder import REPORT, CacheFolder, prune
from xref.cache.inputs import Inputs, Noted, are_unchanged, listing, refreshed
from xref.cache.program import identity
from xref.cache.values import BrokenValueError, from_bytes, to_bytes
from xref.finding import Report

if TYPE_CHECKING:
    from xref.config import Config
    from xref.discovery import Discovery

CODE = "code"
SCHEMA = "schema"
_FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class Checked:
    """A report before a comparison or a baseline leaves findings out, and the paths of all files that were analysed."""

    report: Report
    known: frozenset[str] = field(default=frozenset())


def kept_report(folder: CacheFolder, config: Config) -> Checked | None:
    """What a run with this configuration gave, if everything that it read is as it was."""
    name = _name(config)
    content = folder.read(name)
    if content is None:
        return None
    try:
        record = from_bytes(content)
        files, listings, value = record if isinstance(record, tuple) and len(record) == 3 else ({}, None, b"")
        if listings is None or not _is_unchanged(files, listings, config):
            return None
        checked = from_bytes(value)
    except (BrokenValueError, TypeError, ValueError):
        return None
    if not isinstance(checked, Checked):
        return None
    fresh = refreshed(files)
    if fresh is not None:
        folder.write(name, to_bytes((fresh, listings, value)))
    return checked


def keep_report(folder: CacheFolder, config: Config, inputs: Inputs, checked: Checked) -> None:
    """Keeps what a run gave for the next one; not where a file changed while it was read."""
    if not inputs.spoiled:
        folder.write(_name(config), to_bytes((inputs.files, inputs.listings, to_bytes(checked))))
        prune(folder)


def _name(config: Config) -> str:
    return f"{REPORT}{digest(identity(), repr(config)).hex()}"


def _is_unchanged(files: Mapping[str, Noted], listings: Mapping[str, bytes], config: Config) -> bool:
    """Folders are looked at last: a file that is gone or changed is seen sooner."""
    return are_unchanged(files) and all(listing(_look(name, config)()) == found for name, found in listings.items())


def _look(name: str, config: Config) -> Callable[[], tuple[str, ...]]:
    """The look at the tree that has this name."""
    if name == CODE:
        from xref.discovery import discover

        return lambda: code_listing(discover(config))
    if name == SCHEMA:
        return lambda: schema_listing(config.root)
    from xref.schema.folders import sql_names

    return lambda: sql_names(Path(name.removeprefix(_FOLDER)))


def code_listing(discovery: Discovery) -> tuple[str, ...]:
    """The code that was found, as far as it makes a report."""
    said = (f"{one.level} {one.path} {one.line} {one.message}" for one in discovery.diagnostics)
    return (*(one.path for one in discovery.files), "", *(one.path for one in discovery.rest), "", *said)


def schema_listing(root: Path) -> tuple[str, ...]:
    """What the names of a project's files promise of a schema."""
    from xref.schema.discover import schema_names

    names = schema_names(root)
    return (*names.dumps, "", *names.folders, "", *names.documents)


def folder_name(folder: Path) -> str:
    """The name of the look at a folder of migrations."""
    return f"{_FOLDER}{folder}"
