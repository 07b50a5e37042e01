"""The second look at files whose texts hang on more of other files than a text: with those at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from xref.extract.across import Others
from xref.extract.extraction import Extraction
from xref.extract.files import extract_file
from xref.extract.linking import Project
from xref.extract.pieces import Gap, Imported
from xref.reason import Reason
from xref.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xref.extract.declarations import Declarations
    from xref.extract.extracted import ExtractedFile
    from xref.extract.frame import Session
    from xref.extract.pieces import Piece
    from xref.extract.references import References
    from xref.extract.sinks import SinkSettings
    from xref.extract.tsconfig import Read
    from xref.source import SourceFile

DoAll = Callable[[Callable[[int], "ExtractedFile"], int], Sequence["ExtractedFile | None"]]


def one_by_one(work: Callable[[int], ExtractedFile], count: int) -> list[ExtractedFile]:
    """Does all in this process."""
    return [work(number) for number in range(count)]


_UNKNOWN = (Reason.UNKNOWN_TEXT, Reason.HOLE)


def complete(
    files: Sequence[ExtractedFile], texts: Mapping[str, SourceFile], settings: SinkSettings, read: Read, do_all: DoAll
) -> tuple[ExtractedFile, ...]:
    """``files``, those extracted anew that need others. ``texts`` are all files by path, ``read`` gives the project's settings.

    ``do_all`` does the work for each of so many, by its number; a file for which it gives None stays as it is. Each file is
    looked at once more at most, and each of the others that it needs is parsed once by each process.
    """

    def open_file(path: str) -> Session | None:
        return Extraction(parse(texts[path]), settings).session if path in texts else None

    @cache
    def look(path: str) -> Declarations | None:
        session = open_file(path) if path in texts and "export" in texts[path].text else None
        return session.declarations if session is not None else None

    references = Project.of(files, read, look).references
    others = Others(references, open_file)
    needing = [file.path for file in files if file.path in texts and _needs_others(file, references)]
    done = do_all(lambda number: extract_file(texts[needing[number]], settings, others), len(needing))
    anew = {path: file for path, file in zip(needing, done, strict=True) if file is not None}
    return tuple(anew.get(file.path, file) for file in files)


def _needs_others(file: ExtractedFile, references: References) -> bool:
    """Whether something of a file's statements is not known that other files may tell."""
    wanted = frozenset(file.wants_others)
    if not any(name in wanted and references.modules.resolve(file.path, found.module) for name, found in file.imports):
        return False
    statements = (*file.statements, *(pending.statement for pending in file.pending))
    if any(statement.reason in _UNKNOWN or any(each.holes for each in statement.variants) for statement in statements):
        return True
    return any(draft.reason in _UNKNOWN for draft in file.drafts) or any(
        isinstance(piece, Gap) or (isinstance(piece, Imported) and not references.texts(piece.path, piece.meant))
        for piece in _pieces(file, references)
    )


def _pieces(file: ExtractedFile, references: References) -> Iterator[Piece]:
    """The pieces of texts that wait for others; of calls those of what is a wrapper."""
    waiting = (each.draft for each in file.waiting if references.wrapper(file.path, each.origin) is not None)
    for draft in (*file.drafts, *waiting):
        for variant in draft.variants:
            yield from variant.pieces
