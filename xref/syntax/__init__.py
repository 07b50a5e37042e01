"""TypeScript as trees: the one place that parses it."""

from __future__ import annotations

from xref.syntax.grammar import Grammar
from xref.syntax.queries import query
from xref.syntax.tree import SyntaxTree, parse

__all__ = ["Grammar", "SyntaxTree", "parse", "query"]
