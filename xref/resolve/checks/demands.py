"""What a table demands of a row: NOT NULL, CHECK, and that generated columns are left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.resolve.checks.conditions import is_violated, parse_condition
from xref.resolve.checks.constants import NULL, Constant, Special
from xref.schema.catalog import Attribute, Completeness, Constraint, ConstraintKind, Relation, RelationKind

if TYPE_CHECKING:
    from xref.resolve.lookup import Names
    from xref.resolve.typing.types import Types


@dataclass(frozen=True, slots=True)
class NullViolation:
    """A column that would be NULL and must not be."""

    attribute: Attribute
    message: str


@dataclass(frozen=True, slots=True)
class CheckViolation:
    """A CHECK constraint that a row violates."""

    constraint: Constraint
    message: str


def is_decided(names: Names, relation: Relation, event: str) -> bool:
    """Whether what a table demands of the rows of an ``event`` (insert, update) is all known, and no trigger changes them.

    Documents do not list triggers. The constraints of a partitioned table speak in the name of the partition.
    """
    plain = relation.kind is RelationKind.TABLE and relation.completeness is Completeness.COMPLETE
    if not plain or relation.conditional or not names.catalog.complete:
        return False
    return not any(_may_change(one, event) for one in _with_parents(names, relation))


def _may_change(relation: Relation, event: str) -> bool:
    return any(trigger.timing == "before" and event in trigger.events for trigger in relation.triggers)


def _with_parents(names: Names, relation: Relation) -> Iterator[Relation]:
    seen = {relation.name}
    waiting = [relation]
    while waiting:
        one = waiting.pop()
        yield one
        for name in one.inherits:
            parent = names.catalog.relations.get((name.schema, name.name))
            if parent is not None and name not in seen:
                seen.add(name)
                waiting.append(parent)


def null_violations(
    types: Types, relation: Relation, row: Mapping[str, Constant], *, inserted: bool
) -> Iterator[NullViolation]:
    """The columns that a row leaves NULL against NOT NULL.

    ``row`` has the values of the columns that are written. An inserted row has the default of every other, an updated one
    keeps what it has.
    """
    for attribute in relation.attributes:
        value = row.get(attribute.name, Special.DEFAULT if inserted else Special.UNKNOWN)
        if not attribute.not_null or attribute.conditional:
            continue
        if value is NULL or (value is Special.DEFAULT and _has_no_default(types, attribute)):
            message = f'null value in column "{attribute.name}" of relation "{relation.name.name}" violates not-null constraint'
            yield NullViolation(attribute, message)


def _has_no_default(types: Types, attribute: Attribute) -> bool:
    """Whether a column that is left out surely becomes NULL; a domain may have a default of its own."""
    if attribute.default is not None or attribute.identity is not None or attribute.generated is not None:
        return False
    known = types.canonical(attribute.type) if attribute.type is not None else None
    return attribute.default_stated and known is not None and types.kind(known) not in ("domain", "")


def with_defaults(types: Types, relation: Relation, row: Mapping[str, Constant]) -> dict[str, Constant]:
    """An inserted row with NULL where it surely is, UNKNOWN where a default applies."""
    whole: dict[str, Constant] = {}
    for attribute in relation.attributes:
        value = row.get(attribute.name, Special.DEFAULT)
        if value is Special.DEFAULT:
            value = NULL if _has_no_default(types, attribute) else Special.UNKNOWN
        whole[attribute.name] = value
    return whole


def check_violations(
    names: Names, relation: Relation, row: Mapping[str, Constant], written: frozenset[str]
) -> Iterator[CheckViolation]:
    """The CHECK constraints that a row surely violates, in the order in which the server checks them (by name).

    Only those that have to do with a column of ``written`` are looked at.
    """
    checks = [one for one in relation.constraints if one.kind is ConstraintKind.CHECK and one.expression is not None]
    for constraint in sorted(checks, key=lambda one: one.name.encode()):
        expression = constraint.expression or ""
        if not any(column in expression for column in written):
            continue
        if expression not in names.conditions:
            names.conditions[expression] = parse_condition(expression)
        condition = names.conditions[expression]
        if condition is not None and is_violated(condition, row):
            message = f'new row for relation "{relation.name.name}" violates check constraint "{constraint.name}"'
            yield CheckViolation(constraint, message)
