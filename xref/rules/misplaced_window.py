"""misplaced-window: a window function, or a window, where it is not allowed. SQLSTATE 42P20."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "misplaced-window",
    "A window function, or a window, where it is not allowed.",
    Severity.ERROR,
    every_error,
    sqlstate="42P20",
)
