"""Patterns as .gitignore has them (gitignore(5)), compiled to one regular expression for each run of patterns of one sign.

They decide a .gitignore, and ``include``, ``exclude`` and every other glob of the configuration. No pattern can make matching
slow: what a star takes is never taken back (atomic groups), which is right because the leftmost
match leaves most for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-\\/:-@\\[-`{-~",
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_ANY_DIRECTORIES = "(?:[^/]+/)*?"


class _NeverMatchesError(Exception):
    """The pattern is one that git lets match nothing: an unclosed bracket, a backslash at the end."""


class Patterns:
    """An ordered list of patterns of which the last that matches decides; ``!`` takes a match back."""

    def __init__(self, lines: Iterable[str], *, below: bool = False) -> None:
        """``below``: a pattern that matches a folder matches all that is in it too (for lists that do not prune a walk)."""
        compiled: list[_Compiled] = [entry for line in lines if (entry := _compile(line, below)) is not None]
        self._groups = [
            _Group(positive, list(group)) for positive, group in groupby(compiled, key=lambda pattern: pattern.positive)
        ][::-1]

    def __bool__(self) -> bool:
        return bool(self._groups)

    def decide(self, path: str) -> bool | None:
        """Whether the last pattern that matches ``path`` (a folder's ends in ``/``) is a positive one; None without a match."""
        name = path[path.rfind("/", 0, -1) + 1 :]
        for group in self._groups:
            if group.matches(path, name):
                return group.positive
        return None


class _Compiled(NamedTuple):
    """One pattern as a regular expression, for the whole path or for its last name alone."""

    positive: bool
    expression: str
    of_name: bool


class _Group:
    """Neighbouring patterns of one sign, whose order does not matter."""

    def __init__(self, positive: bool, patterns: list[_Compiled]) -> None:
        self.positive = positive
        self._of_name = _alternatives(pattern.expression for pattern in patterns if pattern.of_name)
        self._of_path = _alternatives(pattern.expression for pattern in patterns if not pattern.of_name)

    def matches(self, path: str, name: str) -> bool:
        if self._of_name is not None and self._of_name.match(name) is not None:
            return True
        return self._of_path is not None and self._of_path.match(path) is not None


def _alternatives(expressions: Iterable[str]) -> re.Pattern[str] | None:
    text = "|".join(expressions)
    return re.compile(text, re.DOTALL) if text else None


def config_globs(globs: Iterable[str]) -> Patterns:
    """The globs of a configuration: as in .gitignore, a folder's includes all below it, and ``{a,b}`` may be used."""
    return Patterns((expanded for glob in globs for expanded in _expand_braces(glob)), below=True)


def _expand_braces(glob: str, limit: int = 64) -> list[str]:
    done: list[str] = []
    pending = [glob]
    while pending:
        text = pending.pop()
        match = re.search(r"\{([^{}]*,[^{}]*)\}", text)
        if match is None or len(done) + len(pending) >= limit:
            done.append(text)
        else:
            pending += [text[: match.start()] + choice + text[match.end() :] for choice in reversed(match[1].split(","))]
    return done


def _compile(line: str, below: bool) -> _Compiled | None:
    pattern = _without_trailing_spaces(line.rstrip("\r\n"))
    if not pattern or pattern.startswith("#"):
        return None
    positive = not pattern.startswith("!")
    pattern = pattern.removeprefix("!")
    only_directories = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    if not pattern:
        return None
    of_name = "/" not in pattern and not below
    try:
        body = _segment(pattern) if of_name else _body(pattern)
    except _NeverMatchesError:
        return None
    end = ("/" if only_directories else "(?:/|\\Z)") if below else ("/\\Z" if only_directories else "/?\\Z")
    return _Compiled(positive, f"(?:{body}{end})", of_name)


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if backslashes % 2 and len(stripped) < len(line) else stripped


def _body(pattern: str) -> str:
    """The regular expression of a pattern without its sign, from the start of the path."""
    if "/" not in pattern:
        return _ANY_DIRECTORIES + _segment(pattern)
    units: list[list[str]] = [[]]
    for segment in pattern.removeprefix("/").split("/"):
        if len(segment) > 1 and not segment.strip("*"):
            units.append([])
        else:
            units[-1].append(_segment(segment))
    return _join(units)


def _join(units: list[list[str]]) -> str:
    """Runs of segments with ``**`` between them. A run in the middle is matched leftmost, for good."""
    first, *rest = units
    text = "".join(segment + "/" for segment in first) if rest else "/".join(first)
    last = len(rest) - 1
    for index, unit in enumerate(rest):
        if index < last and unit:
            text += f"(?>{_ANY_DIRECTORIES}{''.join(segment + '/' for segment in unit)})"
        elif index == last:
            text += _ANY_DIRECTORIES + "/".join(unit) if unit else "(?:[^/]+/)*[^/]+"
    return text


def _segment(segment: str) -> str:
    """One name of a path: literal characters, ``?``, ``[...]`` and stars."""
    parts = [""]
    index = 0
    while index < len(segment):
        character = segment[index]
        index += 1
        if character == "*":
            if parts[-1] or len(parts) == 1:
                parts.append("")
        elif character == "?":
            parts[-1] += "[^/]"
        elif character == "[":
            text, index = _bracket(segment, index)
            parts[-1] += text
        else:
            if character == "\\":
                if index == len(segment):
                    raise _NeverMatchesError
                character = segment[index]
                index += 1
            parts[-1] += re.escape(character)
    if len(parts) == 1:
        return parts[0]
    first, *middle, last = parts
    nonempty = "" if first else "(?=[^/])"
    return nonempty + first + "".join(f"(?>[^/]*?{part})" for part in middle) + f"[^/]*{last}"


def _bracket(segment: str, index: int) -> tuple[str, int]:
    """A bracket expression from after its ``[``, and the offset after its ``]``."""
    negated = segment[index : index + 1] in ("!", "^")
    start = index = index + negated
    members = ""
    while True:
        if index >= len(segment):
            raise _NeverMatchesError
        if segment[index] == "]" and index > start:
            break
        named = re.compile(r"\[:(\w+):\]").match(segment, index)
        if named is not None:
            if named[1] not in _CLASSES:
                raise _NeverMatchesError
            members += _CLASSES[named[1]]
            index = named.end()
            continue
        low, index = _member(segment, index)
        high = low
        if segment[index : index + 1] == "-" and segment[index + 1 : index + 2] not in ("]", ""):
            high, index = _member(segment, index + 1)
        members += f"{re.escape(low)}-{re.escape(max(low, high))}"
    if not members:
        return ("[^/]" if negated else "(?!)"), index + 1
    return f"(?!/)[{'^' if negated else ''}{members}]", index + 1


def _member(segment: str, index: int) -> tuple[str, int]:
    if segment[index] == "\\":
        index += 1
    if index >= len(segment):
        raise _NeverMatchesError
    return segment[index], index + 1
