"""parameter-type-conflict: a parameter that is used as two different types. SQLSTATE 42P08."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "parameter-type-conflict",
    "A parameter that is used as two different types.",
    Severity.ERROR,
    every_error,
    sqlstate="42P08",
)
