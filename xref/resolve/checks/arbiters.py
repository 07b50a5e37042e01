"""Which unique index ON CONFLICT (..) means (manual, INSERT: ON CONFLICT; plancat.c: infer_arbiter_indexes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xref.schema.catalog import Completeness, ConstraintKind, Index, Relation, RelationKind

if TYPE_CHECKING:
    from xref.resolve.lookup import Names

_WORD = re.compile(r"\w+")
_TABLES = frozenset({RelationKind.TABLE, RelationKind.PARTITIONED_TABLE})


def has_arbiter(
    names: Names, relation: Relation, columns: frozenset[str], expressions: Sequence[str], predicate: str | None
) -> bool | None:
    """Whether a unique index fits a conflict target; None when that is not known.

    ``columns`` are the target's columns, ``expressions`` the texts of its expressions, ``predicate`` that of its WHERE.
    """
    if relation.kind not in _TABLES or relation.completeness is not Completeness.COMPLETE or relation.conditional:
        return None
    answers = list(_answers(relation, columns, expressions, predicate))
    if True in answers:
        return True
    if None in answers or not relation.keys_stated:
        return None
    for name in relation.inherits:
        # A partition has the unique indexes of the table that it is a part of; a table that inherits has not.
        parent = names.catalog.relations.get((name.schema, name.name))
        if parent is not None and parent.kind is RelationKind.TABLE:
            continue
        if parent is None or has_arbiter(names, parent, columns, expressions, predicate) is not False:
            return None
    return False


def _answers(
    relation: Relation, columns: frozenset[str], expressions: Sequence[str], predicate: str | None
) -> Iterator[bool | None]:
    for constraint in relation.constraints:
        if constraint.kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE):
            yield not expressions and frozenset(constraint.columns) == columns
    for index in relation.indexes:
        if index.unique:
            yield _fits(relation, index, columns, expressions, predicate)


def _fits(
    relation: Relation, index: Index, columns: frozenset[str], expressions: Sequence[str], predicate: str | None
) -> bool | None:
    if frozenset(name for name in index.columns if name is not None) != columns:
        return False
    fits: bool | None = True
    if None in index.columns or expressions:
        if None not in index.columns or not expressions:
            return False
        wanted, given = ({_plain(text) for text in texts} for texts in (index.expressions, expressions))
        if wanted != given and index.expressions and _read(relation, index.expressions) != _read(relation, expressions):
            return False
        fits = True if wanted == given else None
    if index.predicate is not None:
        if predicate is None:
            return False
        fits = fits if _plain(index.predicate) == _plain(predicate) else None
    return fits


def _read(relation: Relation, expressions: Sequence[str]) -> set[str]:
    """The columns that expressions read, by the words that are in them."""
    words = {word for text in expressions for word in _WORD.findall(text.lower())}
    return {attribute.name for attribute in relation.attributes if attribute.name.lower() in words}


def _plain(text: str) -> str:
    """An expression's text without blanks and parentheses, for a first comparison."""
    return re.sub(r"[\s()]+", "", text).lower()
