"""Makes a statement that shows a difference smaller, as long as it shows the same class of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.statements.tokens import OPENING, balanced, closing, joined, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def shrink(text: str, shows: Callable[[str], bool], tries: int = 300) -> str:
    """The smallest text found for which ``shows`` still holds, by taking parts out; at most ``tries`` questions are asked."""
    tokens = tokens_of(text)
    if not shows(joined(tokens)):
        return text
    changed = True
    while changed and tries > 0:
        changed = False
        for candidate in _smaller(tokens):
            tries -= 1
            if shows(joined(candidate)):
                tokens = candidate
                changed = True
                break
            if tries <= 0:
                break
    return joined(tokens)


def _smaller(tokens: list[str]) -> Iterator[list[str]]:
    """Smaller statements, the smallest first: a bracket's content alone, a bracket less, a run of tokens less."""
    openings = [index for index, token in enumerate(tokens) if token in OPENING]
    for opening in openings:
        end = closing(tokens, opening)
        if tokens[opening] == "(" and tokens[opening + 1 : opening + 2] in (["SELECT"], ["INSERT"], ["UPDATE"], ["VALUES"]):
            yield tokens[opening + 1 : end]
    for opening in openings:
        end = closing(tokens, opening)
        yield [*tokens[:opening], "NULL", *tokens[end + 1 :]]
        before = opening - 1 if opening and tokens[opening - 1][0].isalpha() else opening
        yield [*tokens[:before], "NULL", *tokens[end + 1 :]]
    length = max(1, len(tokens) // 2)
    while length:
        for start in range(0, len(tokens) - length + 1, max(1, length // 3)):
            if balanced(tokens[start : start + length]):
                yield tokens[:start] + tokens[start + length :]
        length = length // 2 if length > 12 else length - 1
    for opening in openings:
        end = closing(tokens, opening)
        yield tokens[:opening] + tokens[opening + 1 : end] + tokens[end + 1 :]
