"""null-comparison: a comparison with NULL, which is NULL for every row."""

from __future__ import annotations

from xref.checks import every_remark
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("null-comparison", "A comparison with NULL, which holds for no row.", Severity.NOTE, every_remark)
