"""A text cut into its statements, as psql would send them: comments, quotes and bodies are seen through."""

from __future__ import annotations

from dataclasses import dataclass, field

from xref.source import Span
from xref.sql.lexer import PUNCTUATION, WORD, Token, lex


@dataclass(frozen=True, slots=True)
class StatementText:
    """One statement of a text: from its first token to its last, without the semicolon.

    ``span`` and the offsets in ``tokens`` are those of the whole text that was split.
    """

    text: str
    span: Span
    tokens: list[Token] = field(compare=False, repr=False)


def split(text: str) -> list[StatementText]:
    """The statements of a text, in order; empty ones are left out.

    Kept whole: the body of a function that is written ``BEGIN ATOMIC ...; END``, the actions of ``CREATE RULE ... DO (a; b)``.
    Left out: psql's backslash commands and the rows after ``COPY ... FROM stdin``.
    """
    statements: list[StatementText] = []
    tokens = lex(text)
    start = 0
    body: _Body | None = None
    for at, token in enumerate(tokens):
        if token[1] != ";" or token[0] != PUNCTUATION:
            continue
        if body is None:
            body = _Body(tokens, start)
        if body.is_open(at):
            continue
        if at > start:
            statements.append(_statement(text, tokens[start:at]))
        start = at + 1
        body = None
    if start < len(tokens):
        statements.append(_statement(text, tokens[start:]))
    return statements


def _statement(text: str, tokens: list[Token]) -> StatementText:
    span = Span(tokens[0][2], tokens[-1][3])
    return StatementText(text[span.start : span.end], span, tokens)


class _Body:
    """Whether a semicolon stands inside what belongs to one CREATE statement; looks at each token once."""

    __slots__ = ("at", "atomic", "depth", "kind", "tokens")

    def __init__(self, tokens: list[Token], start: int) -> None:
        self.tokens = tokens
        self.at = start
        self.depth = 0
        self.atomic = False
        words = [token[1] for token in tokens[start : start + 4] if token[0] == WORD]
        if words[:1] != ["create"]:
            self.kind = ""
        else:
            rest = words[3:] if words[1:3] == ["or", "replace"] else words[1:]
            self.kind = rest[0] if rest and rest[0] in ("rule", "function", "procedure") else ""

    def is_open(self, end: int) -> bool:
        if not self.kind:
            return False
        opens = ("(",) if self.kind == "rule" else ("begin", "case")
        closes = ")" if self.kind == "rule" else "end"
        for at in range(self.at, end):
            kind, value, _, _ = self.tokens[at]
            if kind > PUNCTUATION:
                continue
            if self.kind != "rule" and not self.atomic:
                self.atomic = value == "atomic" and self.tokens[at - 1][1] == "begin"
                self.depth = int(self.atomic)
            elif value in opens:
                self.depth += 1
            elif value == closes:
                self.depth -= 1
        self.at = end
        return self.depth > 0
