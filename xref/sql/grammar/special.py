"""Functions with a syntax of their own (manual, 9.4, 9.9, 9.18 and 10.4; ``func_expr_common_subexpr``)."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.sql.grammar.calls import Calls
from xref.sql.tokens import INTEGER, STRING
from xref.sql.words import NAME

_PLAIN_WORDS = frozenset(
    {"CURRENT_DATE", "CURRENT_ROLE", "CURRENT_USER", "SESSION_USER", "USER", "CURRENT_CATALOG"},
)
_WITH_PRECISION = frozenset({"CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP"})
_EXTRACT_FIELDS = frozenset({NAME, "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})
_TRIMS = {"BOTH": "btrim", "LEADING": "ltrim", "TRAILING": "rtrim"}


class Special(Calls):
    """Everything that PostgreSQL's grammar knows by name."""

    __slots__ = ()

    def special(self) -> exp.Expr | None:
        """A call with a syntax of its own, if one begins here."""
        first = self.i
        key = self.keys[first]
        if key in _PLAIN_WORDS:
            self.i += 1
            return self.keyword_call(first, [])
        if key in _WITH_PRECISION:
            return self._with_precision()
        made = _BARE.get(key)
        if made is not None:
            return made(self)
        if self.keys[first + 1] != "(":
            return None
        made = _WITH_PARENTHESES.get(key)
        return None if made is None else made(self)

    def _with_precision(self) -> exp.Expr:
        first = self.i
        self.i += 1
        arguments: list[exp.Expr] = []
        if self.accept("("):
            arguments.append(self._integer())
            self.expect(")")
        return self.keyword_call(first, arguments)

    def _integer(self) -> exp.Expr:
        self.expect(INTEGER)
        return self.place(exp.Literal(this=self.values[self.i - 1], is_string=False), self.starts[self.i - 1])

    def _current_schema(self) -> exp.Expr:
        first = self.i
        if self.keys[first + 1] in ("(", STRING):
            return self._function_only()
        self.i += 1
        return self.keyword_call(first, [])

    def _system_user(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        return self.catalog_call("system_user", [], start, start)

    def _collation_for(self) -> exp.Expr:
        start = self.starts[self.i]
        if self.keys[self.i + 1] != "FOR":
            return self._function_only()
        self.i += 2
        self.expect("(")
        arguments = [self.expression()]
        self.expect(")")
        return self.catalog_call("pg_collation_for", arguments, start, start)

    def _cast_call(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        self.expect("(")
        this = self.expression()
        self.expect("AS")
        to = self.type_name()
        self.expect(")")
        plain = this.unnest()
        at = this.meta["at"] if isinstance(plain, exp.Null) or plain.is_string else start
        node = self.place(exp.Cast(this=this, to=to), start, at if self.points_at_literal(to) else start)
        node.meta["form"] = "cast"
        return node

    def _treat(self) -> exp.Expr:
        first = self.i
        node = self._cast_call()
        return self.place(self.keyword_call(first, [node.this]), node.meta["start"])

    def _exists(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        return self.place(exp.Exists(this=self.subquery()), start)

    def _row_operand(self) -> exp.Expr:
        node = self.row()
        return self.overlaps(node) if self.keys[self.i] == "OVERLAPS" else node

    def _listed(self) -> exp.Expr:
        """COALESCE(a, ..) and its like: one or more expressions."""
        first = self.i
        self.i += 2
        arguments = self.expressions()
        self.expect(")")
        return self.keyword_call(first, arguments)

    def _nullif(self) -> exp.Expr:
        first = self.i
        self.i += 2
        arguments = [self.expression()]
        self.expect(",")
        arguments.append(self.expression())
        self.expect(")")
        return self.keyword_call(first, arguments)

    def _merge_action(self) -> exp.Expr:
        first = self.i
        self.i += 2
        self.expect(")")
        return self.keyword_call(first, [])

    def _extract(self) -> exp.Expr:
        first = self.i
        self.i += 2
        key = self.keys[self.i]
        if key not in _EXTRACT_FIELDS and key != STRING:
            self.refuse()
        self.i += 1
        field = self.place(exp.Literal(this=self.values[self.i - 1], is_string=True), self.starts[self.i - 1])
        self.expect("FROM")
        return self._special("extract", first, [field, self.expression()])

    def _special(self, name: str, first: int, arguments: list[exp.Expr]) -> exp.Expr:
        self.expect(")")
        return self.catalog_call(name, arguments, self.starts[first], self.starts[first])

    def _position(self) -> exp.Expr:
        first = self.i
        self.i += 2
        part = self.restricted_expression()
        self.expect("IN")
        return self._special("position", first, [self.restricted_expression(), part])

    def _ordinary(self, first: int) -> exp.Expr:
        """The call as any other function's: ``overlay(a, b)``, ``substring(a, 1)``."""
        self.i = first
        return self.application([self.identifier()])

    def _overlay(self) -> exp.Expr:
        first = self.i
        if self.keys[first + 2] == ")":
            return self._ordinary(first)
        self.i += 2
        arguments = [self.argument()]
        if not self.accept("PLACING"):
            return self._ordinary(first)
        arguments.append(self.expression())
        self.expect("FROM")
        arguments.append(self.expression())
        if self.accept("FOR"):
            arguments.append(self.expression())
        return self._special("overlay", first, arguments)

    def _substring(self) -> exp.Expr:
        first = self.i
        if self.keys[first + 2] == ")":
            return self._ordinary(first)
        self.i += 2
        self.similar_ends = True
        arguments = [self.argument()]
        self.similar_ends = False
        key = self.keys[self.i]
        if key not in ("FROM", "FOR", "SIMILAR"):
            return self._ordinary(first)
        self.i += 1
        second = self.expression()
        if key == "SIMILAR":
            self.expect("ESCAPE")
            arguments += [second, self.expression()]
        elif key == "FROM":
            arguments.append(second)
            if self.accept("FOR"):
                arguments.append(self.expression())
        else:
            one = exp.Literal(this="1", is_string=False)
            one._meta = dict(second.meta)
            arguments += [self.expression() if self.accept("FROM") else one, second]
        return self._special("substring", first, arguments)

    def _trim(self) -> exp.Expr:
        first = self.i
        self.i += 2
        name = _TRIMS.get(self.keys[self.i])
        if name is not None:
            self.i += 1
        if self.accept("FROM"):
            return self._special(name or "btrim", first, self.expressions())
        characters = self.expression()
        if self.accept("FROM"):
            return self._special(name or "btrim", first, [*self.expressions(), characters])
        arguments = [characters, *(self.expressions() if self.accept(",") else ())]
        return self._special(name or "btrim", first, arguments)

    def _normalize(self) -> exp.Expr:
        first = self.i
        self.i += 2
        arguments = [self.expression()]
        if self.accept(","):
            arguments.append(self.normal_form())
        return self._special("normalize", first, arguments)


Reader = Callable[[Special], exp.Expr]
_BARE: dict[str, Reader] = {
    "CURRENT_SCHEMA": Special._current_schema,
    "SYSTEM_USER": Special._system_user,
    "COLLATION": Special._collation_for,
    "CAST": Special._cast_call,
}
_WITH_PARENTHESES: dict[str, Reader] = {
    "EXISTS": Special._exists,
    "ROW": Special._row_operand,
    "COALESCE": Special._listed,
    "GREATEST": Special._listed,
    "LEAST": Special._listed,
    "GROUPING": Special._listed,
    "XMLCONCAT": Special._listed,
    "NULLIF": Special._nullif,
    "MERGE_ACTION": Special._merge_action,
    "EXTRACT": Special._extract,
    "POSITION": Special._position,
    "OVERLAY": Special._overlay,
    "SUBSTRING": Special._substring,
    "TRIM": Special._trim,
    "NORMALIZE": Special._normalize,
    "TREAT": Special._treat,
}
