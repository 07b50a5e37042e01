"""A place in a list of tokens, with the questions that a recursive-descent parser asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from xref.sql.keywords import RESERVED
from xref.sql.lexer import END, NUMBER, OPERATOR, QUOTED, STRING, WORD, Token

Item = TypeVar("Item")
_OPENING = {"(": ")", "[": "]"}


class UnreadError(Exception):
    """The text is not what the parser expects. ``offset`` is where, in the text that was lexed."""

    def __init__(self, expected: str, token: Token) -> None:
        near = f'"{token[1][:40]}"' if token[0] != END else "the end"
        super().__init__(f"expected {expected} at {near}")
        self.offset = token[2]


class Cursor:
    """Reads tokens one after the other. ``text`` is what they were lexed from; offsets are offsets in it."""

    __slots__ = ("at", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        end = tokens[-1][3] if tokens else 0
        self.tokens = [*tokens, (END, "", end, end)]
        self.at = 0

    @property
    def token(self) -> Token:
        """The token to be read next; an END token when there is none."""
        return self.tokens[self.at]

    @property
    def word(self) -> str:
        """The next token's text when it is an unquoted word (folded), else an empty string."""
        token = self.tokens[self.at]
        return token[1] if token[0] == WORD else ""

    @property
    def done(self) -> bool:
        """Whether all tokens are read."""
        return self.tokens[self.at][0] == END

    def peek(self, ahead: int = 1) -> Token:
        """The token that many after the next one."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else self.tokens[-1]

    def advance(self) -> Token:
        """Read whatever is next."""
        token = self.tokens[self.at]
        if token[0] != END:
            self.at += 1
        return token

    def looking_at(self, *texts: str) -> bool:
        """Whether these words, signs or operators come next."""
        at = self.at
        for text in texts:
            token = self.tokens[at]
            if token[1] != text or token[0] > OPERATOR:
                return False
            at += 1
        return True

    def accept(self, *texts: str) -> bool:
        """Read these words, signs or operators if they all come next."""
        if not self.looking_at(*texts):
            return False
        self.at += len(texts)
        return True

    def accept_any(self, *words: str) -> str:
        """Read one of these words or signs and return it; an empty string when none is next."""
        token = self.tokens[self.at]
        if token[0] <= OPERATOR and token[1] in words:
            self.at += 1
            return token[1]
        return ""

    def expect(self, *texts: str) -> None:
        """Read these words, signs or operators; raises UnreadError when something else comes."""
        if not self.accept(*texts):
            raise UnreadError(" ".join(texts).upper(), self.token)

    def at_name(self) -> bool:
        """Whether a name comes next: quoted, or a word that is not reserved."""
        kind, value, _, _ = self.tokens[self.at]
        return kind == QUOTED or (kind == WORD and value not in RESERVED)

    def name(self, *, label: bool = False) -> Token:
        """Read a name (its value is as PostgreSQL stores it); a ``label`` may be a reserved word. Raises UnreadError."""
        token = self.tokens[self.at]
        if token[0] == QUOTED or (token[0] == WORD and (label or token[1] not in RESERVED)):
            self.at += 1
            return token
        raise UnreadError("a name", token)

    def names(self) -> list[Token]:
        """Read a name with dots (``schema.table.column``)."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.name(label=True))
        return parts

    def string(self) -> Token:
        """Read a string literal. Raises UnreadError."""
        token = self.tokens[self.at]
        if token[0] != STRING:
            raise UnreadError("a string", token)
        self.at += 1
        return token

    def commas(self, read: Callable[[], Item]) -> list[Item]:
        """Read one or more, with commas between."""
        items = [read()]
        while self.accept(","):
            items.append(read())
        return items

    def parenthesized(self, read: Callable[[], Item]) -> list[Item]:
        """Read ``( x, y )``, which may be empty."""
        self.expect("(")
        if self.accept(")"):
            return []
        items = self.commas(read)
        self.expect(")")
        return items

    def skip_group(self) -> tuple[int, int]:
        """Read from an opening parenthesis or bracket to its partner; returns the offsets of what is between them."""
        opening = self.token
        if opening[1] not in _OPENING or opening[0] > OPERATOR:
            raise UnreadError("(", opening)
        self.at += 1
        start = opening[3]
        self.skip_until(closing=_OPENING[opening[1]])
        closing = self.advance()
        if closing[0] == END:
            raise UnreadError(_OPENING[opening[1]], closing)
        return start, closing[2]

    def skip_until(self, *words: str, closing: str = ")") -> None:
        """Read on to one of these words or signs, a ``closing`` sign or the end, outside of any parentheses opened here."""
        depth = 0
        tokens = self.tokens
        at = self.at
        while True:
            kind, value, _, _ = tokens[at]
            if kind == END:
                break
            if kind <= OPERATOR:
                if value in ("(", "["):
                    depth += 1
                elif value in (")", "]"):
                    if depth == 0 and value == closing:
                        break
                    depth = max(depth - 1, 0)
                elif depth == 0 and value in words:
                    break
            at += 1
        self.at = at

    def text_since(self, at: int) -> str:
        """The text from the token with this index to the last one read."""
        if self.at <= at:
            return ""
        return self.text[self.tokens[at][2] : self.tokens[self.at - 1][3]]

    def number(self) -> str:
        """Read a number, with a sign if it has one."""
        sign = self.accept_any("-", "+")
        token = self.tokens[self.at]
        if token[0] != NUMBER:
            raise UnreadError("a number", token)
        self.at += 1
        return token[1] if sign != "-" else "-" + token[1]
