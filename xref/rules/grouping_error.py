"""grouping-error: a column that is neither grouped by nor aggregated. SQLSTATE 42803, 42P10."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "grouping-error",
    "A column that is neither grouped by nor aggregated.",
    Severity.ERROR,
    every_error,
    sqlstate="42803/42P10",
)
