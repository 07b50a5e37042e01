"""What distinct SQL texts mean: from the cache, or worked out once each, in several processes where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xref.cache.entries import key_of
from xref.finding import Coverage
from xref.reason import Reason
from xref.resolve.described import DescribedStatement, Gap, SqlError
from xref.resolve.serialising import doubtful_values
from xref.source import HOLE, Span
from xref.workers import Done, Failure, shared

if TYPE_CHECKING:
    from xref.extract.embedded import EmbeddedSql, Variant
    from xref.resolve.lookup import Names
    from xref.run import Run
    from xref.schema.catalog import Catalog
    from xref.schema.load import LoadedSchema

Described = tuple[DescribedStatement, ...]
Text = tuple[str, bool]
"""A text, and whether its values are written into it."""

_WORTH_A_PROCESS = 20_000
"""Characters of SQL that take longer to describe than a process takes to make (about 20 ms, the catalog being large)."""


@dataclass
class Describer:
    """Describes texts against ``catalog``: that of ``schema`` with what the code creates for itself."""

    catalog: Catalog
    schema: LoadedSchema
    version: int
    run: Run
    _described: dict[Text, Described] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        """The catalog's names. Whoever gets all from the cache does not need them, nor the parser that they come with."""
        from xref.resolve.lookup import Names

        return Names(self.catalog, self.version)

    def prepare(self, texts: Iterable[Text]) -> None:
        """Describes each distinct one. A text that makes xref fail is unchecked."""
        distinct = [text for text in dict.fromkeys(texts) if text not in self._described]
        entries = self.run.entries("described")
        of_catalog = b"" if entries is None else self._key()
        keys = {} if entries is None else {text: key_of(of_catalog, repr(text[1]), text[0]) for text in distinct}
        for text, key in keys.items():
            kept = entries.find(key) if entries is not None else None
            if isinstance(kept, tuple):
                self._described[text] = kept
        left = sorted((text for text in distinct if text not in self._described), key=lambda text: -len(text[0]))
        for text, done in zip(left, self._worked_out(left), strict=True):
            self._described[text] = _failed(text[0]) if isinstance(done, Failure) else done.value
            if entries is not None and not isinstance(done, Failure):
                entries.add(keys[text], done.value, done.pickled)
        if entries is not None:
            entries.save()

    def _worked_out(self, texts: Sequence[Text]) -> list[Done[Described] | Failure]:
        if not texts:
            return []
        names = self.names
        jobs = self.run.jobs if sum(len(text) for text, _ in texts) >= _WORTH_A_PROCESS else 1

        def describe(number: int) -> Described:
            text, inlined = texts[number]
            return described_text(text, self.schema, names, inlined=inlined)

        with shared(describe, len(texts), jobs) as work:
            return work.results()

    def __call__(self, text: str, *, inlined: bool) -> Described:
        """The statements of a text."""
        if (text, inlined) not in self._described:
            self.prepare([(text, inlined)])
        return self._described[text, inlined]

    def value_errors(
        self, embedded: EmbeddedSql, described: Iterable[tuple[Variant, Described]]
    ) -> Iterator[tuple[Variant, DescribedStatement, SqlError]]:
        """The errors of the values that are sent with each text that is one statement."""
        for variant, statements in described:
            if not variant.values or len(statements) != 1 or not self.schema.entries:
                continue
            if any(doubtful_values(embedded, variant, statements[0])):
                from xref.resolve.sent import value_errors

                for error in value_errors(embedded, variant, statements[0], self.names):
                    yield variant, statements[0], error

    def _key(self) -> bytes:
        """What stands for the catalog: the files that it was made of, in order, the settings, and what the code makes."""
        own = sorted(self.catalog.relations.keys() - self.schema.catalog.relations.keys())
        settings = (self.catalog.search_path, sorted(self.catalog.open_schemas), self.schema.entries, self.version)
        made = (own, sorted(self.catalog.made_functions))
        return key_of(repr(settings), repr(made), *(part for file in self.schema.files for part in (file.path, file.text)))


def described_text(text: str, schema: LoadedSchema, names: Names, *, inlined: bool = False) -> Described:
    """The statements of one SQL text; ``names`` are those of the schema's catalog, ``inlined`` as in :func:`describe`."""
    from xref.resolve.resolver import describe

    found = tuple(_without_holes(text, statement) for statement in describe(text, names, inlined=inlined))
    return found if schema.entries else tuple(_without_schema(statement) for statement in found)


def _failed(text: str) -> Described:
    """What is known of a text on which xref failed."""
    span = Span(0, len(text))
    gaps = (Gap(Reason.INTERNAL_ERROR, span),)
    return (DescribedStatement("statement", span, gaps=gaps, columns=None, coverage=Coverage.UNCHECKED),)


def of_the_past(statement: DescribedStatement) -> DescribedStatement:
    """What is known of a statement that ran once, against another schema than today's: nothing."""
    gaps = (Gap(Reason.PAST_MIGRATION, statement.span),)
    return DescribedStatement(statement.kind, statement.span, gaps=gaps, columns=None, coverage=Coverage.UNCHECKED)


def _without_holes(text: str, statement: DescribedStatement) -> DescribedStatement:
    """Without errors about a name that is not known."""
    if HOLE not in text or not statement.errors:
        return statement
    errors = tuple(error for error in statement.errors if HOLE not in text[error.span.start : error.span.end])
    return replace(statement, errors=errors) if len(errors) < len(statement.errors) else statement


def _without_schema(statement: DescribedStatement) -> DescribedStatement:
    """Where there is no schema to check against, only the syntax is decided."""
    if not statement.references:
        return statement
    errors = tuple(error for error in statement.errors if error.condition == "syntax-error")
    gaps = (Gap(Reason.NO_SCHEMA, statement.span),)
    return replace(statement, errors=errors, gaps=gaps, captures=(), coverage=Coverage.UNCHECKED)
