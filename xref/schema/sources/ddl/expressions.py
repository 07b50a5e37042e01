"""Expressions kept as text: which columns they name, and their text after a rename."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xref.schema.types import quote_name
from xref.sql.lexer import PUNCTUATION, QUOTED, WORD, Token, lex


def columns_of(tokens: Collection[Token] | list[Token], names: Collection[str], table: str) -> list[str]:
    """The columns among ``names`` that an expression on a table mentions, in order, each once."""
    found: dict[str, None] = {}
    for token in _column_tokens(list(tokens), table):
        if token[1] in names:
            found[token[1]] = None
    return list(found)


def columns_in(text: str | None, names: Collection[str], table: str) -> list[str]:
    """The same, for an expression's text."""
    return columns_of(lex(text), names, table) if text else []


def with_renamed_column(text: str | None, table: str, old: str, new: str) -> str | None:
    """An expression's text after a column of its table was renamed."""
    if not text or old.lower() not in text.lower():
        return text
    parts = []
    done = 0
    for token in _column_tokens(lex(text), table):
        if token[1] == old:
            parts += [text[done : token[2]], quote_name(new)]
            done = token[3]
    return "".join([*parts, text[done:]])


def _column_tokens(tokens: list[Token], table: str) -> Iterator[Token]:
    """The tokens that can name a column: no function, type or part of another table's name."""
    for at, token in enumerate(tokens):
        if token[0] != WORD and token[0] != QUOTED:
            continue
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if after is not None and after[0] == PUNCTUATION and after[1] in ("(", "."):
            continue
        if before is not None and before[0] == PUNCTUATION:
            if before[1] == "::":
                continue
            if before[1] == "." and (at < 2 or tokens[at - 2][1] != table):
                continue
        yield token
