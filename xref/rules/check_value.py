"""check-value: a value that a CHECK constraint refuses. SQLSTATE 23514."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("check-value", "A value that a CHECK constraint refuses.", Severity.ERROR, every_error, sqlstate="23514")
