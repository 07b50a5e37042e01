"""operator-mismatch: an operator that does not exist for the types of its operands (`uuid = text`). SQLSTATE 42883, 42809."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "operator-mismatch",
    "An operator that does not exist for the types of its operands (`uuid = text`).",
    Severity.ERROR,
    every_error,
    sqlstate="42883/42809",
)
