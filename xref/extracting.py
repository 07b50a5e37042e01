"""Extraction of all files: from the cache, or in worker processes while this one loads the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from xref.cache.entries import Entries, key_of
from xref.databases import sinks_of
from xref.extract.extracted import ExtractedFile
from xref.finding import Diagnostic, Severity
from xref.workers import Done, Failure, Shared, shared

if TYPE_CHECKING:
    from xref.cache.inputs import Noted
    from xref.config import Config
    from xref.run import Run
    from xref.source import SourceFile

_WORTH_A_PROCESS = 20_000
"""Characters of code that take longer to extract from than a process takes to make (about 10 ms)."""
_MANY = 8
"""Files whose second look takes longer than a process takes to make."""


@dataclass(slots=True)
class Extracting:
    """An extraction that has begun. ``files`` are those that no earlier run extracted."""

    known: dict[str, ExtractedFile]
    files: list[SourceFile]
    order: list[str]
    entries: Entries | None
    keys: Mapping[str, bytes]
    work: Shared[ExtractedFile]

    def finished(self) -> tuple[ExtractedFile, ...]:
        """What all files give, in order; a file that makes xref fail gives nothing, and says so."""
        found = dict(self.known)
        for file, done in zip(self.files, self.work.results(), strict=True):
            if isinstance(done, Failure):
                found[file.path] = failed(file.path, done.reason)
                continue
            found[file.path] = done.value
            if self.entries is not None:
                self.entries.add(self.keys[file.path], done.value, done.pickled)
        if self.entries is not None:
            self.entries.save()
        return tuple(found[path] for path in self.order)


@contextmanager
def extracting(files: Mapping[str, SourceFile], config: Config, run: Run) -> Iterator[Extracting]:
    """Begins to extract from ``files``, by path; ends it too when the block is left without its results."""
    from xref.extract import extract

    sinks = sinks_of(config)
    entries = run.entries("extracted")
    settings = repr((config.sinks, config.databases, config.naming, config.max_variants))
    keys = {} if entries is None else {path: key_of(settings, path, file.text) for path, file in files.items()}
    known: dict[str, ExtractedFile] = {}
    for path, key in keys.items():
        kept = entries.find(key) if entries is not None else None
        if isinstance(kept, ExtractedFile):
            known[path] = kept
    # The longest first, so that nobody is left with one when the others are done.
    left = sorted((file for path, file in files.items() if path not in known), key=lambda file: -len(file.text))
    size = sum(len(file.text) for file in left)
    jobs = run.jobs if size >= _WORTH_A_PROCESS else 1
    if left:
        import xref.extract.files  # noqa: F401  # once, for all copies of this process
    with shared(lambda number: extract(left[number], sinks), len(left), jobs) as work:
        yield Extracting(known, left, list(files), entries, keys, work)


def completing(run: Run) -> Callable[[Callable[[int], ExtractedFile], int], list[ExtractedFile | None]]:
    """What does the second look at files, in several processes where there are many; None for one on which xref failed.

    What a copy of this process reads on the way is noted here too.
    """

    def do_all(work: Callable[[int], ExtractedFile], count: int) -> list[ExtractedFile | None]:
        def noted(number: int) -> tuple[ExtractedFile, dict[str, Noted]]:
            before = len(run.inputs.files) if run.inputs is not None else 0
            done = work(number)
            return done, dict(islice(run.inputs.files.items(), before, None)) if run.inputs is not None else {}

        found: list[ExtractedFile | None] = []
        with shared(noted, count, run.jobs if count >= _MANY else 1) as sharing:
            for done in sharing.results():
                found.append(None if isinstance(done, Failure) else done.value[0])
                if run.inputs is not None and isinstance(done, Done):
                    run.inputs.take(done.value[1])
        return found

    return do_all


def failed(path: str, reason: str) -> ExtractedFile:
    """What is known of a file on which xref failed."""
    message = f"xref failed on it ({reason}), so its SQL is not checked; please report the file"
    return ExtractedFile(path, diagnostics=(Diagnostic(Severity.WARNING, message, path),))
