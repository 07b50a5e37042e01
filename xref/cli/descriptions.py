"""A described statement as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xref.resolve.described import Bound, DescribedStatement, Gap, SqlError
from xref.resolve.lookup import Names
from xref.schema.merge import Disagreement
from xref.schema.types import SqlType
from xref.source import Location, SourceFile, Span
from xref.terminal import escape_control


@dataclass(frozen=True, slots=True)
class Described:
    """A described statement of a text, where it is sent and when; ``place`` is ``path:line``, None for standard input."""

    names: Names
    disagreements: Sequence[Disagreement]
    text: str
    statement: DescribedStatement
    place: str | None = None
    condition: str | None = None

    @property
    def sql(self) -> str:
        """The statement alone, on one line."""
        return " ".join(self.text[self.statement.span.start : self.statement.span.end].split())

    def type(self, type_: SqlType | None) -> str:
        """A type as PostgreSQL's format_type spells it."""
        return "unknown" if type_ is None else self.names.types.spelled_with_modifiers(type_)

    def declared(self, column: Bound | None) -> Location | None:
        """Where a column is declared, which is the source that decided its type."""
        if column is None:
            return None
        return next((note.location for note in self.names.declared(column, "")), None)

    def disputed(self, column: Bound | None) -> Disagreement | None:
        """What the sources disagree about in a column's type."""
        subject = "" if column is None else f"{column.relation}.{column.attribute}"
        return next((one for one in self.disagreements if one.fact == "type" and one.subject == subject), None)

    def position(self, span: Span) -> tuple[int, int]:
        """The line and column of a span's start in the SQL text."""
        at = SourceFile("", self.text).position(span.start)
        return at.line, at.column


def description_json(one: Described) -> dict[str, object]:
    """A described statement as plain values; absent is None."""
    statement = one.statement
    return {
        "place": one.place,
        "condition": one.condition,
        "kind": statement.kind,
        "coverage": statement.coverage.value,
        "sql": one.sql,
        "parameters": [
            {"number": each.number, "type": _known(one, each.type), **_column(one, each.column)}
            for each in statement.parameters
        ],
        "columns": None
        if statement.columns is None
        else [
            {"name": each.name, "type": _known(one, each.type), "nullable": each.nullable, **_column(one, each.origin)}
            for each in statement.columns
        ],
        "errors": [_error(one, error) for error in statement.errors],
        "unchecked": [_gap(one, gap) for gap in statement.gaps],
    }


def _known(one: Described, type_: SqlType | None) -> str | None:
    return None if type_ is None else one.type(type_)


def _column(one: Described, column: Bound | None) -> Mapping[str, object]:
    declared = one.declared(column)
    name = None if column is None else f"{column.relation}.{column.attribute}"
    return {"column": name, "declared": None if declared is None else {"path": declared.path, "line": declared.start.line}}


def _error(one: Described, error: SqlError) -> Mapping[str, object]:
    line, column = one.position(error.span)
    return {"rule": error.condition, "sqlstate": error.sqlstate, "message": error.message, "line": line, "column": column}


def _gap(one: Described, gap: Gap) -> Mapping[str, object]:
    line, column = one.position(gap.span)
    return {"reason": gap.reason.value, "meaning": gap.reason.meaning, "line": line, "column": column}


def description_text(one: Described) -> str:
    """A described statement for people."""
    return escape_control("\n".join(_lines(one)), keep="\n")


def _lines(one: Described) -> Iterator[str]:
    statement = one.statement
    place = f"{one.place}  " if one.place is not None else ""
    when = f", {one.condition}" if one.condition is not None else ""
    yield f"{place}{statement.kind}, {statement.coverage.value}{when}"
    yield f"  {one.sql}"
    if statement.parameters:
        yield "parameters"
        yield from _table([(f"${each.number}", one.type(each.type), _from(one, each.column)) for each in statement.parameters])
    if statement.columns is None:
        yield "columns: not known"
    elif statement.columns:
        yield "columns"
        yield from _table(
            [
                (each.name, f"{one.type(each.type)}{_nullability(each.nullable)}", _from(one, each.origin))
                for each in statement.columns
            ]
        )
    for error in statement.errors:
        line, column = one.position(error.span)
        code = f" ({error.sqlstate})" if error.sqlstate is not None else ""
        yield f"{line}:{column} {error.condition}{code}: {error.message}"
    for gap in statement.gaps:
        line, column = one.position(gap.span)
        yield f"{line}:{column} unchecked, {gap.reason.value}: {gap.reason.meaning}"


def _nullability(nullable: bool | None) -> str:
    return "" if nullable is None else ", may be null" if nullable else ", never null"


def _from(one: Described, column: Bound | None) -> str:
    if column is None:
        return ""
    declared, disputed = one.declared(column), one.disputed(column)
    words = f"{column.relation}.{column.attribute}"
    if declared is not None:
        words += f" ({declared.path}:{declared.start.line})"
    if disputed is not None:
        loser = disputed.loser
        words += f"; disputed: {loser.value} by {loser.location.path}:{loser.location.start.line}"
    return words


def _table(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[index]) for row in rows) for index in (0, 1)]
    for name, type_, origin in rows:
        yield f"  {name:<{widths[0]}}  {type_:<{widths[1]}}  {origin}".rstrip()
