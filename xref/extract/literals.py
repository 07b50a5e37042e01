"""String and template literals as runs of text (ECMAScript, chapter "Literals": string literals, template literals)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.pieces import Run
from xref.source import Span

if TYPE_CHECKING:
    from xref.source import SourceFile

_ESCAPED = re.compile(
    r"\\u\{([0-9a-fA-F]{1,8})\}|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\(\r\n|[^\x00]|\x00)|\r\n?"
)
_LINE_ENDS = re.compile(r"\r\n?")
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "v": "\v", "f": "\f", "0": "\0"}
_CONTINUATIONS = frozenset({"\n", "\r", "\r\n", "\u2028", "\u2029"})


def cooked(file: SourceFile, span: Span) -> list[Run]:
    """The runs of a literal's inside with its escape sequences resolved; CR and CRLF are LF at run time, in templates too."""
    return _runs(file, span, _ESCAPED)


def raw(file: SourceFile, span: Span) -> list[Run]:
    """The runs of a ``String.raw`` template's inside: backslashes stay, only line ends change."""
    return _runs(file, span, _LINE_ENDS)


def _runs(file: SourceFile, span: Span, special: re.Pattern[str]) -> list[Run]:
    text = file.text
    runs: list[Run] = []
    done = span.start
    if special is _ESCAPED and text.find("\\", span.start, span.end) < 0 and text.find("\r", span.start, span.end) < 0:
        return [Run(text[span.start : span.end], file.path, span)] if span.end > span.start else []
    for match in special.finditer(text, span.start, span.end):
        if match.start() > done:
            runs.append(Run(text[done : match.start()], file.path, Span(done, match.start())))
        character = _meaning(match)
        if character:
            runs.append(Run(character, file.path, Span(match.start(), match.end()), verbatim=False))
        done = match.end()
    if span.end > done:
        runs.append(Run(text[done : span.end], file.path, Span(done, span.end)))
    return runs


def _meaning(match: re.Match[str]) -> str:
    """The text that an escape sequence or a line end stands for; a lone surrogate, which no text can hold, is U+FFFD."""
    if match.lastindex is None:
        return "\n"
    braced, high, low, four, two, single = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    if single is not None:
        return "" if single in _CONTINUATIONS else _SINGLE.get(single, single)
    code_point = int(braced or four or two, 16)
    return "\ufffd" if 0xD800 <= code_point < 0xE000 or code_point > 0x10FFFF else chr(code_point)
