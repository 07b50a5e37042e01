"""Keys that documents claim against those that the database's own definition has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xref.schema.catalog import Constraint, ConstraintKind, ForeignKey, Relation, RelationKind
from xref.schema.combine import ABSENT, Disagreement, Layered, Side, disagreement, place
from xref.schema.declaration import Form

_TABLES = (RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.FOREIGN_TABLE)


def disputed_keys(stated: Sequence[Layered]) -> Iterator[Disagreement]:
    """The foreign, primary and unique keys of documents' column tables that the definition does not have or has otherwise.

    A definition lists all of its keys, so nothing of this is added to the catalog. ``stated`` is highest first.
    """
    definition = next((one for one in stated if one.form is Form.DEFINITION), None)
    if definition is None or definition.relation.kind not in _TABLES:
        return
    for one in stated:
        if one.form is Form.COLUMN_TABLE:
            yield from _foreign_keys(definition, one)
            yield from _unique_keys(definition, one)


def _foreign_keys(definition: Layered, one: Layered) -> Iterator[Disagreement]:
    known: dict[tuple[str, ...], list[ForeignKey]] = {}
    for key in definition.relation.foreign_keys:
        known.setdefault(key.columns, []).append(key)
    for key in one.relation.foreign_keys:
        others = known.get(key.columns, [])
        if not any(other.target == key.target for other in others):
            won = str(others[0].target) if others else ABSENT
            at = place(others[0].provenance, definition.path) if others else definition.location
            yield _lost(
                "foreign-key", key.columns, (won, at, definition), (str(key.target), place(key.provenance, one.path), one)
            )


def _unique_keys(definition: Layered, one: Layered) -> Iterator[Disagreement]:
    primary = _primary(definition.relation)
    unique = {frozenset(key.columns) for key in definition.relation.constraints if key.kind is not ConstraintKind.CHECK}
    unique |= {frozenset(column or "" for column in index.columns) for index in definition.relation.indexes if index.unique}
    for key in one.relation.constraints:
        at = place(key.provenance, one.path)
        claimed = ", ".join(key.columns)
        if key.kind is ConstraintKind.PRIMARY_KEY and (primary is None or set(primary.columns) != set(key.columns)):
            won = ", ".join(primary.columns) if primary else ABSENT
            where = place(primary.provenance, definition.path) if primary else definition.location
            yield _lost("primary-key", key.columns, (won, where, definition), (claimed, at, one))
        elif key.kind is ConstraintKind.UNIQUE and frozenset(key.columns) not in unique:
            yield _lost("unique", key.columns, (ABSENT, definition.location, definition), (claimed, at, one))


def _primary(relation: Relation) -> Constraint | None:
    return next((key for key in relation.constraints if key.kind is ConstraintKind.PRIMARY_KEY), None)


def _lost(fact: str, columns: tuple[str, ...], winner: Side, loser: Side) -> Disagreement:
    relation = str(loser[2].relation.name)
    return disagreement(f"{relation}.{columns[0]}" if len(columns) == 1 else relation, fact, winner, loser)
