"""column-count: as many values as there are columns: no more, no less. SQLSTATE 42601."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "column-count",
    "As many values as there are columns: no more, no less.",
    Severity.ERROR,
    every_error,
    sqlstate="42601",
)
