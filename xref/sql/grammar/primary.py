"""What stands between operators (``c_expr``; manual, 4.2): names, literals, parentheses, CASE, ARRAY, subscripts and fields."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.sql.grammar.operators import Operators
from xref.sql.grammar.types import BUILT_IN
from xref.sql.keywords import COLUMN, TYPE_OR_FUNCTION
from xref.sql.tokens import BITS, HEX, INTEGER, NUMBER, PARAMETER, STRING
from xref.sql.words import FUNCTION_NAME

_COLUMN_ONLY = frozenset(word.upper() for word in COLUMN)
_FUNCTION_ONLY = frozenset(word.upper() for word in TYPE_OR_FUNCTION)
_PARTS = ("this", "table", "db", "catalog")


class Primary(Operators):
    """Operands; calls are :meth:`called` and :meth:`special`."""

    __slots__ = ("_climbed",)

    _climbed: exp.Expr

    def called(self, parts: list[exp.Identifier]) -> exp.Expr:
        """A call whose name was read and whose parenthesis stands here, or a literal of a type with modifiers."""
        raise NotImplementedError

    def special(self) -> exp.Expr | None:
        """A call with a syntax of its own, if one begins here."""
        raise NotImplementedError

    def query_inside(self) -> exp.Expr:
        """A query, up to the parenthesis that closes it."""
        raise NotImplementedError

    def query_continued(self, first: exp.Expr) -> exp.Expr:
        """A query whose first operand, in parentheses, was read: what follows of UNION, ORDER BY and so on."""
        raise NotImplementedError

    def primary(self) -> exp.Expr:
        """``c_expr``."""
        i = self.i
        key = self.keys[i]
        literal = _LITERALS.get(key)
        if literal is not None:
            self.i = i + 1
            node = literal(self.values[i])
            start = self.starts[i]
            node._meta = {"start": start, "end": self.ends[i] - 1, "at": start}
            return node
        if key in FUNCTION_NAME and key not in _FUNCTION_ONLY:
            return self._named_operand()
        if key == PARAMETER:
            return self.indirection(self._parameter())
        if key == "(":
            return self._after_parenthesis()
        if key == "CASE":
            return self._case()
        if key == "ARRAY":
            return self._array()
        if key in _COLUMN_ONLY and self.keys[i + 1] == ".":
            return self._named_operand()
        made = self.special()
        if made is not None:
            return made
        if key in BUILT_IN:
            return self._built_in()
        if key in _COLUMN_ONLY:
            return self._column([self.identifier()])
        return self._function_only() if key in _FUNCTION_ONLY else self.refuse()

    def _parameter(self) -> exp.Parameter:
        i = self.i
        self.i = i + 1
        start = self.starts[i]
        number = exp.Literal(this=self.values[i], is_string=False)
        return self.place(exp.Parameter(this=self.place(number, start)), start)

    def _named_operand(self) -> exp.Expr:
        """A column, a call or a typed literal: what begins with a name."""
        parts = [self.identifier()]
        keys = self.keys
        if keys[self.i] == "PRECISION" and keys[self.i - 1] == "DOUBLE":
            self.i -= 1
            return self.typed_literal(self.i)
        while keys[self.i] == "." and keys[self.i + 1] != "*":
            self.i += 1
            parts.append(self.label())
        following = keys[self.i]
        if following == "(":
            return self.called(parts)
        if following == STRING:
            return self.literal_of_type(self._index_of(parts[0]))
        return self._column(parts)

    def _index_of(self, first: exp.Identifier) -> int:
        i = self.i - 1
        while self.starts[i] > first.meta["start"]:
            i -= 1
        return i

    def _column(self, parts: list[exp.Identifier]) -> exp.Expr:
        """A column's name whose first parts were read, with the subscripts and fields after it."""
        keys = self.keys
        names: list[exp.Expr] = list(parts)
        while keys[self.i] == ".":
            self.i += 1
            if keys[self.i] == "*":
                names.append(self.star())
                if keys[self.i] in (".", "["):
                    self._misplaced_star()
                break
            names.append(self.label())
        if len(names) > 4:
            written = ".".join(part.name for part in names)
            self.refuse(f"improper qualified name (too many dotted names): {written}", self._index_of(parts[0]))
        start = parts[0]._meta["start"]  # type: ignore[index]
        node = exp.Column(**dict(zip(_PARTS, reversed(names), strict=False)))
        node._meta = {"start": start, "end": self.ends[self.i - 1] - 1, "at": start}
        return self.indirection(node) if keys[self.i] == "[" else node

    def _misplaced_star(self) -> None:
        while self.accept("."):
            if not self.accept("*"):
                self.label()
        self.refuse(f'improper use of "*" {self._near()}')

    def _near(self) -> str:
        word = self.text[self.starts[self.i] : self.ends[self.i]]
        return f'at or near "{word}"' if word else "at end of input"

    def star(self) -> exp.Star:
        """``*``, taken."""
        self.i += 1
        return self.place(exp.Star(), self.starts[self.i - 1])

    def indirection(self, node: exp.Expr) -> exp.Expr:
        """Subscripts and fields after an operand, as many as follow."""
        keys = self.keys
        while True:
            key = keys[self.i]
            if key != "[" and key != ".":
                return node
            if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Star):
                self._misplaced_star()
            self.i += 1
            start, at = node.meta["start"], node.meta["at"]
            if key == "[":
                node = self.place(exp.Bracket(this=node, expressions=[self._subscript()]), start, at)
            else:
                field = self.star() if keys[self.i] == "*" else self.label()
                node = self.place(exp.Dot(this=node, expression=field), start, at)

    def _subscript(self) -> exp.Expr:
        first = self.i
        low = None if self.keys[first] == ":" else self.expression()
        if low is not None and self.accept("]"):
            return low
        self.expect(":")
        high = None if self.keys[self.i] == "]" else self.expression()
        node = self.place(exp.Slice(this=low, expression=high), self.starts[first])
        self.expect("]")
        return node

    def _after_parenthesis(self) -> exp.Expr:
        node = self.parenthesis()
        if isinstance(node, exp.Tuple):
            return self.overlaps(node) if self.keys[self.i] == "OVERLAPS" else node
        return self.indirection(node)

    def overlaps(self, left: exp.Tuple) -> exp.Expr:
        """``row OVERLAPS row``, the first of which was read."""
        op, side = self.starts[self.i], self.i
        self.i += 1
        if self.keys[self.i] == "ROW":
            right = self.row()
        elif self.keys[self.i] == "(":
            found = self.parenthesis()
            if not isinstance(found, exp.Tuple):
                self.i -= 1
                self.refuse()
            right = found
        else:
            self.refuse()
        for tuple_, where in ((left, "left"), (right, "right")):
            if len(tuple_.expressions) != 2:
                self.refuse(f"wrong number of parameters on {where} side of OVERLAPS expression", side)
        return self.catalog_call("overlaps", [*left.expressions, *right.expressions], left.meta["start"], op)

    def parenthesis(self) -> exp.Expr:
        """What stands in parentheses, with them: a Subquery, a Tuple or a Paren."""
        first = self.i
        if self.at_query(first):
            inner = self._maybe_query()
            if inner is not None:
                self.expect(")")
                return self.place(exp.Subquery(this=inner), self.starts[first])
            inner = self._climbed
        else:
            self.expect("(")
            inner = self.expression()
        if self.keys[self.i] == ",":
            self.i += 1
            items = [inner, *self.listed(self.expression)]
            self.expect(")")
            return self.place(exp.Tuple(expressions=items), self.starts[first])
        self.expect(")")
        return self.place(exp.Paren(this=inner), self.starts[first], inner.meta["at"])

    def _maybe_query(self) -> exp.Expr | None:
        """After ``(``: a query; None when it turns out to be an expression that begins with one (kept in ``_climbed``)."""
        self.expect("(")
        if self.keys[self.i] != "(":
            return self.query_inside()
        first = self.parenthesis()
        if isinstance(first, exp.Subquery):
            if self.keys[self.i] == ")":
                return first
            if self.keys[self.i] in QUERY_GOES_ON:
                return self.query_continued(first)
        if not isinstance(first, exp.Tuple):
            first = self.indirection(first)
        elif self.keys[self.i] == "OVERLAPS":
            first = self.overlaps(first)
        self._climbed = self.climb(first, 0, restricted=False)
        return None

    def row(self) -> exp.Tuple:
        """``ROW(...)``."""
        first = self.i
        self.i += 1
        self.expect("(")
        items = [] if self.keys[self.i] == ")" else self.listed(self.expression)
        self.expect(")")
        return self.place(exp.Tuple(expressions=items, row=True), self.starts[first])

    def _case(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        this = None if self.keys[self.i] == "WHEN" else self.expression()
        ifs = []
        self.expect("WHEN")
        while True:
            when = self.starts[self.i - 1]
            condition = self.expression()
            self.expect("THEN")
            ifs.append(self.place(exp.If(this=condition, true=self.expression()), when))
            if not self.accept("WHEN"):
                break
        default = self.expression() if self.accept("ELSE") else None
        self.expect("END")
        return self.place(exp.Case(this=this, ifs=ifs, default=default), start)

    def _array(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        if self.keys[self.i] == "(":
            return self.place(exp.Array(query=self.subquery()), start)
        return self._array_items(start)

    def _array_items(self, start: int) -> exp.Expr:
        self.expect("[")
        items: list[exp.Expr] = []
        if self.keys[self.i] == "[":
            items = self.listed(lambda: self._array_items(self.starts[self.i]))
        elif self.keys[self.i] != "]":
            items = self.listed(self.expression)
        self.expect("]")
        return self.place(exp.Array(expressions=items), start)

    def subquery(self) -> exp.Subquery:
        """A query in parentheses, and nothing else (``select_with_parens``)."""
        first = self.i
        self.expect("(")
        inner: exp.Expr
        if self.keys[self.i] == "(":
            inner = self.subquery()
            if self.keys[self.i] in QUERY_GOES_ON:
                inner = self.query_continued(inner)
        else:
            inner = self.query_inside()
        self.expect(")")
        return self.place(exp.Subquery(this=inner), self.starts[first])

    def at_query(self, i: int) -> bool:
        """Whether a query in parentheses may begin at token ``i``."""
        keys = self.keys
        if keys[i] != "(":
            return False
        while keys[i] == "(":
            i += 1
        return keys[i] in _QUERY_BEGINS or (keys[i] == "VALUES" and keys[i + 1] == "(")

    def _built_in(self) -> exp.Expr:
        """A key word that is a type: a typed literal, or a column of that name."""
        first = self.i
        key = self.keys[first]
        column = self.identifier()
        if self.keys[self.i] == "[" or (key == "NATIONAL" and self.keys[self.i] not in ("CHARACTER", "CHAR")):
            return self._column([column])
        self.i = first
        self.built_in_type()
        if self.keys[self.i] == STRING:
            return self.literal_of_type(first)
        if self.i != first + 1:
            self.refuse()
        return self._column([column]) if key in _COLUMN_ONLY else self.refuse()

    def typed_literal(self, first: int) -> exp.Expr:
        """A built-in type and its literal."""
        self.i = first
        self.built_in_type()
        return self.literal_of_type(first)

    def literal_of_type(self, first: int) -> exp.Expr:
        """``date '..'``: the type was read from token ``first`` on, a string stands here; interval's fields come after it."""
        to = self.written_type(first)
        if self.keys[self.i] != STRING:
            self.refuse()
        self.i += 1
        literal = self.place(exp.Literal(this=self.values[self.i - 1], is_string=True), self.starts[self.i - 1])
        if self.keys[first] == "INTERVAL" and self.keys[self.i - 2] != ")":
            fields = self.i
            self.interval_fields()
            if self.i > fields:
                text = f"{to.meta['pg_text']} {self.text[self.starts[fields] : self.ends[self.i - 1]]}"
                to.set("kind", text)
                to.meta["pg_text"] = text
        start = self.starts[first]
        at = literal.meta["start"] if self.points_at_literal(to) else start
        node = self.place(exp.Cast(this=literal, to=to), start, at)
        node.meta["form"] = "literal"
        return node

    def _function_only(self) -> exp.Expr:
        """A word that may name a function or a type but no column: LEFT(..)."""
        first = self.i
        name = self.identifier()
        if self.keys[self.i] == "(":
            return self.called([name])
        return self.literal_of_type(first)


def _text(value: str) -> exp.Expr:
    return exp.Literal(this=value, is_string=True)


def _number(value: str) -> exp.Expr:
    return exp.Literal(this=value, is_string=False)


_LITERALS: dict[str, Callable[[str], exp.Expr]] = {
    STRING: _text,
    INTEGER: _number,
    NUMBER: _number,
    BITS: lambda value: exp.BitString(this=value),
    HEX: lambda value: exp.HexString(this=value),
    "NULL": lambda _: exp.Null(),
    "TRUE": lambda _: exp.Boolean(this=True),
    "FALSE": lambda _: exp.Boolean(this=False),
}
_QUERY_BEGINS = frozenset({"SELECT", "WITH", "TABLE"})
QUERY_GOES_ON = frozenset({"UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"})
