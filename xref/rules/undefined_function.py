"""undefined-function: a function that does not exist for these arguments. SQLSTATE 42883, 42809."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "undefined-function",
    "A function that does not exist for these arguments.",
    Severity.ERROR,
    every_error,
    sqlstate="42883/42809",
)
