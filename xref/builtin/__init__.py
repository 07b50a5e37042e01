"""What PostgreSQL itself brings: types, casts, operators, functions, system relations, keywords; and what extensions add.

The facts were exported from real servers by ``python -m xref.builtin.export`` and are decoded as they are asked for.
"""

from xref.builtin.catalog import DEFAULT_VERSION, VERSIONS, ExtensionFacts, Facts, extension_facts, facts, known_extensions
from xref.builtin.values import Cast, CastContext, Keywords, Operator, TypeFacts

__all__ = [
    "DEFAULT_VERSION",
    "VERSIONS",
    "Cast",
    "CastContext",
    "ExtensionFacts",
    "Facts",
    "Keywords",
    "Operator",
    "TypeFacts",
    "extension_facts",
    "facts",
    "known_extensions",
]
