"""Embedded SQL: what extraction hands on. Plain frozen values that pickle cheaply; no syntax tree leaves its process."""

from __future__ import annotations

from dataclasses import dataclass

from xref.reason import Reason
from xref.source import SourceMap, Span


@dataclass(frozen=True, slots=True)
class Hole:
    """A ``${...}`` (or a value concatenated) whose text is not known.

    ``offset`` is where its :data:`xref.source.HOLE` character stands in the variant's text, ``source`` the expression's span in
    the file.
    """

    offset: int
    source: Span


@dataclass(frozen=True, slots=True)
class Variant:
    """One text that the statement can have at run time.

    ``conditions`` say in words when (``"when `search`"``, ``"unless `today`"``), all of which hold; empty: always.
    ``parameters`` is how many values are sent with it, None when that is not known.
    """

    text: str
    source_map: SourceMap
    holes: tuple[Hole, ...] = ()
    conditions: tuple[str, ...] = ()
    parameters: int | None = None

    @property
    def condition(self) -> str | None:
        """All conditions in one sentence, None when there are none."""
        return ", ".join(self.conditions) or None


@dataclass(frozen=True, slots=True)
class EmbeddedSql:
    """One sink call and the texts that it can send.

    ``span`` is the text argument in the file, ``call`` the whole call. ``variants`` is empty when nothing of the text is known;
    then ``reason`` says why. Variants with a ``reason`` are some of those that there are: the rest is not known, or too many.
    ``sink`` names the kind (``pg``, ``neon``, ``postgres.js`` ...). ``function`` is the
    enclosing function's name, None at the top level or when it has none. ``guarded``: the code expects that it may fail
    (a catch that says so, a to_regclass or information_schema check around it). ``test``: it stands in a test file.
    """

    path: str
    span: Span
    call: Span
    sink: str
    variants: tuple[Variant, ...]
    reason: Reason | None = None
    function: str | None = None
    guarded: bool = False
    test: bool = False
