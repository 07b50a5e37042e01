"""Between UTF-8 bytes, in which tree-sitter counts, and code points, in which everything else does."""

from __future__ import annotations

import re
from bisect import bisect_right

_WIDE = re.compile(r"[^\x00-\x7f]")


class Offsets:
    """The two ways between a text's code point offsets and the byte offsets of its UTF-8 form. ASCII text costs nothing."""

    __slots__ = ("_characters", "_surplus", "_wide_bytes")

    def __init__(self, text: str) -> None:
        self._characters: list[int] = []
        self._wide_bytes: list[int] = []
        self._surplus: list[int] = []
        if text.isascii():
            return
        surplus = 0
        for match in _WIDE.finditer(text):
            offset = match.start() + 1
            surplus += _width(ord(match.group())) - 1
            self._characters.append(offset)
            self._wide_bytes.append(offset + surplus)
            self._surplus.append(surplus)

    def character(self, byte: int) -> int:
        """The code point offset of a byte offset (that does not stand inside a character)."""
        if not self._surplus:
            return byte
        index = bisect_right(self._wide_bytes, byte)
        return byte - self._surplus[index - 1] if index else byte

    def byte(self, character: int) -> int:
        """The byte offset of a code point offset."""
        if not self._surplus:
            return character
        index = bisect_right(self._characters, character)
        return character + self._surplus[index - 1] if index else character


def _width(code_point: int) -> int:
    if code_point < 0x800:
        return 2
    return 3 if code_point < 0x10000 else 4
