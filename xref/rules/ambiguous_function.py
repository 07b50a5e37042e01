"""ambiguous-function: a call or an operator that more than one function can be meant by. SQLSTATE 42725."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "ambiguous-function",
    "A call or an operator that more than one function can be meant by.",
    Severity.ERROR,
    every_error,
    sqlstate="42725",
)
