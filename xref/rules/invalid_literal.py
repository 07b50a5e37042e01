"""invalid-literal: a quoted literal that is no value of its type. SQLSTATE 22P02, 22003, 22007, 22008."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "invalid-literal",
    "A quoted literal that is no value of its type.",
    Severity.ERROR,
    every_error,
    sqlstate="22P02/22003/22007/22008",
)
