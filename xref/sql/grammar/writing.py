"""INSERT, UPDATE, DELETE and MERGE (manual, chapter 6 and their pages), and which statement a text begins with."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.sql.grammar.queries import Queries
from xref.sql.words import COLUMN_NAME


class Writing(Queries):
    """Statements that write."""

    __slots__ = ()

    def statement(self) -> exp.Expr:
        """One statement of those that have a tree (``PreparableStmt``)."""
        made = self.data_modification()
        return self.query_inside() if made is None else made

    def data_modification(self) -> exp.Expr | None:
        """INSERT, UPDATE, DELETE or MERGE, if one begins here; a query after WITH too."""
        first = self.i
        read = _WRITES.get(self.keys[first])
        if read is not None:
            return read(self)
        if self.keys[first] != "WITH":
            return None
        with_ = self.with_clause()
        read = _WRITES.get(self.keys[self.i])
        if read is None:
            node = self.query_inside() if self.keys[self.i] != "WITH" else self.refuse()
            inner = node
            while isinstance(inner, exp.Subquery) and not inner.args.get("with_"):
                inner = inner.this
            if inner.args.get("with_"):
                self.refuse("multiple WITH clauses not allowed", first)
        else:
            node = read(self)
        node.set("with_", with_)
        return self.place(node, self.starts[first])

    def _insert(self) -> exp.Expr:
        start = self.starts[self.i]
        self.expect("INSERT", "INTO")
        table = self.table_name()
        if self.accept("AS"):
            self._name_target(table, self.starts[self.i - 1])
        node = exp.Insert(this=table)
        if self.accept("DEFAULT"):
            self.expect("VALUES")
            node.set("default", True)
        else:
            self._insert_source(node, table)
        if self.accept("ON"):
            node.set("conflict", self._on_conflict())
        self._returning_clause(node)
        return self.place(node, start)

    def _insert_source(self, node: exp.Insert, table: exp.Table) -> None:
        if self.keys[self.i] == "(" and self.keys[self.i + 1] != "(" and not self.at_query(self.i):
            columns = self.wrapped(self._insert_column)
            node.set("this", self.place(exp.Schema(this=table, expressions=columns), table.meta["start"]))
        self._overriding(node)
        node.set("expression", self.query_inside())

    def _overriding(self, node: exp.Expr) -> None:
        if self.accept("OVERRIDING"):
            node.set("overriding", self.expect_one("USER", "SYSTEM"))
            self.expect("VALUE")

    def _insert_column(self) -> exp.Expr:
        return self.indirection(self.name())

    def _name_target(self, table: exp.Table, start: int) -> None:
        name = self.name()
        table.set("alias", self.place(exp.TableAlias(this=name), start))
        table.meta["end"] = name.meta["end"]

    def _target_relation(self) -> exp.Table:
        """``relation_expr_opt_alias``."""
        table = self.relation()
        start = self.starts[self.i]
        if self.accept("AS") or (self.keys[self.i] in COLUMN_NAME and self.keys[self.i] != "SET"):
            self._name_target(table, start)
        return table

    def _on_conflict(self) -> exp.Expr:
        start = self.starts[self.i - 1]
        self.expect("CONFLICT")
        node = exp.OnConflict()
        if self.accept("ON"):
            self.expect("CONSTRAINT")
            node.set("constraint", self.name())
        elif self.keys[self.i] == "(":
            node.set("conflict_keys", self.wrapped(self._conflict_key))
            if self.accept("WHERE"):
                where = self.starts[self.i - 1]
                node.set("index_predicate", self.place(exp.Where(this=self.expression()), where))
        self.expect("DO")
        action = self.expect_one("NOTHING", "UPDATE")
        node.set("action", exp.Var(this=f"DO {action}"))
        if action == "UPDATE":
            self.expect("SET")
            node.set("expressions", self._assignments())
            self.where(node)
        return self.place(node, start)

    def _conflict_key(self) -> exp.Expr:
        """``index_elem``."""
        first = self.i
        this: exp.Expr
        if self.accept("("):
            this = self.expression()
            self.expect(")")
        elif self.keys[first] in COLUMN_NAME and not self._at_function(first):
            name = self.name()
            this = self.place(exp.Column(this=name), name.meta["start"])
        else:
            this = self.windowless_call()
        node = exp.Ordered(this=this)
        if self.accept("COLLATE"):
            node.set("collate", self.qualified(self.any_name()))
        if self.keys[self.i] in COLUMN_NAME:
            node.set("opclass", self.qualified(self.any_name()))
            if self.keys[self.i] == "(":
                self.wrapped(self._option)
        if self.accept("DESC"):
            node.set("desc", True)
        else:
            self.accept("ASC")
        self.nulls(node)
        return self.place(node, self.starts[first])

    def _option(self) -> exp.Expr:
        node = self.label()
        if self.accept("="):
            self.expression()
        return node

    def _assignments(self) -> list[exp.Expr]:
        return self.listed(self._assignment)

    def _assignment(self) -> exp.Expr:
        start = self.starts[self.i]
        target: exp.Expr
        if self.keys[self.i] == "(":
            target = self.place(exp.Tuple(expressions=self.wrapped(self._set_target)), start)
        else:
            target = self._set_target()
        op = self.starts[self.i]
        self.expect("=")
        node = self.place(exp.EQ(this=target, expression=self.expression()), start, start, op)
        node.meta["assignment"] = True
        return node

    def _set_target(self) -> exp.Expr:
        name = self.name()
        return self.indirection(self.place(exp.Column(this=name), name.meta["start"]))

    def _returning_clause(self, node: exp.Expr) -> None:
        if not self.accept("RETURNING"):
            return
        start = self.starts[self.i - 1]
        clause = exp.Returning()
        if self.keys[self.i] == "WITH":
            self.i += 1
            for key, name in self.wrapped(self._returning_option):
                clause.set(key, name)
        clause.set("expressions", self.targets())
        node.set("returning", self.place(clause, start))

    def _returning_option(self) -> tuple[str, exp.Identifier]:
        key = self.expect_one("OLD", "NEW")
        self.expect("AS")
        return key.lower(), self.name()

    def _update(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        node = exp.Update(this=self._target_relation())
        self.expect("SET")
        node.set("expressions", self._assignments())
        if self.accept("FROM"):
            self.from_items(node)
        self._where_or_current(node)
        self._returning_clause(node)
        return self.place(node, start)

    def _delete(self) -> exp.Expr:
        start = self.starts[self.i]
        self.expect("DELETE", "FROM")
        node = exp.Delete(this=self._target_relation())
        if self.accept("USING"):
            self.from_items(node)
        self._where_or_current(node)
        self._returning_clause(node)
        return self.place(node, start)

    def _where_or_current(self, node: exp.Expr) -> None:
        i = self.i
        if self.keys[i] != "WHERE" or self.keys[i + 1] != "CURRENT" or self.keys[i + 2] != "OF":
            self.where(node)
            return
        self.i += 3
        node.set("where", self.place(exp.Where(this=exp.Var(this="CURRENT OF"), cursor=self.name()), self.starts[i]))

    def _merge(self) -> exp.Expr:
        start = self.starts[self.i]
        self.expect("MERGE", "INTO")
        node = exp.Merge(this=self._target_relation())
        self.expect("USING")
        node.set("using", self.single_reference())
        self.expect("ON")
        node.set("on", self.expression())
        first = self.i
        whens = []
        if self.keys[first] != "WHEN":
            self.refuse()
        while self.keys[self.i] == "WHEN":
            whens.append(self._when())
        node.set("whens", self.place(exp.Whens(expressions=whens), self.starts[first]))
        self._returning_clause(node)
        return self.place(node, start)

    def _when(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 1
        matched = not self.accept("NOT")
        self.expect("MATCHED")
        by_source = False
        if not matched and self.accept("BY"):
            by_source = self.expect_one("SOURCE", "TARGET") == "SOURCE"
        node = exp.When(matched=matched, source=by_source)
        if self.accept("AND"):
            node.set("condition", self.expression())
        self.expect("THEN")
        node.set("then", self._merge_action_clause(inserts=not matched and not by_source))
        return self.place(node, start)

    def _merge_action_clause(self, *, inserts: bool) -> exp.Expr:
        start = self.starts[self.i]
        if self.accept("DO"):
            self.expect("NOTHING")
            return self.place(exp.Var(this="DO NOTHING"), start)
        if inserts:
            return self._merge_insert()
        if self.accept("DELETE"):
            return self.place(exp.Var(this="DELETE"), start)
        self.expect("UPDATE", "SET")
        return self.place(exp.Update(expressions=self._assignments()), start)

    def _merge_insert(self) -> exp.Expr:
        start = self.starts[self.i]
        self.expect("INSERT")
        node = exp.Insert()
        if self.accept("DEFAULT"):
            self.expect("VALUES")
            node.set("default", True)
            return self.place(node, start)
        if self.keys[self.i] == "(":
            columns = self.starts[self.i]
            node.set("this", self.place(exp.Tuple(expressions=self.wrapped(self._insert_column)), columns))
        self._overriding(node)
        self.expect("VALUES")
        node.set("expression", self._values_row())
        return self.place(node, start)


_WRITES: dict[str, Callable[[Writing], exp.Expr]] = {
    "INSERT": Writing._insert,
    "UPDATE": Writing._update,
    "DELETE": Writing._delete,
    "MERGE": Writing._merge,
}
