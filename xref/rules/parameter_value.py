"""parameter-value: a value that the parameter's type does not take."""

from __future__ import annotations

from xref.checks import every_error
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("parameter-value", "A value that the parameter's type does not take.", Severity.WARNING, every_error)
