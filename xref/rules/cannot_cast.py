"""cannot-cast: a cast between types that cannot be converted. SQLSTATE 42846."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "cannot-cast",
    "A cast between types that cannot be converted.",
    Severity.ERROR,
    every_error,
    sqlstate="42846",
)
