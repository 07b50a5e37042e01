"""ORDER BY, LIMIT, OFFSET, FETCH and FOR UPDATE (manual, 7.5, 7.6 and SELECT)."""

from __future__ import annotations

from sqlglot import exp

from xref.sql.grammar.from_clause import FromClause
from xref.sql.grammar.operators import MATH
from xref.sql.tokens import INTEGER, NUMBER, OPERATOR

_TAIL = frozenset({"ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"})
_SORT_OPERATORS = MATH | {OPERATOR, "OPERATOR"}


class Limits(FromClause):
    """What comes after a query's last operand."""

    __slots__ = ()

    def order(self) -> exp.Order | None:
        """``ORDER BY ...``, if it follows."""
        if self.keys[self.i] != "ORDER":
            return None
        start = self.starts[self.i]
        self.expect("ORDER", "BY")
        return self.place(exp.Order(expressions=self.listed(self._sort_key)), start)

    def _sort_key(self) -> exp.Expr:
        this = self.expression()
        node = exp.Ordered(this=this)
        if self.accept("USING"):
            if self.keys[self.i] not in _SORT_OPERATORS:
                self.refuse()
            node.set("operator", self._operator_name()[0])
        elif self.accept("DESC"):
            node.set("desc", True)
        else:
            self.accept("ASC")
        self.nulls(node)
        return self.place(node, this.meta["start"], this.meta["at"])

    def nulls(self, node: exp.Expr) -> None:
        """``NULLS FIRST`` or ``NULLS LAST``, if it follows, set in ``node``."""
        if self.keys[self.i] == "NULLS FIRST":
            node.set("nulls_first", self.keys[self.i + 1] == "FIRST")
            self.i += 2

    def tail(self, node: exp.Expr) -> exp.Expr:
        """ORDER BY, then LIMIT and OFFSET, then locks; or locks and then LIMIT."""
        if self.keys[self.i] not in _TAIL:
            return node
        order = self.order()
        if order is not None:
            self._set_once(node, "order", order, "multiple ORDER BY clauses not allowed", order.expressions[0])
        if self.keys[self.i] == "FOR":
            self._locks(node)
            self._limits(node)
        else:
            self._limits(node)
            self._locks(node)
        limit = node.args.get("limit")
        if limit is not None and "with_ties" in limit.args:
            self._check_ties(node, limit)
        return node

    def _check_ties(self, node: exp.Expr, limit: exp.Expr) -> None:
        ties = limit.args["with_ties"]
        limit.set("with_ties", True)
        ordered = node
        while isinstance(ordered, exp.Subquery) and not ordered.args.get("order"):
            ordered = ordered.this
        if not ordered.args.get("order"):
            self._refuse_at("WITH TIES cannot be specified without ORDER BY clause", ties)
        if any(lock.args.get("wait") == "SKIP LOCKED" for lock in node.args.get("locks", ())):
            self._refuse_at("SKIP LOCKED and WITH TIES options cannot be used together", ties)

    def _set_once(self, node: exp.Expr, key: str, value: exp.Expr, message: str, where: exp.Expr) -> None:
        inner = node
        while isinstance(inner, exp.Subquery):
            if inner.args.get(key):
                self._refuse_at(message, where.meta["at"])
            inner = inner.this
        if inner.args.get(key):
            self._refuse_at(message, where.meta["at"])
        node.set(key, value)

    def _refuse_at(self, message: str, offset: int) -> None:
        """Refuses at the token that holds ``offset``."""
        i = self.i - 1
        while i > 0 and self.starts[i] > offset:
            i -= 1
        self.refuse(message, i)

    def _limits(self, node: exp.Expr) -> None:
        for _ in range(2):
            key = self.keys[self.i]
            if key == "OFFSET":
                if node.args.get("offset"):
                    return
                offset = self._offset()
                self._set_once(node, "offset", offset, "multiple OFFSET clauses not allowed", offset)
            elif key in ("LIMIT", "FETCH"):
                if node.args.get("limit"):
                    return
                limit = self._limit() if key == "LIMIT" else self._fetch()
                self._set_once(node, "limit", limit, "multiple LIMIT clauses not allowed", limit)

    def _limit(self) -> exp.Expr:
        start = self.starts[self.i]
        first = self.i
        self.i += 1
        if self.keys[self.i] == "ALL":
            self.i += 1
            value: exp.Expr = self.place(exp.Null(), self.starts[self.i - 1])
        else:
            value = self.expression()
        if self.accept(","):
            self.expression()
            self.refuse("LIMIT #,# syntax is not supported", first)
        return self.place(exp.Limit(expression=value), start)

    def _offset(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        value = self.expression()
        if not self.accept("ROW"):
            self.accept("ROWS")
        return self.place(exp.Offset(expression=value), start)

    def _fetch(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        self.expect_one("FIRST", "NEXT")
        if self.keys[self.i] in ("ROW", "ROWS") and self.keys[self.i + 1] not in ("ROW", "ROWS"):
            value: exp.Expr = exp.Literal(this="1", is_string=False)
            self.place(value, start)
        elif self.keys[self.i] in ("+", "-"):
            sign = self.starts[self.i]
            self.i += 1
            self.expect_one(INTEGER, NUMBER)
            value = self.place(exp.Literal(this=self.text[sign : self.ends[self.i - 1]], is_string=False), sign)
        else:
            value = self.primary()
        self.expect_one("ROW", "ROWS")
        node = exp.Limit(expression=value)
        if not self.accept("ONLY"):
            node.set("with_ties", self.starts[self.i])
            self.expect("WITH", "TIES")
        return self.place(node, start)

    def _locks(self, node: exp.Expr) -> None:
        locks = []
        while self.keys[self.i] == "FOR":
            start = self.starts[self.i]
            self.i += 1
            if self.accept("READ"):
                self.expect("ONLY")
                return
            locks.append(self.place(self._lock(), start))
        if locks:
            node.set("locks", locks)

    def _lock(self) -> exp.Lock:
        key = self.expect_one("UPDATE", "NO", "SHARE", "KEY")
        if key == "NO":
            self.expect("KEY", "UPDATE")
        elif key == "KEY":
            self.expect("SHARE")
        kind = {"NO": "NO KEY UPDATE", "KEY": "KEY SHARE"}.get(key, key)
        node = exp.Lock(kind=kind, update=key in ("UPDATE", "NO"))
        if self.accept("OF"):
            node.set("expressions", self.listed(self.table_name))
        if self.accept("NOWAIT"):
            node.set("wait", "NOWAIT")
        elif self.accept("SKIP"):
            self.expect("LOCKED")
            node.set("wait", "SKIP LOCKED")
        return node
