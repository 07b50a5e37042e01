"""What a view's query reads, found in its tokens: enough for DROP ... CASCADE, for verdicts there is the resolver.

Only what is certain is told: a column that may belong to a subquery or to one of two tables is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xref.schema.catalog import Completeness, Relation
from xref.schema.draft import Key
from xref.schema.sources.ddl.session import Session
from xref.sql.keywords import RESERVED
from xref.sql.lexer import NUMBER, OPERATOR, QUOTED, STRING, WORD, Token, lex

_FROM_ENDS = frozenset({"where", "group", "having", "order", "limit", "offset", "window", "fetch", "for"})
_SET_OPERATIONS = frozenset({"union", "except", "intersect"})
_BEFORE_STAR = frozenset({"select", "distinct", "all", ",", "."})


@dataclass(slots=True)
class _Scope:
    """One SELECT: what its FROM names (None for a subquery, function or CTE), the CTEs it defines."""

    parent: _Scope | None = None
    relations: dict[str, Key | None] = field(default_factory=dict)
    ctes: set[str] = field(default_factory=set)

    def knows_cte(self, name: str) -> bool:
        return name in self.ctes or (self.parent is not None and self.parent.knows_cte(name))


@dataclass(slots=True)
class _Level:
    """One pair of parentheses: its scope, whether a FROM clause is being read, whether an item of it comes next."""

    scope: _Scope
    own: bool = True
    selects: bool = False
    in_from: bool = False
    expects: bool = False
    names_ctes: bool = False


def reads_of(tokens: Sequence[Token], session: Session) -> dict[Key, frozenset[str] | None]:
    """The relations that a query reads, and which of their columns it certainly uses."""
    walk = _Walk(tokens, session)
    walk.run()
    used: dict[Key, set[str]] = {key: set() for key in walk.found}
    for scope, at in walk.columns:
        walk.note_column(scope, at, used)
    return {key: frozenset(columns) for key, columns in used.items()}


def may_mention(query: str, column: str) -> bool:
    """Whether a query may use a column: it names it somewhere, or has a star."""
    return any(value == column or value == "*" for _, value, _, _ in lex(query))


class _Walk:
    """One pass over the tokens that finds scopes, their relations and the tokens that may name columns."""

    def __init__(self, tokens: Sequence[Token], session: Session) -> None:
        self.tokens = tokens
        self.session = session
        self.levels = [_Level(_Scope())]
        self.found: dict[Key, Relation] = {}
        self.columns: list[tuple[_Scope, int]] = []

    def run(self) -> None:
        at = 0
        while at < len(self.tokens):
            at = self._step(at, self.levels[-1])

    def _step(self, at: int, level: _Level) -> int:
        kind, value, _, _ = self.tokens[at]
        if kind <= OPERATOR and value == "(":
            self._open(at, level)
        elif kind <= OPERATOR and value == ")":
            return self._close(at)
        elif kind == WORD and value in RESERVED and self._clause(at, level, value):
            pass
        elif kind <= OPERATOR and value == ",":
            level.expects = level.in_from
        elif kind == WORD and value == "join":
            level.in_from = level.expects = True
        elif level.names_ctes and kind in (WORD, QUOTED) and self._before(at) in ("with", "recursive", ","):
            level.scope.ctes.add(value)
        elif level.expects and not (kind == WORD and value in ("only", "lateral", "rows")):
            return self._item(at, level)
        else:
            self.columns.append((level.scope, at))
        return at + 1

    def _before(self, at: int) -> str:
        return self.tokens[at - 1][1] if at else ""

    def _clause(self, at: int, level: _Level, word: str) -> bool:
        """A key word that starts or ends a clause; False for any other."""
        if word == "with":
            level.names_ctes = not level.selects
        elif word == "select":
            level.selects, level.in_from, level.expects, level.names_ctes = True, False, False, False
        elif word in _SET_OPERATIONS:
            level.scope = _Scope(level.scope.parent, ctes=level.scope.ctes)
            level.in_from = level.expects = False
        elif word == "from" and level.selects and self._before(at) != "distinct":
            level.in_from = level.expects = True
        elif word in _FROM_ENDS:
            level.in_from = level.expects = False
        else:
            return False
        return True

    def _open(self, at: int, level: _Level) -> None:
        following = self.tokens[at + 1][1] if at + 1 < len(self.tokens) else ""
        if following in ("select", "with", "values"):
            self.levels.append(_Level(_Scope(level.scope)))
        else:
            self.levels.append(_Level(level.scope, own=False, in_from=level.expects, expects=level.expects))

    def _close(self, at: int) -> int:
        closed = self.levels.pop() if len(self.levels) > 1 else self.levels[0]
        level = self.levels[-1]
        if level.expects:
            level.expects = False
            if closed.own:
                name, at = self._alias(at + 1)
                level.scope.relations[name] = None
                return at
        return at + 1

    def _item(self, at: int, level: _Level) -> int:
        """Read an item of FROM with its alias; returns the index after both."""
        level.expects = False
        names = [self.tokens[at]]
        while at + 2 < len(self.tokens) and self.tokens[at + 1][1] == ".":
            at += 2
            names.append(self.tokens[at])
        called = at + 1 < len(self.tokens) and self.tokens[at + 1][1] == "("
        shadowed = len(names) == 1 and level.scope.knows_cte(names[0][1])
        key = None if called or shadowed else self.session.find(names)
        if called:
            level.scope.relations[names[-1][1]] = None
            return at + 1
        alias, at = self._alias(at + 1)
        level.scope.relations[alias or names[-1][1]] = key
        if key is not None:
            self.found[key] = self.session.draft.relations[key]
        return at

    def _alias(self, at: int) -> tuple[str, int]:
        """The alias that may come at an index, and the index after it."""
        if at < len(self.tokens) and self.tokens[at][:2] == (WORD, "as"):
            at += 1
        if at < len(self.tokens):
            kind, value, _, _ = self.tokens[at]
            if kind == QUOTED or (kind == WORD and value not in RESERVED and value not in ("join", "inner", "left", "cross")):
                return value, at + 1
        return "", at

    def note_column(self, scope: _Scope, at: int, used: dict[Key, set[str]]) -> None:
        """Note what a token certainly means, if it is a column or a star."""
        kind, value, _, _ = self.tokens[at]
        before = self._before(at)
        qualified = before == "." and at >= 2
        if value == "*" and kind == OPERATOR and before in _BEFORE_STAR:
            for alias, key in scope.relations.items():
                if key is not None and (not qualified or alias == self.tokens[at - 2][1]):
                    used[key] |= {attribute.name for attribute in self.found[key].attributes}
        elif kind in (WORD, QUOTED) and qualified:
            self._note_qualified(scope, self.tokens[at - 2][1], value, used)
        elif kind in (WORD, QUOTED) and not self._is_label(at):
            self._note_bare(scope, value, used)

    def _is_label(self, at: int) -> bool:
        """Whether a name is an output column's, a type's or a function's rather than a column's."""
        if at + 1 < len(self.tokens) and self.tokens[at + 1][1] in ("(", "."):
            return True
        if at == 0:
            return False
        kind, value, _, _ = self.tokens[at - 1]
        return (
            kind in (QUOTED, STRING, NUMBER)
            or value in (")", "]", "as", "::", "end")
            or (kind == WORD and value not in RESERVED)
        )

    def _note_qualified(self, scope: _Scope | None, alias: str, column: str, used: dict[Key, set[str]]) -> None:
        while scope is not None:
            if alias in scope.relations:
                key = scope.relations[alias]
                if key is not None and self.found[key].attribute(column) is not None:
                    used[key].add(column)
                return
            scope = scope.parent

    def _note_bare(self, scope: _Scope | None, column: str, used: dict[Key, set[str]]) -> None:
        while scope is not None:
            keys = [
                key for key in scope.relations.values() if key is not None and self.found[key].attribute(column) is not None
            ]
            known = all(
                key is not None and self.found[key].completeness is Completeness.COMPLETE for key in scope.relations.values()
            )
            if keys or not known:
                if known and len(keys) == 1:
                    used[keys[0]].add(column)
                return
            scope = scope.parent
