"""What a view's query reads, found in its tokens: enough for DROP ... CASCADE, for verdicts there is the resolver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xref.schema.draft import Key
from xref.schema.sources.ddl.session import Session
from xref.sql.keywords import RESERVED
from xref.sql.lexer import OPERATOR, QUOTED, WORD, Token

_FROM_ENDS = frozenset(
    {"where", "group", "having", "order", "limit", "offset", "union", "except", "intersect", "window", "fetch"}
)


@dataclass(slots=True)
class _Level:
    """One pair of parentheses: whether a SELECT is in it, and whether a relation may come next."""

    selects: bool = False
    in_from: bool = False
    expects: bool = False


@dataclass(slots=True)
class _Reads:
    relations: dict[Key, set[str]] = field(default_factory=dict)
    aliases: dict[str, Key] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    star: bool = False


def reads_of(tokens: Sequence[Token], session: Session) -> dict[Key, frozenset[str] | None]:
    """The relations that a query reads, and which of their columns it mentions."""
    reads = _Reads()
    _find_relations(tokens, session, reads)
    _find_columns(tokens, session, reads)
    return {key: frozenset(columns) for key, columns in reads.relations.items()}


def _find_relations(tokens: Sequence[Token], session: Session, reads: _Reads) -> None:
    levels = [_Level()]
    at = 0
    while at < len(tokens):
        kind, value, _, _ = tokens[at]
        level = levels[-1]
        if kind <= OPERATOR and value == "(":
            levels.append(_Level(in_from=level.expects, expects=level.expects))
        elif kind <= OPERATOR and value == ")":
            if len(levels) > 1:
                levels.pop()
            levels[-1].expects = False
        elif kind == WORD and value in ("select", "delete"):
            level.selects, level.in_from, level.expects = True, False, False
        elif kind == WORD and value == "from" and level.selects and tokens[at - 1][1] != "distinct":
            level.in_from = level.expects = True
        elif kind == WORD and value in _FROM_ENDS:
            level.in_from = level.expects = False
        elif (kind == WORD and value in ("join", "using", "into", "update") and value != "using") or (
            value == "," and kind <= OPERATOR and level.in_from
        ):
            level.expects = True
        elif level.expects and not (kind == WORD and value in ("only", "lateral")):
            level.expects = False
            if kind == QUOTED or (kind == WORD and value not in RESERVED):
                at = _read_relation(tokens, at, session, reads)
                continue
        at += 1


def _read_relation(tokens: Sequence[Token], at: int, session: Session, reads: _Reads) -> int:
    """Note the relation named at a token with its alias; returns the index after both."""
    names = [tokens[at]]
    start = at
    while at + 2 < len(tokens) and tokens[at + 1][1] == ".":
        at += 2
        names.append(tokens[at])
    at += 1
    key = session.find(names)
    if key is None or (at < len(tokens) and tokens[at][1] == "("):
        return at
    reads.relations.setdefault(key, set())
    reads.aliases[names[-1][1]] = key
    if at < len(tokens) and tokens[at][:2] == (WORD, "as"):
        at += 1
    if at < len(tokens) and (tokens[at][0] == QUOTED or (tokens[at][0] == WORD and tokens[at][1] not in RESERVED)):
        reads.aliases[tokens[at][1]] = key
        at += 1
    reads.skipped.update(range(start, at))
    return at


def _find_columns(tokens: Sequence[Token], session: Session, reads: _Reads) -> None:
    columns = {key: {a.name for a in session.draft.relations[key].attributes} for key in reads.relations}
    for at, (kind, value, _, _) in enumerate(tokens):
        if at in reads.skipped:
            continue
        before = tokens[at - 1][1] if at else ""
        if value == "*" and kind == OPERATOR and before in ("select", "distinct", "all", ",", ".", ""):
            for key in reads.relations:
                reads.relations[key] |= columns[key]
        elif kind in (WORD, QUOTED):
            qualified = before == "." and at >= 2
            only = reads.aliases.get(tokens[at - 2][1]) if qualified else None
            for key in reads.relations:
                if value in columns[key] and (not qualified or only in (None, key)):
                    reads.relations[key].add(value)
