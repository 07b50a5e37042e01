"""What an expression is asked with words: IS, BETWEEN, IN, LIKE (manual, 9.2, 9.7, 9.24; the words in ``a_expr``)."""

from __future__ import annotations

from sqlglot import exp

from xref.sql.grammar.types import Types

OR, AND, NOT, IS, COMPARISON, RANGE = 1, 2, 3, 4, 5, 6
OTHER, SUM, PRODUCT, POWER, AT, COLLATE, SIGN, CAST = 7, 8, 9, 10, 11, 12, 13, 14
QUANTIFIERS = {"ANY": exp.Any, "SOME": exp.Any, "ALL": exp.All}
_LIKE: dict[str, tuple[type[exp.Expr], str, str]] = {
    "LIKE": (exp.Like, "~~", "!~~"),
    "ILIKE": (exp.ILike, "~~*", "!~~*"),
    "SIMILAR": (exp.SimilarTo, "~", "!~"),
}
NEGATABLE = frozenset({"BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR"})
_FORMS = frozenset({"NFC", "NFD", "NFKC", "NFKD"})


class Predicates(Types):
    """The predicates, each called with the operand on its left, its first word being the current token."""

    __slots__ = ("closed", "similar_ends", "stop")

    stop: int
    """A token that is an output name although it could go on with the expression before it; -1 for none."""
    similar_ends: bool
    """Whether SIMILAR without TO ends an expression, as it does in SUBSTRING(a SIMILAR b ESCAPE c)."""
    closed: int
    """The precedence at which an operator that does not chain has just ended; 0 for none."""

    def prepare(self) -> None:
        """No operator has just ended, SIMILAR is an operator, and no word is known to be an output name."""
        self.closed = 0
        self.similar_ends = False
        self.stop = -1

    def primary(self) -> exp.Expr:
        """``c_expr``."""
        raise NotImplementedError

    def parenthesis(self) -> exp.Expr:
        """What stands in parentheses, with them: a Subquery, a Tuple or a Paren."""
        raise NotImplementedError

    def subquery(self) -> exp.Subquery:
        """A query in parentheses."""
        raise NotImplementedError

    def at_query(self, i: int) -> bool:
        """Whether a query in parentheses may begin at token ``i``."""
        raise NotImplementedError

    def catalog_call(self, name: str, arguments: list[exp.Expr], start: int, op: int) -> exp.Anonymous:
        """The call that PostgreSQL makes of a special syntax."""
        raise NotImplementedError

    def climb(self, left: exp.Expr, floor: int, restricted: bool) -> exp.Expr:
        """``left`` and what operators that bind more tightly than ``floor`` make of it."""
        raise NotImplementedError

    def operand(self, *, restricted: bool = False) -> exp.Expr:
        """What stands between two operators, its own prefix operators included."""
        raise NotImplementedError

    def expression(self, floor: int = 0) -> exp.Expr:
        """``a_expr`` of operators that bind more tightly than ``floor``."""
        raise NotImplementedError

    def restricted_expression(self) -> exp.Expr:
        """``b_expr``: without AND, OR, NOT, IN, LIKE, BETWEEN and IS NULL."""
        raise NotImplementedError

    def quantified(self) -> exp.Expr:
        """``ANY (...)``: around a subquery or an array."""
        raise NotImplementedError

    def applied(self, node: exp.Expr, name: str, op: int, left: exp.Expr, schema: str | None = None) -> exp.Expr:
        """Places ``node``, the operator ``name`` at ``op`` applied to ``left``."""
        self.place(node, left.meta["start"], left.meta["at"], op)
        node.meta["operator"] = name
        if schema is not None:
            node.meta["operator_schema"] = schema
        return node

    def is_null_test(self, left: exp.Expr, _restricted: bool) -> exp.Expr:
        """``x ISNULL``, ``x NOTNULL``."""
        i = self.i
        self.i += 1
        node = exp.Is(this=left, expression=self.place(exp.Null(), self.starts[i]), negate=self.keys[i] == "NOTNULL")
        return self.place(node, left.meta["start"], left.meta["at"], self.starts[i])

    def is_test(self, left: exp.Expr, restricted: bool) -> exp.Expr:
        """``x IS [NOT] ...``."""
        i = self.i
        op = self.starts[i]
        self.i += 1
        negate = self.accept("NOT")
        if self.accept("DISTINCT"):
            self.expect("FROM")
            right = self.climb(self.operand(restricted=restricted), IS, restricted)
            self.closed = IS
            kind = exp.NullSafeEQ if negate else exp.NullSafeNEQ
            return self.applied(kind(this=left, expression=right), "=", op, left)
        if self.keys[self.i] == "NORMALIZED" or (self.keys[self.i] in _FORMS and not restricted):
            return self._is_normalized(left, negate, op, restricted)
        node = exp.Is(this=left, expression=self._is_what(restricted), negate=negate)
        return self.place(node, left.meta["start"], left.meta["at"], op)

    def _is_what(self, restricted: bool) -> exp.Expr:
        i = self.i
        start = self.starts[i]
        key = (
            self.expect_one("DOCUMENT")
            if restricted
            else self.expect_one("NULL", "TRUE", "FALSE", "UNKNOWN", "DOCUMENT", "JSON")
        )
        if key == "NULL":
            return self.place(exp.Null(), start)
        if key in ("TRUE", "FALSE"):
            return self.place(exp.Boolean(this=key == "TRUE"), start)
        if key != "JSON":
            return self.place(exp.Var(this=key), start)
        kind = self.one_of(frozenset({"VALUE", "ARRAY", "OBJECT", "SCALAR"}))
        self.unique_keys()
        return self.place(exp.JSON(this=kind), start)

    def unique_keys(self) -> None:
        """``WITH UNIQUE [KEYS]`` or ``WITHOUT UNIQUE [KEYS]``, if it follows."""
        if self.keys[self.i] in ("WITH", "WITHOUT"):
            self.i += 1
            self.expect("UNIQUE")
            self.accept("KEYS")

    def _is_normalized(self, left: exp.Expr, negate: bool, op: int, restricted: bool) -> exp.Expr:
        if restricted:
            self.refuse()
        arguments = [left]
        if self.keys[self.i] in _FORMS:
            arguments.append(self.normal_form())
        self.expect("NORMALIZED")
        node: exp.Expr = self.catalog_call("is_normalized", arguments, left.meta["start"], op)
        return self.place(exp.Not(this=node), left.meta["start"], left.meta["at"]) if negate else node

    def normal_form(self) -> exp.Expr:
        """NFC, NFD, NFKC or NFKD, as the text that PostgreSQL makes of it."""
        start = self.starts[self.i]
        form = self.expect_one(*_FORMS)
        return self.place(exp.Literal(this=form, is_string=True), start)

    def range_test(self, left: exp.Expr, _restricted: bool) -> exp.Expr | None:
        """BETWEEN, IN, LIKE, ILIKE, SIMILAR TO, each perhaps after NOT."""
        op = self.starts[self.i]
        negate = self.keys[self.i] == "NOT"
        if negate:
            if self.keys[self.i + 1] not in NEGATABLE:
                return None
            self.i += 1
        key = self.keys[self.i]
        if key == "SIMILAR" and self.similar_ends and self.keys[self.i + 1] != "TO":
            return None
        self.i += 1
        start, at = left.meta["start"], left.meta["at"]
        if key in _LIKE:
            return self._like(left, key, negate, op)
        node = self._between(left, op) if key == "BETWEEN" else self._in(left, "<>" if negate else "=", op)
        return self.place(exp.Not(this=node), start, at) if negate else node

    def _between(self, left: exp.Expr, op: int) -> exp.Expr:
        symmetric = self.accept("SYMMETRIC")
        if not symmetric:
            self.accept("ASYMMETRIC")
        low = self.restricted_expression()
        self.expect("AND")
        high = self.expression(RANGE)
        self.closed = RANGE
        node = exp.Between(this=left, low=low, high=high, symmetric=symmetric)
        return self.place(node, left.meta["start"], left.meta["at"], op)

    def _in(self, left: exp.Expr, operator: str, op: int) -> exp.Expr:
        if self.at_query(self.i):
            inner = self.parenthesis()
            node = (
                exp.In(this=left, query=inner)
                if isinstance(inner, exp.Subquery)
                else exp.In(this=left, expressions=self._unwrapped(inner))
            )
        else:
            node = exp.In(this=left, expressions=self.wrapped(self.expression))
        return self.applied(node, operator, op, left)

    @staticmethod
    def _unwrapped(node: exp.Expr) -> list[exp.Expr]:
        return list(node.expressions) if isinstance(node, exp.Tuple) else [node.this]

    def _like(self, left: exp.Expr, key: str, negate: bool, op: int) -> exp.Expr:
        kind, name, negated = _LIKE[key]
        if key == "SIMILAR":
            self.expect("TO")
        if key != "SIMILAR" and self.keys[self.i] in QUANTIFIERS:
            right = self.quantified()
        else:
            right = self.expression(RANGE)
            self.closed = RANGE
            if key == "SIMILAR" or self.keys[self.i] == "ESCAPE":
                right = self._escaped(right, "similar_to_escape" if key == "SIMILAR" else "like_escape", op)
        node = kind(this=left, expression=right, negate=negate)
        return self.applied(node, negated if negate else name, op, left)

    def _escaped(self, pattern: exp.Expr, function: str, op: int) -> exp.Expr:
        arguments = [pattern]
        if self.accept("ESCAPE"):
            arguments.append(self.expression(RANGE))
        return self.catalog_call(function, arguments, pattern.meta["start"], op)
