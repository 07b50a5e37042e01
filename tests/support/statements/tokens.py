"""A statement as tokens, with the bracket structure that mutating and shrinking need. Made for the generator's own texts."""

from __future__ import annotations

import re
from typing import Final

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | \$\d+ | [A-Za-z_]\w* | 0x[0-9A-Fa-f]+ | \d[\w.]*(?:(?<=e)[+-]?\d+)? | \.\d+
    | :: | => | [-+*/<>=~!@\#%^&|`?]+ | [^\s]""",
    re.VERBOSE,
)
OPENING: Final = {"(": ")", "[": "]"}
_NO_SPACE_BEFORE: Final = frozenset({",", ")", "]", ".", "::", "["})
_NO_SPACE_AFTER: Final = frozenset({"(", "[", ".", "::"})
_BEFORE_BRACKET: Final = frozenset(
    [
        "IN",
        "ANY",
        "ALL",
        "EXISTS",
        "VALUES",
        "AND",
        "OR",
        "NOT",
        "ON",
        "USING",
        "SET",
        "AS",
        "WHERE",
        "SELECT",
        "FROM",
        "JOIN",
        "THEN",
        "WHEN",
        "ELSE",
        "BY",
        "OVER",
        "FILTER",
        "GROUP",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "LATERAL",
        "HAVING",
        "RETURNING",
        "ROLLUP",
        "SETS",
        "CONFLICT",
        "INTO",
        "LIKE",
        "ILIKE",
        "TO",
        "BETWEEN",
        "CASE",
        "LIMIT",
    ]
)


def tokens_of(text: str) -> list[str]:
    """The tokens of a statement."""
    return _TOKEN.findall(text)


def joined(tokens: list[str]) -> str:
    """A text of these tokens, with blanks where people put them."""
    parts: list[str] = []
    previous = ""
    for token in tokens:
        if parts and _blank_between(previous, token):
            parts.append(" ")
        parts.append(token)
        previous = token
    return "".join(parts)


def _blank_between(previous: str, token: str) -> bool:
    if token in _NO_SPACE_BEFORE or previous in _NO_SPACE_AFTER:
        return False
    if token == "(":
        word = previous[0].isalpha() or previous[0] in '_"'
        return not word or previous.upper() in _BEFORE_BRACKET
    return True


def closing(tokens: list[str], start: int) -> int:
    """The index of the bracket that closes the one at ``start``; the last index when none does."""
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index] in OPENING:
            depth += 1
        elif tokens[index] in (")", "]"):
            depth -= 1
            if depth == 0:
                return index
    return len(tokens) - 1


def balanced(tokens: list[str]) -> bool:
    """Whether every bracket is closed, in order."""
    depth = 0
    for token in tokens:
        depth += (token in OPENING) - (token in (")", "]"))
        if depth < 0:
            return False
    return depth == 0


def elements(tokens: list[str], start: int, end: int) -> list[tuple[int, int]]:
    """The comma-separated elements between two indexes, as ranges; commas inside brackets do not count."""
    found = []
    depth = 0
    begin = start
    for index in range(start, end):
        depth += (tokens[index] in OPENING) - (tokens[index] in (")", "]"))
        if tokens[index] == "," and depth == 0:
            found.append((begin, index))
            begin = index + 1
    return [*found, (begin, end)]
