"""The characters of an identifier as character classes for patterns (manual, 4.1.1; ident_start and ident_cont of scan.l).

They are written as what they leave out, which is ASCII alone: a class with a range up to the last of all characters takes
Python's ``re`` milliseconds to compile, for each place where it stands.
"""

from __future__ import annotations

from typing import Final

START: Final = r"[^\x00-@\[-^`{-\x7f]"
"""What can start an identifier or a dollar quote's tag: a letter, an underscore, anything beyond ASCII."""

INSIDE: Final = r"[^\x00-\x23%-/:-@\[-^`{-\x7f]"
"""What can follow in an identifier: a digit and a dollar sign as well."""

INSIDE_TAG: Final = r"[^\x00-/:-@\[-^`{-\x7f]"
"""What can follow in a dollar quote's tag: no dollar sign."""
