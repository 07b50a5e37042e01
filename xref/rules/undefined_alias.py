"""undefined-alias: a qualifier that no FROM item provides, or that may not be used there. SQLSTATE 42P01."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "undefined-alias",
    "A qualifier that no FROM item provides, or that may not be used there.",
    Severity.ERROR,
    every_error,
    sqlstate="42P01",
)
