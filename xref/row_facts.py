"""Row reads judged: a property is there, is missing in every row that is read, or cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xref.extract.embedded import EmbeddedSql, Variant
from xref.extract.row_reads import RowRead
from xref.resolve.described import DescribedStatement
from xref.resolve.statement import ResolvedStatement
from xref.resolve.suggest import is_camel_case, quoted, snake_case, suggest
from xref.schema.catalog import Catalog, RelationName
from xref.source import HOLE, Span
from xref.sql.result_holes import may_add_columns

_WRITING = frozenset({"insert", "update", "delete", "merge"})
_UNDERSCORE = re.compile(r"_+([a-z0-9])")


class Verdict(StrEnum):
    """What is known of a read: the property is a column of some row that is read, of none, or that cannot be told."""

    FOUND = "found"
    MISSING = "missing"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one variant of a statement."""

    statement: ResolvedStatement
    variant: Variant
    described: DescribedStatement
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingProperty:
    """A property that no row has that it is read of. ``rows`` has each variant of each statement that the row can be of."""

    read: RowRead
    rows: tuple[Rows, ...]
    candidates: tuple[str, ...]

    @property
    def is_camel_case_leftover(self) -> bool:
        """Whether the name is in camelCase and its snake_case twin is in every row."""
        twin = snake_case(self.read.property)
        return is_camel_case(self.read.property) and all(twin in rows.columns for rows in self.rows)

    def relations(self) -> list[RelationName]:
        """The relations that the rows' columns come from."""
        origins = (column.origin for rows in self.rows for column in rows.described.columns or ())
        return list(dict.fromkeys(origin.relation for origin in origins if origin is not None))

    def subject(self) -> str | None:
        """``schema.table.property``, where the rows are one relation's; else None."""
        relations = self.relations()
        if len(relations) != 1:
            return None
        return f"{relations[0].schema}.{relations[0].name}.{self.read.property}"

    def suggestion(self, catalog: Catalog) -> str | None:
        """What could be done about it, in words."""
        if not any(rows.columns for rows in self.rows):
            return f"add `RETURNING {quoted(snake_case(self.read.property))}`"
        unselected = self._unselected(catalog)
        if unselected is not None and unselected == self.read.property:
            return f"select `{quoted(unselected)}`"
        if self.candidates:
            return "did you mean " + " or ".join(f"`{name}`" for name in self.candidates) + "?"
        return f"select `{quoted(unselected)}`" if unselected is not None else None

    def _unselected(self, catalog: Catalog) -> str | None:
        """A column of one of the rows' relations that has the property's name, or its snake_case twin's."""
        for name in (self.read.property, snake_case(self.read.property)):
            for relation in self.relations():
                known = catalog.relations.get((relation.schema, relation.name))
                if known is not None and known.attribute(name) is not None:
                    return name
        return None


@dataclass(frozen=True, slots=True)
class KnownRows:
    """The rows that a read can be of, as far as they are known; not ``complete``: there are others."""

    rows: tuple[Rows, ...] = ()
    complete: bool = True


def missing_properties(reads: Iterable[RowRead], statements: Iterable[ResolvedStatement]) -> Iterator[MissingProperty]:
    """The reads of what no row has."""
    for read, known, found in judged(reads, statements):
        if found is Verdict.MISSING:
            names = {name for each in known.rows for name in each.columns}
            yield MissingProperty(read, known.rows, suggest(read.property, names))


def judged(reads: Iterable[RowRead], statements: Iterable[ResolvedStatement]) -> Iterator[tuple[RowRead, KnownRows, Verdict]]:
    """Each read with the rows that it can be of and what is known of it."""
    by_call = {(each.embedded.path, each.embedded.call): each for each in statements}
    known: dict[tuple[tuple[str, Span], ...], KnownRows] = {}
    for read in reads:
        if read.statements not in known:
            known[read.statements] = _rows_of(read, by_call)
        yield read, known[read.statements], _verdict(read, known[read.statements])


def _verdict(read: RowRead, known: KnownRows) -> Verdict:
    wanted = {read.property, *read.instead}
    if read.property in read.known or any(not wanted.isdisjoint(_as_read(each)) for each in known.rows):
        return Verdict.FOUND
    sure = read.decided and known.complete and not any(_may_have_more(each) for each in known.rows)
    return Verdict.MISSING if sure and known.rows else Verdict.UNCHECKED


def _may_have_more(rows: Rows) -> bool:
    """Whether a part of the text that is not known may add columns."""
    if not rows.variant.holes:
        return False
    span = rows.described.span
    return any(HOLE in name for name in rows.columns) or may_add_columns(rows.variant.text[span.start : span.end])


def _rows_of(read: RowRead, by_call: Mapping[tuple[str, Span], ResolvedStatement]) -> KnownRows:
    """Every row that is read, by statement and variant. Where the variants are some of more, so are the rows."""
    found: list[Rows] = []
    complete = True
    for key in read.statements:
        statement = by_call.get(key)
        if statement is None or not statement.variants:
            complete = False
            continue
        complete = complete and statement.embedded.reason is None
        for variant, described in statement.variants:
            if len(described) != 1 or described[0].columns is None:
                complete = False
                continue
            complete = complete and _is_known(described[0])
            columns = tuple(column.name for column in described[0].columns)
            found.append(Rows(statement, variant, described[0], columns))
    return KnownRows(tuple(found), complete)


def _is_known(described: DescribedStatement) -> bool:
    """Whether the columns are those that the server would give: of a statement that it refuses there are none."""
    return not described.errors and (bool(described.columns) or described.kind in _WRITING)


def _as_read(rows: Rows) -> Iterator[str]:
    """The names under which the code may read the columns."""
    yield from rows.columns
    if _maps_names(rows.statement.embedded):
        yield from (_UNDERSCORE.sub(lambda match: match[1].upper(), name) for name in rows.columns)


def _maps_names(embedded: EmbeddedSql) -> bool:
    return embedded.mapping is not None and embedded.mapping != "none"
