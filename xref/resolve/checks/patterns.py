"""Patterns of LIKE and of ``~`` against a text, as far as they mean the same to every engine (manual, 9.7)."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = re.compile(
    r"""\^?(?:
        (?:[A-Za-z0-9_@/:\#,=!;%&'"<> -] | \. | \\[dws.+*?^$()\[\]{}|/@-]
         | \[\^?(?:[A-Za-z0-9_@/:\#,.=!;%&+*?()'"<>$ ] | -(?=[\]A-Za-z0-9]) | \\[dws.-])+-?\])
        (?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?
      | \( (?![?*]) | \) \?? | \|
    )*\$?""",
    re.VERBOSE | re.ASCII,
)
_LONGEST: Final = 200


def like(text: str, pattern: str, *, ignore_case: bool) -> bool | None:
    """Whether a text is LIKE a pattern; None where that hangs on more than both."""
    if len(pattern) > _LONGEST or len(text) > _LONGEST or pattern.count("%") > 3 or (ignore_case and not _ascii(text, pattern)):
        return None
    parts = []
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            index += 1
            if index == len(pattern):
                return None
            parts.append(re.escape(pattern[index]))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
        index += 1
    return re.fullmatch("".join(parts), text, re.DOTALL | (re.IGNORECASE if ignore_case else 0)) is not None


def matches(text: str, pattern: str, *, ignore_case: bool) -> bool | None:
    """Whether a regular expression matches somewhere in a text; None for one that is not plain."""
    if len(pattern) > _LONGEST or len(text) > _LONGEST or not _ascii(text, pattern) or "\n" in text:
        return None
    if not _PLAIN.fullmatch(pattern) or pattern.count("*") + pattern.count("+") > 8:
        return None
    # The end of the text is its very end.
    closed = pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith("\\$") else pattern
    try:
        found = re.compile(closed, re.ASCII | (re.IGNORECASE if ignore_case else 0))
    except re.error:
        return None
    return found.search(text) is not None


def _ascii(*texts: str) -> bool:
    return all(text.isascii() for text in texts)
