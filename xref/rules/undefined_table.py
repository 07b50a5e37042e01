"""undefined-table: a relation that does not exist. SQLSTATE 42P01."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("undefined-table", "A relation that does not exist.", Severity.ERROR, every_error, sqlstate="42P01")
