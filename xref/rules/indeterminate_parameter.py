"""indeterminate-parameter: a parameter or an empty array whose type nothing decides. SQLSTATE 42P18."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "indeterminate-parameter",
    "A parameter or an empty array whose type nothing decides.",
    Severity.ERROR,
    every_error,
    sqlstate="42P18",
)
