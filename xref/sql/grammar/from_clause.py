"""FROM and its like: relations, functions, subqueries, joins (manual, 7.2.1; ``table_ref``)."""

from __future__ import annotations

from sqlglot import exp

from xref.sql.grammar.json import Json
from xref.sql.grammar.primary import QUERY_GOES_ON
from xref.sql.words import COLUMN_NAME, FUNCTION_NAME

_JOINS = frozenset({"JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL"})
_SIDES = frozenset({"LEFT", "RIGHT", "FULL"})
_NEVER_IN_FROM = frozenset({"EXISTS", "ROW", "GROUPING"})
_TABLE_PARTS = ("this", "db", "catalog")


class FromClause(Json):
    """Table references; joins stay in the order in which they were written."""

    __slots__ = ()

    def from_items(self, node: exp.Expr) -> None:
        """The list after FROM or USING, set as ``from_`` and ``joins`` of ``node``."""
        start = self.starts[self.i - 1]
        first, joins = self.table_reference()
        node.set("from_", self.place(exp.From(this=first), start))
        while self.accept(","):
            comma = self.starts[self.i]
            item, more = self.table_reference()
            joins.append(self.place(exp.Join(this=item, comma=True), comma))
            joins += more
        if joins:
            node.set("joins", joins)

    def single_reference(self) -> exp.Expr:
        """One table reference as one node: what it joins is put in a Paren."""
        start = self.starts[self.i]
        first, joins = self.table_reference()
        return self.place(exp.Paren(this=first, joins=joins), start) if joins else first

    def table_reference(self) -> tuple[exp.Expr, list[exp.Expr]]:
        """``table_ref``: its first item and what is joined to it."""
        first = self._item()
        joins: list[exp.Expr] = []
        while self.keys[self.i] in _JOINS:
            joins.append(self._join())
        return first, joins

    def _join(self) -> exp.Expr:
        start = self.starts[self.i]
        node = exp.Join()
        natural = self.accept("NATURAL")
        if natural:
            node.set("method", "NATURAL")
        elif self.accept("CROSS"):
            self.expect("JOIN")
            node.set("kind", "CROSS")
            node.set("this", self._item())
            return self.place(node, start)
        side = self.one_of(_SIDES)
        if side is not None:
            node.set("side", side)
            if self.accept("OUTER"):
                node.set("kind", "OUTER")
        elif self.accept("INNER"):
            node.set("kind", "INNER")
        self.expect("JOIN")
        if natural:
            node.set("this", self._item())
        else:
            node.set("this", self.single_reference())
            self._condition(node)
        return self.place(node, start)

    def _condition(self, node: exp.Join) -> None:
        if self.accept("ON"):
            node.set("on", self.expression())
            return
        self.expect("USING")
        node.set("using", self.names())
        if self.accept("AS"):
            name = self.name()
            node.set("alias", self.place(exp.TableAlias(this=name), name.meta["start"]))

    def _item(self) -> exp.Expr:
        i = self.i
        key = self.keys[i]
        if key == "(":
            return self._parenthesised()
        if key == "LATERAL":
            return self._lateral()
        if key == "ONLY":
            return self._aliased(self.relation(), sample=True)
        if key == "ROWS" and self.keys[i + 1] == "FROM":
            return self._rows_from()
        if key in COLUMN_NAME and not self._at_function(i):
            return self._aliased(self.relation(), sample=True)
        return self._function()

    def _at_function(self, i: int) -> bool:
        """Whether a function's name and its parenthesis stand at token ``i``."""
        keys = self.keys
        i += 1
        while keys[i] == ".":
            i += 2
        return keys[i] == "("

    def relation(self) -> exp.Table:
        """``relation_expr``: ``[ONLY] name [*]``."""
        start = self.starts[self.i]
        if self.accept("ONLY"):
            inside = self.accept("(")
            table = self.table_name()
            if inside:
                self.expect(")")
            table.set("only", True)
        else:
            table = self.table_name()
            self.accept("*")
        return self.place(table, start)

    def table_name(self) -> exp.Table:
        """``qualified_name``."""
        first = self.i
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.label())
        if len(parts) > 3:
            written = ".".join(part.name for part in parts)
            self.refuse(f"improper qualified name (too many dotted names): {written}", first)
        node = exp.Table(**dict(zip(_TABLE_PARTS, reversed(parts), strict=False)))
        return self.place(node, parts[0].meta["start"])

    def _aliased(self, node: exp.Expr, *, sample: bool = False) -> exp.Expr:
        alias = self.alias()
        if alias is not None:
            node.set("alias", alias)
        if sample and self.keys[self.i] == "TABLESAMPLE":
            node.set("sample", self._sample())
        node.meta["end"] = self.ends[self.i - 1] - 1
        return node

    def alias(self) -> exp.TableAlias | None:
        """``opt_alias_clause``: ``[AS] name [(columns)]``, if it follows."""
        start = self.starts[self.i]
        if self.accept("AS"):
            name = self.name()
        elif self.keys[self.i] in COLUMN_NAME:
            name = self.identifier()
        else:
            return None
        columns = self.names() if self.keys[self.i] == "(" else None
        return self.place(exp.TableAlias(this=name, columns=columns), start)

    def _sample(self) -> exp.TableSample:
        start = self.starts[self.i]
        self.i += 1
        parts = self.function_name()
        node = exp.TableSample(method=self.qualified(parts), expressions=self.wrapped(self.expression))
        if self.accept("REPEATABLE"):
            self.expect("(")
            node.set("seed", self.expression())
            self.expect(")")
        return self.place(node, start)

    def _parenthesised(self) -> exp.Expr:
        """A subquery, or a join in parentheses."""
        first = self.i
        made = self._query_or_join()
        if isinstance(made, exp.Subquery):
            return self._aliased(made)
        alias = self.alias()
        if alias is not None:
            made.set("alias", alias)
        return self.place(made, self.starts[first])

    def _query_or_join(self) -> exp.Expr:
        """What stands in parentheses in FROM, with them: a Subquery without its alias, or a Paren of a join."""
        first = self.i
        self.expect("(")
        if self.keys[self.i] != "(":
            if self.at_query(first):
                inner = self.query_inside()
                self.expect(")")
                return self.place(exp.Subquery(this=inner), self.starts[first])
            return self._closed_join(first, *self.table_reference())
        inner = self._query_or_join()
        if isinstance(inner, exp.Subquery):
            if self.keys[self.i] in QUERY_GOES_ON or self.keys[self.i] == ")":
                inner = self.query_continued(inner)
                self.expect(")")
                return self.place(exp.Subquery(this=inner), self.starts[first])
            inner = self._aliased(inner)
        elif self.accept(")"):
            return self.place(inner, self.starts[first])
        else:
            alias = self.alias()
            if alias is not None:
                inner.set("alias", alias)
        joins = []
        while self.keys[self.i] in _JOINS:
            joins.append(self._join())
        return self._closed_join(first, inner, joins)

    def _closed_join(self, first: int, item: exp.Expr, joins: list[exp.Expr]) -> exp.Expr:
        if not joins:
            self.refuse()
        self.expect(")")
        return self.place(exp.Paren(this=item, joins=joins), self.starts[first])

    def _lateral(self) -> exp.Expr:
        self.i += 1
        if self.keys[self.i] == "(":
            node: exp.Expr = self._aliased(self.subquery())
        elif self.keys[self.i] == "ROWS" and self.keys[self.i + 1] == "FROM":
            node = self._rows_from()
        else:
            node = self._function()
        node.set("lateral", True)
        return node

    def function_name(self) -> list[exp.Identifier]:
        """``func_name``, as its parts."""
        if self.keys[self.i] not in FUNCTION_NAME and (self.keys[self.i] not in COLUMN_NAME or self.keys[self.i + 1] != "."):
            self.name()
            self.refuse()
        parts = [self.identifier()]
        while self.accept("."):
            parts.append(self.label())
        return parts

    def windowless_call(self) -> exp.Expr:
        """``func_expr_windowless``: a call without FILTER or OVER."""
        if self.keys[self.i] in _NEVER_IN_FROM:
            self.i += 1
            self.refuse()
        made = self.special()
        if made is not None:
            return made
        parts = self.function_name()
        if self.keys[self.i] != "(":
            self.refuse()
        return self.application(parts)

    def _function(self) -> exp.Expr:
        start = self.starts[self.i]
        call = self.windowless_call()
        return self._function_clauses(exp.Table(this=call), start, plain="columns" in call.args)

    def _function_clauses(self, node: exp.Table, start: int, *, plain: bool = False) -> exp.Expr:
        if not plain and self.keys[self.i] == "WITH" and self.keys[self.i + 1] == "ORDINALITY":
            self.i += 2
            node.set("ordinality", True)
        alias = self.alias() if plain else self._function_alias()
        if alias is not None:
            node.set("alias", alias)
        return self.place(node, start)

    def _function_alias(self) -> exp.TableAlias | None:
        """``func_alias_clause``: an alias that may define columns."""
        start = self.starts[self.i]
        name = None
        if self.accept("AS"):
            if self.keys[self.i] != "(":
                name = self.name()
        elif self.keys[self.i] in COLUMN_NAME:
            name = self.identifier()
        else:
            return None
        columns = None
        if name is None or self.keys[self.i] == "(":
            self.expect("(")
            columns = self._columns_or_names(definitions=name is None)
        return self.place(exp.TableAlias(this=name, columns=columns), start)

    def _columns_or_names(self, *, definitions: bool) -> list[exp.Expr]:
        """What stands in an alias's parentheses: names, or definitions of columns."""
        first = self.name()
        if not definitions and self.keys[self.i] in (",", ")"):
            columns: list[exp.Expr] = [first]
            if self.accept(","):
                columns += self.listed(self.name)
        else:
            columns = [self._definition(first)]
            if self.accept(","):
                columns += self.listed(lambda: self._definition(self.name()))
        self.expect(")")
        return columns

    def _definition(self, name: exp.Identifier) -> exp.Expr:
        node = exp.ColumnDef(this=name, kind=self.type_name())
        if self.accept("COLLATE"):
            node.set("collate", self.qualified(self.any_name()))
        return self.place(node, name.meta["start"])

    def _rows_from(self) -> exp.Expr:
        start = self.starts[self.i]
        self.i += 2
        node = exp.Table(rows_from=self.wrapped(self._rows_from_item))
        return self._function_clauses(node, start)

    def _rows_from_item(self) -> exp.Expr:
        start = self.starts[self.i]
        node = exp.Table(this=self.windowless_call())
        if self.accept("AS"):
            alias = self.starts[self.i - 1]
            self.expect("(")
            columns = self._columns_or_names(definitions=True)
            node.set("alias", self.place(exp.TableAlias(columns=columns), alias))
        return self.place(node, start)
