"""Whether what stands for a hole may add columns to a result."""

from __future__ import annotations

from xref.source import HOLE
from xref.sql.lexer import PUNCTUATION, WORD, Token, lex

_LISTS = frozenset({"select", "returning"})
_CLAUSES = frozenset(
    {
        "from",
        "where",
        "group",
        "having",
        "window",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "set",
        "values",
        "update",
        "into",
    }
) | {"using", "union", "except", "intersect", "delete", "on", "join"}
_WRITES = frozenset({"insert", "update", "delete", "merge"})


def may_add_columns(text: str) -> bool:
    """Whether a hole of a statement stands where it can be a column of a select list, or a RETURNING clause.

    ``text`` is one statement. A hole among a function's arguments, in a condition or after ORDER BY changes no column.
    """
    tokens = [token for token in lex(text) if token[3] > token[2]]
    words = {token[1] for token in tokens if token[0] == WORD}
    writes = not words.isdisjoint(_WRITES) and "returning" not in words
    return any(HOLE in text[token[2] : token[3]] and (writes or _adds(tokens, index)) for index, token in enumerate(tokens))


def _adds(tokens: list[Token], index: int) -> bool:
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following[:2] == (PUNCTUATION, "."):
        return False
    depth = 0
    for kind, value, _, _ in reversed(tokens[:index]):
        if kind == PUNCTUATION and value in ")]":
            depth += 1
        elif kind == PUNCTUATION and value in "([":
            if depth == 0:
                return False
            depth -= 1
        elif kind == WORD and depth == 0 and value in _LISTS:
            return True
        elif kind == WORD and depth == 0 and value in _CLAUSES:
            return False
    return True
