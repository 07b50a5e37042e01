"""Statements with holes: what each hole may stand for, tried until the grammar takes the whole.

A hole (one :data:`~xref.extract.embedded.HOLE` character) glued to a name, inside quotes or after ``$`` is part of that
token and needs nothing. One that is a token of its own is an operand or a name, or nothing at all, or a word between two
operands, an assignment, a list. All of these are changes to the tokens; none moves an offset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from xref.source import HOLE
from xref.sql.grammar import Grammar, RefusedError
from xref.sql.tokens import BITS, END, HEX, INTEGER, NUMBER, OPERATOR, PARAMETER, STRING, Tokens
from xref.sql.words import COLUMN_NAME, FUNCTION_NAME, NAME

_TRIES = 40
_NOTHING: tuple[str, ...] = ()
_ITSELF = (NAME,)
_BINARY = (OPERATOR,)
_CONNECTIVE = ("AND",)
_ASSIGNMENT = (NAME, "=", "DEFAULT")
_LIST = ("(", NAME, ")")
_JOIN = ("JOIN", NAME)
_QUERY = ("SELECT", "*", "FROM", NAME)
_BRANCH = ("WHEN", NAME, "THEN", NAME)
_CONSTANTS = frozenset({STRING, BITS, HEX, INTEGER, NUMBER, PARAMETER, "NULL", "TRUE", "FALSE"})
_WORDS_BEFORE_OPERANDS = frozenset(
    {"SET", "BY", "VALUES", "RECURSIVE", "ESCAPE", "OVER", "PARTITION", "INSERT", "UPDATE", "DELETE", "MERGE", "KEY"}
)
_COMPLETE = (
    COLUMN_NAME | _CONSTANTS | {")", "]", "END", "DEFAULT", "DESC", "ASC", "CURRENT_DATE", "CURRENT_TIMESTAMP"}
) - _WORDS_BEFORE_OPERANDS
_BEGINS = (
    COLUMN_NAME | FUNCTION_NAME | _CONSTANTS | {"(", "CASE", "NOT", "CAST", "ARRAY", "CURRENT_DATE", "CURRENT_TIMESTAMP"}
) - frozenset(
    {
        "SET",
        "VALUES",
        "JOIN",
        "LEFT",
        "RIGHT",
        "INNER",
        "FULL",
        "CROSS",
        "NATURAL",
        "LIKE",
        "ILIKE",
        "IS",
        "SIMILAR",
        "DO",
        "BETWEEN",
        "OFFSET",
    }
)
_REGIONS = frozenset(
    {"SELECT", "FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "SET", "VALUES"}
) | frozenset({"RETURNING", "UPDATE", "INTO", "USING", "UNION", "EXCEPT", "INTERSECT", "DELETE"})
_AROUND_FROM = frozenset({"FROM", "USING", "UPDATE", "SET", "DELETE"})
_ENDS_SELECT = frozenset({"UNION", "EXCEPT", "INTERSECT", ";", END})


@dataclass(frozen=True, slots=True)
class Reading:
    """A tree of a statement with holes, or None; ``open_from``: one of them could add items to a FROM clause."""

    tree: exp.Expr | None
    open_from: bool


def is_hole(tokens: Tokens, i: int) -> bool:
    """Whether token ``i`` is holes and nothing else."""
    return i not in tokens.quoted and tokens.keys[i] == NAME and not tokens.values[i].strip(HOLE)


def offsets(text: str, tokens: Tokens, first: int, last: int) -> tuple[int, ...]:
    """Where the holes of tokens ``first`` to ``last`` stand."""
    spans = ((tokens.starts[i], tokens.ends[i]) for i in range(first, last + 1))
    return tuple(offset for start, end in spans for offset in range(start, end) if text[offset] == HOLE)


def read(text: str, tokens: Tokens, first: int, last: int) -> Reading:
    """Reads the statement of tokens ``first`` to ``last``: the tree of the first set of stand-ins that the grammar takes."""
    holes = [i for i in range(first, last + 1) if is_hole(tokens, i)]
    if first in holes:
        return Reading(None, open_from=False)
    candidates = {i: tuple(_candidates(tokens, i, first)) for i in holes}
    chosen = dict.fromkeys(holes, 0)
    for _ in range(_TRIES):
        stand_ins = {i: candidates[i][choice] for i, choice in chosen.items()}
        grammar = Grammar(text, _with(tokens, first, last, stand_ins))
        try:
            tree = grammar.statement()
            if grammar.keys[grammar.i] != END:
                grammar.refuse()
        except RefusedError as refusal:
            if not _next(chosen, candidates, tokens, refusal.start):
                break
        else:
            return Reading(tree, any(_may_add_items(tokens, i, first, last, stand_ins[i]) for i in holes))
    return Reading(None, open_from=False)


def _next(chosen: dict[int, int], candidates: dict[int, tuple[tuple[str, ...], ...]], tokens: Tokens, refused: int) -> bool:
    """Moves the last hole before what was refused on to its next stand-in, those after it back to their first."""
    for i in reversed(chosen):
        if tokens.starts[i] > refused:
            continue
        if chosen[i] + 1 < len(candidates[i]):
            chosen[i] += 1
            return True
        chosen[i] = 0
    return False


def _with(tokens: Tokens, first: int, last: int, stand_ins: dict[int, tuple[str, ...]]) -> Tokens:
    """The tokens of a statement, with those that stand in for its holes."""
    made = Tokens(depth=tokens.depth)
    for i in range(first, last + 1):
        if i in stand_ins:
            for key in stand_ins[i]:
                made.add(key, tokens.values[i] if key in (NAME, OPERATOR) else key, tokens.starts[i], tokens.ends[i])
            continue
        if i in tokens.quoted:
            made.quoted.add(len(made.keys))
        made.add(tokens.keys[i], tokens.values[i], tokens.starts[i], tokens.ends[i])
    made.add(END, "", tokens.ends[last], tokens.ends[last])
    return made


def _candidates(tokens: Tokens, i: int, first: int) -> Iterator[tuple[str, ...]]:
    """What the hole at token ``i`` may stand for, likeliest first."""
    before, after = tokens.keys[i - 1], tokens.keys[i + 1]
    if before in _COMPLETE:
        yield from _after_operand(tokens, i, after, first)
        return
    region = _region(tokens, i, first)
    if before in ("VALUES", "IN", "ANY", "SOME", "ALL") or (before == "," and region == "VALUES"):
        yield _LIST
    if before in ("SET", ",") and region == "SET" and after not in ("=", ".", "["):
        yield _ASSIGNMENT
    yield _ITSELF
    yield _NOTHING
    yield _BRANCH if before == "CASE" else _QUERY


def _after_operand(tokens: Tokens, i: int, after: str, first: int) -> Iterator[tuple[str, ...]]:
    """What may stand after something complete: mostly a clause that is left out."""
    region = _region(tokens, i, first)
    if region == "INTO" and after != "(":
        yield _LIST
    if after in ("ON", "USING") and region in ("FROM", "USING"):
        yield _JOIN
    if after in _BEGINS and not (region == "INTO" and after == "("):
        yield _BINARY
        yield _CONNECTIVE
    yield _NOTHING
    yield _ITSELF


def _region(tokens: Tokens, i: int, first: int) -> str:
    """The clause that the hole at token ``i`` stands in: the last key word before it at its own depth."""
    depth = 0
    while i > first:
        i -= 1
        key = tokens.keys[i]
        if key == ")":
            depth += 1
        elif key == "(":
            if depth == 0:
                return "("
            depth -= 1
        elif depth == 0 and key in _REGIONS:
            return key
    return tokens.keys[first]


def _may_add_items(tokens: Tokens, i: int, first: int, last: int, stand_in: tuple[str, ...]) -> bool:
    """Whether the hole at token ``i`` could bring tables into scope."""
    region = _region(tokens, i, first)
    if region == "SELECT":
        return not _from_follows(tokens, i, last)
    return region in _AROUND_FROM and stand_in in (_NOTHING, _JOIN)


def _from_follows(tokens: Tokens, i: int, last: int) -> bool:
    depth = 0
    for key in tokens.keys[i + 1 : last + 1]:
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
            if depth < 0:
                return False
        elif depth == 0 and (key == "FROM" or key in _ENDS_SELECT):
            return key == "FROM"
    return False
