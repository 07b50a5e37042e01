"""Random queries: SELECT with all its clauses, set operations, VALUES, WITH."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.support.statements.expressions import Expressions
from tests.support.statements.forms import NOT_COMPARABLE
from tests.support.statements.polymorphic import concrete
from tests.support.statements.scope import Scope, Source, Typed

if TYPE_CHECKING:
    from random import Random

    from tests.support.statements.facts import Facts, Table

_JOINS: Final = ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "INNER JOIN")
_FRAMES: Final = (
    "",
    "",
    " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW",
    " RANGE UNBOUNDED PRECEDING",
    " GROUPS 2 PRECEDING EXCLUDE TIES",
)


class Queries:
    """Writes queries of one statement."""

    def __init__(self, random: Random, facts: Facts) -> None:
        self.random = random
        self.facts = facts
        self.expressions = Expressions(random, facts, self.query)
        self.tables: list[Table] = []
        self._aliases = 0

    def alias(self) -> str:
        """A name that no other item of the statement has."""
        self._aliases += 1
        return f"{'abcdefghkmnpqrstuvwxyz'[self._aliases % 22]}{self._aliases}"

    def chance(self, probability: float) -> bool:
        """Whether, this time."""
        return self.random.random() < probability

    def query(self, types: list[str] | None, outer: Scope | None, depth: int) -> str:
        """A query whose columns have these types (None: any)."""
        wanted = types or [self.expressions.any_type() for _ in range(self.random.randint(1, 4))]
        kind = self.random.random()
        if depth > 0 and kind < 0.12:
            return self._set_operation(wanted, outer, depth)
        if kind < 0.18:
            return self._values(wanted, outer, depth)
        return self.select(wanted, outer, depth)

    def select(self, types: list[str], outer: Scope | None, depth: int, names: list[str] | None = None) -> str:
        """One SELECT; ``names`` are its output names."""
        scope = Scope(parent=outer)
        from_ = self.from_clause(scope, depth)
        where = f" WHERE {self.expressions.value('boolean', scope, depth)}" if self.chance(0.5) else ""
        group, having = "", ""
        if self.chance(0.25):
            group = self._group_by(scope, depth)
            if self.chance(0.4):
                having = f" HAVING {self.expressions.value('boolean', scope, depth)}"
        outputs = [self.output(type_, scope, depth) for type_ in types]
        order = self._order_by(scope, outputs, depth) if self.chance(0.35) else ""
        listed = [f"{text} AS {names[place]}" if names else self._named(text) for place, text in enumerate(outputs)]
        distinct = "DISTINCT " if not order and self.chance(0.08) else ""
        window = " WINDOW w AS (ORDER BY 1)" if self.chance(0.01) else ""
        return f"SELECT {distinct}{', '.join(listed)}{from_}{where}{group}{having}{window}{order}{self._limit(scope)}"

    def _named(self, text: str) -> str:
        return f"{text} AS {self.alias()}" if self.chance(0.2) else text

    def output(self, type_: str, scope: Scope, depth: int) -> str:
        """An expression of a select list: now and then an aggregate or a window."""
        if scope.grouped is not None and self.chance(0.5):
            return self._aggregate(type_, scope, depth) or self.expressions.typed(type_, scope, depth)
        if self.chance(0.08):
            return self._window(type_, scope, depth) or self.expressions.typed(type_, scope, depth)
        return self.expressions.typed(type_, scope, depth)

    def _aggregate(self, type_: str, scope: Scope, depth: int) -> str | None:
        candidates = self.facts.aggregates.get(type_, []) + self.facts.aggregates.get("anyelement", [])
        candidates += self.facts.aggregates.get("anyarray", [])
        if not candidates:
            return None
        function = self.random.choice(candidates)
        bound = self.expressions.bind(function.result, type_)
        if bound is None:
            return None
        inside = scope.inside_aggregate()
        filtered = f" FILTER (WHERE {self.expressions.value('boolean', inside, 0)})" if self.chance(0.15) else ""
        if function.direct is not None:
            wanted = [concrete(argument, bound) for argument in function.arguments]
            direct = ", ".join(self.expressions.literal_of(one) for one in wanted[: function.direct])
            ordered = ", ".join(self.expressions.value(one, inside, 1) for one in wanted[function.direct :])
            return f"{function.name}({direct}) WITHIN GROUP (ORDER BY {ordered}){filtered}" if ordered else None
        if not function.arguments:
            return f"{function.name}(*){filtered}"
        call = self.expressions.call(function, bound, inside, depth - 1)
        if call is None:
            return None
        if self.chance(0.1):
            call = call.replace("(", "(DISTINCT ", 1)
        elif self.chance(0.1):
            call = f"{call[:-1]} ORDER BY {self.expressions.value(self.expressions.any_type(), inside, 0)})"
        return call + filtered

    def _window(self, type_: str, scope: Scope, depth: int) -> str | None:
        candidates = (
            self.facts.windows.get(type_, []) + self.facts.windows.get("anyelement", []) + self.facts.aggregates.get(type_, [])
        )
        candidates = [one for one in candidates if one.direct is None]
        if not candidates:
            return None
        function = self.random.choice(candidates)
        bound = self.expressions.bind(function.result, type_)
        call = None if bound is None else self.expressions.call(function, bound, scope, 0)
        if call is None or (function.kind == "a" and not function.arguments):
            return None
        partition = f"PARTITION BY {self.expressions.typed(self.expressions.any_type(), scope, 1)} " if self.chance(0.5) else ""
        frame = self.random.choice(_FRAMES)
        return (
            f"{call} OVER ({partition}ORDER BY {self.random.choice([name for name, _ in scope.usable()] or ['1 + 1'])}{frame})"
        )

    def _group_by(self, scope: Scope, depth: int) -> str:
        columns = [(name, type_) for name, type_ in scope.columns() if type_ not in NOT_COMPARABLE or self.chance(0.05)]
        if not columns or self.chance(0.15):
            scope.grouped = []
            return ""
        chosen = self.random.sample(columns, min(len(columns), self.random.randint(1, 3)))
        if self.chance(0.2):
            type_ = self.expressions.any_type()
            chosen.append((f"({self.expressions.value(type_, scope, 1)})", type_))
        scope.grouped = [(text, type_) for text, type_ in chosen if not text.startswith("($")]
        texts = [text for text, _ in chosen]
        shape = self.random.random()
        if shape < 0.06:
            return f" GROUP BY ROLLUP ({', '.join(texts)})"
        if shape < 0.1:
            return f" GROUP BY GROUPING SETS (({', '.join(texts)}), ())"
        return f" GROUP BY {', '.join(texts)}"

    def _order_by(self, scope: Scope, outputs: list[str], depth: int) -> str:
        columns = [name for name, type_ in scope.usable() if type_ not in NOT_COMPARABLE or self.chance(0.05)] or ["1"]
        keys = [str(self.random.randint(1, len(outputs))), self.random.choice(columns)]
        keys.append(self.output(self.expressions.any_type(), scope, min(depth, 1)))
        key = self.random.choice(keys)
        return f" ORDER BY {key}{self.random.choice(('', '', ' DESC', ' NULLS LAST'))}"

    def _limit(self, scope: Scope) -> str:
        if self.chance(0.85):
            return ""
        return f" LIMIT {self.expressions.leaf('bigint', Scope())}{' OFFSET 1' if self.chance(0.3) else ''}"

    def from_clause(self, scope: Scope, depth: int) -> str:
        """FROM with one item or more, which are added to the scope; none now and then."""
        if self.chance(0.08):
            return ""
        text = f" FROM {self.item(scope, depth)}"
        while self.chance(0.35) and len(scope.sources) < 4:
            text += self._joined(scope, depth)
        return text

    def _joined(self, scope: Scope, depth: int) -> str:
        if self.chance(0.15):
            return f", {self.item(scope, depth)}"
        if self.chance(0.1):
            return f" CROSS JOIN {self.item(scope, depth)}"
        left = [one for source in scope.sources for one in source.columns]
        once = {one: type_ for one, type_ in left if [name for name, _ in left].count(one) == 1}
        join = self.random.choice(_JOINS)
        item = self.item(scope, depth)
        common = [name for name, type_ in scope.sources[-1].columns if once.get(name) == type_]
        if common and self.chance(0.35):
            return f" {join} {item} USING ({self.random.choice(common)})"
        if join == "FULL JOIN":
            return f" {join} {item} ON {self._join_condition(scope)}"
        condition = self._join_condition(scope) if self.chance(0.7) else self.expressions.value("boolean", scope, min(depth, 1))
        return f" {join} {item} ON {condition}"

    def _join_condition(self, scope: Scope) -> str:
        new = scope.sources[-1]
        old: list[Typed] = [(f"{s.alias}.{name}", type_) for s in scope.sources[:-1] for name, type_ in s.columns]
        pairs = [
            (f"{new.alias}.{name}", one) for name, type_ in new.columns for one, of in old if of == type_ and of in _JOINED
        ]
        if not pairs:
            return "true"
        left, right = self.random.choice(pairs)
        return f"{left} = {right}"

    def item(self, scope: Scope, depth: int) -> str:
        """An item in FROM, added to the scope."""
        shape = self.random.random()
        alias = self.alias()
        if depth > 0 and shape < 0.12:
            lateral = self.chance(0.35)
            types = [self.expressions.any_type() for _ in range(self.random.randint(1, 3))]
            names = [self.alias() for _ in types]
            query = self.select(types, scope if lateral else None, depth - 1, names)
            scope.sources.append(Source(alias, tuple(zip(names, types, strict=True))))
            return f"{'LATERAL ' if lateral else ''}({query}) AS {alias}"
        if shape < 0.2:
            return self._set_function(scope, alias, depth)
        table = self.random.choice(self.tables * 3 + self.facts.tables)
        row_type = table.name if table in self.facts.tables else None
        scope.sources.append(Source(alias, tuple((one.name, one.type) for one in table.columns), row_type))
        return f"{table.name} AS {alias}"

    def _set_function(self, scope: Scope, alias: str, depth: int) -> str:
        make = self.expressions.value
        integer = make("integer", Scope(), 0)
        choices: tuple[tuple[str, tuple[Typed, ...]], ...] = (
            (f"generate_series({integer}, {make('integer', scope, 0)}) AS {alias}", ((alias, "integer"),)),
            (f"unnest({self.expressions.typed('text[]', scope, 0)}) AS {alias}", ((alias, "text"),)),
            (
                f"unnest({self.expressions.typed('integer[]', scope, 0)}) WITH ORDINALITY AS {alias}(x, nth)",
                (("x", "integer"), ("nth", "bigint")),
            ),
            (f"jsonb_each({make('jsonb', scope, 0)}) AS {alias}", (("key", "text"), ("value", "jsonb"))),
            (f"jsonb_to_record({make('jsonb', scope, 0)}) AS {alias}(p int, q text)", (("p", "integer"), ("q", "text"))),
            (f"sums({integer}, {make('integer', scope, 0)}) AS {alias}", (("total", "bigint"), ("label", "text"))),
            (f"halves({make('text', scope, 0)}) AS {alias}", (("head", "text"), ("tail", "text"))),
            (f"people_of({make('mood', scope, 0)}) AS {alias}", (("id", "uuid"), ("email", "email"), ("age", "integer"))),
            (f"ticks({integer}) AS {alias}", ((alias, "integer"),)),
            (f"loose({integer}) AS {alias}(a int, b text)", (("a", "integer"), ("b", "text"))),
        )
        text, columns = self.random.choice(choices)
        scope.sources.append(Source(alias, columns))
        return text

    def _set_operation(self, types: list[str], outer: Scope | None, depth: int) -> str:
        operation = self.random.choice(("UNION", "UNION ALL", "INTERSECT", "EXCEPT"))
        left, right = (self.select(types, outer, depth - 1) for _ in range(2))
        order = " ORDER BY 1" if self.chance(0.3) else ""
        return f"({left}) {operation} ({right}){order}"

    def _values(self, types: list[str], outer: Scope | None, depth: int) -> str:
        scope = Scope(parent=outer)
        rows = [", ".join(self.expressions.typed(type_, scope, 1) for type_ in types) for _ in range(self.random.randint(1, 3))]
        return f"VALUES ({'), ('.join(rows)})"


_JOINED: Final = frozenset(
    {"integer", "bigint", "uuid", "text", "date", "positive", "mood", "code", "timestamp with time zone"}
)
