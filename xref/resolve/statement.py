"""An embedded statement with what its variants were resolved to: what the graph and the rules read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xref.extract.embedded import EmbeddedSql, Variant
from xref.finding import Coverage
from xref.reason import Reason
from xref.resolve.described import DescribedStatement, SqlError


@dataclass(frozen=True, slots=True)
class ResolvedStatement:
    """One sink call. ``variants`` pairs each text with its described statements (``a; b`` has two).

    ``values`` are the errors of the values that are sent with them.
    """

    embedded: EmbeddedSql
    variants: tuple[tuple[Variant, tuple[DescribedStatement, ...]], ...]
    values: tuple[tuple[Variant, DescribedStatement, SqlError], ...] = ()

    def described(self) -> Iterator[tuple[Variant, DescribedStatement]]:
        """Every statement of every variant."""
        for variant, statements in self.variants:
            for statement in statements:
                yield variant, statement

    def coverages(self) -> tuple[tuple[Coverage, Reason | None], ...]:
        """How much of each statement of the call was decided over all variants, and the first reason why not more was."""
        if not self.variants:
            return ((Coverage.UNCHECKED, self.embedded.reason or Reason.UNKNOWN_TEXT),)
        count = max(1, *(len(statements) for _, statements in self.variants))
        return tuple(self._coverage(index) for index in range(count))

    def _coverage(self, index: int) -> tuple[Coverage, Reason | None]:
        described = [statements[index] for _, statements in self.variants if index < len(statements)]
        coverages = {statement.coverage for statement in described}
        reason = next((gap.reason for statement in described for gap in statement.gaps), self.embedded.reason)
        if coverages <= {Coverage.CHECKED} and self.embedded.reason is None:
            return Coverage.CHECKED, None
        if coverages == {Coverage.UNCHECKED}:
            return Coverage.UNCHECKED, reason
        return Coverage.PARTIAL, reason
