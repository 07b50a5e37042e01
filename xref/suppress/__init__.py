"""Suppressions: comments that say that a finding is meant, and why. One that suppresses nothing is a finding itself."""

from __future__ import annotations

from xref.suppress.apply import apply, apply_suppressions
from xref.suppress.comments import Mention, Suppression, find_suppressions, schema_comments

__all__ = ["Mention", "Suppression", "apply", "apply_suppressions", "find_suppressions", "schema_comments"]
