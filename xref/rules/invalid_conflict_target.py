"""invalid-conflict-target: ON CONFLICT (..) without a unique index that fits. SQLSTATE 42P10."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "invalid-conflict-target",
    "ON CONFLICT without a unique index that fits.",
    Severity.ERROR,
    every_error,
    sqlstate="42P10",
)
