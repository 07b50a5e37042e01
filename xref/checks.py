"""Checks that several rules share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Annotation, Finding

if TYPE_CHECKING:
    from xref.facts import Facts
    from xref.rule import Rule


def every_error(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every error of the condition that the rule is named for, in PostgreSQL's words."""
    for found in facts.errors(rule.name):
        yield found.finding(rule.name, rule.severity)


def every_remark(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Everything that PostgreSQL takes and that was hardly meant, of the condition that the rule is named for."""
    for remark, at in facts.remarks(rule.name):
        yield Finding(
            rule=rule.name,
            severity=at.severity(rule.severity),
            message=remark.message,
            location=at.location,
            subject=remark.subject,
            suggestion=remark.hint,
            related=tuple(Annotation(note.message, note.location) for note in remark.declared),
            statement=at.statement,
        )
