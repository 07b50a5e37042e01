"""undefined-schema: a schema that does not exist. SQLSTATE 3F000."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("undefined-schema", "A schema that does not exist.", Severity.ERROR, every_error, sqlstate="3F000")
