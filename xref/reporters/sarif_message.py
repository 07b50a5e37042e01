"""Text and addresses in SARIF: plain text that may link to related locations, and paths as URIs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from posixpath import normpath
from urllib.parse import quote

from xref.terminal import escape_control

_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_NOT_A_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def message_text(text: str, links: Sequence[str] = ()) -> str:
    """A message's text, followed by links to the related locations 1, 2, ... with these words.

    What only looks like a link or like a placeholder is escaped (SARIF 3.11.5 and 3.11.6), so that nothing in scanned code or
    in a schema can put a link into an alert. A bracket that is no part of a link (``text[]``) stays as it is.
    """
    shown = _escaped(_one_line(text)) if "](" in text else _one_line(text)
    linked = ", ".join(f"[{_escaped(_one_line(words))}]({number})" for number, words in enumerate(links, start=1))
    return _PLACEHOLDER.sub(r"{{\1}}", f"{shown} See {linked}." if linked else shown)


def uri(prefix: str, path: str) -> str:
    """A path as a URI relative to where the prefix is; bytes of a file name that are not UTF-8 are kept."""
    whole = normpath(f"{prefix.strip('/')}/{path}".lstrip("/"))
    return quote(_NOT_A_BYTE.sub("\ufffd", whole).encode("utf-8", "surrogateescape"))


def _escaped(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _one_line(text: str) -> str:
    """Without line ends, and without what turns the direction of writing in an alert."""
    return escape_control(" ".join(text.split()))
