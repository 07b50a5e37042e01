"""ambiguous-column: a name that more than one column can mean. SQLSTATE 42702."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("ambiguous-column", "A name that more than one column can mean.", Severity.ERROR, every_error, sqlstate="42702")
