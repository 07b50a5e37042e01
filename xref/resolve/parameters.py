"""The parameters of a statement, each typed by its first use (parse_param.c; manual, PREPARE)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xref.resolve.described import Bound, StatementParameter
from xref.resolve.names import span_of
from xref.resolve.typing.types import UNKNOWN
from xref.resolve.value import Value
from xref.schema.types import SqlType


@dataclass(slots=True)
class Parameters:
    """What is decided of each ``$n`` so far: a type, or None when it hangs on something that is not known.

    ``inlined``: values are written into the text in the place of parameters, so each may be a literal of any kind.
    """

    inlined: bool = False
    _types: dict[int, SqlType | None] = field(default_factory=dict)
    _values: dict[int, list[Value]] = field(default_factory=dict)
    _columns: dict[int, Bound] = field(default_factory=dict)

    def use(self, number: int, value: Value) -> None:
        """Note a place where ``$number`` stands, as the value that it is there."""
        self._values.setdefault(number, []).append(value)

    def type_of(self, number: int) -> SqlType | None:
        """The type so far, UNKNOWN as long as nothing has decided it."""
        return None if self.inlined else self._types.get(number, UNKNOWN)

    def decide(self, number: int, type_: SqlType | None) -> SqlType | None:
        """Give it this type unless it has one; gives the type that it has then, None when that is not known."""
        return self._types.setdefault(number, type_)

    def meet(self, number: int, column: Bound | None) -> None:
        """Note the attribute that it is compared with or written to; only the first counts."""
        if column is not None:
            self._columns.setdefault(number, column)

    def undecided(self) -> Iterator[Value]:
        """The places that nothing has decided, in order of the text, even where another place of the same parameter is."""
        places = [value for values in self._values.values() for value in values if value.is_undecided]
        yield from sorted(places, key=lambda value: value.at)

    def missing(self) -> Iterator[tuple[int, Value]]:
        """The numbers below the highest that stand nowhere, each with a place of the highest."""
        if self._values and not self.inlined:
            last = max(self._values)
            yield from ((number, self._values[last][0]) for number in range(1, last) if number not in self._values)

    def described(self) -> tuple[StatementParameter, ...]:
        """All parameters by number."""
        return tuple(
            StatementParameter(
                number,
                self._known(number),
                tuple(dict.fromkeys(span_of(value.node) for value in values)),
                self._columns.get(number),
            )
            for number, values in sorted(self._values.items())
        )

    def _known(self, number: int) -> SqlType | None:
        type_ = self._types.get(number, UNKNOWN)
        return None if type_ == UNKNOWN else type_
