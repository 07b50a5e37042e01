"""undefined-object: a type, window, constraint or collation that does not exist. SQLSTATE 42704."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "undefined-object",
    "A type, window, constraint or collation that does not exist.",
    Severity.ERROR,
    every_error,
    sqlstate="42704",
)
