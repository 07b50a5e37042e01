"""Row reads of several files: what hangs on another file's function is followed into what that returns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xref.extract.row_reads import Called, Origin, Returned, RowRead, Sent, Steps, after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xref.extract.extracted import ExtractedFile
    from xref.source import Span

    Exported = Callable[[str, str, str], tuple[ExtractedFile, str] | None]
    Statement = tuple[str, Span]

_CAMEL = re.compile(r"[a-z0-9][A-Z]")
_MAX_HOPS = 8
_MAX_MEANINGS = 200


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A statement whose row a property is read of, and what the way to it adds to the read."""

    statement: Statement
    known: frozenset[str]
    decided: bool


@dataclass
class _Join:
    exported: Exported
    results: dict[str, dict[Span, tuple[Steps, ...]]] = field(default_factory=dict)
    returned: dict[str, dict[str, list[Returned]]] = field(default_factory=dict)

    def ways(self, file: ExtractedFile, call: Span) -> tuple[Steps, ...]:
        """The ways from a sink call's result to a row."""
        if file.path not in self.results:
            self.results[file.path] = dict(file.rows.results)
        return self.results[file.path].get(call, ())

    def returns(self, file: ExtractedFile, name: str) -> list[Returned]:
        """What the functions of a name return."""
        if file.path not in self.returned:
            named: dict[str, list[Returned]] = {}
            for each in file.rows.returned:
                named.setdefault(each.function, []).append(each)
            self.returned[file.path] = named
        return self.returned[file.path].get(name, [])

    def meanings(self, file: ExtractedFile, origin: Origin, steps: Steps, hops: int = 0) -> Iterator[_Meaning]:
        """The statements whose rows have the last of ``steps`` read of them."""
        if isinstance(origin, Sent):
            if origin.call not in file.rows.wrapped and self._is_read(file, origin.call, steps):
                yield _Meaning((file.path, origin.call), frozenset(), True)
            return
        if hops >= _MAX_HOPS:
            return
        for other, each, rest in self._taken(file, origin, steps):
            if isinstance(each.origin, Sent) and each.origin.call in other.rows.wrapped:
                if self._is_read(other, each.origin.call, rest):
                    yield _Meaning((file.path, origin.call), each.known, each.decided)
                continue
            for found in self.meanings(other, each.origin, rest, hops + 1):
                yield _Meaning(found.statement, found.known | each.known, found.decided and each.decided)

    def _is_read(self, file: ExtractedFile, call: Span, steps: Steps) -> bool:
        return any(len(after(steps, way) or ()) == 1 for way in self.ways(file, call))

    def _taken(self, file: ExtractedFile, origin: Called, steps: Steps) -> Iterator[tuple[ExtractedFile, Returned, Steps]]:
        """What the called function returns, with the steps that are left to take of it."""
        member = origin.member
        name = member if origin.name == "*" and member is not None else origin.name
        found = self.exported(file.path, origin.module, name)
        if found is None:
            return
        other, local = found
        called = member if member is not None and origin.name != "*" else local
        for each in self.returns(other, called):
            if (each.owner is None) != (member is None or origin.name == "*"):
                continue
            left = after(steps, each.inside)
            if left:
                yield other, each, (*each.steps, *left)


def link(files: Sequence[ExtractedFile], exported: Exported) -> tuple[RowRead, ...]:
    """The row reads of all files; one place is one read, whatever the number of ways to it."""
    join = _Join(exported)
    found = [read for file in files for read in _reads(join, file)]
    if any(file.rows.renames for file in files):
        found = [replace(read, decided=False) if _CAMEL.search(read.property) else read for read in found]
    return tuple(sorted(found, key=lambda read: (read.path, read.span)))


def _reads(join: _Join, file: ExtractedFile) -> Iterator[RowRead]:
    merged: dict[Span, RowRead] = {}
    for access in file.rows.accesses:
        for count, meaning in enumerate(join.meanings(file, access.origin, access.steps)):
            if count >= _MAX_MEANINGS:
                break
            read = RowRead(
                file.path,
                access.span,
                str(access.steps[-1]),
                (meaning.statement,),
                access.known | meaning.known,
                access.instead,
                access.decided and meaning.decided,
            )
            before = merged.get(access.span)
            merged[access.span] = read if before is None else _either(before, read)
    yield from merged.values()


def _either(first: RowRead, second: RowRead) -> RowRead:
    statements = tuple(dict.fromkeys((*first.statements, *second.statements)))
    known, instead = first.known | second.known, first.instead | second.instead
    return RowRead(first.path, first.span, first.property, statements, known, instead, first.decided and second.decided)
