"""duplicate-alias: two FROM items or WITH queries of the same name. SQLSTATE 42712."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule(
    "duplicate-alias", "Two FROM items or WITH queries of the same name.", Severity.ERROR, every_error, sqlstate="42712"
)
