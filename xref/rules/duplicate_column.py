"""duplicate-column: a column that a list names twice. SQLSTATE 42701."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("duplicate-column", "A column that a list names twice.", Severity.ERROR, every_error, sqlstate="42701")
