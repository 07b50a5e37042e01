"""PostgreSQL's grammar for queries and data modification, by recursive descent, building sqlglot's nodes.

Written from the manual's syntax pages; where two readings are possible, PostgreSQL's precedences decide. Every method takes
what it names or raises :class:`~xref.sql.grammar.cursor.RefusedError` at the first token that cannot follow, which is where the
server's message points. The classes are one parser in layers, each using only what is below it and the few methods that a
lower layer declares for a higher one.
"""

from __future__ import annotations

from xref.sql.grammar.cursor import RefusedError
from xref.sql.grammar.writing import Writing as Grammar

__all__ = ["Grammar", "RefusedError"]
