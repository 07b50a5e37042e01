"""Colours, by hand: a table of a few styles, and links. A library for it would cost more time than a warm run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xref.finding import Severity


class Style(StrEnum):
    """What a piece of text is; the value is its ANSI attributes (ECMA-48, SGR)."""

    ERROR = "1;31"
    WARNING = "1;33"
    NOTE = "1;36"
    STRONG = "1"
    FAINT = "2"
    GUTTER = "34"
    RELATED = "34"
    HELP = "32"


SEVERITY_STYLES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.NOTE: Style.NOTE}


@dataclass(frozen=True, slots=True)
class Pen:
    """Paints text, or leaves it as it is. Whatever it is given must already be free of control characters."""

    color: bool = False
    hyperlinks: bool = False

    def paint(self, text: str, style: Style) -> str:
        """``text`` in a style."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text

    def link(self, text: str, url: str | None) -> str:
        """``text`` as a link (OSC 8), where there is an address that is safe to print and a terminal that follows it."""
        if not self.hyperlinks or not url or not url.isascii() or not url.isprintable():
            return text
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"
