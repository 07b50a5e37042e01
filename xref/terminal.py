"""Making untrusted text safe to print, and what a terminal can do.

File names, SQL and schema names come from the scanned tree; a terminal obeys what is in them. ``UNSAFE`` matches a character
that none should be sent.
"""

from __future__ import annotations

import os
import re
from typing import TextIO

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1 controls: cursor movement, colours, titles, the clipboard
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidirectional, invisible, line breaks
    "\ud800-\udfff"  # lone surrogates, which no encoding takes
    "\U000e0000-\U000e007f]"  # tags: a second, invisible ASCII
)


def escape_control(text: str, keep: str = "") -> str:
    r"""``text`` with every character that a terminal would act on, or would not show, spelled out (``\x1b``, ``\u202e``).

    ``keep`` lists those to leave alone, ``"\t"`` in an excerpt of code or ``"\n"`` in a text of several lines.
    """
    if UNSAFE.search(text) is None:
        return text
    return UNSAFE.sub(lambda match: match[0] if match[0] in keep else _spelled(match[0]), text)


def _spelled(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether it is one. A stream that was closed before the program began is None."""
    return stream is not None and stream.isatty()


def wants_color(stream: TextIO | None) -> bool:
    """Whether to colour what is written to ``stream``: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def follows_links(stream: TextIO | None) -> bool:
    """Whether ``stream`` is a terminal that is known to show OSC 8 links."""
    if not is_terminal(stream) or "CI" in os.environ or os.environ.get("TERM") == "dumb":
        return False
    if os.environ.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"):
        return True
    version = os.environ.get("VTE_VERSION", "")
    return "WT_SESSION" in os.environ or os.environ.get("TERM") == "xterm-kitty" or (version.isdigit() and int(version) >= 5000)


def shows_progress(stream: TextIO | None) -> bool:
    """Whether someone watches ``stream``: a terminal that can write over a line, and not the log of a CI."""
    return is_terminal(stream) and os.environ.get("TERM") != "dumb" and "CI" not in os.environ


def width() -> int:
    """How many cells a line has; 100 where that is not known."""
    import shutil

    return max(40, shutil.get_terminal_size((100, 24)).columns)
