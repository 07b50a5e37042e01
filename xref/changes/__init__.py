"""What a change brings: the findings on changed lines, and those elsewhere that the change causes.

:class:`Against` says what to compare with; :mod:`xref.changes.earlier` compares, and is imported only when it is asked to.
"""

from __future__ import annotations

from xref.changes.against import Against

__all__ = ["Against"]
