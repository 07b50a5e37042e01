"""What distinct SQL texts mean: from the cache, or worked out once each, in several processes where there are many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.cache.entries import key_of
from xref.finding import Coverage
from xref.reason import Reason
from xref.resolve.described import DescribedStatement, Gap
from xref.source import HOLE, Span
from xref.workers import Failure, shared

if TYPE_CHECKING:
    from xref.resolve.lookup import Names
    from xref.run import Run
    from xref.schema.catalog import Catalog
    from xref.schema.load import LoadedSchema

Described = tuple[DescribedStatement, ...]

_WORTH_A_PROCESS = 20_000
"""Characters of SQL that take longer to describe than a process takes to make (about 20 ms, the catalog being large)."""


def described_texts(
    texts: Iterable[str], catalog: Catalog, schema: LoadedSchema, version: int, run: Run, catalog_key: bytes
) -> dict[str, Described]:
    """The statements of each text, described against ``catalog``, which is ``schema``'s with the code's own tables.

    ``catalog_key`` stands for all that the catalog hangs on. A text that makes xref fail is unchecked.
    """
    distinct = tuple(dict.fromkeys(texts))
    entries = run.entries("described")
    keys = {} if entries is None else {text: key_of(catalog_key, str(version), text) for text in distinct}
    found: dict[str, Described] = {}
    for text, key in keys.items():
        kept = entries.find(key) if entries is not None else None
        if isinstance(kept, tuple):
            found[text] = kept
    left = sorted((text for text in distinct if text not in found), key=lambda text: -len(text))
    if not left:
        return found
    from xref.resolve.lookup import Names

    names = Names(catalog, version)
    jobs = run.jobs if sum(map(len, left)) >= _WORTH_A_PROCESS else 1
    with shared(lambda number: described_text(left[number], schema, names), len(left), jobs) as work:
        for text, done in zip(left, work.results(), strict=True):
            if isinstance(done, Failure):
                found[text] = _failed(text)
                continue
            found[text] = done.value
            if entries is not None:
                entries.add(keys[text], done.value, done.pickled)
    if entries is not None:
        entries.save()
    return found


def described_text(text: str, schema: LoadedSchema, names: Names) -> Described:
    """The statements of one SQL text; ``names`` are those of the schema's catalog."""
    from xref.resolve.resolver import describe

    found = tuple(_without_holes(text, statement) for statement in describe(text, names))
    return found if schema.entries else tuple(_without_schema(statement) for statement in found)


def _failed(text: str) -> Described:
    span = Span(0, len(text))
    gaps = (Gap(Reason.INTERNAL_ERROR, span),)
    return (DescribedStatement("statement", span, gaps=gaps, columns=None, coverage=Coverage.UNCHECKED),)


def _without_holes(text: str, statement: DescribedStatement) -> DescribedStatement:
    """Without errors about a name that is not known."""
    if HOLE not in text or not statement.errors:
        return statement
    errors = tuple(error for error in statement.errors if HOLE not in text[error.span.start : error.span.end])
    return replace(statement, errors=errors) if len(errors) < len(statement.errors) else statement


def _of_the_past(statement: DescribedStatement) -> DescribedStatement:
    """What is known of a statement that ran once, against another schema than today's: nothing."""
    gaps = (Gap(Reason.PAST_MIGRATION, statement.span),)
    return DescribedStatement(statement.kind, statement.span, gaps=gaps, columns=None, coverage=Coverage.UNCHECKED)


def _without_schema(statement: DescribedStatement) -> DescribedStatement:
    """Where there is no schema to check against, only the syntax is decided."""
    if not statement.references:
        return statement
    errors = tuple(error for error in statement.errors if error.condition == "syntax-error")
    gaps = (Gap(Reason.NO_SCHEMA, statement.span),)
    return replace(statement, errors=errors, gaps=gaps, captures=(), coverage=Coverage.UNCHECKED)
