"""Embedded SQL: what extraction hands on. Plain frozen values that pickle cheaply; no syntax tree leaves its process."""

from __future__ import annotations

from dataclasses import dataclass

from xref.extract.sent_values import Sent
from xref.idiom import Idiom
from xref.reason import Reason
from xref.source import SourceMap, Span


@dataclass(frozen=True, slots=True)
class Hole:
    """A ``${...}`` (or a value concatenated) whose text is not known.

    ``offset`` is where its :data:`xref.source.HOLE` character stands in the variant's text, ``source`` the expression's span in
    the file, ``origin`` where its text comes from, in words; None where that is not to be seen or it is no text.
    """

    offset: int
    source: Span
    origin: str | None = None

    @property
    def at(self) -> Span:
        """Its place in the text."""
        return Span(self.offset, self.offset + 1)


@dataclass(frozen=True, slots=True)
class Variant:
    """One text that the statement can have at run time.

    ``conditions`` say in words when (``"when `search`"``, ``"unless `today`"``), all of which hold; empty: always.
    ``parameters`` is how many values are sent with it, None when that is not known; ``values`` what is known of each, empty
    where nothing is.
    """

    text: str
    source_map: SourceMap
    holes: tuple[Hole, ...] = ()
    conditions: tuple[str, ...] = ()
    parameters: int | None = None
    values: tuple[Sent, ...] = ()

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
    ``declares_types``: the library tells the server the types of the values, so the text does not decide them.
    ``inlined``: the library writes the values into the text as literals, so that what a server says of a placeholder's type
    does not hold. ``mapping`` is the layer that maps names between rows and code: ``camelCase``, ``none`` as configured, None
    for none that is seen.
    ``repeats``: its text stands in a file of SQL and is counted there, or where it was sent first.
    ``idiom`` says in one word how the text is put together.
    ``database`` is the path of the file that makes the connection, None where that is not seen.
    ``driver``: it is seen that ``sink`` is what sends it, not guessed by a name.
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
    inlined: bool = False
    declares_types: bool = False
    mapping: str | None = None
    repeats: bool = False
    database: str | None = None
    idiom: Idiom = Idiom.OTHER
    driver: bool = False
