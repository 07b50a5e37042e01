"""unused-suppression: a suppression comment that suppresses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity
from xref.rule import Rule

if TYPE_CHECKING:
    from xref.facts import Facts


def check(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Nothing: which suppressions are unused is known only after all other rules have run (:mod:`xref.suppress`)."""
    return iter(())


RULE = Rule("unused-suppression", "A suppression comment that suppresses nothing.", Severity.WARNING, check)
