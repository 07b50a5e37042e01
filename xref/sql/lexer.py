"""A lexer for PostgreSQL's SQL (manual, 4.1), as one compiled pattern.

Tokens are plain tuples ``(kind, value, start, end)``: the cheapest thing that Python has, since a dump has a hundred thousand
of them. Offsets are characters of the text. Comments and psql's backslash commands give no token, and neither do the rows that
follow ``COPY ... FROM stdin;``.
"""

from __future__ import annotations

import re
from typing import Final

from xref.sql.identifiers import INSIDE, INSIDE_TAG, START

Token = tuple[int, str, int, int]
"""Kind, value, start and (exclusive) end. The value of a word is folded to lower case, that of a quoted name or a string is
what it stands for (names cut at 63 bytes), that of everything else is its text."""

END: Final = 0
WORD: Final = 1
PUNCTUATION: Final = 2
OPERATOR: Final = 3
QUOTED: Final = 4
STRING: Final = 5
NUMBER: Final = 6
PARAMETER: Final = 7
INVALID: Final = 8
"""A quote that nothing closes (the token runs to the end of the text), or a character that starts no token."""

_OPERATOR_CHARACTER = r"(?:(?!--|/\*)[-+*/<>=~!@#%^&|`?])"
_PATTERN = re.compile(
    rf"""
    (?: [ \t\n\r\f\v]++ | --[^\n\r]*+ | /\*[^*/]*+(?:(?:\*(?!/)|/(?!\*))[^*/]*+)*\*/ )*
    (?: (?P<word> (?![eEbBxXnNuU](?:'|&['"])) {START}{INSIDE}*+ )
      | (?P<punctuation> ::? =? | [(),;\[\]] | \.\. | \.(?!\d) )
      | (?P<string> '[^']*+(?:''[^']*+)*+' )
      | (?P<quoted> "[^"]*+(?:""[^"]*+)*+" )
      | (?P<number> 0[xX][0-9a-fA-F_]++ | 0[oObB][0-7_]++ | (?:\d[\d_]*+(?:\.(?!\.)[\d_]*+)?|\.\d[\d_]*+)(?:[eE][-+]?\d++)? )
      | (?P<dollar> \$ (?:{START}{INSIDE_TAG}*+)? \$ )
      | (?P<parameter> \$\d++ )
      | (?P<operator> (?:(?!--|/\*)[-+*/<>=])*+ (?!--|/\*)[~!@\#%^&|`?] {_OPERATOR_CHARACTER}*+
                    | (?:(?!--|/\*)[-+*/<>=])* (?!--|/\*)[*/<>=] | [-+] )
      | (?P<escape> [eE]'(?:[^'\\]++|\\.|'')*+' )
      | (?P<bits> [bBxXnN]'[^']*+(?:''[^']*+)*+' )
      | (?P<unicode> [uU]&'[^']*+(?:''[^']*+)*+' )
      | (?P<unicodename> [uU]&"[^"]*+(?:""[^"]*+)*+" )
      | (?P<meta> \\[^\n\r]*+ )
      | (?P<comment> /\* )
      | (?P<open> (?:[eEbBxXnN]|[uU]&)?['"] )
      | (?P<end> \Z )
      | (?P<other> . )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_GROUPS = {number: name for name, number in _PATTERN.groupindex.items()}
_WORD_GROUP = _PATTERN.groupindex["word"]
_PUNCTUATION_GROUP = _PATTERN.groupindex["punctuation"]
_PLAIN = {
    "string": STRING,
    "quoted": QUOTED,
    "number": NUMBER,
    "parameter": PARAMETER,
    "operator": OPERATOR,
    "escape": STRING,
    "bits": STRING,
    "unicode": STRING,
    "unicodename": QUOTED,
    "other": INVALID,
}
_MAX_NAME: Final = 63
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_NESTED = re.compile(r"/\*|\*/")
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|''", re.DOTALL)
_UNICODE = re.compile(r"\\(?:\\|([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6}))")
_LETTER_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def fold(name: str) -> str:
    """An unquoted name as PostgreSQL stores it: ASCII letters in lower case, all else as it is, at most 63 bytes."""
    if name.isascii():
        return name[:_MAX_NAME].lower()
    return cut(name.translate(_UPPER))


def cut(name: str) -> str:
    """A name at the length that PostgreSQL keeps: at most 63 bytes, whole characters only."""
    return name if len(name) * 4 <= _MAX_NAME else name.encode()[:_MAX_NAME].decode(errors="ignore")


def lex(text: str) -> list[Token]:
    """The tokens of a text, with no END at the end. Never raises: what is no SQL becomes an INVALID token."""
    tokens: list[Token] = []
    position: int | None = 1 if text.startswith("\ufeff") else 0
    while position is not None:
        position = _lex_from(text, position, tokens)
    return tokens


def _lex_from(text: str, position: int, tokens: list[Token]) -> int | None:
    """Lex on from an offset; returns where to go on when the pattern could not see the end of something, None at the end."""
    append = tokens.append
    for match in _PATTERN.finditer(text, position):
        group = match.lastindex
        assert group is not None
        start, end = match.span(group)
        if group == _WORD_GROUP:
            append((WORD, fold(text[start:end]), start, end))
        elif group == _PUNCTUATION_GROUP:
            append((PUNCTUATION, text[start:end], start, end))
            if text[start] == ";" and "stdin" in text[max(start - 200, 0) : start].lower() and _copies_from_stdin(tokens):
                return _after_copy_rows(text, end)
        else:
            name = _GROUPS[group]
            kind = _PLAIN.get(name)
            if kind is None:
                return _lex_open(text, start, end, name, tokens)
            value = _value(name, text[start:end])
            append((kind, cut(value) if kind == QUOTED else value, start, end))
    return None


def _lex_open(text: str, start: int, end: int, name: str, tokens: list[Token]) -> int | None:
    """What the pattern only sees the start of: dollar quotes, nested comments, open quotes, psql commands."""
    if name == "dollar":
        close = text.find(text[start:end], end)
        if close >= 0:
            after = close + end - start
            tokens.append((STRING, text[end:close], start, after))
            return after
    elif name == "comment":
        return _after_comment(text, end)
    elif name == "meta":
        if text.startswith("\\g", start) and tokens:
            tokens.append((PUNCTUATION, ";", start, start))
        return end
    elif name == "end":
        return None
    tokens.append((INVALID, text[start:], start, len(text)))
    return None


def _value(name: str, raw: str) -> str:
    """What a string or a quoted name stands for."""
    if name in ("string", "quoted"):
        quote = raw[0]
        return raw[1:-1].replace(quote * 2, quote) if raw.find(quote, 1) != len(raw) - 1 else raw[1:-1]
    if name == "escape":
        return _ESCAPE.sub(_escaped, raw[2:-1])
    if name == "bits":
        return raw[2:-1].replace("''", "'")
    if name in ("unicode", "unicodename"):
        quote = raw[2]
        return _UNICODE.sub(_unicode, raw[3:-1].replace(quote * 2, quote))
    return raw


def _character(code: int) -> str:
    return chr(code) if 0 < code <= 0x10FFFF else "\ufffd"


def _escaped(match: re.Match[str]) -> str:
    octal, byte, short, long, letter = match.groups()
    if octal is not None:
        return _character(int(octal, 8) & 0xFF)
    code = byte or short or long
    if code is not None:
        return _character(int(code, 16))
    return "'" if letter is None else _LETTER_ESCAPES.get(letter, letter)


def _unicode(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    return _character(int(code, 16)) if code else "\\"


def _after_comment(text: str, position: int) -> int | None:
    """The offset after a block comment that holds others; None when nothing closes it."""
    depth = 1
    for match in _NESTED.finditer(text, position):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return None


def _copies_from_stdin(tokens: list[Token]) -> bool:
    """Whether the statement that the last token ends is ``COPY ... FROM stdin``."""
    at = len(tokens) - 2
    found = False
    while at >= 0 and tokens[at][1] != ";":
        found = found or tokens[at][:2] == (WORD, "stdin")
        at -= 1
    return found and tokens[at + 1][:2] == (WORD, "copy")


def _after_copy_rows(text: str, position: int) -> int:
    """The offset after the line ``\\.`` that ends COPY's rows; the end of the text when there is none."""
    close = text.find("\n\\.", position)
    if close < 0:
        return len(text)
    line_end = text.find("\n", close + 1)
    return len(text) if line_end < 0 else line_end
