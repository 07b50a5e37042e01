"""What each type's input function takes (manual, chapter 8): whether a quoted literal is one of the type.

:func:`check_literal` is the question. Beside it: :mod:`.scalar` has the input function of each built-in type by name, one
module a family has those functions, and :mod:`.typed` puts them together for the types that are made of others.
"""

from __future__ import annotations

from xref.resolve.typing.literals.typed import check_literal

__all__ = ["check_literal"]
