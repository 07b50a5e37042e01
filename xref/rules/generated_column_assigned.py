"""generated-column-assigned: a value for a column that PostgreSQL alone fills in. SQLSTATE 428C9."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "generated-column-assigned",
    "A value for a column that PostgreSQL alone fills in.",
    Severity.ERROR,
    every_error,
    sqlstate="428C9",
)
