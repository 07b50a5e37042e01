"""SELECT, VALUES, TABLE, set operations, WITH and what orders, limits and locks them (manual, chapter 7 and SELECT)."""

from __future__ import annotations

from sqlglot import exp

from xref.sql.grammar.cursor import SYNTAX_ERROR, RefusedError
from xref.sql.grammar.limits import Limits
from xref.sql.tokens import END
from xref.sql.words import BARE_LABEL

_SETS = {"UNION": exp.Union, "EXCEPT": exp.Except, "INTERSECT": exp.Intersect}
_NO_TARGETS = frozenset(
    {"FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "INTO", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"}
) | frozenset({"UNION", "EXCEPT", "INTERSECT", "ON", "RETURNING", ")", ";", END})
_PERSISTENCE = frozenset({"TEMP", "TEMPORARY", "UNLOGGED"})


class Queries(Limits):
    """Queries of every kind."""

    __slots__ = ()

    def data_modification(self) -> exp.Expr | None:
        """INSERT, UPDATE, DELETE or MERGE, if one begins here."""
        raise NotImplementedError

    def query_inside(self) -> exp.Expr:
        """A query, up to what closes it (``select_no_parens``)."""
        with_ = self.with_clause() if self.keys[self.i] == "WITH" else None
        start = self.starts[self.i]
        node = self.tail(self._sets(self._operand_query()))
        if with_ is not None:
            if node.args.get("with_"):
                self.refuse("multiple WITH clauses not allowed")
            node.set("with_", with_)
            start = with_.meta["start"]
        return self.place(node, start)

    def query_continued(self, first: exp.Expr) -> exp.Expr:
        """A query whose first operand, in parentheses, was read: what follows of UNION, ORDER BY and so on."""
        return self.place(self.tail(self._sets(first)), first.meta["start"])

    def _operand_query(self) -> exp.Expr:
        key = self.keys[self.i]
        if key == "SELECT":
            return self._select()
        if key == "(":
            return self.subquery()
        if key == "VALUES":
            return self._values()
        if key == "TABLE":
            return self._table_command()
        return self.refuse()

    def _sets(self, left: exp.Expr) -> exp.Expr:
        """UNION and EXCEPT, from the left; INTERSECT binds more tightly."""
        left = self._intersections(left)
        while self.keys[self.i] in ("UNION", "EXCEPT"):
            kind = _SETS[self.keys[self.i]]
            distinct = self._set_quantifier()
            right = self._intersections(self._operand_query())
            left = self.place(kind(this=left, expression=right, distinct=distinct), left.meta["start"])
        return left

    def _intersections(self, left: exp.Expr) -> exp.Expr:
        while self.keys[self.i] == "INTERSECT":
            distinct = self._set_quantifier()
            node = exp.Intersect(this=left, expression=self._operand_query(), distinct=distinct)
            left = self.place(node, left.meta["start"])
        return left

    def _set_quantifier(self) -> bool:
        self.i += 1
        if self.accept("ALL"):
            return False
        self.accept("DISTINCT")
        return True

    def _values(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        return self.place(exp.Values(expressions=self.listed(self._values_row)), start)

    def _values_row(self) -> exp.Expr:
        start = self.starts[self.i]
        return self.place(exp.Tuple(expressions=self.wrapped(self.expression)), start)

    def _table_command(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        table = self.relation()
        star = exp.Star()
        star._meta = {"start": start, "end": start, "at": start}
        from_ = self.place(exp.From(this=table), start)
        return self.place(exp.Select(expressions=[star], from_=from_), start)

    def _select(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        node = exp.Select(expressions=[])
        keys = self.keys
        if self.accept("DISTINCT"):
            node.set("distinct", self._distinct())
            node.set("expressions", self.targets())
        else:
            self.accept("ALL")
            if keys[self.i] not in _NO_TARGETS:
                node.set("expressions", self.targets())
        if self.accept("INTO"):
            node.set("into", self._into())
        if self.accept("FROM"):
            self.from_items(node)
        self.where(node)
        if keys[self.i] == "GROUP":
            node.set("group", self._group())
        if self.accept("HAVING"):
            having = self.starts[self.i - 1]
            node.set("having", self.place(exp.Having(this=self.expression()), having))
        if self.accept("WINDOW"):
            node.set("windows", self.listed(self._window))
        return self.place(node, start)

    def _distinct(self) -> exp.Expr:
        start = self.starts[self.i - 1]
        if not self.accept("ON"):
            return self.place(exp.Distinct(), start)
        on = self.starts[self.i]
        keys = self.place(exp.Tuple(expressions=self.wrapped(self.expression)), on)
        return self.place(exp.Distinct(on=keys), start)

    def targets(self) -> list[exp.Expr]:
        """``target_list``."""
        return self.listed(self._target)

    def _target(self) -> exp.Expr:
        i = self.i
        if self.keys[i] == "*":
            return self.star()
        node = self._output(i)
        alias = self.label() if self.accept("AS") else self.bare_label()
        if alias is None:
            return node
        return self.place(exp.Alias(this=node, alias=alias), node.meta["start"], node.meta["at"])

    def _output(self, first: int) -> exp.Expr:
        """An output expression. A word that could go on with it and then does not is its name: ``SELECT 1 is FROM t``."""
        try:
            return self.expression()
        except RefusedError as refusal:
            last = self.i - 1
            if last <= first or self.keys[last] not in BARE_LABEL or refusal.sqlstate != SYNTAX_ERROR:
                raise
            before, self.stop, self.i = self.stop, last, first
            try:
                return self.expression()
            except RefusedError as second:
                raise max(refusal, second, key=lambda one: one.start) from None
            finally:
                self.stop = before

    def _into(self) -> exp.Expr:
        start = self.starts[self.i - 1]
        if self.keys[self.i] in ("LOCAL", "GLOBAL") and self.keys[self.i + 1] in ("TEMP", "TEMPORARY"):
            self.i += 1
        if self.keys[self.i] in _PERSISTENCE and self.keys[self.i + 1] != ".":
            self.i += 1
        self.accept("TABLE")
        return self.place(exp.Into(this=self.table_name()), start)

    def where(self, node: exp.Expr) -> None:
        """WHERE, if it follows, set in ``node``."""
        if self.accept("WHERE"):
            start = self.starts[self.i - 1]
            node.set("where", self.place(exp.Where(this=self.expression()), start))

    def _group(self) -> exp.Expr:
        start = self.starts[self.i]
        self.expect("GROUP", "BY")
        node = exp.Group()
        quantifier = self.one_of(frozenset({"ALL", "DISTINCT"}))
        if quantifier:
            node.set("quantifier", quantifier)
        node.set("expressions", self.listed(self._group_item))
        return self.place(node, start)

    def _group_item(self) -> exp.Expr:
        first = self.i
        start = self.starts[first]
        if self.accept_all("(", ")"):
            return self.place(exp.Tuple(expressions=[]), start)
        if self.accept_all("GROUPING", "SETS"):
            return self.place(exp.GroupingSets(expressions=self.wrapped(self._group_item)), start)
        if self.keys[first] in ("CUBE", "ROLLUP") and self.keys[first + 1] == "(":
            self.i += 1
            kind = exp.Cube if self.keys[first] == "CUBE" else exp.Rollup
            return self.place(kind(expressions=self.wrapped(self.expression)), start)
        return self.expression()

    def _window(self) -> exp.Expr:
        name = self.name()
        self.expect("AS")
        return self.place(self.window_specification(name), name.meta["start"])

    def with_clause(self) -> exp.With:
        """``WITH [RECURSIVE] ...``."""
        start = self.starts[self.i]
        self.i += 1
        recursive = self.keys[self.i + 1] not in ("AS", "(") and self.accept("RECURSIVE")
        return self.place(exp.With(expressions=self.listed(self._common_table), recursive=recursive), start)

    def _common_table(self) -> exp.Expr:
        name = self.name()
        columns = self.names() if self.keys[self.i] == "(" else None
        alias = self.place(exp.TableAlias(this=name, columns=columns), name.meta["start"])
        self.expect("AS")
        node = exp.CTE(alias=alias)
        if self.accept("MATERIALIZED"):
            node.set("materialized", True)
        elif self.accept("NOT"):
            self.expect("MATERIALIZED")
            node.set("materialized", False)
        self.expect("(")
        made = self.data_modification()
        node.set("this", self.query_inside() if made is None else made)
        self.expect(")")
        if self.accept("SEARCH"):
            self._search(node)
        if self.accept("CYCLE"):
            self._cycle(node)
        return self.place(node, name.meta["start"])

    def _search(self, node: exp.CTE) -> None:
        self.expect_one("DEPTH", "BREADTH")
        self.expect("FIRST", "BY")
        node.set("search", self.listed(self.name))
        self.expect("SET")
        node.set("search_column", self.name())

    def _cycle(self, node: exp.CTE) -> None:
        node.set("cycle", self.listed(self.name))
        self.expect("SET")
        node.set("cycle_mark", self.name())
        if self.accept("TO"):
            node.set("cycle_to", self._constant())
            self.expect("DEFAULT")
            node.set("cycle_default", self._constant())
        self.expect("USING")
        node.set("cycle_path", self.name())

    def _constant(self) -> exp.Expr:
        """``AexprConst``."""
        node = self.primary()
        if not isinstance(node, exp.Literal | exp.Null | exp.Boolean | exp.BitString | exp.HexString | exp.Cast):
            self.refuse()
        return node
