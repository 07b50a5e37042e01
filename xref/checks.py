"""Checks that several rules share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding

if TYPE_CHECKING:
    from xref.facts import Facts
    from xref.rule import Rule


def every_error(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every error of the condition that the rule is named for, in PostgreSQL's words."""
    for found in facts.errors(rule.name):
        yield found.finding(rule.name, rule.severity)
