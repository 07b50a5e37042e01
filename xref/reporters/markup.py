"""Untrusted text in GitHub's Markdown: shown as it is, in a code font, and never a link, a mention, a cell or a tag."""

from __future__ import annotations

import re

from xref.reporters.cells import CUT, plain

# What means something to the parser of Markdown or HTML, or to what runs after it (mentions, references, formulas), which
# leaves most of what is in a code font alone.
_MEANINGFUL = re.compile(
    r"""
    [&<>|\\`*~\[\]{}#$^!@]
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])  # within a word it is a letter
    | :(?=//) | (?<=www)\.  # addresses
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~/?#=&%+-]+")
_MOST_CHARACTERS = 1000


def code(text: str) -> str:
    """``text`` on one line in a code font, cut where it is very long; empty text stays empty."""
    shown = _cut(plain(text))
    return f"<code>{_MEANINGFUL.sub(_neutral, shown)}</code>" if shown else ""


def link(text: str, url: str | None) -> str:
    """``text`` as :func:`code`, as a link where there is an address that can be no more than that."""
    return f"[{code(text)}]({url})" if url and _ADDRESS.fullmatch(url) else code(text)


def _neutral(match: re.Match[str]) -> str:
    """As a character reference, which is text to every parser; for mentions the at sign must not touch the name either."""
    character = match[0]
    return f"&#{ord(character)};" + ("<!-- -->" if character == "@" else "")


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - len(CUT)] + CUT
