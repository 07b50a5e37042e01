"""Single changes of a statement, of the kind that people make by mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.support.statements.literals import WRONG, quoted
from tests.support.statements.tokens import closing, elements, joined, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.support.statements.facts import Facts

_OPERATORS: Final = (
    "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "||", "->", "->>", "@>", "<@", "&&", "~", "#>", "?", "^", "%", "-|-",
)  # fmt: skip
_CLAUSES: Final = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "RETURNING", "FROM", "ON", "USING", "SET", "FILTER", "OVER")
_ENDS: Final = frozenset(
    (
        *("FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "RETURNING", "UNION", "EXCEPT", "INTERSECT"),
        *("SET", "JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "WHEN", "ON"),
    )
)
_TYPE = re.compile(r"integer|text|boolean|numeric|bigint|date|uuid|jsonb|mood|interval|email|positive|real|money|json")


class Mutations:
    """Makes one change to a statement."""

    def __init__(self, random: Random, facts: Facts) -> None:
        self.random = random
        self.columns = sorted({column.name for table in facts.tables for column in table.columns})
        self._all: tuple[Callable[[list[str]], list[str] | None], ...] = (
            self.wrong_name,
            self.wrong_column,
            self.wrong_column,
            self.wrong_parameter,
            self.wrong_operator,
            self.wrong_literal,
            self.wrong_type_name,
            self.wrong_function,
            self.without_element,
            self.with_element_twice,
            self.without_group_column,
            self.without_clause,
            self.without_cast,
        )

    def mutate(self, text: str) -> str | None:
        """The statement with one change; None when the change that was drawn has no place in it."""
        made = self.random.choice(self._all)(tokens_of(text))
        return None if made is None else joined(made)

    def _at(self, tokens: list[str], wanted: Callable[[int], bool]) -> int | None:
        places = [index for index in range(len(tokens)) if wanted(index)]
        return self.random.choice(places) if places else None

    def _is_column(self, tokens: list[str], index: int) -> bool:
        called = index + 1 < len(tokens) and tokens[index + 1] in ("(", ".")
        return tokens[index] in self.columns and not called

    def _replace(self, tokens: list[str], index: int | None, *by: str) -> list[str] | None:
        return None if index is None else [*tokens[:index], *by, *tokens[index + 1 :]]

    def wrong_name(self, tokens: list[str]) -> list[str] | None:
        """A name with two letters swapped or one missing."""
        index = self._at(tokens, lambda at: bool(re.fullmatch(r"[a-z_]\w{2,}", tokens[at])))
        if index is None:
            return None
        name = tokens[index]
        cut = self.random.randrange(1, len(name) - 1)
        return self._replace(tokens, index, name[:cut] + name[cut + 1 :] if self.random.random() < 0.6 else name + "_x")

    def wrong_column(self, tokens: list[str]) -> list[str] | None:
        """A column in place of another."""
        index = self._at(tokens, lambda at: self._is_column(tokens, at))
        return self._replace(tokens, index, self.random.choice(self.columns))

    def wrong_parameter(self, tokens: list[str]) -> list[str] | None:
        """A parameter in place of another, or of a column."""
        parameters = [token for token in tokens if token[0] == "$"] or ["$1"]
        index = self._at(tokens, lambda at: tokens[at][0] == "$" or self._is_column(tokens, at))
        return self._replace(tokens, index, self.random.choice(parameters))

    def wrong_operator(self, tokens: list[str]) -> list[str] | None:
        """Another operator."""
        index = self._at(tokens, lambda at: tokens[at] in _OPERATORS)
        return self._replace(tokens, index, self.random.choice(_OPERATORS))

    def wrong_literal(self, tokens: list[str]) -> list[str] | None:
        """Another text in quotes, or a number in place of a text."""
        index = self._at(tokens, lambda at: tokens[at][0] in "'0123456789")
        by = (
            quoted(self.random.choice(WRONG)) if self.random.random() < 0.8 else self.random.choice(("0", "99999999999", "1.5"))
        )
        return self._replace(tokens, index, by)

    def wrong_type_name(self, tokens: list[str]) -> list[str] | None:
        """A cast to another type."""
        index = self._at(tokens, lambda at: bool(_TYPE.fullmatch(tokens[at])) and tokens[at - 1] in ("::", "AS"))
        by = self.random.choice(("integer", "text", "uuid", "boolean", "jsonb", "nosuch", "mood", "date", "money", "text[]"))
        return self._replace(tokens, index, by)

    def wrong_function(self, tokens: list[str]) -> list[str] | None:
        """Another function."""
        index = self._at(tokens, lambda at: tokens[at].islower() and tokens[at + 1 : at + 2] == ["("])
        by = self.random.choice(
            ("lower", "sum", "count", "abs", "coalesce", "doubled", "row_number", "unnest", "nosuch", "date_trunc")
        )
        return self._replace(tokens, index, by)

    def _list(self, tokens: list[str]) -> tuple[int, int] | None:
        """An element of some list: of arguments, outputs, columns or values."""
        opening = self._at(tokens, lambda at: tokens[at] in ("(", "SELECT", "BY", "RETURNING", "SET"))
        if opening is None:
            return None
        end = closing(tokens, opening) if tokens[opening] == "(" else _clause_end(tokens, opening + 1)
        return self.random.choice(elements(tokens, opening + 1, end))

    def without_element(self, tokens: list[str]) -> list[str] | None:
        """A list with one element less."""
        element = self._list(tokens)
        if element is None:
            return None
        start, end = element
        if tokens[end : end + 1] == [","]:
            return tokens[:start] + tokens[end + 1 :]
        return tokens[: start - (tokens[start - 1] == ",")] + tokens[end:]

    def with_element_twice(self, tokens: list[str]) -> list[str] | None:
        """A list with one element twice."""
        element = self._list(tokens)
        if element is None or element[0] == element[1]:
            return None
        start, end = element
        return [*tokens[:end], ",", *tokens[start:end], *tokens[end:]]

    def without_group_column(self, tokens: list[str]) -> list[str] | None:
        """GROUP BY with one column less."""
        group = self._at(tokens, lambda at: tokens[at] == "GROUP")
        if group is None:
            return None
        listed = elements(tokens, group + 2, _clause_end(tokens, group + 2))
        if len(listed) == 1:
            return tokens[:group] + tokens[listed[0][1] :]
        start, end = self.random.choice(listed)
        return tokens[:start] + tokens[end + 1 :] if tokens[end : end + 1] == [","] else tokens[: start - 1] + tokens[end:]

    def without_clause(self, tokens: list[str]) -> list[str] | None:
        """A clause left out."""
        start = self._at(tokens, lambda at: tokens[at] in _CLAUSES)
        return None if start is None else tokens[:start] + tokens[_clause_end(tokens, start + 1) :]

    def without_cast(self, tokens: list[str]) -> list[str] | None:
        """A cast left out."""
        index = self._at(tokens, lambda at: tokens[at] == "::")
        return None if index is None else tokens[:index] + tokens[index + 2 :]


def _clause_end(tokens: list[str], start: int) -> int:
    """Where the clause that begins at an index ends: before the next one, or the bracket around it."""
    depth = 0
    for index in range(start, len(tokens)):
        token = tokens[index]
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth < 0 or (depth == 0 and token in _ENDS):
            return index
    return len(tokens)
