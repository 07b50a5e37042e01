"""undocumented-table: a table that the registry document does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Against documents alone, each table that no document names: once, at its first use, with the count."""
    if facts.catalog.complete or not facts.catalog.relations:
        return
    for table in facts.graph.unknown_tables():
        schema, _, name = table.partition(".")
        if schema in facts.catalog.open_schemas or (schema, name) in facts.catalog.relations:
            continue
        uses = facts.graph.uses_of(table)
        if uses:
            times = "once" if len(uses) == 1 else f"{len(uses)} times"
            yield Finding(
                rule=rule.name,
                severity=rule.severity,
                message=f'table "{name}" is in no schema document (used {times})',
                location=uses[0].location,
                subject=table,
            )


RULE = Rule("undocumented-table", "A table that no schema document names.", Severity.WARNING, check)
