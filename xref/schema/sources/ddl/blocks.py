"""DO blocks, and functions that change the schema when they are called: their statements are run as far as that can be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from xref.schema.catalog import Function
from xref.schema.draft import RefusedError
from xref.schema.sources.ddl import guards
from xref.schema.sources.ddl.branches import join
from xref.schema.sources.ddl.constants import constant, literal_list
from xref.schema.sources.ddl.plpgsql import Block, Execute, If, Leave, Loop, Sql, Statement, read_body
from xref.schema.sources.ddl.session import Place, Session
from xref.source import Span
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import STRING, WORD, Token, lex
from xref.sql.split import split

Runner = Callable[[Cursor, Session], None]
_MAX_DEPTH = 8
_SCHEMA_WORDS = frozenset({"create", "alter", "drop", "rename"})


class _ReturnedError(Exception):
    """A RETURN was reached."""


def run_do(cursor: Cursor, session: Session, run: Runner) -> None:
    """``DO [LANGUAGE x] 'body'``; ``run`` runs one statement."""
    language = "plpgsql"
    body: Token | None = None
    while not cursor.done:
        if cursor.accept("language"):
            language = cursor.advance()[1].lower()
        elif cursor.token[0] == STRING:
            body = cursor.advance()
        else:
            cursor.advance()
    if body is None:
        raise UnreadError("a body", cursor.token)
    if language == "plpgsql":
        run_body(cursor.text, body, session, run)


def run_body(text: str, literal: Token, session: Session, run: Runner) -> None:
    """Run a PL/pgSQL body that stands in ``text`` as a string literal."""
    if session.depth >= _MAX_DEPTH:
        return
    outer = session.place
    session.place = _place_of(text, literal, outer)
    session.depth += 1
    tokens = lex(literal[1])
    try:
        block = read_body(Cursor(literal[1], tokens))
        _Run(session, run, literal[1]).block(block)
    except _ReturnedError:
        pass
    except UnreadError as error:
        if any(token[0] == WORD and token[1] in _SCHEMA_WORDS for token in tokens):
            session.warn(f"body not read: {error}", error.offset)
    finally:
        session.place = outer
        session.depth -= 1


def run_function(function: Function, session: Session, run: Runner) -> None:
    """Run a function's body; what it makes is located at the call, since the body may stand in another file."""
    body = function.body or ""
    first = session.place
    span = Span(0, 0) if first.whole is None else first.whole
    session.place = Place(first.file, whole=span)
    try:
        run_body(body, (STRING, body, 0, len(body)), session, run)
    finally:
        session.place = first


def _place_of(text: str, literal: Token, outer: Place) -> Place:
    """Where a literal's content stands, to the character if it is written without escapes."""
    start = text.find(literal[1], literal[2], literal[3]) if literal[1] else -1
    if outer.whole is not None:
        return outer
    if start < 0:
        location = outer.offset
        return Place(outer.file, whole=Span(literal[2] + location, literal[3] + location))
    return Place(outer.file, outer.offset + start)


class _Run:
    """One body being run. ``values`` are the variables whose value is known."""

    def __init__(self, session: Session, run: Runner, text: str) -> None:
        self.session = session
        self.run = run
        self.text = text
        self.values: dict[str, str] = {}

    def block(self, block: Block) -> None:
        self._declare(block.declarations)
        if not block.handlers:
            self.all(block.body)
            return
        mark = self.session.draft.mark()
        try:
            self.all(block.body)
        except RefusedError as error:
            self.session.draft.roll_back(mark)
            for conditions, body in block.handlers:
                if error.condition in conditions or "others" in conditions:
                    self.all(body)
                    return
            raise

    def all(self, statements: Sequence[Statement]) -> None:
        for statement in statements:
            self.one(statement)

    def one(self, statement: Statement) -> None:
        match statement:
            case Sql(tokens):
                self._sql(tokens)
            case Execute(expression):
                self._execute(expression)
            case If():
                self._if(statement, 0)
            case Loop():
                self._loop(statement)
            case Block():
                self.block(statement)
            case Leave(fails):
                if fails:
                    raise RefusedError("raise_exception", "the block raises an exception")
                raise _ReturnedError

    def _sql(self, tokens: Sequence[Token]) -> None:
        if not tokens:
            return
        if len(tokens) > 2 and tokens[1][1] in (":=", "="):
            self._assign(tokens[0][1], tokens[2:])
            return
        if tokens[0][:2] == (WORD, "perform"):
            tokens = [(WORD, "select", *tokens[0][2:]), *tokens[1:]]
        elif tokens[0][:2] == (WORD, "select") and any(token[:2] == (WORD, "into") for token in tokens):
            return
        try:
            self.run(Cursor(self.text, tokens), self.session)
        except UnreadError as error:
            self.session.warn(f"statement not read: {error}", error.offset)

    def _declare(self, tokens: Sequence[Token]) -> None:
        start = 0
        for at, token in enumerate(tokens):
            if token[1] in (":=", "default", "=") and token[0] != STRING:
                end = next((e for e in range(at, len(tokens)) if tokens[e][1] == ";"), len(tokens))
                self._assign(tokens[start][1], tokens[at + 1 : end])
            elif token[1] in (";", "declare"):
                start = min(at + 1, len(tokens) - 1)

    def _assign(self, name: str, tokens: Sequence[Token]) -> None:
        value = constant(tokens, self.values)
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value

    def _execute(self, expression: Sequence[Token]) -> None:
        text = constant(expression, self.values)
        if text is None:
            words = {word for token in expression if token[0] == STRING for word in token[1].lower().split()}
            if words & _SCHEMA_WORDS:
                self.session.warn("EXECUTE of a text that is known at run time only", expression[0][2])
            return
        literal = expression[0]
        outer = self.session.place
        if len(expression) == 1 and literal[0] == STRING:
            self.session.place = _place_of(self.text, literal, outer)
        else:
            span = Span(expression[0][2] + outer.offset, expression[-1][3] + outer.offset)
            self.session.place = Place(outer.file, whole=outer.whole or span)
        try:
            for statement in split(text):
                self.run(Cursor(text, statement.tokens), self.session)
        except UnreadError as error:
            self.session.warn(f"statement not read: {error}", error.offset)
        finally:
            self.session.place = outer

    def _if(self, statement: If, at: int) -> None:
        if at == len(statement.branches):
            self.all(statement.otherwise)
            return
        condition, body = statement.branches[at]
        found = guards.answer(condition, self.session)
        if found:
            self.all(body)
        elif found is False and guards.is_negative(condition):
            self._if(statement, at + 1)
        else:
            self._either(lambda: self.all(body), lambda: self._if(statement, at + 1))

    def _loop(self, loop: Loop) -> None:
        each = literal_list(loop.header)
        if each is None:
            self._either(lambda: self.all(loop.body), lambda: None)
            return
        name, values = each
        for value in values:
            self.values[name] = value
            self.all(loop.body)

    def _either(self, *ways: Callable[[], None]) -> None:
        """Ways that may be taken; what one of them knows about variables is forgotten afterwards."""
        before, outer = dict(self.values), self.session.certain
        after: list[dict[str, str]] = []

        def taken(way: Callable[[], None]) -> Callable[[], None]:
            def take() -> None:
                self.values = dict(before)
                with suppress(_ReturnedError):
                    way()
                after.append(self.values)

            return take

        self.session.certain = False
        try:
            join(self.session, [taken(way) for way in ways])
        finally:
            self.session.certain = outer
        self.values = {name: value for name, value in before.items() if all(known.get(name) == value for known in after)}
