"""Where the grammar stands in the tokens: looking, taking, refusing, and building nodes with their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from sqlglot import exp

from xref.sql.tokens import BAD, END, Tokens
from xref.sql.words import BARE_LABEL, COLUMN_NAME, LABEL, NAME

Node = TypeVar("Node", bound=exp.Expr)
Made = TypeVar("Made")


SYNTAX_ERROR, WINDOWING_ERROR, NOT_SUPPORTED = "42601", "42P20", "0A000"
"""The SQLSTATEs that PostgreSQL's grammar itself raises."""


class RefusedError(Exception):
    """The grammar does not go on. ``message`` is PostgreSQL's, ``start`` the server's offset, ``end`` the token's end."""

    def __init__(self, message: str, start: int, end: int, sqlstate: str = SYNTAX_ERROR) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.start = start
        self.end = end


_JOINED = {
    "WITHOUT": (("TIME",), "WITHOUT TIME"),
    "NULLS": (("FIRST", "LAST"), "NULLS FIRST"),
    "FORMAT": (("JSON",), "FORMAT JSON"),
}


class Cursor:
    """A place in the tokens of a text. Methods that build a node are named for what the grammar calls it."""

    __slots__ = ("ends", "i", "keys", "quoted", "starts", "text", "values")

    def __init__(self, text: str, tokens: Tokens) -> None:
        self.text = text
        self.keys = [*tokens.keys, END, END]
        self._join_words()
        self.values = tokens.values
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.quoted = tokens.quoted
        self.i = 0
        self.prepare()

    def _join_words(self) -> None:
        """Marks the words that the one after them turns into something that names nothing (``WITHOUT TIME``)."""
        keys = self.keys
        for first, (seconds, joined) in _JOINED.items():
            if first in keys:
                for i, key in enumerate(keys):
                    if key == first and keys[i + 1] in seconds:
                        keys[i] = joined

    def prepare(self) -> None:
        """Sets what a layer above needs to start with."""

    def refuse(self, message: str | None = None, at: int | None = None, sqlstate: str = SYNTAX_ERROR) -> NoReturn:
        """Raises :class:`RefusedError`: a syntax error at the current token, or ``message`` at token ``at``."""
        index = min(self.i if at is None else at, len(self.starts) - 1)
        start, end = self.starts[index], self.ends[index]
        if message is not None:
            raise RefusedError(message, start, end, sqlstate)
        if self.keys[index] == END:
            raise RefusedError("syntax error at end of input", start, end)
        problem = self.values[index] if self.keys[index] == BAD else "syntax error"
        raise RefusedError(f'{problem} at or near "{self.text[start:end]}"', start, end)

    def accept(self, key: str) -> bool:
        """Takes the token when it is this one."""
        if self.keys[self.i] == key:
            self.i += 1
            return True
        return False

    def accept_all(self, *keys: str) -> bool:
        """Takes the tokens when all of these follow."""
        i = self.i
        if tuple(self.keys[i : i + len(keys)]) == keys:
            self.i = i + len(keys)
            return True
        return False

    def expect(self, *keys: str) -> None:
        """Takes these tokens, one after the other, or refuses at the first that is another."""
        for key in keys:
            if self.keys[self.i] != key:
                self.refuse()
            self.i += 1

    def expect_one(self, *keys: str) -> str:
        """Takes the token when it is one of these, and says which; refuses otherwise."""
        key = self.keys[self.i]
        if key not in keys:
            self.refuse()
        self.i += 1
        return key

    def one_of(self, keys: frozenset[str]) -> str | None:
        """Takes the token when it is one of these, and says which."""
        key = self.keys[self.i]
        if key not in keys:
            return None
        self.i += 1
        return key

    def place(self, node: Node, start: int, at: int | None = None, op: int | None = None) -> Node:
        """Says where ``node`` was written: from ``start`` to the last token taken. ``at``: where the server points."""
        meta = {"start": start, "end": self.ends[self.i - 1] - 1, "at": start if at is None else at}
        if op is not None:
            meta["op"] = op
        node._meta = meta
        return node

    @staticmethod
    def points_at_literal(to: exp.DataType) -> bool:
        """Whether the server points at the literal that is cast to ``to``: it is then made of that type at once."""
        text = to.meta["pg_text"]
        return "(" not in text or text[:8].lower() == "interval"

    def listed(self, item: Callable[[], Made]) -> list[Made]:
        """One or more of ``item`` with commas between them."""
        items = [item()]
        keys = self.keys
        while keys[self.i] == ",":
            self.i += 1
            items.append(item())
        return items

    def wrapped(self, item: Callable[[], Made]) -> list[Made]:
        """A list of ``item`` in parentheses."""
        self.expect("(")
        items = self.listed(item)
        self.expect(")")
        return items

    def identifier(self) -> exp.Identifier:
        """The current token, whatever word it is, as an identifier."""
        i = self.i
        node = exp.Identifier(this=self.values[i], quoted=i in self.quoted)
        start = self.starts[i]
        node._meta = {"start": start, "end": self.ends[i] - 1, "at": start}
        self.i = i + 1
        return node

    def name(self) -> exp.Identifier:
        """What may name a column, table, alias or CTE (``ColId``)."""
        if self.keys[self.i] not in COLUMN_NAME:
            self.refuse()
        return self.identifier()

    def label(self) -> exp.Identifier:
        """What may follow AS or a dot (``ColLabel``)."""
        if self.keys[self.i] not in LABEL:
            self.refuse()
        return self.identifier()

    def bare_label(self) -> exp.Identifier | None:
        """An output name without AS, if one follows."""
        return self.identifier() if self.keys[self.i] in BARE_LABEL else None

    def names(self) -> list[exp.Identifier]:
        """A list of names in parentheses."""
        return self.wrapped(self.name)

    def any_name(self) -> list[exp.Identifier]:
        """A name that may be qualified (``any_name``), as its parts."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.label())
        return parts

    def setting_name(self) -> list[exp.Identifier]:
        """A setting's name (``var_name``): names with dots between them."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.name())
        return parts

    def at_plain_name(self) -> bool:
        """Whether an identifier that is no key word stands here."""
        return self.keys[self.i] == NAME
