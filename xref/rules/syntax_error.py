"""syntax-error: sQL that PostgreSQL cannot parse. SQLSTATE 42601."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("syntax-error", "SQL that PostgreSQL cannot parse.", Severity.ERROR, every_error, sqlstate="42601")
