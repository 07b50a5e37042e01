"""camelcase-row-property: a camelCase property that is read of a row which has its snake_case twin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every missing property whose twin is there."""
    for found in facts.missing_properties:
        if found.is_camel_case_leftover:
            yield facts.missing_property(found, rule.name, rule.severity)


RULE = Rule(
    "camelcase-row-property",
    "A camelCase property read of a row that has its snake_case twin alone.",
    Severity.WARNING,
    check,
)
