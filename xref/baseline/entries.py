"""Reading a baseline's entries with the line of each, which the json module does not give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from xref.config import ConfigError, Problem

VERSION = 1
"""The version of the format; it counts up when a reader of the one before would misread it."""

_SPACE = re.compile(r"[ \t\r\n]*")
_FIELDS = {"path": (str,), "rule": (str,), "subject": (str, type(None)), "count": (int,)}
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file: how many findings of a rule about a subject are accepted in a file."""

    path: str
    rule: str
    subject: str | None
    count: int


def parse_entries(text: str, name: str, advice: str) -> Iterator[tuple[int, Entry]]:
    """The entries, each with its line. Raises ConfigError with the line of the first thing that is wrong."""
    cursor = _Cursor(text, name, advice)
    cursor.expect("{")
    members: set[str] = set()
    while not cursor.take("}"):
        if members:
            cursor.expect(",")
        start = cursor.offset
        member = cursor.value()
        cursor.expect(":")
        if not isinstance(member, str) or member in members:
            cursor.fail("is no baseline: a name is missing or is there twice", start)
        members.add(member)
        if member == "findings":
            _require_version(cursor, members)
            yield from _entries(cursor)
        else:
            _check_version(member, cursor)
    _require_version(cursor, members)
    if "findings" not in members:
        cursor.fail('is no baseline: it has no "findings"', 0)
    if cursor.offset != len(text):
        cursor.fail("has something after its end", cursor.offset)


def _require_version(cursor: _Cursor, members: set[str]) -> None:
    if "baseline" not in members:
        cursor.fail('is no baseline: it does not say first which version of one it is ("baseline": 1)', 0)


def _check_version(member: str, cursor: _Cursor) -> None:
    start = cursor.offset
    value = cursor.value()
    if member != "baseline" or (value == VERSION and type(value) is int):
        return
    if isinstance(value, int) and value > VERSION:
        cursor.fail("is of a later version of xref", start, "install the xref that wrote it, or a newer one")
    cursor.fail(f"is no baseline of version {VERSION}", start)


def _entries(cursor: _Cursor) -> Iterator[tuple[int, Entry]]:
    cursor.expect("[")
    count = 0
    while not cursor.take("]"):
        if count:
            cursor.expect(",")
        count += 1
        start = cursor.offset
        yield cursor.line(start), _entry(cursor.value(), start, cursor)


def _entry(value: Any, start: int, cursor: _Cursor) -> Entry:
    if not isinstance(value, dict) or set(value) != set(_FIELDS):
        cursor.fail(f"an entry must have {', '.join(_FIELDS)} and nothing else", start)
    for name, types in _FIELDS.items():
        if type(value[name]) not in types:
            wanted = {"subject": "a string or null", "count": "a whole number"}.get(name, "a string")
            cursor.fail(f"{name} must be {wanted}", start)
    if not 0 < value["count"] <= _MOST:
        cursor.fail(f"count must be between 1 and {_MOST:,}", start)
    return Entry(**value)


class _Cursor:
    """Where reading is: an offset in the text, always at something that is no white space."""

    def __init__(self, text: str, name: str, advice: str) -> None:
        self.text = text
        self._name = name
        self._advice = advice
        self._decoder = json.JSONDecoder()
        self._lines = (0, 1)
        self.offset = 0
        self._skip(0)

    def take(self, character: str) -> bool:
        """Whether the character stands here; if so, goes on behind it."""
        if not self.text.startswith(character, self.offset):
            return False
        self._skip(self.offset + 1)
        return True

    def expect(self, character: str) -> None:
        """Goes on behind the character. Raises ConfigError when it is not here."""
        if not self.take(character):
            what = "not valid JSON" if self.offset else "is no baseline"
            self.fail(f'{what}: there must be "{character}"', self.offset)

    def value(self) -> Any:
        """The value that stands here. Raises ConfigError when there is none."""
        try:
            value, end = self._decoder.raw_decode(self.text, self.offset)
        except json.JSONDecodeError as error:
            self.fail(f"not valid JSON: {error.msg[0].lower()}{error.msg[1:]}", error.pos)
        except RecursionError:
            self.fail("values are nested too deeply", self.offset)
        except ValueError:
            self.fail("a number is too long", self.offset)
        self._skip(end)
        return value

    def line(self, offset: int) -> int:
        """The 1-based line of an offset; quick for offsets that only grow."""
        known, line = self._lines if offset >= self._lines[0] else (0, 1)
        line += self.text.count("\n", known, offset)
        self._lines = (offset, line)
        return line

    def fail(self, message: str, offset: int, advice: str | None = None) -> NoReturn:
        """Raises ConfigError for what stands at an offset."""
        if self.text.startswith(("<<<<<<<", "=======", ">>>>>>>"), offset):
            message = "has the marks of a merge that failed"
        raise ConfigError(Problem(message, self._name, self.line(offset), help=advice or self._advice))

    def _skip(self, offset: int) -> None:
        space = _SPACE.match(self.text, offset)
        self.offset = space.end() if space else offset
