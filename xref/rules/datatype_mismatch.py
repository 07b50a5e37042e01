"""datatype-mismatch: an expression of a type that its place does not take. SQLSTATE 42804, 42809."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "datatype-mismatch",
    "An expression of a type that its place does not take.",
    Severity.ERROR,
    every_error,
    sqlstate="42804/42809",
)
