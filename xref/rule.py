"""What a rule is, and the facts that it may ask.

A rule is a pure function from facts to findings. It has no state, reads no file and prints nothing; its page lies beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.finding import Finding, Severity

if TYPE_CHECKING:
    from xref.facts import Facts

Check = Callable[["Facts", "Rule"], Iterable[Finding]]
"""From the facts, and the rule with the severity that the configuration gives it, to findings."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its kebab-case name (page, fixture folder, suppression, SARIF id), what it finds in one line, its defaults.

    ``sqlstate`` is the code that PostgreSQL has for what it finds, None where PostgreSQL has none. ``enabled`` is False for a
    rule that must be selected by name.
    """

    name: str
    summary: str
    severity: Severity
    check: Check
    sqlstate: str | None = None
    enabled: bool = True
