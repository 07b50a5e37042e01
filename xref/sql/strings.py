"""What the escape sequences in PostgreSQL's strings and identifiers mean (manual, 4.1.2.2 and 4.1.2.3)."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|''", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _meaning(match: re.Match[str]) -> str:
    escape = match[0]
    if escape == "''":
        return "'"
    letter, digits = escape[1], escape[2:]
    if letter in "xuU" and digits:
        return _character(int(digits, 16))
    if letter in "01234567":
        return _character(int(escape[1:], 8))
    return _LETTERS.get(letter, letter)


def unescape(body: str) -> str:
    """The text of an ``E'...'`` body."""
    return _ESCAPE.sub(_meaning, body) if "\\" in body or "''" in body else body


def unescape_unicode(body: str, escape: str) -> str:
    """The text of a ``U&'...'`` or ``U&"..."`` body, quotes undoubled already; ``escape`` is its escape character."""
    sign = re.escape(escape)
    pattern = re.compile(rf"{sign}(?:{sign}|\+([0-9A-Fa-f]{{6}})|([0-9A-Fa-f]{{4}}))")
    return pattern.sub(lambda found: _character(int(found[1] or found[2], 16)) if found[1] or found[2] else escape, body)
