"""Patterns as .gitignore has them (gitignore(5)), by pathspec: for ignore files and every glob of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MOST_STARS = 4
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")


class Patterns:
    """An ordered list of patterns of which the last that matches decides; ``!`` takes a match back.

    A name of a pattern with more than four stars is one that nobody writes and that would make matching slow (each star tries
    every length): such a pattern matches nothing, as one with an unclosed bracket does in git.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = [line for line in lines if line.strip() and not line.startswith("#") and _is_quick(line)]
        self._compiled: GitIgnoreSpec | None = None

    def __bool__(self) -> bool:
        return bool(self._lines)

    def decide(self, path: str) -> bool | None:
        """Whether the last pattern that matches ``path`` (a folder's ends in ``/``) is a positive one; None without a match."""
        if not self._lines:
            return None
        if self._compiled is None:
            self._compiled = _compile(self._lines)
        return self._compiled.check_file(path).include


def _is_quick(pattern: str) -> bool:
    names = pattern.split("/")
    return all(name.count("*") <= _MOST_STARS for name in names) and names.count("**") <= _MOST_STARS


def _compile(lines: list[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # late: it costs as much to import as all else that finds files

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def config_globs(globs: Iterable[str]) -> Patterns:
    """The globs of a configuration: as in .gitignore, a folder's includes all below it, and ``{a,b}`` may be used."""
    return Patterns(expanded for glob in globs for expanded in _expand_braces(glob))


def _expand_braces(glob: str, limit: int = 64) -> list[str]:
    done: list[str] = []
    pending = [glob]
    while pending:
        text = pending.pop()
        match = _BRACES.search(text)
        if match is None or len(done) + len(pending) >= limit:
            done.append(text)
        else:
            pending += [text[: match.start()] + choice + text[match.end() :] for choice in reversed(match[1].split(","))]
    return done
