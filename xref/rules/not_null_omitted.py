"""not-null-omitted: a row without a value that its table demands. SQLSTATE 23502."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "not-null-omitted",
    "A row without a value that its table demands.",
    Severity.ERROR,
    every_error,
    sqlstate="23502",
)
