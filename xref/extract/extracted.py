"""What one file gives: plain values that pickle, cached by the file's content. Linking makes statements of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.pieces import Argument
from xref.extract.row_reads import FileRows

if TYPE_CHECKING:
    from xref.extract.declarations import Export, Import
    from xref.extract.embedded import EmbeddedSql
    from xref.extract.given import Given
    from xref.extract.offers import Offer
    from xref.extract.pieces import Pieces
    from xref.extract.places import Place
    from xref.extract.sent_values import Sent
    from xref.finding import Diagnostic
    from xref.idiom import Idiom
    from xref.reason import Reason
    from xref.source import Span


MAX_VARIANTS = 64
"""How many texts a statement has at most after linking."""


_NO_ROWS = FileRows()


@dataclass(frozen=True, slots=True)
class DraftVariant:
    """A text as pieces, when it is sent, and with how many values (None: not known; -1: as many as it has slots).

    ``values`` is what is known of each of them, empty where nothing is.
    """

    pieces: Pieces
    conditions: tuple[str, ...] = ()
    parameters: int | None = None
    values: tuple[Sent, ...] = ()


def around(outer: tuple[DraftVariant, ...], inner: tuple[DraftVariant, ...]) -> tuple[DraftVariant, ...]:
    """Texts (``inner``) as a wrapper sends them: each in the place of its parameter in ``outer``."""
    found = []
    for each_way in outer:
        at = next((index for index, piece in enumerate(each_way.pieces) if isinstance(piece, Argument)), None)
        for each in inner:
            if at is not None:
                pieces = (*each_way.pieces[:at], *each.pieces, *each_way.pieces[at + 1 :])
                found.append(DraftVariant(pieces, (*each.conditions, *each_way.conditions), each.parameters, each.values))
    return tuple(found[:MAX_VARIANTS])


@dataclass(frozen=True, slots=True)
class Draft:
    """A sink call whose texts are not assembled yet: parts of them, or its receiver, may be another file's.

    ``origin`` is where the receiver comes from, ``confirmed`` whether it is a database even if that is not found.
    ``certain``: it counts as a statement even if nothing of its text is known. ``given`` is how its values are given, as far as
    it is seen; ``mapping`` the layer that maps names; ``method`` the receiver's method that is called; ``database`` the path of
    the file that makes the connection; ``driver``: it is seen that ``sink`` is what sends it.
    """

    path: str
    span: Span
    call: Span
    sink: str
    variants: tuple[DraftVariant, ...]
    reason: Reason | None = None
    function: str | None = None
    guarded: bool = False
    test: bool = False
    origin: Import | None = None
    confirmed: bool = True
    certain: bool = True
    given: Given | None = None
    mapping: str | None = None
    method: str | None = None
    database: str | None = None
    driver: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """A finished statement whose receiver comes from ``origin``; ``confirmed`` and ``method`` as of its draft."""

    statement: EmbeddedSql
    origin: Import
    confirmed: bool
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a wrapper takes something from: its parameter number ``index``, or the member ``fields`` of it."""

    index: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrapper:
    """The function at ``place``, which sends what it takes from ``text`` as SQL, with the values of ``values`` (None: none).

    ``variants`` are what it makes of the text. ``origin``, ``method`` and ``confirmed`` are those of the call inside, as of a
    draft, or lead to another wrapper, to which it gives its text as ``through``; ``driver`` as of a draft.
    ``own_values``: it sends others than it is given.
    """

    place: Place
    text: Taken
    values: Taken | None
    sink: str
    variants: tuple[DraftVariant, ...] = ()
    origin: Import | None = None
    method: str | None = None
    confirmed: bool = True
    through: Taken | None = None
    driver: bool = False
    own_values: bool = False

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.place[-1]

    @property
    def changes_text(self) -> bool:
        """Whether what it sends is more than the text that it is given."""
        return any(len(variant.pieces) != 1 for variant in self.variants)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call of another file's function that is a statement if that function turns out to be a wrapper.

    ``origin`` leads to the function. ``draft`` is what it sends if ``text`` is what the wrapper sends, with the values of
    ``values``.
    """

    origin: Import
    text: Taken
    values: Taken | None
    draft: Draft


@dataclass(frozen=True, slots=True)
class ExtractedFile:
    """All that extraction hands on of one file.

    ``constants`` are texts by exported or local name (``QUERIES.getUser`` with its dot), ``offers`` the connections that are
    at places of the file, ``comments`` the spans of comments with ``xref:`` in them.
    ``wants_others`` are the imports, by local name, that what is not known of its texts may hang on.
    """

    path: str
    statements: tuple[EmbeddedSql, ...] = ()
    pending: tuple[Pending, ...] = ()
    drafts: tuple[Draft, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    constants: tuple[tuple[str, tuple[DraftVariant, ...]], ...] = ()
    exports: tuple[Export, ...] = ()
    imports: tuple[tuple[str, Import], ...] = ()
    wrappers: tuple[Wrapper, ...] = ()
    offers: tuple[Offer, ...] = ()
    comments: tuple[Span, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    loads: tuple[str, ...] = ()
    mappings: tuple[tuple[str, str | None], ...] = ()
    wants_others: tuple[str, ...] = ()
    rows: FileRows = _NO_ROWS
    idioms: tuple[tuple[Span, Idiom], ...] = ()
