"""parameter-count: a text that asks for another number of values than are sent with it. SQLSTATE 08P01."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "parameter-count",
    "A text that asks for another number of values than it gets.",
    Severity.ERROR,
    every_error,
    sqlstate="08P01",
)
