"""XML calls and XMLTABLE (manual, 9.15)."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from xref.sql.grammar.special import Special
from xref.sql.words import NAME


class Xml(Special):
    """Calls that make or read XML."""

    __slots__ = ()

    def special(self) -> exp.Expr | None:
        """A call with a syntax of its own, if one begins here."""
        if self.keys[self.i + 1] == "(":
            made = _CALLS.get(self.keys[self.i])
            if made is not None:
                return made(self)
        return super().special()

    def _opened(self) -> int:
        """Takes the name and its parenthesis; the name's index."""
        self.i += 2
        return self.i - 2

    def _ended(self, first: int, arguments: list[exp.Expr]) -> exp.Anonymous:
        self.expect(")")
        return self.keyword_call(first, arguments)

    def _attribute(self) -> exp.Expr:
        """``xml_attribute_el``: an expression, perhaps named."""
        value = self.expression()
        if not self.accept("AS"):
            return value
        return self.place(exp.Alias(this=value, alias=self.label()), value.meta["start"], value.meta["at"])

    def _element(self) -> exp.Expr:
        first = self._opened()
        self.expect("NAME")
        self.label()
        arguments: list[exp.Expr] = []
        if self.accept(","):
            if self.keys[self.i] == "XMLATTRIBUTES" and self.keys[self.i + 1] == "(":
                self.i += 1
                arguments = self.wrapped(self._attribute)
                if self.accept(","):
                    arguments += self.expressions()
            else:
                arguments = self.expressions()
        return self._ended(first, arguments)

    def _exists_in(self) -> exp.Expr:
        first = self._opened()
        path = self.primary()
        document = self.passing_document()
        self.expect(")")
        return self.catalog_call("xmlexists", [path, document], self.starts[first], self.starts[first])

    def passing_document(self) -> exp.Expr:
        """``xmlexists_argument``: ``PASSING [BY REF] x [BY REF]``."""
        self.expect("PASSING")
        self._mechanism()
        document = self.primary()
        self._mechanism()
        return document

    def _mechanism(self) -> None:
        if not self.accept_all("BY", "REF"):
            self.accept_all("BY", "VALUE")

    def _forest(self) -> exp.Expr:
        first = self._opened()
        return self._ended(first, self.listed(self._attribute))

    def _document(self) -> exp.Expr:
        self.expect_one("DOCUMENT", "CONTENT")
        return self.expression()

    def _parse(self) -> exp.Expr:
        first = self._opened()
        arguments = [self._document()]
        if self.keys[self.i] in ("PRESERVE", "STRIP"):
            self.i += 1
            self.expect("WHITESPACE")
        return self._ended(first, arguments)

    def _instruction(self) -> exp.Expr:
        first = self._opened()
        self.expect("NAME")
        self.label()
        return self._ended(first, [self.expression()] if self.accept(",") else [])

    def _root(self) -> exp.Expr:
        first = self._opened()
        arguments = [self.expression()]
        self.expect(",")
        self.expect("VERSION")
        if not self.accept_all("NO", "VALUE"):
            arguments.append(self.expression())
        if self.accept(","):
            self.expect("STANDALONE")
            if self.expect_one("YES", "NO") == "NO":
                self.accept("VALUE")
        return self._ended(first, arguments)

    def _serialize_xml(self) -> exp.Expr:
        first = self._opened()
        document = self._document()
        self.expect("AS")
        start = self.i
        self.simple_type()
        returning = self.written_type(start)
        if not self.accept("INDENT") and self.accept("NO"):
            self.expect("INDENT")
        node = self._ended(first, [document])
        node.set("returning", returning)
        return node

    def _table(self) -> exp.Expr:
        first = self._opened()
        if self.keys[self.i] == "XMLNAMESPACES" and self.keys[self.i + 1] == "(":
            self.i += 1
            self.wrapped(self._namespace)
            self.expect(",")
        arguments = [self.primary(), self.passing_document()]
        self.expect("COLUMNS")
        columns = self.listed(self._table_column)
        node = self._ended(first, arguments)
        node.set("columns", columns)
        return node

    def _namespace(self) -> exp.Expr:
        if self.accept("DEFAULT"):
            return self.restricted_expression()
        value = self.restricted_expression()
        self.expect("AS")
        self.label()
        return value

    def _table_column(self) -> exp.Expr:
        name = self.name()
        node = exp.ColumnDef(this=name)
        if self.accept("FOR"):
            self.expect("ORDINALITY")
            return self.place(node, name.meta["start"])
        node.set("kind", self.type_name())
        parts = []
        while True:
            option = self.i
            if self.at_plain_name() or self.keys[option] in ("DEFAULT", "PATH"):
                self.i += 1
                parts.append(self.restricted_expression())
                if self.keys[option] == NAME:
                    self.refuse(f'unrecognized column option "{self.values[option]}"', option)
            elif self.accept("NOT"):
                self.expect("NULL")
            elif not self.accept("NULL"):
                break
        node.set("expressions", parts)
        return self.place(node, name.meta["start"])


_CALLS: dict[str, Callable[[Xml], exp.Expr]] = {
    "XMLELEMENT": Xml._element,
    "XMLEXISTS": Xml._exists_in,
    "XMLFOREST": Xml._forest,
    "XMLPARSE": Xml._parse,
    "XMLPI": Xml._instruction,
    "XMLROOT": Xml._root,
    "XMLSERIALIZE": Xml._serialize_xml,
    "XMLTABLE": Xml._table,
}
