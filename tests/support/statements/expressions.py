"""Random expressions of a wanted type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.support.statements.forms import FORMS, NOT_COMPARABLE
from tests.support.statements.literals import has_text, literal, quoted, text_of
from tests.support.statements.polymorphic import bind, concrete

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.support.statements.facts import Facts, Function
    from tests.support.statements.scope import Scope

COMMON: Final = (
    *(
        "integer",
        "text",
        "boolean",
        "numeric",
        "bigint",
        "timestamp with time zone",
        "date",
        "uuid",
        "jsonb",
        "double precision",
    ),
    *("character varying", "interval", "mood", "integer[]", "text[]", "smallint", "email", "positive", "code", "json", "real"),
    *("timestamp without time zone", "int4range", "daterange", "tstzrange", "address", "colour", "bytea", "inet", "point"),
    *("money", "time without time zone", "mood[]", "numeric[]", "uuid[]", "floatrange", "int4multirange", "name", '"char"'),
    *("tsvector", "oid", "bpchar", "labels", "positive[]", "time with time zone", "cidr", "small_positive"),
)
_WEIGHTS: Final = tuple(1 / (3 + place) for place in range(len(COMMON)))
_OPEN: Final = re.compile(r"'|\$\d+$|COALESCE|CASE|GREATEST|LEAST")
"""How an expression begins that may not show its type."""


class Expressions:
    """Writes expressions; numbers the parameters of one statement."""

    def __init__(self, random: Random, facts: Facts, query: Callable[[list[str] | None, Scope | None, int], str]) -> None:
        self.random = random
        self.facts = facts
        self.query = query
        self.parameters: list[str] = []
        self._shapes: tuple[tuple[Callable[[str, Scope, int], str | None], int], ...] = (
            (self._operator, 24),
            (self._function, 24),
            (self._case, 5),
            (self._coalesce, 6),
            (self._cast, 8),
            (self._subquery, 3),
            (self._array, 4),
            (self._form, 24),
        )

    def any_type(self) -> str:
        """A type, common ones more often."""
        return self.random.choices(COMMON, _WEIGHTS)[0]

    def typed(self, type_: str, scope: Scope, depth: int) -> str:
        """An expression that mostly shows its type, for places that would take one of several."""
        made = self.value(type_, scope, depth)
        bare = _OPEN.match(made) is not None
        return f"({made})::{type_}" if bare and self.random.random() < 0.9 and type_ in self.facts.known else made

    def value(self, type_: str, scope: Scope, depth: int) -> str:
        """An expression of the type, or of one that is cast to it where it stands."""
        if depth <= 0 or self.random.random() < 0.35:
            return self.leaf(type_, scope)
        shapes, weights = zip(*self._shapes, strict=True)
        for _ in range(4):
            made: str | None = self.random.choices(shapes, weights)[0](type_, scope, depth - 1)
            if made is not None:
                return made
        return self.leaf(type_, scope)

    def leaf(self, type_: str, scope: Scope) -> str:
        """A column, parameter or literal."""
        columns = scope.usable()
        exact = [name for name, of in columns if of == type_]
        if exact and self.random.random() < 0.75:
            return self.random.choice(exact)
        near = [name for name, of in columns if of in self.facts.implicit.get(type_, ())]
        if near and self.random.random() < 0.4:
            return self.random.choice(near)
        if self.random.random() < 0.3:
            return self.parameter(type_)
        if not has_text(type_) or self.random.random() < 0.04:
            return f"NULL::{type_}" if self.random.random() < 0.8 and type_ in self.facts.known else "NULL"
        return literal(self.random, type_)

    def parameter(self, type_: str) -> str:
        """A parameter, mostly a new one; one that was written before when it was for the same type."""
        same = [number for number, of in enumerate(self.parameters, start=1) if of == type_]
        if same and self.random.random() < 0.3:
            number = self.random.choice(same)
        else:
            self.parameters.append(type_)
            number = len(self.parameters)
        return f"${number}" if self.random.random() < 0.7 else f"${number}::{type_}"

    def call(self, function: Function, bound: dict[str, str], scope: Scope, depth: int) -> str | None:
        """The call of a function whose polymorphic arguments are bound to a type."""
        wanted = list(function.arguments)
        if function.variadic and wanted:
            last = wanted.pop()
            element = '"any"' if last == '"any"' else concrete(last, bound).removesuffix("[]")
            wanted += [element] * self.random.randint(1, 3)
        elif function.defaults:
            wanted = wanted[: len(wanted) - self.random.randint(0, function.defaults)]
        arguments: list[str] = []
        for type_ in wanted:
            of = self.any_type() if type_ == '"any"' else concrete(type_, bound)
            if of not in self.facts.known and not of.endswith("[]"):
                return None
            make = self.typed if len(arguments) % 2 == 0 else self.value
            arguments.append(make(of, scope, depth))
        if function.names and len(function.names) >= len(arguments) and not function.variadic and self.random.random() < 0.06:
            return self._named_call(function, arguments)
        return f"{function.name}({', '.join(arguments)})"

    def _named_call(self, function: Function, arguments: list[str]) -> str:
        first = self.random.randint(0, len(arguments))
        named = [f'"{name}" => {text}' for name, text in zip(function.names, arguments, strict=False)]
        return f"{function.name}({', '.join(arguments[:first] + named[first:])})"

    def bind(self, result: str, type_: str) -> dict[str, str] | None:
        """What polymorphic arguments stand for so that the result is of the type; None when it can't be."""
        return bind(result, type_, self.random, self.any_type)

    def _operator(self, type_: str, scope: Scope, depth: int) -> str | None:
        candidates = self.facts.operators.get(type_, []) + self.facts.operators.get("anyarray", []) * type_.endswith("[]")
        if not candidates:
            return None
        operator = self.random.choice(candidates)
        bound = self.bind(operator.result, type_)
        if bound is None or "" in (concrete(operator.right, bound), concrete(operator.left or operator.right, bound)):
            return None
        right = self.typed(concrete(operator.right, bound), scope, depth)
        if operator.left is None:
            return f"({operator.name} {right})"
        make = self.typed if self.random.random() < 0.5 else self.value
        return f"({make(concrete(operator.left, bound), scope, depth)} {operator.name} {right})"

    def _function(self, type_: str, scope: Scope, depth: int) -> str | None:
        candidates = list(self.facts.scalars.get(type_, []))
        for polymorphic in ("anyelement", "anycompatible", "anyarray", "anycompatiblearray", "anyrange"):
            candidates += self.facts.scalars.get(polymorphic, [])
        if not candidates:
            return None
        function = self.random.choice(candidates)
        bound = self.bind(function.result, type_)
        return None if bound is None else self.call(function, bound, scope, depth)

    def _case(self, type_: str, scope: Scope, depth: int) -> str:
        otherwise = f" ELSE {self.value(type_, scope, depth)}" if self.random.random() < 0.7 else ""
        if self.random.random() < 0.3:
            tested = self.any_type()
            whens = f"CASE {self.value(tested, scope, depth)} WHEN {self.value(tested, scope, 0)} THEN"
        else:
            whens = f"CASE WHEN {self.value('boolean', scope, depth)} THEN"
        return f"{whens} {self.typed(type_, scope, depth)}{otherwise} END"

    def _coalesce(self, type_: str, scope: Scope, depth: int) -> str:
        name = self.random.choice(("COALESCE", "COALESCE", "NULLIF", "GREATEST", "LEAST"))
        count = 2 if name == "NULLIF" else self.random.randint(1, 3)
        texts = [self.typed(type_, scope, depth), *(self.value(type_, scope, depth) for _ in range(count - 1))]
        return f"{name}({', '.join(texts)})"

    def _cast(self, type_: str, scope: Scope, depth: int) -> str:
        sources = self.facts.explicit.get(type_, []) + self.facts.implicit.get(type_, []) + ["text", type_]
        inner = self.value(self.random.choice(sources), scope, depth)
        target = self.modified(type_)
        return f"CAST({inner} AS {target})" if self.random.random() < 0.3 else f"({inner})::{target}"

    def modified(self, type_: str) -> str:
        """The type, now and then with a modifier."""
        modifiers = {
            "numeric": "numeric(8,3)",
            "character varying": "varchar(7)",
            "interval": "interval(2)",
            "bpchar": "char(3)",
        }
        return modifiers.get(type_, type_) if self.random.random() < 0.2 else type_

    def _subquery(self, type_: str, scope: Scope, depth: int) -> str:
        query = self.query([type_], scope, depth)
        if type_.endswith("[]") and self.random.random() < 0.6:
            return f"ARRAY({self.query([type_.removesuffix('[]')], scope, depth)})"
        return f"({query})"

    def _array(self, type_: str, scope: Scope, depth: int) -> str | None:
        if type_.endswith("[]"):
            elements = [self.value(type_.removesuffix("[]"), scope, depth) for _ in range(self.random.randint(1, 3))]
            return f"ARRAY[{', '.join(elements)}]"
        array = self.value(f"{type_}[]", scope, 0)
        return f"({array})[{self.value('integer', scope, 0)}]" if f"{type_}[]" in self._array_types(scope) else None

    def _array_types(self, scope: Scope) -> set[str]:
        return {type_ for _, type_ in scope.usable() if type_.endswith("[]")}

    def _form(self, type_: str, scope: Scope, depth: int) -> str | None:
        templates = FORMS.get(type_)
        if templates is None:
            return None
        kind = self.any_type()
        while kind in NOT_COMPARABLE:
            kind = self.any_type()

        def fill(match: re.Match[str]) -> str:
            return self._filled(match[1].replace("kind", kind), scope, depth)

        return re.sub(r"\{([^{}]*)\}", fill, self.random.choice(templates)).replace("  ", " ")

    def _filled(self, place: str, scope: Scope, depth: int) -> str:
        """What stands in a place of a template (see :data:`FORMS`)."""
        if "|" in place:
            return self.random.choice(place.split("|"))
        if place.startswith("SELECT"):
            wanted = place.removeprefix("SELECT").strip()
            return self.query([self._like(one) for one in wanted.split(", ")] if wanted else None, scope, depth)
        if place == "?":
            return self.value(self.any_type(), scope, depth)
        if place.startswith("+"):
            return self.typed(place[1:], scope, depth)
        return self.leaf(place[:-1], scope) if place.endswith("!") else self.value(self._like(place), scope, depth)

    def _like(self, type_: str) -> str:
        """The type; for ``like t`` now and then one that is cast to it."""
        exact = type_.removeprefix("like ")
        sources = self.facts.implicit.get(exact, ())
        return self.random.choice(sources) if sources and exact != type_ and self.random.random() < 0.3 else exact

    def literal_of(self, type_: str) -> str:
        """A literal that has the type whatever it stands in."""
        return f"{quoted(text_of(self.random, type_))}::{type_}"
