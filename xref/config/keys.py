"""The keys of a configuration and what each may hold.

A reader takes the value as TOML has it and gives the value of the field, or raises :class:`WrongValueError`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from xref.config.model import Database, Sink
from xref.config.spelling import did_you_mean
from xref.finding import Severity

Reader = Callable[[object], object]


class WrongValueError(Exception):
    """A value that cannot be used. ``key`` is where in a table it stands, ``value`` the text to look for in the file."""

    def __init__(self, message: str, key: tuple[str, ...] = (), value: str | None = None, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        self.value = value
        self.advice = advice


def kind_of(value: object) -> str:
    """What a TOML value is, in words."""
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")


def expected(wanted: str, value: object, key: tuple[str, ...] = ()) -> WrongValueError:
    """The error of a value of the wrong type."""
    return WrongValueError(f"must be {wanted}, not {kind_of(value)}", key)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise expected("a string", value)
    if not value.strip():
        raise WrongValueError("must not be empty")
    return value


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_string(value),)
    if not isinstance(value, list):
        raise expected("a string or a list of strings", value)
    for entry in value:
        if not isinstance(entry, str):
            raise WrongValueError(f"must be a list of strings, not of {kind_of(entry).split(' ', 1)[1]}s")
    return tuple(value)


def _integer(least: int, most: int) -> Reader:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise expected("a whole number", value)
        if not least <= value <= most:
            raise WrongValueError(f"must be between {least} and {most}, not {value}")
        return value

    return read


def _percentage(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise expected("a number of percent", value)
    if not 0 <= value <= 100:
        raise WrongValueError(f"must be between 0 and 100, not {value}")
    return float(value)


_UNITS = {"": 1, "B": 1, "KB": 1_000, "MB": 1_000_000, "KIB": 1 << 10, "MIB": 1 << 20}


def _size(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise expected('a number of bytes or a size such as "2 MB"', value)
    match = re.fullmatch(r"\s*(\d{1,12})\s*(B|KB|MB|KIB|MIB|)\s*", str(value).upper())
    if match is None or int(match[1]) == 0:
        raise WrongValueError(f'must be a number of bytes or a size such as "2 MB", not "{value}"')
    return int(match[1]) * _UNITS[match[2]]


def severity(value: object) -> Severity:
    """One of the three severities; there is no "off", which is what ``ignore`` is for."""
    if not isinstance(value, str):
        raise expected("error, warning or note", value)
    if value in ("off", "none", "ignore", "false"):
        raise WrongValueError(f'"{value}" is not a severity', value=value, advice='list the rule under "ignore" instead')
    try:
        return Severity(value)
    except ValueError:
        advice = did_you_mean(value, list(Severity)) or "use error, warning or note"
        raise WrongValueError(f'"{value}" is not a severity', value=value, advice=advice) from None


def _table_of(read: Reader) -> Reader:
    def read_table(value: object) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise expected("a table", value)
        return {name: _inside(read, entry, (name,)) for name, entry in value.items()}

    return read_table


def _inside(read: Reader, value: object, key: tuple[str, ...]) -> object:
    """``read(value)``, with ``key`` put before the key that an error names."""
    try:
        return read(value)
    except WrongValueError as error:
        raise WrongValueError(error.message, key + error.key, error.value, error.advice) from None


_LAYERS = ("camelCase", "none")


def _naming(value: object) -> Mapping[str, str]:
    if isinstance(value, str):
        return {"**": _layer(value)}
    if not isinstance(value, dict):
        raise expected("a mapping layer or a table from globs to mapping layers", value)
    return {glob: str(_inside(_layer, entry, (glob,))) for glob, entry in value.items()}


def _layer(value: object) -> str:
    if not isinstance(value, str):
        raise expected('"camelCase" or "none"', value)
    if value not in _LAYERS:
        advice = did_you_mean(value, _LAYERS) or 'use "camelCase" or "none"'
        raise WrongValueError(f'"{value}" is not a mapping layer', value=value, advice=advice)
    return value


def _record(value: object, readers: Mapping[str, Reader], required: str) -> dict[str, object]:
    """A table with a fixed set of keys, as keyword arguments."""
    if not isinstance(value, dict):
        raise expected("a table", value)
    for key in value:
        if key not in readers:
            raise WrongValueError(
                f'unknown key "{key}"', (key,), advice=did_you_mean(key, readers) or f"known: {', '.join(readers)}"
            )
    if required not in value:
        raise WrongValueError(f'needs the key "{required}"')
    return {key: _inside(readers[key], entry, (key,)) for key, entry in value.items()}


def _sink(value: object) -> Sink:
    if isinstance(value, str):
        return Sink(_string(value))
    argument = _integer(0, 9)
    fields = _record(value, {"call": _string, "text": argument, "parameters": _parameters, "dialect": _dialect}, "call")
    return Sink(**fields)  # type: ignore[arg-type]  # each was read by the reader of its field


_DIALECTS = ("postgresql", "other")


def _dialect(value: object) -> str:
    if not isinstance(value, str):
        raise expected('"postgresql" or "other"', value)
    if value not in _DIALECTS:
        advice = did_you_mean(value, _DIALECTS) or 'use "postgresql" or "other"'
        raise WrongValueError(f'"{value}" is not a dialect', value=value, advice=advice)
    return value


def _parameters(value: object) -> object:
    return None if value is False else _integer(0, 9)(value)


def _sinks(value: object) -> tuple[Sink, ...]:
    if not isinstance(value, list):
        raise expected("a list of calls", value)
    return tuple(_sink(entry) for entry in value)


def _databases(value: object) -> tuple[Database, ...]:
    if not isinstance(value, list):
        raise expected("a list of tables ([[databases]])", value)
    readers = {"name": _string, "paths": _strings, "sinks": _sinks, "schema": _strings}
    return tuple(Database(**_record(entry, readers, "name")) for entry in value)  # type: ignore[arg-type]  # as above


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "required-version": _string,
        "schema": _strings,
        "include": _strings,
        "exclude": _strings,
        "select": _strings,
        "extend-select": _strings,
        "ignore": _strings,
        "per-file-ignores": _table_of(_strings),
        "severity": _table_of(severity),
        "fail-on": severity,
        "search-path": _strings,
        "pg-version": _integer(12, 99),
        "external-schemas": _strings,
        "sinks": _sinks,
        "databases": _databases,
        "naming": _naming,
        "tenant-column": _string,
        "id-exceptions": _strings,
        "type-mapping": _table_of(_string),
        "min-coverage": _percentage,
        "max-file-size": _size,
        "max-variants": _integer(1, 10_000),
        "cache-dir": _string,
    }
)
"""Every key of a configuration and how its value is read."""
