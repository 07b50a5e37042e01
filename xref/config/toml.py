"""TOML files with the lines of their keys, which tomllib does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xref.config.errors import ConfigError, Problem

Key = tuple[str, ...]

_MAXIMUM_BYTES = 1_000_000
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HEADER = re.compile(r"\s*\[\[?\s*([^]\n]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=(.*)""", re.DOTALL)
_PART = re.compile(r"""[\w-]+|"([^"]*)"|'([^']*)'""")


@dataclass(frozen=True)
class TomlFile:
    """A parsed TOML file: where it is, what it is called in messages, its text, and its values below ``prefix``."""

    path: Path
    name: str
    text: str
    prefix: Key
    values: Mapping[str, object]

    def line(self, key: Key, value: str | None = None) -> int | None:
        """The line of a key (or of the nearest one above it), or of a string inside what the key holds."""
        lines = dict(reversed(list(_key_lines(self.text))))
        path = self.prefix + key
        while path and path not in lines:
            path = path[:-1]
        start = lines.get(path)
        if start is None or value is None:
            return start
        quoted = (f'"{value}"', f"'{value}'")
        rest = self.text.split("\n")[start - 1 :]
        return next((start + index for index, line in enumerate(rest) if any(text in line for text in quoted)), start)

    def problem(self, message: str, key: Key, value: str | None = None, help: str | None = None) -> Problem:  # noqa: A002
        """A problem at the line of a key or of a value in it."""
        return Problem(message, self.name, self.line(key, value), help=help)


def parse_toml(path: Path, name: str, prefix: Key = ()) -> TomlFile:
    """The file's values below ``prefix`` (empty when it has no such table). Raises ConfigError for what cannot be parsed."""
    import tomllib

    text = _read(path, name)
    try:
        values: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax_problem(str(error), text, name)) from None
    except RecursionError:
        raise ConfigError(Problem("values are nested too deeply", name)) from None
    for part in prefix:
        values = values.get(part, {}) if isinstance(values, dict) else {}
    if not isinstance(values, dict):
        raise ConfigError(Problem(f"{'.'.join(prefix)} is not a table", name))
    return TomlFile(path, name, text, prefix, values)


def _read(path: Path, name: str) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAXIMUM_BYTES + 1)
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read: {error.strerror}", name)) from None
    if len(content) > _MAXIMUM_BYTES:
        raise ConfigError(Problem("is larger than 1 MB, which is no configuration", name))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(Problem("is not UTF-8", name, line, help="save it as UTF-8")) from None


def _syntax_problem(message: str, text: str, name: str) -> Problem:
    place = _PLACE.search(message)
    words = f"not valid TOML: {_PLACE.sub('', message)}"
    if place is None:
        return Problem(words, name)
    if place[1] is None:
        return Problem(words, name, text.count("\n") + 1)
    return Problem(words, name, int(place[1]), int(place[2]))


def _key_lines(text: str) -> Iterator[tuple[Key, int]]:
    """Every key that starts a line, with the tables that it stands in, and every table header; none in multi-line strings."""
    table: Key = ()
    closing: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        header = _HEADER.match(line)
        if header is not None:
            table = _parts(header[1])
            yield table, number
            continue
        assignment = _ASSIGNMENT.match(line)
        if assignment is not None:
            yield table + _parts(assignment[1]), number
            closing = next((quote for quote in ('"""', "'''") if assignment[2].count(quote) == 1), None)


def _parts(dotted: str) -> Key:
    return tuple(
        match[1] if match[1] is not None else match[2] if match[2] is not None else match[0] for match in _PART.finditer(dotted)
    )
