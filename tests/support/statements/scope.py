"""What an expression can name: the columns of the items in FROM, of the queries around, and what a grouped query leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

Typed = tuple[str, str]
"""A column's name, or an expression's text, and its type."""


@dataclass(frozen=True, slots=True)
class Source:
    """An item in FROM: its alias and columns. ``row_type`` is its whole row's type, None when that has no name."""

    alias: str
    columns: tuple[Typed, ...]
    row_type: str | None = None


@dataclass(slots=True)
class Scope:
    """The items in FROM, and the scope of the query around. ``grouped`` are the expressions that GROUP BY leaves, None before.

    ``merged`` are columns that stand for themselves (JOIN USING, an INSERT's target).
    """

    sources: list[Source] = field(default_factory=list)
    parent: Scope | None = None
    grouped: list[Typed] | None = None
    merged: list[Typed] = field(default_factory=list)

    def columns(self) -> list[Typed]:
        """The columns of this query, each as it can be written, and its type."""
        names = [name for source in self.sources for name, _ in source.columns]
        found = []
        for source in self.sources:
            for name, type_ in source.columns:
                found.append((f"{source.alias}.{name}", type_))
                if names.count(name) == 1 and self.parent is None:
                    found.append((name, type_))
        return found + self.merged

    def usable(self) -> list[Typed]:
        """What an expression outside of aggregates may use: columns, or what grouping has left; and the outer query's."""
        own = self.columns() if self.grouped is None else self.grouped
        return own + (self.parent.usable() if self.parent is not None else [])

    def inside_aggregate(self) -> Scope:
        """The scope of an aggregate's arguments."""
        return Scope(self.sources, self.parent, None, self.merged)
