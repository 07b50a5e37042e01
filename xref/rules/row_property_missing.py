"""row-property-missing: a property that is read of a row which has no such column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every such read but those that camelcase-row-property has a better name for."""
    for found in facts.missing_properties:
        if not found.is_camel_case_leftover:
            yield facts.missing_property(found, rule.name, rule.severity)


RULE = Rule("row-property-missing", "A property read of a row that has no such column.", Severity.WARNING, check)
