"""duplicate-assignment: a column that SET assigns twice. SQLSTATE 42601."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("duplicate-assignment", "A column that SET assigns twice.", Severity.ERROR, every_error, sqlstate="42601")
