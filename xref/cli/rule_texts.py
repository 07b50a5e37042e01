"""The rules' names and words for those commands that need them."""

from __future__ import annotations

from collections.abc import Mapping

from xref.reporters import RuleText


def rule_names() -> frozenset[str]:
    """The names of all rules."""
    from xref.rules import ALL

    return frozenset(rule.name for rule in ALL)


def rule_texts(*, pages: bool) -> Mapping[str, RuleText]:
    """What each rule says of itself, for reporters; ``pages`` with its page, which is a file to read for each."""
    from xref.rules import ALL, page

    return {rule.name: RuleText(rule.summary, page(rule.name) if pages else "", rule.severity, rule.sqlstate) for rule in ALL}
