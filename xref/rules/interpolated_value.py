"""interpolated-value: text of the run time put into a statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.extract.past import is_past_migration
from xref.finding import Finding, Severity
from xref.rule import Rule
from xref.source import Location

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every hole with the text of a request, a parameter, a call or another module, once a place."""
    for statement in facts.statements:
        embedded = statement.embedded
        seen: set[Location] = set()
        if embedded.inlined or is_past_migration(embedded.path):
            continue
        for variant in embedded.variants:
            for hole in variant.holes:
                path, _ = variant.source_map.origin(hole.at)
                if hole.origin is None or path not in facts.files:
                    continue
                location = facts.locate(variant, hole.at)
                if location in seen:
                    continue
                seen.add(location)
                yield Finding(
                    rule=rule.name,
                    severity=rule.severity,
                    message=f"text that is known at run time only is put into the statement: it comes from {hole.origin}",
                    location=location,
                    suggestion="send a value as a parameter; take a name from a list of those that are allowed",
                    statement=" ".join(variant.text.split()),
                )


RULE = Rule("interpolated-value", "Text of the run time put into a statement.", Severity.NOTE, check)
