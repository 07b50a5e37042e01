"""SQL text to tokens, as PostgreSQL's scanner cuts it (manual, 4.1). Never raises: what is no token says why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xref.source import HOLE
from xref.sql.identifiers import INSIDE, INSIDE_TAG, START
from xref.sql.strings import unescape, unescape_unicode
from xref.sql.words import KEYWORDS, NAME

STRING = "string"
BITS = "bits"
HEX = "hex"
INTEGER = "integer"
NUMBER = "number"
PARAMETER = "parameter"
OPERATOR = "operator"
END = "end"
BAD = "bad"

_SPACE = r"[ \t\n\r\f\v]"
_DIGITS = r"[0-9](?:_?[0-9])*"
_TOKEN = re.compile(
    rf"""{_SPACE}*(?:
    ((?![eEbBxXnN]'|[uU]&['"]){START}{INSIDE}*)                             # 1 word
    |([,()\[\];]|::|:=|:|\.\.|\.(?![0-9]))                                   # 2 punctuation
    |(--[^\n\r]*)                                                            # 3 line comment
    |(/\*)                                                                   # 4 block comment
    |([~!@\#^&|`?+\-*/%<>=]+)                                                # 5 operator
    |('[^']*(?:''[^']*)*')                                                   # 6 plain string
    |(\$(?:[0-9]+|\ufffc))                                                                 # 7 parameter; of an unknown number
    |(0[xX](?:_?[0-9A-Fa-f])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+
      |(?:{_DIGITS}(?:\.(?!\.)(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][-+]?{_DIGITS})?)  # 8 number
    |("[^"]*(?:""[^"]*)*")                                                   # 9 quoted identifier
    |([eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*')                                   # 10 string with escapes
    |([bBxXnN]'[^']*(?:''[^']*)*')                                           # 11 bits, hexadecimal, national
    |([uU]&'[^']*(?:''[^']*)*'|[uU]&"[^"]*(?:""[^"]*)*")                     # 12 with Unicode escapes
    |(\$(?:{START}{INSIDE_TAG}*)?\$)                                         # 13 dollar quote
    )""",
    re.VERBOSE | re.DOTALL,
)
_BLOCK = re.compile(r"/\*|\*/")
_REST = re.compile(rf"{_SPACE}*")
_WORD = re.compile(rf"{START}{INSIDE}*")
_CONTINUED = re.compile(rf"[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:{_SPACE}|--[^\n\r]*(?=[\n\r]))*'")
_PLAIN_REST = re.compile(r"[^']*(?:''[^']*)*'")
_ESCAPED_REST = re.compile(r"[^'\\]*(?:(?:\\.|'')[^'\\]*)*'", re.DOTALL)
_UESCAPE = re.compile(rf"{_SPACE}*[uU][eE][sS][cC][aA][pP][eE]{_SPACE}*'([^'])'")
_NO_ESCAPES = frozenset("0123456789abcdefABCDEF+'\" \t\n\r\f\v")
_SELF = frozenset("+-*/%^<>=")
_COMPARISONS = {"<>": "<>", "!=": "<>", "<=": "<=", ">=": ">=", "=>": "=>"}
_KEEPS_SIGN = re.compile(r"[~!@#%^&|`?]")
_RADIXES = {"0x": "hexadecimal", "0o": "octal", "0b": "binary"}
_UNTERMINATED = {
    "'": "unterminated quoted string",
    '"': "unterminated quoted identifier",
    "b": "unterminated bit string literal",
    "x": "unterminated hexadecimal string literal",
}


@dataclass(slots=True)
class Tokens:
    """The tokens of a text, column by column; the last is :data:`END`, at the text's length.

    ``keys`` say what a token is to the grammar: a key word in capitals, a symbol as itself, or one of this module's constants.
    ``values`` hold what it means: a name or a string without its quotes, an operator's or a number's text, a parameter's
    number, what is wrong with a :data:`BAD` one. ``starts`` and ``ends`` are half-open offsets. ``quoted`` are the
    indices of quoted names. ``depth`` is the deepest nesting of parentheses and brackets.
    """

    keys: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    quoted: set[int] = field(default_factory=set)
    depth: int = 0

    def add(self, key: str, value: str, start: int, end: int) -> None:
        """Appends a token."""
        self.keys.append(key)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)


def tokenize(text: str) -> Tokens:
    """The tokens of ``text``. Nothing after a :data:`BAD` token is read, as in PostgreSQL."""
    tokens = Tokens()
    keys, values, starts, ends = tokens.keys, tokens.values, tokens.starts, tokens.ends
    match_at, keyword = _TOKEN.match, KEYWORDS.get
    offset, depth = 0, 0
    while True:
        match = match_at(text, offset)
        if match is None:
            break
        group = match.lastindex
        offset = match.end()
        if group == 1:
            value = match[1]
            lowered = value.lower() if value.isascii() else ""
            keys.append(keyword(lowered, NAME))
        elif group == 2:
            value = match[2]
            keys.append(value)
            if value in "([":
                depth += 1
                if depth > tokens.depth:
                    tokens.depth = depth
            elif value in ")]":
                depth -= 1
        elif group == 3:
            continue
        else:
            offset = _add(tokens, text, group or 0, match.start(group or 0), offset)
            if offset < 0:
                return _finished(tokens, text)
            continue
        values.append(value)
        starts.append(match.start(group))
        ends.append(offset)
    start = _REST.match(text, offset).end()  # type: ignore[union-attr]
    if start < len(text):
        _add_remainder(tokens, text, start)
    return _finished(tokens, text)


def _finished(tokens: Tokens, text: str) -> Tokens:
    tokens.add(END, "", len(text), len(text))
    return tokens


def _add(tokens: Tokens, text: str, group: int, start: int, end: int) -> int:
    """Adds what is no word or punctuation; gives the offset to go on at, -1 after a bad token."""
    if group == 5:
        return _add_operator(tokens, text, start, end)
    if group == 4:
        return _skip_block(tokens, text, start)
    if group == 7 or group == 8:
        return _add_number(tokens, text, start, end)
    if group == 9:
        return _add_identifier(tokens, text[start + 1 : end - 1].replace('""', '"'), text, start, end)
    if group == 12:
        return _add_unicode(tokens, text, start, end)
    if group == 13:
        return _add_dollar_quoted(tokens, text, start, end)
    return _add_string(tokens, text, start, end)


def _bad(tokens: Tokens, message: str, start: int, end: int) -> int:
    tokens.add(BAD, message, start, end)
    return -1


def _skip_block(tokens: Tokens, text: str, start: int) -> int:
    depth, offset = 1, start + 2
    while depth:
        match = _BLOCK.search(text, offset)
        if match is None:
            return _bad(tokens, "unterminated /* comment", start, len(text))
        depth += 1 if match[0] == "/*" else -1
        offset = match.end()
    return offset


def _add_operator(tokens: Tokens, text: str, start: int, end: int) -> int:
    if end - start == 1:
        value = text[start]
        tokens.add(value if value in _SELF else OPERATOR, value, start, end)
        return end
    value = text[start:end]
    for comment in ("/*", "--"):
        value = value.partition(comment)[0]
    if not value:
        return _skip_block(tokens, text, start)
    while len(value) > 1 and value[-1] in "+-" and not _KEEPS_SIGN.search(value):
        value = value[:-1]
    end = start + len(value)
    if len(value) == 1:
        tokens.add(value if value in _SELF else OPERATOR, value, start, end)
    else:
        tokens.add(_COMPARISONS.get(value, OPERATOR), value, start, end)
    return end


def _add_number(tokens: Tokens, text: str, start: int, end: int) -> int:
    junk = _WORD.match(text, end)
    parameter = text[start] == "$"
    if junk is not None and text[end] != HOLE:
        radix = _RADIXES.get(text[start : junk.end()].lower().rstrip("_"))
        trailing = f"trailing junk after {'parameter' if parameter else 'numeric literal'}"
        return _bad(tokens, f"invalid {radix} integer" if radix else trailing, start, junk.end())
    if parameter:
        if text[start + 1] != HOLE and int(text[start + 1 : end]) > 2147483647:
            return _bad(tokens, "parameter number too large", start, end)
        tokens.add(PARAMETER, text[start + 1 : end], start, end)
        return end
    value = text[start:end].replace("_", "")
    whole = value.isdigit() or (len(value) > 1 and value[1] in "xXoObB")
    small = whole and (len(value) < 10 or int(value, 10 if value.isdigit() else 0) <= 2147483647)
    tokens.add(INTEGER if small else NUMBER, value, start, end)
    return end


def _add_identifier(tokens: Tokens, name: str, text: str, start: int, end: int) -> int:
    if not name:
        return _bad(tokens, "zero-length delimited identifier", start, end)
    tokens.quoted.add(len(tokens.keys))
    tokens.add(NAME, name, start, end)
    return end


def _add_string(tokens: Tokens, text: str, start: int, end: int) -> int:
    prefix = text[start].lower()
    escaped = prefix == "e"
    rest = _ESCAPED_REST if escaped else _PLAIN_REST
    parts = [text[start + (prefix != "'") + 1 : end - 1]]
    while (continued := _CONTINUED.match(text, end)) is not None:
        more = rest.match(text, continued.end())
        if more is None:
            return _bad(tokens, _UNTERMINATED.get(prefix, _UNTERMINATED["'"]), start, len(text))
        parts.append(more[0][:-1])
        end = more.end()
    value = "".join(parts)
    value = unescape(value) if escaped else value.replace("''", "'")
    tokens.add({"b": BITS, "x": HEX}.get(prefix, STRING), value, start, end)
    return end


def _add_unicode(tokens: Tokens, text: str, start: int, end: int) -> int:
    quote = text[start + 2]
    value = text[start + 3 : end - 1].replace(quote * 2, quote)
    escape = "\\"
    chosen = _UESCAPE.match(text, end)
    if chosen is not None:
        escape, end = chosen[1], chosen.end()
        if escape in _NO_ESCAPES:
            return _bad(tokens, "invalid Unicode escape character", end - 3, end)
    value = unescape_unicode(value, escape)
    if quote == '"':
        return _add_identifier(tokens, value, text, start, end)
    tokens.add(STRING, value, start, end)
    return end


def _add_dollar_quoted(tokens: Tokens, text: str, start: int, end: int) -> int:
    close = text.find(text[start:end], end)
    if close < 0:
        return _bad(tokens, "unterminated dollar-quoted string", start, len(text))
    tokens.add(STRING, text[end:close], start, close + end - start)
    return close + end - start


def _add_remainder(tokens: Tokens, text: str, start: int) -> None:
    """What no token begins with: an open quote, or a character that stands for itself alone."""
    opening = text[start]
    if opening in "'\"":
        _bad(tokens, _UNTERMINATED[opening], start, len(text))
    elif opening.isalpha() and text[start + 1 : start + 2] in ("'", "&"):
        quote = text[start + 2] if text[start + 1] == "&" else opening.lower()
        _bad(tokens, _UNTERMINATED.get(quote, _UNTERMINATED["'"]), start, len(text))
    else:
        tokens.add(opening, opening, start, start + 1)
