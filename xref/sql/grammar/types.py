"""Type names (manual, chapter 8 and 4.2.9; ``Typename``): kept as they are written."""

from __future__ import annotations

from sqlglot import exp

from xref.sql.grammar.cursor import Cursor
from xref.sql.tokens import INTEGER
from xref.sql.words import FUNCTION_NAME

_PLAIN = frozenset({"INT", "INTEGER", "SMALLINT", "BIGINT", "REAL", "BOOLEAN", "JSON"})
_WITH_MODIFIERS = frozenset({"DECIMAL", "DEC", "NUMERIC"})
_CHARACTER = frozenset({"CHARACTER", "CHAR", "NCHAR", "NATIONAL", "VARCHAR"})
BUILT_IN = _PLAIN | _WITH_MODIFIERS | _CHARACTER | {"FLOAT", "BIT", "TIMESTAMP", "TIME", "INTERVAL"}
"""Key words that begin a type and nothing else that PostgreSQL calls by name."""
_FIELDS = {
    "YEAR": ("MONTH",),
    "MONTH": (),
    "DAY": ("HOUR", "MINUTE", "SECOND"),
    "HOUR": ("MINUTE", "SECOND"),
    "MINUTE": ("SECOND",),
    "SECOND": (),
}


class Types(Cursor):
    """Reads a type as far as it goes and keeps its text."""

    __slots__ = ()

    def expressions(self) -> list[exp.Expr]:
        """A list of expressions (a type's modifiers are expressions to the grammar)."""
        raise NotImplementedError

    def type_name(self) -> exp.DataType:
        """``Typename``: also SETOF and arrays."""
        first = self.i
        self.accept("SETOF")
        self.simple_type()
        if self.accept("ARRAY"):
            if self.accept("["):
                self.expect(INTEGER, "]")
        else:
            while self.accept("["):
                self.accept(INTEGER)
                self.expect("]")
        return self.written_type(first)

    def written_type(self, first: int) -> exp.DataType:
        """The node for the type that was read from token ``first`` on."""
        start, end = self.starts[first], self.ends[self.i - 1]
        text = self.text[start:end]
        if "--" in text or "/*" in text or "\n" in text:
            text = " ".join(self.text[self.starts[i] : self.ends[i]] for i in range(first, self.i))
        node = exp.DataType(this=exp.DType.USERDEFINED, kind=text)
        node._meta = {"start": start, "end": end - 1, "at": start, "pg_text": text}
        return node

    def simple_type(self) -> None:
        """``SimpleTypename``."""
        key = self.keys[self.i]
        if key not in BUILT_IN and not (key == "DOUBLE" and self.keys[self.i + 1] == "PRECISION"):
            self._generic_type()
            return
        self.built_in_type()
        if key == "INTERVAL" and self.keys[self.i - 1] != ")":
            self.interval_fields()

    def _generic_type(self) -> None:
        if self.keys[self.i] not in FUNCTION_NAME:
            self.refuse()
        self.i += 1
        while self.accept("."):
            self.label()
        self.modifiers()

    def modifiers(self) -> bool:
        """``(10, 2)`` if it follows; says whether it did."""
        if not self.accept("("):
            return False
        self.expressions()
        self.expect(")")
        return True

    def built_in_type(self) -> None:
        """A type that begins with a key word of its own; for interval without its fields."""
        key = self.keys[self.i]
        self.i += 1
        if key in _WITH_MODIFIERS:
            self.modifiers()
        elif key == "BIT":
            self.accept("VARYING")
            self.modifiers()
        elif key in _CHARACTER:
            self._character(key)
        elif key in ("FLOAT", "INTERVAL"):
            self.precision()
        elif key in ("TIMESTAMP", "TIME"):
            self.precision()
            if self.keys[self.i] == "WITHOUT TIME" or (self.keys[self.i] == "WITH" and self.keys[self.i + 1] == "TIME"):
                self.i += 1
                self.expect("TIME", "ZONE")
        elif key == "DOUBLE":
            self.expect("PRECISION")

    def _character(self, key: str) -> None:
        if key == "NATIONAL":
            self.expect_one("CHARACTER", "CHAR")
        if key != "VARCHAR":
            self.accept("VARYING")
        self.precision()

    def precision(self) -> bool:
        """``(3)`` if it follows; says whether it did."""
        if not self.accept("("):
            return False
        self.expect(INTEGER, ")")
        return True

    def interval_fields(self) -> None:
        """``opt_interval``: DAY TO SECOND(3) and the like, if it follows."""
        key = self.keys[self.i]
        if key not in _FIELDS:
            return
        self.i += 1
        if _FIELDS[key] and self.keys[self.i] == "TO":
            self.i += 1
            key = self.expect_one(*_FIELDS[key])
        if key == "SECOND":
            self.precision()
