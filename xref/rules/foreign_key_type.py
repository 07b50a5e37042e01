"""foreign-key-type: a foreign key whose columns are of types that cannot be compared. SQLSTATE 42804."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Annotation, Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every foreign key that PostgreSQL would not make: "foreign key constraint "x" cannot be implemented"."""
    for pair in facts.mismatched_keys():
        types = f'"{pair.column}" is {pair.type}, "{pair.target}.{pair.target_column}" is {pair.target_type}'
        yield Finding(
            rule=rule.name,
            severity=Severity.WARNING if pair.disputed and rule.severity is Severity.ERROR else rule.severity,
            message=f'foreign key constraint "{pair.name}" cannot be implemented: {types}',
            location=pair.location,
            subject=f"{pair.relation}.{pair.column}",
            sqlstate=rule.sqlstate,
            suggestion="; ".join(pair.disputed) or "give both columns one type",
            related=tuple(Annotation(note.message, note.location) for note in pair.declared),
            statement=f"{pair.relation} {pair.name}",
        )


RULE = Rule(
    "foreign-key-type",
    "A foreign key whose columns are of types that cannot be compared.",
    Severity.ERROR,
    check,
    sqlstate="42804",
)
