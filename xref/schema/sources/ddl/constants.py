"""Texts that are put together from literals alone, as EXECUTE gets them: ``'a' || b``, ``format('... %I', 'x')``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xref.schema.types import quote_name
from xref.sql.lexer import OPERATOR, STRING, WORD, Token

_FORMAT = re.compile(r"%(?:(\d+)\$)?([sIL%])")


def constant(tokens: Sequence[Token], values: Mapping[str, str]) -> str | None:
    """The text that an expression comes to, None when it depends on more than literals and known variables."""
    parts = _split(tokens, "||")
    if len(parts) > 1:
        found = [constant(part, values) for part in parts]
        return None if any(part is None for part in found) else "".join(part for part in found if part is not None)
    if not tokens:
        return None
    if tokens[0][0] == STRING:
        return _literal(tokens)
    if tokens[0][1] == "(" and tokens[0][0] <= OPERATOR and tokens[-1][1] == ")":
        return constant(tokens[1:-1], values)
    if len(tokens) == 1 and tokens[0][0] == WORD:
        return values.get(tokens[0][1])
    if len(tokens) > 3 and tokens[1][1] == "(" and tokens[-1][1] == ")":
        return _call(tokens[0][1], [constant(part, values) for part in _split(tokens[2:-1], ",")])
    return None


def _literal(tokens: Sequence[Token]) -> str | None:
    """A literal, with a cast or with literals that continue it."""
    if len(tokens) > 1 and tokens[1][1] == "::":
        return tokens[0][1]
    return "".join(token[1] for token in tokens) if all(token[0] == STRING for token in tokens) else None


def _call(name: str, arguments: Sequence[str | None]) -> str | None:
    known = [argument for argument in arguments if argument is not None]
    if len(known) != len(arguments):
        return None
    if name == "quote_ident" and len(known) == 1:
        return quote_name(known[0])
    if name == "quote_literal" and len(known) == 1:
        return _quoted(known[0])
    if name == "concat":
        return "".join(known)
    return _formatted(known[0], known[1:]) if name == "format" else None


def _formatted(template: str, arguments: Sequence[str]) -> str | None:
    parts: list[str] = []
    done = following = 0
    for match in _FORMAT.finditer(template):
        parts.append(template[done : match.start()])
        done = match.end()
        number, kind = match.groups()
        if kind == "%":
            parts.append("%")
            continue
        at = int(number) - 1 if number else following
        following = at + 1
        if not 0 <= at < len(arguments):
            return None
        value = arguments[at]
        parts.append({"I": quote_name, "L": _quoted}.get(kind, str)(value))
    return "".join([*parts, template[done:]])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def literal_list(header: Sequence[Token]) -> tuple[str, list[str]] | None:
    """The variable and the values of ``FOREACH v IN ARRAY ARRAY['a', 'b']``, with or without a cast; None for other loops."""
    words = [token[1] if token[0] != STRING else "" for token in header]
    if words[:1] != ["foreach"] or words[2:6] != ["in", "array", "array", "["] or "]" not in words:
        return None
    inside = header[6 : words.index("]")]
    if any(token[0] != STRING and token[1] != "," for token in inside):
        return None
    return header[1][1], [token[1] for token in inside if token[0] == STRING]


def _split(tokens: Sequence[Token], sign: str) -> list[Sequence[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token[0] <= OPERATOR:
            depth += (token[1] in ("(", "[")) - (token[1] in (")", "]"))
        if depth == 0 and token[1] == sign and token[0] <= OPERATOR:
            parts.append([])
        else:
            parts[-1].append(token)
    return list(parts)
