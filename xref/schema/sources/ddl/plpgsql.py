"""PL/pgSQL bodies as a tree (manual, 43): as much of the language as decides whether a statement is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import WORD, Token

Tokens = Sequence[Token]
_MAX_DEPTH = 60


@dataclass(slots=True)
class Sql:
    """An SQL statement, or any statement of the language that changes no schema."""

    tokens: Tokens


@dataclass(slots=True)
class Execute:
    """``EXECUTE expression``."""

    expression: Tokens


@dataclass(slots=True)
class If:
    """IF and ELSIF with their conditions, and what ELSE holds. A CASE has conditions that say nothing (no tokens)."""

    branches: list[tuple[Tokens, list[Statement]]]
    otherwise: list[Statement]


@dataclass(slots=True)
class Loop:
    """Any loop, with what stands before LOOP."""

    header: Tokens
    body: list[Statement]


@dataclass(slots=True)
class Block:
    """``[DECLARE ..] BEGIN .. [EXCEPTION WHEN conditions THEN ..] END``."""

    declarations: Tokens
    body: list[Statement]
    handlers: list[tuple[frozenset[str], list[Statement]]] = field(default_factory=list)


@dataclass(slots=True)
class Leave:
    """RETURN, or RAISE EXCEPTION (``fails``)."""

    fails: bool


Statement = Sql | Execute | If | Loop | Block | Leave
_LEVELS = frozenset({"debug", "log", "info", "notice", "warning"})


def read_body(cursor: Cursor) -> Block:
    """Read the body of a DO block or a function. Raises UnreadError."""
    return _Reader(cursor).block()


class _Reader:
    """Recursive descent over one body's tokens."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.depth = 0

    def block(self) -> Block:
        cursor = self.cursor
        start = cursor.at
        while not cursor.looking_at("begin"):
            if cursor.done:
                raise UnreadError("BEGIN", cursor.token)
            cursor.advance()
        block = Block(cursor.tokens[start : cursor.at], [])
        cursor.expect("begin")
        block.body = self.statements("exception", "end")
        if cursor.accept("exception"):
            while cursor.accept("when"):
                conditions = self._until("then")
                cursor.expect("then")
                names = frozenset(token[1] for token in conditions if token[0] == WORD and token[1] != "or")
                block.handlers.append((names, self.statements("when", "end")))
        cursor.expect("end")
        self._finish()
        return block

    def statements(self, *ends: str) -> list[Statement]:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise UnreadError("less nesting", self.cursor.token)
        found: list[Statement] = []
        while self.cursor.word not in ends:
            if self.cursor.done:
                raise UnreadError(ends[-1].upper(), self.cursor.token)
            statement = self.statement()
            if statement is not None:
                found.append(statement)
        self.depth -= 1
        return found

    def statement(self) -> Statement | None:
        cursor = self.cursor
        if cursor.accept("<<"):
            while not cursor.done and not cursor.accept(">>"):
                cursor.advance()
        if cursor.accept(";"):
            return None
        if cursor.accept("if"):
            return self._if()
        if cursor.accept("case"):
            return self._case()
        if cursor.word in ("loop", "while", "for", "foreach"):
            return self._loop()
        if cursor.word in ("declare", "begin"):
            return self.block()
        if cursor.accept("raise"):
            fails = cursor.word not in _LEVELS
            self._finish()
            return Leave(fails=True) if fails else None
        if cursor.accept("return"):
            keeps_on = cursor.word in ("next", "query")
            self._finish()
            return None if keeps_on else Leave(fails=False)
        if cursor.accept("execute"):
            expression = self._until("into", "using", ";")
            self._finish()
            return Execute(expression)
        tokens = self._until(";")
        self._finish()
        return Sql(tokens)

    def _if(self) -> If:
        cursor = self.cursor
        found = If([], [])
        while True:
            condition = self._until("then")
            cursor.expect("then")
            found.branches.append((condition, self.statements("elsif", "elseif", "else", "end")))
            if not cursor.accept_any("elsif", "elseif"):
                break
        if cursor.accept("else"):
            found.otherwise = self.statements("end")
        cursor.expect("end", "if")
        self._finish()
        return found

    def _case(self) -> If:
        cursor = self.cursor
        found = If([], [])
        self._until("when")
        while cursor.accept("when"):
            self._until("then")
            cursor.expect("then")
            found.branches.append(((), self.statements("when", "else", "end")))
        if cursor.accept("else"):
            found.otherwise = self.statements("end")
        cursor.expect("end", "case")
        self._finish()
        return found

    def _loop(self) -> Loop:
        header = self._until("loop")
        self.cursor.expect("loop")
        body = self.statements("end")
        self.cursor.expect("end", "loop")
        self._finish()
        return Loop(header, body)

    def _until(self, *words: str) -> Tokens:
        """Read on to one of these words outside of parentheses and CASE ... END."""
        cursor = self.cursor
        start = cursor.at
        cases = 0
        while not cursor.done:
            cursor.skip_until("case", "end", *words)
            if cursor.word == "case":
                cases += 1
            elif cursor.word == "end" and cases:
                cases -= 1
            elif not cases or cursor.looking_at(";"):
                break
            if cursor.done:
                break
            cursor.advance()
        return cursor.tokens[start : cursor.at]

    def _finish(self) -> None:
        """Read to the semicolon that ends a statement, and it."""
        self.cursor.skip_until(";")
        while not self.cursor.done and not self.cursor.accept(";"):
            self.cursor.advance()
            self.cursor.skip_until(";")
