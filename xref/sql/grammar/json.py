"""SQL/JSON calls and JSON_TABLE (manual, 9.16; PostgreSQL 16 to 18)."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.sql.grammar.cursor import NOT_SUPPORTED
from xref.sql.grammar.xml import Xml
from xref.sql.tokens import STRING
from xref.sql.words import FUNCTION_NAME

_BEHAVIOURS = frozenset({"ERROR", "NULL", "TRUE", "FALSE", "UNKNOWN", "EMPTY", "DEFAULT"})


class Json(Xml):
    """Calls whose clauses say how to make or read JSON."""

    __slots__ = ()

    def special(self) -> exp.Expr | None:
        """A call with a syntax of its own, if one begins here."""
        if self.keys[self.i + 1] == "(":
            made = _CALLS.get(self.keys[self.i])
            if made is not None:
                return made(self)
        return super().special()

    def _value(self) -> exp.Expr:
        """``json_value_expr``."""
        node = self.expression()
        self._format()
        return node

    def _format(self) -> None:
        if self.accept_all("FORMAT JSON", "JSON") and self.accept("ENCODING"):
            self.name()

    def _returning(self, node: exp.Anonymous) -> None:
        if self.accept("RETURNING"):
            node.set("returning", self.type_name())
            self._format()

    def _null_clause(self) -> None:
        if self.keys[self.i] in ("NULL", "ABSENT"):
            self.i += 1
            self.expect("ON", "NULL")

    def _pair(self) -> list[exp.Expr]:
        """``json_name_and_value``."""
        name = self.expression()
        self.expect_one(":", "VALUE")
        return [name, self._value()]

    def _closed(self, first: int, arguments: list[exp.Expr], *, null: bool = False, unique: bool = False) -> exp.Anonymous:
        """The clauses at a constructor's end, its parenthesis, and the node."""
        node = self.keyword_call(first, arguments)
        if null:
            self._null_clause()
        if unique:
            self.unique_keys()
        self._returning(node)
        self.expect(")")
        return self._completed(node, first)

    def _completed(self, node: exp.Anonymous, first: int) -> exp.Anonymous:
        """The call with its clauses, which belong to what it was written with."""
        start = self.starts[first]
        self.place(node, start, start, start)
        node.meta["keyword"] = True
        return node

    def _object(self) -> exp.Expr:
        first = self.i
        self.i += 2
        if self.keys[self.i] in (")", "RETURNING"):
            return self._closed(first, [])
        if self.keys[self.i + 1] in ("=>", ":=") and self.keys[self.i] in FUNCTION_NAME:
            return self._ordinary(first)
        key = self.expression()
        if self.keys[self.i] in (",", ")"):
            return self._ordinary(first)
        self.expect_one(":", "VALUE")
        pairs = [key, self._value()]
        while self.accept(","):
            pairs += self._pair()
        return self._closed(first, pairs, null=True, unique=True)

    def _array_call(self) -> exp.Expr:
        first = self.i
        self.i += 2
        if self.keys[self.i] in (")", "RETURNING"):
            return self._closed(first, [])
        if self.keys[self.i] in ("SELECT", "VALUES", "WITH", "TABLE"):
            start = self.starts[self.i]
            query = self.place(exp.Subquery(this=self.query_inside()), start)
            self._format()
            return self._closed(first, [query])
        return self._closed(first, self.listed(self._value), null=True)

    def _object_aggregate(self) -> exp.Expr:
        first = self.i
        self.i += 2
        node = self._closed(first, self._pair(), null=True, unique=True)
        return self.filter_and_over(node, node.meta["start"], node.meta["at"])

    def _array_aggregate(self) -> exp.Expr:
        first = self.i
        self.i += 2
        arguments = [self._value()]
        order = self.order()
        node = self._closed(first, arguments, null=True)
        if order is not None:
            node.set("order", order)
        return self.filter_and_over(node, node.meta["start"], node.meta["at"])

    def _parse_json(self) -> exp.Expr:
        first = self.i
        self.i += 2
        arguments = [self._value()]
        self.unique_keys()
        self.expect(")")
        return self.keyword_call(first, arguments)

    def _serialize(self) -> exp.Expr:
        first = self.i
        self.i += 2
        return self._closed(first, [self._value()])

    def _scalar(self) -> exp.Expr:
        first = self.i
        self.i += 2
        arguments = [self.expression()]
        self.expect(")")
        return self.keyword_call(first, arguments)

    def _query_call(self) -> exp.Expr:
        """JSON_VALUE, JSON_QUERY, JSON_EXISTS."""
        first = self.i
        self.i += 2
        arguments = [self._value()]
        self.expect(",")
        arguments.append(self.expression())
        node = self.keyword_call(first, arguments)
        passing = self.passing()
        if passing:
            node.set("passing", passing)
        if self.keys[first] != "JSON_EXISTS":
            self._returning(node)
        if self.keys[first] == "JSON_QUERY":
            self.wrapper_and_quotes()
        self.behaviours()
        self.expect(")")
        return self._completed(node, first)

    def passing(self) -> list[exp.Expr]:
        """``PASSING value AS name, ..``, if it follows."""
        if not self.accept("PASSING"):
            return []

        def passed() -> exp.Expr:
            value = self._value()
            self.expect("AS")
            return self.place(exp.Alias(this=value, alias=self.label()), value.meta["start"])

        return self.listed(passed)

    def wrapper_and_quotes(self) -> None:
        """``WITH WRAPPER`` and ``KEEP QUOTES`` and their forms, if they follow."""
        if self.keys[self.i] in ("WITH", "WITHOUT"):
            self.i += 1
            if self.keys[self.i - 1] == "WITH" and not self.accept("CONDITIONAL"):
                self.accept("UNCONDITIONAL")
            self.accept("ARRAY")
            self.expect("WRAPPER")
        if self.keys[self.i] in ("KEEP", "OMIT"):
            self.i += 1
            self.expect("QUOTES")
            if self.accept("ON"):
                self.expect("SCALAR", "STRING")

    def behaviours(self) -> None:
        """``ERROR ON EMPTY`` and the like, up to two."""
        for _ in range(2):
            key = self.one_of(_BEHAVIOURS)
            if key is None:
                return
            if key == "DEFAULT":
                self.expression()
            elif key == "EMPTY" and not self.accept("ARRAY"):
                self.accept("OBJECT")
            self.expect("ON")
            if self.expect_one("EMPTY", "ERROR") == "ERROR":
                return

    def _json_table(self) -> exp.Expr:
        first = self.i
        self.i += 2
        arguments = [self._value()]
        self.expect(",")
        path = self.i
        arguments.append(self.expression())
        if not arguments[-1].is_string:
            self.refuse("only string constants are supported in JSON_TABLE path specification", path, NOT_SUPPORTED)
        if self.accept("AS"):
            self.name()
        node = self.keyword_call(first, arguments)
        passing = self.passing()
        if passing:
            node.set("passing", passing)
        node.set("columns", self._json_columns())
        if self.accept("ERROR") or self.accept("EMPTY"):
            if self.keys[self.i - 1] == "EMPTY":
                self.accept("ARRAY")
            self.expect("ON", "ERROR")
        self.expect(")")
        return self._completed(node, first)

    def _json_columns(self) -> list[exp.Expr]:
        self.expect("COLUMNS")
        return [column for group in self.wrapped(self._json_column) for column in group]

    def _json_column(self) -> list[exp.Expr]:
        if self.keys[self.i] == "NESTED" and self.keys[self.i + 1] in ("PATH", STRING):
            self.i += 1
            self.accept("PATH")
            self.expect(STRING)
            if self.accept("AS"):
                self.name()
            return self._json_columns()
        name = self.name()
        node = exp.ColumnDef(this=name)
        if self.accept("FOR"):
            self.expect("ORDINALITY")
            return [self.place(node, name.meta["start"])]
        node.set("kind", self.type_name())
        self._format()
        exists = self.accept("EXISTS")
        if self.accept("PATH"):
            self.expect(STRING)
        if not exists:
            self.wrapper_and_quotes()
        self.behaviours()
        return [self.place(node, name.meta["start"])]


Reader = Callable[[Json], exp.Expr]
_CALLS: dict[str, Reader] = {
    "JSON_OBJECT": Json._object,
    "JSON_ARRAY": Json._array_call,
    "JSON_OBJECTAGG": Json._object_aggregate,
    "JSON_ARRAYAGG": Json._array_aggregate,
    "JSON": Json._parse_json,
    "JSON_SCALAR": Json._scalar,
    "JSON_SERIALIZE": Json._serialize,
    "JSON_VALUE": Json._query_call,
    "JSON_QUERY": Json._query_call,
    "JSON_EXISTS": Json._query_call,
    "JSON_TABLE": Json._json_table,
}
