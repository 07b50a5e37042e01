"""undefined-column: a column that does not exist. SQLSTATE 42703."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every such error but those that camelcase-column has a better name for."""
    for found in facts.errors("undefined-column"):
        if not found.is_camel_case_leftover:
            yield found.finding(rule.name, rule.severity)


RULE = Rule("undefined-column", "A column that does not exist.", Severity.ERROR, check, sqlstate="42703")
