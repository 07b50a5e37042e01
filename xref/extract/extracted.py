"""What one file gives: plain values that pickle, cached by the file's content. Linking makes statements of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xref.extract.declarations import Export, Import
    from xref.extract.embedded import EmbeddedSql
    from xref.extract.pieces import Pieces
    from xref.finding import Diagnostic
    from xref.reason import Reason
    from xref.source import Span


@dataclass(frozen=True, slots=True)
class DraftVariant:
    """A text as pieces, when it is sent, and with how many values (None: not known; -1: as many as it has slots)."""

    pieces: Pieces
    conditions: tuple[str, ...] = ()
    parameters: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A sink call whose texts are not assembled yet: parts of them, or its receiver, may be another file's.

    ``origin`` is where the receiver comes from, ``confirmed`` whether it is a database even if that is not found.
    ``certain``: it counts as a statement even if nothing of its text is known.
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


@dataclass(frozen=True, slots=True)
class Pending:
    """A finished statement whose receiver comes from ``origin``; ``confirmed`` as of its draft."""

    statement: EmbeddedSql
    origin: Import
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A function whose parameter number ``text`` is sent as SQL, with the values in number ``values`` (None: none).

    ``owner`` is the class or object that it is a member of.
    """

    name: str
    text: int
    values: int | None
    sink: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call of another file's function that is a statement if that function turns out to be a wrapper.

    ``draft`` is what it sends if its argument number ``text`` is what the wrapper sends; the next one then has the values.
    """

    origin: Import
    member: str | None
    text: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class ExtractedFile:
    """All that extraction hands on of one file.

    ``constants`` are texts by exported or local name (``QUERIES.getUser`` with its dot), ``databases`` the kinds of receivers
    by local name (``foreign`` too), ``comments`` the spans of comments with ``xref:`` in them.
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
    databases: tuple[tuple[str, str], ...] = ()
    comments: tuple[Span, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
