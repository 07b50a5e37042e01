"""The keys that the rows of a column table claim.

Names that are not written are those that PostgreSQL would choose (``ChooseConstraintName``: table, columns, ``pkey``, ``key``,
``fkey``, ``check``, ``idx``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xref.schema.catalog import Constraint, ConstraintKind, ForeignKey, Index
from xref.schema.sources.markdown.columns import ColumnRow


@dataclass(frozen=True, slots=True)
class Keys:
    """Constraints, foreign keys and indexes of one relation."""

    constraints: tuple[Constraint, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()


def claimed_keys(table: str, rows: Sequence[ColumnRow]) -> Keys:
    """The keys that the rows of a column table claim, each a column's own or, for the primary key, all together."""
    return Keys((*_primary(table, rows), *_uniques(table, rows), *_checks(table, rows)), tuple(_foreign_keys(table, rows)))


def _primary(table: str, rows: Sequence[ColumnRow]) -> Iterable[Constraint]:
    members = [row for row in rows if any(claims.primary for claims in row.claims)]
    if members:
        columns = tuple(row.name for row in members)
        yield Constraint(f"{table}_pkey", ConstraintKind.PRIMARY_KEY, columns, provenance=(members[0].location,))


def _uniques(table: str, rows: Sequence[ColumnRow]) -> Iterable[Constraint]:
    order = {row.name: index for index, row in enumerate(rows)}
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        for claims in row.claims:
            if claims.unique_with is None or not order.keys() >= set(claims.unique_with):
                continue
            columns = tuple(sorted({row.name, *claims.unique_with}, key=order.__getitem__))
            if columns not in seen:
                seen.add(columns)
                yield Constraint(
                    default_name(table, columns, "key"), ConstraintKind.UNIQUE, columns, provenance=(row.location,)
                )


def _checks(table: str, rows: Sequence[ColumnRow]) -> Iterable[Constraint]:
    for row in rows:
        claims = next((claims for claims in row.claims if claims.check), None)
        if claims:
            name = default_name(table, (row.name,), "check")
            yield Constraint(name, ConstraintKind.CHECK, (row.name,), claims.check_expression, (row.location,))


def _foreign_keys(table: str, rows: Sequence[ColumnRow]) -> Iterable[ForeignKey]:
    for row in rows:
        reference = next((claims.reference for claims in row.claims if claims.reference), None)
        if reference:
            target = (reference.column,) if reference.column else ()
            name = default_name(table, (row.name,), "fkey")
            yield ForeignKey(name, (row.name,), reference.target, target, reference.on_delete, (row.location,))


def default_name(table: str, columns: Sequence[str | None], ending: str) -> str:
    """The name that PostgreSQL gives when none is written (expressions count as ``expr``), without its cut at 63 bytes."""
    return "_".join([table, *(column or "expr" for column in columns), ending])
