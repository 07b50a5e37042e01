"""id-cast: ids of two tables compared through a cast between uuid and text."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from xref.checks import every_remark
from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Every such comparison but those of columns that ``id-exceptions`` names."""
    excepted = {
        at.location
        for remark, at in facts.remarks(rule.name)
        if any(_is_excepted(f"{each.relation}.{each.attribute}", facts.id_exceptions) for each in remark.rests_on)
    }
    return (finding for finding in every_remark(facts, rule) if finding.location not in excepted)


def _is_excepted(column: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern, with or without the schema, matches ``schema.table.column``."""
    return any(fnmatchcase(column, pattern) or fnmatchcase(column.partition(".")[2], pattern) for pattern in patterns)


RULE = Rule("id-cast", "Ids compared through a cast that hides their types.", Severity.WARNING, check)
