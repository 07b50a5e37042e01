"""id-cast: ids of two tables compared through a cast between uuid and text."""

from __future__ import annotations

from xref.checks import every_remark
from xref.finding import Severity
from xref.rule import Rule

RULE = Rule("id-cast", "Ids compared through a cast that hides their types.", Severity.WARNING, every_remark)
