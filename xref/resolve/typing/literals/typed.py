"""Literals of every type: built-in ones by their input functions, and those that are made of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.resolve.typing.literals.answer import MAX_DEPTH, SPACE, Answer, InvalidLiteralError, UndecidedError, answer_of, refuse
from xref.resolve.typing.literals.arrays import read_array
from xref.resolve.typing.literals.builtin import INPUTS
from xref.resolve.typing.literals.containers import read_multirange, read_range, read_row
from xref.resolve.typing.literals.datetimes.intervals import interval_of
from xref.resolve.typing.literals.ordering import ordinal
from xref.resolve.typing.literals.registered import INPUTS as REGISTERED
from xref.resolve.typing.refusal import Refusal
from xref.source import HOLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from xref.resolve.typing.types import Types
    from xref.schema.types import SqlType

_TAKES_ALL = frozenset({"citext"})
_CHARACTERS = {"varchar": "character varying", "bpchar": "character"}
_INT_VECTOR = re.compile(r"[ \t\n\r\v\f]*(?:[+-]?\d{1,4}(?:[ \t\n\r\v\f]+|$))*", re.ASCII)


def check_literal(types: Types, type_: SqlType, text: str) -> Refusal | bool:
    """True when the type's input function takes the text, False when that is not known, else what the server says.

    (invalid-literal 22P02, 22007, 22008, 22003 ...; "invalid input syntax for type uuid: "x"".) Of modifiers only interval's
    fields are looked at: the others are applied to the value afterwards. A domain is looked through to what it is over:
    its constraints are checked when the statement is executed.
    """
    if HOLE in text or "\0" in text:
        return False
    return _Literals(types).check(types.base(type_), text, 0)


class _Literals:
    """The literals of one catalog's types."""

    def __init__(self, types: Types) -> None:
        self.types = types

    def check(self, type_: SqlType, text: str, depth: int) -> Answer:
        """The answer to a text for a type that is not a domain."""
        if depth > MAX_DEPTH:
            return False
        if type_.array:
            return answer_of(lambda: self._array(type_, text, depth))
        if type_.schema == "pg_catalog":
            if type_.name == "interval" and type_.modifiers:
                return interval_of(type_.modifiers)(text)
            read = INPUTS.get(type_.name)
            if read is not None:
                return read(text)
            look_up = REGISTERED.get(type_.name)
            if look_up is not None:
                return look_up(self.types, text)
            if type_.name in ("int2vector", "oidvector"):
                return _INT_VECTOR.fullmatch(text) is not None and len(text) < 300
        return self._made(type_, text, depth)

    def _made(self, type_: SqlType, text: str, depth: int) -> Answer:
        facts = self.types.facts(type_)
        kind = facts.kind if facts is not None else None
        if facts is None or facts.kind == "base":
            return type_.name in _TAKES_ALL and facts is not None
        if kind == "enum":
            return self._enum(type_, text)
        if facts.subtype is not None:
            subtype = facts.subtype
            return answer_of(lambda: self._range(type_, subtype, text, depth))
        if facts.range is not None:
            range_ = facts.range
            return answer_of(lambda: read_multirange(text, lambda part: self._require(range_, part, depth + 1)))
        return answer_of(lambda: self._row(type_, text, depth)) if kind == "composite" else False

    def _require(self, type_: SqlType, text: str | None, depth: int) -> None:
        """Check a part of a value: with its modifiers, and a domain with its constraints."""
        base = self.types.base(type_)
        if self.types.base(type_) != type_ and self._is_constrained_domain(type_):
            # What the domain's own constraints say to it is not known here.
            if text is None:
                raise UndecidedError
            self._accept(self.check(base, text, depth))
            raise UndecidedError
        if text is None:
            return
        self._accept(self.check(base, text, depth))
        self._fit(base, text)

    def _accept(self, answer: Answer) -> None:
        if isinstance(answer, Refusal):
            raise InvalidLiteralError(answer.message, answer.sqlstate)
        if not answer:
            raise UndecidedError

    def _is_constrained_domain(self, type_: SqlType) -> bool:
        """Whether a value of the domain must meet more than its base type; True as well when that is not known."""
        for (_, name), domain in self.types.names.catalog.domains.items():
            if name == type_.name and type_.schema in (None, domain.schema):
                inner = self.types.canonical(domain.base)
                return domain.not_null or bool(domain.checks) or inner is None or self.types.base(inner) != inner
        return True

    def _fit(self, type_: SqlType, text: str) -> None:
        """Apply modifiers inside a value: a length that is kept or not; the others are not decided."""
        if not type_.modifiers or type_.array:
            if type_.modifiers:
                raise UndecidedError
            return
        if type_.name not in _CHARACTERS or type_.schema != "pg_catalog" or not type_.modifiers[0].isdigit():
            if type_.name in ("time", "timetz", "timestamp", "timestamptz"):
                return
            raise UndecidedError
        limit = int(type_.modifiers[0])
        if len(text) > limit and text[limit:].strip(" "):
            raise InvalidLiteralError(f"value too long for type {_CHARACTERS[type_.name]}({limit})", "22001")

    def _array(self, type_: SqlType, text: str, depth: int) -> None:
        element = self.types.element(type_)
        if element is None:
            raise UndecidedError
        inner = element
        if type_.modifiers and not inner.modifiers:
            inner = type(inner)(inner.name, inner.schema, type_.modifiers, inner.array)
        # The element's input function gets the array's modifier, which is none at the top.
        if depth == 0:
            inner = type(inner)(inner.name, inner.schema, (), inner.array)
        delimiter = ";" if inner.name == "box" and inner.schema == "pg_catalog" else ","
        read_array(text, delimiter, lambda content: self._require(inner, content, depth + 1))

    def _enum(self, type_: SqlType, text: str) -> Answer:
        for (schema, name), enum in self.types.names.catalog.enums.items():
            if name == type_.name and type_.schema in (None, schema):
                if text in enum.labels:
                    return True
                return refuse(f'invalid input value for enum {self.types.spelled(type_)}: "{text}"')
        return False

    def _range(self, type_: SqlType, subtype: SqlType, text: str, depth: int) -> None:
        parts = read_range(text)
        if parts is None:
            return
        for bound in (parts.lower, parts.upper):
            if bound is not None:
                self._require(subtype, bound, depth + 1)
        if parts.lower is None or parts.upper is None:
            self._canonical_end(type_, parts.lower or parts.upper)
            return
        lower, upper = (ordinal(subtype, bound) for bound in (parts.lower, parts.upper))
        if lower is None or upper is None:
            if parts.lower.strip(SPACE) == parts.upper.strip(SPACE):
                return
            raise UndecidedError
        if lower > upper:
            raise InvalidLiteralError("range lower bound must be less than or equal to range upper bound", "22000")
        self._canonical_end(type_, parts.upper)

    def _canonical_end(self, type_: SqlType, bound: str | None) -> None:
        """A bound at the end of a discrete type may overflow when it is made exclusive; that is not decided."""
        if bound is None or type_.name not in ("int4range", "int8range", "daterange"):
            return
        digits = re.sub(r"\D", "", bound)
        if (len(digits) >= 10 and type_.name != "daterange") or len(digits) > 8 or not digits:
            raise UndecidedError

    def _row(self, type_: SqlType, text: str, depth: int) -> None:
        attributes = self.types.attributes(type_)
        if attributes is None:
            raise UndecidedError
        fields = [self._field(attribute.type, depth) for attribute in attributes]
        read_row(text, fields)

    def _field(self, type_: SqlType | None, depth: int) -> Callable[[str | None], None]:
        known = self.types.canonical(type_) if type_ is not None else None

        def read(text: str | None) -> None:
            if known is None:
                raise UndecidedError
            self._require(known, text, depth + 1)

        return read
