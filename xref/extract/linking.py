"""Several files together: imported constants put in, calls of imported wrappers made statements, receivers confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xref.extract.extracted import MAX_VARIANTS, Draft, DraftVariant, ExtractedFile, Taken, around
from xref.extract.finish import finished
from xref.extract.imported_values import with_values
from xref.extract.modules import Modules, nothing_else
from xref.extract.pieces import Gap, Imported, Piece, Pieces
from xref.extract.references import Known, References
from xref.extract.sinks import FOREIGN
from xref.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xref.extract.declarations import Declarations, Import
    from xref.extract.embedded import EmbeddedSql
    from xref.extract.extracted import Pending, Waiting
    from xref.extract.places import Place
    from xref.extract.tsconfig import Read

_MAX_HOPS = 16
_FIRST = Taken(0)


def link_files(files: Sequence[ExtractedFile], read: Read = nothing_else) -> tuple[EmbeddedSql, ...]:
    """The statements of all files, in order of path and position. ``read`` gives tsconfig.json and package.json files."""
    project = Project.of(files, read)
    found = [statement for file in files for statement in (*file.statements, *project.statements(file))]
    found = [with_values(statement, project.references) for statement in found]
    return tuple(sorted(found, key=lambda statement: (statement.path, statement.span, statement.call)))


@dataclass(frozen=True, slots=True)
class Sending:
    """What a call of a wrapper, or of a connection's method, does: its sink, where the text and the values are, what it adds.

    ``database`` is the path of the file that makes the connection; ``driver``: it is seen that ``sink`` is what sends it.
    """

    sink: str
    text: Taken = _FIRST
    values: Taken | None = None
    variants: tuple[DraftVariant, ...] = ()
    database: str | None = None
    wraps: bool = False
    driver: bool = False

    @property
    def changes_values(self) -> bool:
        """Whether others than the values that it is given may be sent."""
        return self.wraps and self.values is None


@dataclass
class Project:
    """The files of a project and what was looked up in them."""

    references: References
    _sendings: dict[tuple[str, Place], Sending | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, files: Sequence[ExtractedFile], read: Read = nothing_else, look: Callable[[str], Declarations | None] | None = None
    ) -> Project:
        """The project that consists of ``files``."""
        known = {file.path: Known(file, look) for file in files}
        return cls(References(known, Modules(tuple(known), read)))

    def exported(self, path: str, module: str, name: str) -> tuple[ExtractedFile, str] | None:
        """The file that declares what ``module`` exports as ``name`` to the file ``path``, and the local name there."""
        target = self.references.modules.resolve(path, module)
        found = self.references.exported(target, name) if target is not None else None
        if found is None:
            return None
        at, local = found
        again = self.references.files[at].imports.get(local)
        return self.references.files[at].file, local if again is None else again.name

    def statements(self, file: ExtractedFile) -> Iterator[EmbeddedSql]:
        """The statements of a file that need others."""
        for pending in file.pending:
            statement = self._confirmed(file.path, pending)
            if statement is not None:
                yield statement
        for draft in (*self._drafts(file), *self._calls(file)):
            statement = finished(replace(draft, variants=tuple(self._filled(draft))))
            if statement is not None:
                yield statement

    def _confirmed(self, path: str, pending: Pending) -> EmbeddedSql | None:
        """A finished statement, if its receiver is a connection or its method a wrapper."""
        sending = self._sending(path, pending.origin, pending.method, pending.confirmed, pending.statement.sink)
        if sending is None:
            return None
        driver = pending.statement.driver or sending.driver
        statement = replace(pending.statement, sink=sending.sink, database=sending.database, driver=driver)
        if sending.changes_values:
            statement = replace(statement, variants=tuple(replace(variant, values=()) for variant in statement.variants))
        if not sending.variants:
            return statement
        return replace(statement, reason=statement.reason or Reason.UNKNOWN_TEXT)  # the wrapper adds to it

    def _drafts(self, file: ExtractedFile) -> Iterator[Draft]:
        """The drafts of calls of connections that are ones."""
        for draft in file.drafts:
            if draft.origin is None:
                yield draft
                continue
            sending = self._sending(draft.path, draft.origin, draft.method, draft.confirmed, draft.sink)
            if sending is not None:
                yield _as_sent(sending, draft, draft.variants)

    def _calls(self, file: ExtractedFile) -> Iterator[Draft]:
        """The calls of wrappers, as drafts of what these send."""
        for waiting in file.waiting:
            sending = self._wrapper(file.path, waiting.origin)
            if sending is not None and sending.text == waiting.text:
                yield _as_call_of(sending, waiting)

    def _sending(
        self, path: str, origin: Import, method: str | None, confirmed: bool, sink: str, hops: int = 0
    ) -> Sending | None:
        """What a method of ``origin`` sends; None when that is no connection."""
        wrapper = self._wrapper(path, origin.then(method) if method is not None else origin, hops)
        if wrapper is not None and wrapper.text == _FIRST:
            return wrapper
        connection = self.references.connection(path, origin)
        kind, database = connection if connection is not None else (None, None)
        if kind == FOREIGN or (kind is None and not confirmed):
            return None
        if connection is None and origin.module and not origin.steps:
            database = self.references.declared(path, origin)
        return Sending(sink, values=Taken(1), database=database, driver=kind == sink)

    def _wrapper(self, path: str, origin: Import, hops: int = 0) -> Sending | None:
        """What a call of the function at ``origin`` sends; None when it is no wrapper."""
        found = self.references.wrapper(path, origin) if hops < _MAX_HOPS else None
        if found is None:
            return None
        wrapper, known = found
        key = (known.file.path, wrapper.place)
        if key not in self._sendings:
            self._sendings[key] = None  # met again while it is looked up: wrappers of each other
            own = Sending(
                wrapper.sink,
                wrapper.text,
                wrapper.values,
                wrapper.variants if wrapper.changes_text else (),
                wraps=True,
                driver=wrapper.driver,
            )
            if wrapper.origin is not None:
                inner = self._inner(known.file.path, wrapper.origin, wrapper.method, wrapper.confirmed, wrapper.sink, hops + 1)
                self._sendings[key] = _composed(own, inner, wrapper.through) if inner is not None else None
            else:
                self._sendings[key] = own
        return self._sendings[key]

    def _inner(self, path: str, origin: Import, method: str | None, confirmed: bool, sink: str, hops: int) -> Sending | None:
        if method is not None:
            return self._sending(path, origin, method, confirmed, sink, hops)
        return self._wrapper(path, origin, hops)

    def _filled(self, draft: Draft) -> Iterator[DraftVariant]:
        count = 0
        for variant in draft.variants:
            for filled in self._fill(variant.pieces):
                count += 1
                if count > MAX_VARIANTS:
                    return
                conditions = (*variant.conditions, *filled.conditions)
                yield DraftVariant(filled.pieces, conditions, variant.parameters, variant.values)

    def _fill(self, pieces: Pieces, hops: int = 0) -> list[DraftVariant]:
        """``pieces`` with imported constants in place, once for each text that these can be."""
        done: list[tuple[list[Piece], tuple[str, ...]]] = [([], ())]
        for piece in pieces:
            choices = [DraftVariant((piece,))]
            if isinstance(piece, Imported):
                choices = self._texts(piece, hops) or [DraftVariant((Gap(piece.path, piece.source),))]
            if len(choices) == 1:
                for before, _ in done:
                    before.extend(choices[0].pieces)
            else:
                done = [
                    ([*before, *choice.pieces], (*conditions, *choice.conditions))
                    for before, conditions in done
                    for choice in choices
                ][:MAX_VARIANTS]
        return [DraftVariant(tuple(each), conditions) for each, conditions in done]

    def _texts(self, piece: Imported, hops: int) -> list[DraftVariant]:
        if hops >= _MAX_HOPS:
            return []
        filled: list[DraftVariant] = []
        for variant in self.references.texts(piece.path, piece.meant):
            inside = self._fill(variant.pieces, hops + 1)
            filled += [DraftVariant(each.pieces, (*variant.conditions, *each.conditions)) for each in inside]
        return filled[:MAX_VARIANTS]


def _as_sent(sending: Sending, draft: Draft, variants: tuple[DraftVariant, ...]) -> Draft:
    """A draft of what is sent: its sink, and its text with what the wrapper adds to it."""
    whole = around(sending.variants, variants) if sending.variants else variants
    if sending.changes_values:
        whole = tuple(replace(each, values=()) for each in whole)
    driver = draft.driver or sending.driver
    return replace(draft, sink=sending.sink, origin=None, variants=whole, database=sending.database, driver=driver)


def _as_call_of(sending: Sending, waiting: Waiting) -> Draft:
    """A waiting call as a statement of the wrapper: its values count only where the wrapper takes them from."""
    variants = waiting.draft.variants
    if sending.values != waiting.values:
        variants = tuple(DraftVariant(each.pieces, each.conditions) for each in variants)
    return _as_sent(sending, waiting.draft, variants)


def _composed(outer: Sending, inner: Sending, through: Taken | None) -> Sending | None:
    """A wrapper of a wrapper; None when it gives its text to something else than the inner one's text."""
    if through is not None and inner.wraps and through != inner.text:
        return None
    variants = around(inner.variants, outer.variants) if inner.variants and outer.variants else inner.variants or outer.variants
    values = outer.values if inner.values is not None else None
    database = inner.database or outer.database
    return Sending(inner.sink, outer.text, values, variants, database, wraps=True, driver=inner.driver or outer.driver)
