"""misplaced-aggregate: an aggregate, or a call that returns a set, where none is allowed. SQLSTATE 42803, 42809, 0A000."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "misplaced-aggregate",
    "An aggregate, or a call that returns a set, where none is allowed.",
    Severity.ERROR,
    every_error,
    sqlstate="42803/42809/0A000",
)
