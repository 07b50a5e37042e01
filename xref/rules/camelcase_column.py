"""camelcase-column: a column in camelCase of which only the snake_case twin exists. SQLSTATE 42703."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every undefined column whose twin is there; the message stays PostgreSQL's."""
    for found in facts.errors("undefined-column"):
        if found.is_camel_case_leftover:
            yield found.finding(rule.name, rule.severity)


RULE = Rule(
    "camelcase-column",
    "A camelCase column of which only the snake_case twin exists.",
    Severity.ERROR,
    check,
    sqlstate="42703",
)
