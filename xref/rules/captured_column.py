"""captured-column: a bare name in a subquery that binds to the outer query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every bare column that means the outer row where the subquery's own was surely meant."""
    for capture, at in facts.captures():
        relation = capture.outer.relation
        yield Finding(
            rule=rule.name,
            severity=at.severity(rule.severity),
            message=f'"{capture.inner}" has no column "{capture.name}": it means the outer {relation.name}.{capture.name}',
            location=at.location,
            subject=f"{relation}.{capture.name}",
            suggestion="qualify it, if the outer column is meant",
            statement=at.statement,
        )


RULE = Rule("captured-column", "A bare name in a subquery that binds to the outer query.", Severity.WARNING, check)
