"""Operators and how tightly they bind (manual, 4.1.6): expressions by precedence climbing over what ``primary`` reads."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.sql.grammar.cursor import NOT_SUPPORTED
from xref.sql.grammar.predicates import (
    AND,
    AT,
    CAST,
    COLLATE,
    COMPARISON,
    IS,
    NEGATABLE,
    NOT,
    OR,
    OTHER,
    POWER,
    PRODUCT,
    QUANTIFIERS,
    RANGE,
    SIGN,
    SUM,
    Predicates,
)
from xref.sql.tokens import OPERATOR

PLAIN = {
    "AND": (AND, exp.And),
    "OR": (OR, exp.Or),
    "+": (SUM, exp.Add),
    "-": (SUM, exp.Sub),
    "*": (PRODUCT, exp.Mul),
    "/": (PRODUCT, exp.Div),
    "%": (PRODUCT, exp.Mod),
    "^": (POWER, exp.Operator),
    "=": (COMPARISON, exp.EQ),
    "<>": (COMPARISON, exp.NEQ),
    "<": (COMPARISON, exp.LT),
    "<=": (COMPARISON, exp.LTE),
    ">": (COMPARISON, exp.GT),
    ">=": (COMPARISON, exp.GTE),
    OPERATOR: (OTHER, exp.Operator),
}
"""Operators with an operand on each side and nothing else to them."""
MATH = frozenset({"+", "-", "*", "/", "%", "^", "<", ">", "=", "<=", ">=", "<>"})


class Operators(Predicates):
    """``a_expr`` and ``b_expr``."""

    __slots__ = ()

    def expression(self, floor: int = 0) -> exp.Expr:
        """``a_expr`` of operators that bind more tightly than ``floor``."""
        return self.climb(self.operand(), floor, restricted=False)

    def restricted_expression(self, floor: int = 0) -> exp.Expr:
        """``b_expr``: without AND, OR, NOT, IN, LIKE, BETWEEN and IS NULL."""
        return self.climb(self.operand(restricted=True), floor, restricted=True)

    def expressions(self) -> list[exp.Expr]:
        """A list of expressions."""
        return self.listed(self.expression)

    def operand(self, *, restricted: bool = False) -> exp.Expr:
        """What stands between two operators, its own prefix operators included."""
        i = self.i
        key = self.keys[i]
        if key == "+" or key == "-":
            return self._signed(key, restricted)
        if key == OPERATOR or (key == "OPERATOR" and self.keys[i + 1] == "("):
            return self._prefixed(restricted)
        if restricted:
            return self.primary()
        if key == "NOT":
            self.i += 1
            return self.place(exp.Not(this=self.expression(NOT)), self.starts[i])
        if key == "DEFAULT":
            self.i += 1
            return self.place(exp.Var(this="DEFAULT"), self.starts[i])
        if key == "UNIQUE":
            self.i += 1
            self.subquery()
            self.refuse("UNIQUE predicate is not yet implemented", i, NOT_SUPPORTED)
        return self.primary()

    def _signed(self, sign: str, restricted: bool) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        operand = self.climb(self.operand(restricted=restricted), SIGN, restricted)
        node = exp.Neg(this=operand) if sign == "-" else exp.Operator(expression=operand, operator=sign)
        self.place(node, start, start, start)._meta["operator"] = sign  # type: ignore[index]
        return node

    def _prefixed(self, restricted: bool) -> exp.Expr:
        start = self.starts[self.i]
        name, schema = self._operator_name()
        operand = self.climb(self.operand(restricted=restricted), OTHER, restricted)
        node = self.place(exp.Operator(expression=operand, operator=name), start, start, start)
        node.meta["operator"] = name
        if schema is not None:
            node.meta["operator_schema"] = schema
        return node

    def _operator_name(self) -> tuple[str, str | None]:
        """An operator's name and schema, taken: a symbol or ``OPERATOR(schema.symbol)``."""
        if self.keys[self.i] != "OPERATOR":
            self.i += 1
            return self.values[self.i - 1], None
        self.expect("OPERATOR", "(")
        schema = None
        while self.keys[self.i] not in MATH and self.keys[self.i] != OPERATOR:
            schema = self.name().name
            self.expect(".")
        name = self.values[self.i]
        self.i += 1
        self.expect(")")
        return "<>" if name == "!=" else name, schema

    def climb(self, left: exp.Expr, floor: int, restricted: bool) -> exp.Expr:
        """``left`` and what operators that bind more tightly than ``floor`` make of it."""
        keys = self.keys
        closed = 0
        while True:
            key = keys[self.i]
            plain = PLAIN.get(key)
            if plain is None:
                other = _OTHERS.get(key)
                if (
                    other is None
                    or other[0] <= floor
                    or (floor == 0 and self.i == self.stop)
                    or (restricted and key not in _RESTRICTED)
                ):
                    return left
                if other[0] == closed and not (key == "NOT" and keys[self.i + 1] not in NEGATABLE):
                    self.refuse()
                self.closed = 0
                made = other[1](self, left, restricted)
                if made is None:
                    return left
                left, closed = made, self.closed
                continue
            precedence, kind = plain
            if precedence <= floor or (floor == 0 and self.i == self.stop) or (restricted and precedence <= AND):
                return left
            if precedence == closed:
                self.refuse()
            left, chained = self._binary(left, key, kind, precedence, restricted)
            closed = precedence if precedence == COMPARISON and not chained else 0

    def _binary(
        self, left: exp.Expr, key: str, kind: type[exp.Expr], precedence: int, restricted: bool
    ) -> tuple[exp.Expr, bool]:
        i = self.i
        op = self.starts[i]
        self.i = i + 1
        quantified = precedence > AND and not restricted and self.keys[i + 1] in QUANTIFIERS
        if quantified:
            right = self.quantified()
        else:
            right = self.climb(self.operand(restricted=restricted), precedence, restricted)
        node: exp.Expr
        if kind is exp.Operator:
            node = exp.Operator(this=left, operator=self.values[i], expression=right)
        else:
            node = kind(this=left, expression=right)
        before = left._meta
        node._meta = {"start": before["start"], "end": self.ends[self.i - 1] - 1, "at": before["at"], "op": op}  # type: ignore[index]
        if precedence > AND:
            node._meta["operator"] = key if key != OPERATOR else self.values[i]
        return node, quantified

    def quantified(self) -> exp.Expr:
        """``ANY (...)``: around a subquery or an array."""
        i = self.i
        kind = QUANTIFIERS[self.keys[i]]
        self.i = i + 1
        if self.at_query(self.i):
            operand = self._subquery_or_value()
        else:
            self.expect("(")
            operand = self.expression()
            self.expect(")")
        return self.place(kind(this=operand), self.starts[i])

    def _subquery_or_value(self) -> exp.Expr:
        """What stands in the parentheses of ANY when a query may: ``((SELECT ..) || x)`` is a value."""
        node = self.parenthesis()
        return node.this if isinstance(node, exp.Paren) else node

    def _written_out(self, left: exp.Expr, restricted: bool) -> exp.Expr | None:
        """``a OPERATOR(s.+) b``."""
        if self.keys[self.i + 1] != "(":
            return None
        op = self.starts[self.i]
        name, schema = self._operator_name()
        if not restricted and self.keys[self.i] in QUANTIFIERS:
            right = self.quantified()
        else:
            right = self.climb(self.operand(restricted=restricted), OTHER, restricted)
        node = exp.Operator(this=left, operator=name, expression=right)
        return self.applied(node, name, op, left, schema)

    def _cast(self, left: exp.Expr, _restricted: bool) -> exp.Expr:
        op = self.starts[self.i]
        self.i += 1
        node = self.place(exp.Cast(this=left, to=self.type_name()), left.meta["start"], left.meta["at"], op)
        node.meta["form"] = "::"
        return node

    def _collated(self, left: exp.Expr, _restricted: bool) -> exp.Expr:
        op = self.starts[self.i]
        self.i += 1
        return self.place(
            exp.Collate(this=left, expression=self.qualified(self.any_name())), left.meta["start"], left.meta["at"], op
        )

    def qualified(self, parts: list[exp.Identifier]) -> exp.Expr:
        """A name's parts as one node: an Identifier, or Dots around them."""
        node: exp.Expr = parts[0]
        for part in parts[1:]:
            node = self.place(exp.Dot(this=node, expression=part), parts[0].meta["start"])
        return node

    def _at_zone(self, left: exp.Expr, _restricted: bool) -> exp.Expr | None:
        if self.keys[self.i + 1] not in ("TIME", "LOCAL"):
            return None
        op = self.starts[self.i]
        self.i += 1
        arguments = [left]
        if not self.accept("LOCAL"):
            self.expect("TIME", "ZONE")
            arguments = [self.expression(AT), left]
        return self.catalog_call("timezone", arguments, left.meta["start"], op)


_Other = Callable[[Operators, exp.Expr, bool], exp.Expr | None]
_OTHERS: dict[str, tuple[int, _Other]] = {
    "IS": (IS, Operators.is_test),
    "ISNULL": (IS, Operators.is_null_test),
    "NOTNULL": (IS, Operators.is_null_test),
    "BETWEEN": (RANGE, Operators.range_test),
    "IN": (RANGE, Operators.range_test),
    "LIKE": (RANGE, Operators.range_test),
    "ILIKE": (RANGE, Operators.range_test),
    "SIMILAR": (RANGE, Operators.range_test),
    "NOT": (RANGE, Operators.range_test),
    "OPERATOR": (OTHER, Operators._written_out),
    "AT": (AT, Operators._at_zone),
    "COLLATE": (COLLATE, Operators._collated),
    "::": (CAST, Operators._cast),
}
_RESTRICTED = frozenset({"IS", "OPERATOR", "::"})
