"""The facts that rules ask: the catalog, the resolved statements, the graph, and the errors merged over variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from xref.extract.embedded import EmbeddedSql, Variant
from xref.extract.row_reads import RowRead
from xref.finding import Annotation, Confidence, Finding, Severity
from xref.graph import ReferenceGraph
from xref.reason import Reason
from xref.resolve.described import Capture, Declared, DescribedStatement, Remark, SqlError
from xref.resolve.foreign_keys import MismatchedKey, mismatched_keys
from xref.resolve.lookup import Names
from xref.resolve.statement import ResolvedStatement
from xref.resolve.suggest import is_camel_case, quoted, snake_case
from xref.resolve.supplied import CONDITION as COUNTED
from xref.resolve.supplied import count_error
from xref.row_facts import MissingProperty, missing_properties
from xref.schema.catalog import Catalog
from xref.schema.merge import Disagreement
from xref.source import Location, SourceFile, Span

_TELLING = 8
"""How many variants of a sample it takes to tell under which condition one of them fails."""
_SOFTENED = {Severity.ERROR: Severity.WARNING}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something at a place of a statement's text, with the place in the file that it comes from.

    ``written`` is the token as it stands in the SQL, ``condition`` when it holds, None for always.
    """

    embedded: EmbeddedSql
    location: Location
    written: str
    statement: str
    condition: str | None = None

    def severity(self, severity: Severity) -> Severity:
        """``severity``, softened where the code expects a failure and in tests."""
        softened = self.embedded.guarded or self.embedded.test
        return _SOFTENED.get(severity, severity) if softened else severity


@dataclass(frozen=True, slots=True)
class FoundError:
    """An error that PostgreSQL would raise, once for all variants that have it.

    ``combined``: only where several conditions of the code meet, and nothing says that they ever do. That is a warning.
    ``disputed`` are the types that it rests on and about which the schema's sources disagree. That is a warning, too.
    """

    error: SqlError
    at: Occurrence
    combined: bool = False
    disputed: tuple[Disagreement, ...] = ()

    @property
    def name(self) -> str:
        """The identifier as written, without quotes."""
        return self.at.written.strip('"').replace('""', '"')

    def _claims(self) -> list[Annotation]:
        """Both sides of what is disputed, where they are written."""
        return [
            Annotation(f"{one.subject} is {side.value} here", side.location)
            for one in self.disputed
            for side in (one.winner, one.loser)
        ]

    @property
    def is_camel_case_leftover(self) -> bool:
        """Whether the name is written in camelCase and its snake_case twin exists."""
        return is_camel_case(self.name) and snake_case(self.name) in self.error.candidates

    def finding(self, rule: str, severity: Severity) -> Finding:
        """The finding of the rule of this name, whose severity is ``severity`` where nothing softens it."""
        error = self.error
        softened = self.at.severity(severity)
        doubtful = self.combined or bool(self.disputed)
        return Finding(
            rule=rule,
            severity=_SOFTENED.get(softened, softened) if doubtful else softened,
            confidence=Confidence.MEDIUM if doubtful else Confidence.HIGH,
            message=error.message,
            location=self.at.location,
            subject=error.subject,
            sqlstate=error.sqlstate,
            condition=self.at.condition,
            suggestion="; ".join(map(_dispute, self.disputed)) or _suggestion(error),
            related=(*(Annotation(note.message, note.location) for note in error.declared), *self._claims()),
            statement=self.at.statement,
        )


def _dispute(one: Disagreement) -> str:
    return f"{one.subject} is {one.winner.value} by one source and {one.loser.value} by another"


def _suggestion(error: SqlError) -> str | None:
    if error.hint is not None:
        return error.hint
    if not error.candidates:
        return None
    names = [f"`{quoted(name)}`" for name in error.candidates]
    if error.condition == "ambiguous-column":
        return "qualify it: " + " or ".join(names)
    return "did you mean " + " or ".join(names) + "?"


@dataclass(frozen=True)
class Facts:
    """All that a rule may ask.

    ``files`` holds the text of every file that a statement's text comes from, by path; ``disagreements`` is what the schema's
    sources disagree about, ``id_exceptions`` the columns that the configuration names as holding ids of several kinds.
    """

    catalog: Catalog
    statements: tuple[ResolvedStatement, ...] = ()
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    reads: tuple[RowRead, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    id_exceptions: tuple[str, ...] = ()

    @cached_property
    def _disputed(self) -> dict[str, Disagreement]:
        return {one.subject: one for one in self.disagreements if one.fact == "type"}

    @cached_property
    def graph(self) -> ReferenceGraph:
        """The cross-reference of code and schema; built when it is first asked for."""
        return ReferenceGraph.build(self.statements, self.catalog, self.files)

    def mismatched_keys(self) -> Iterator[MismatchedKey]:
        """The foreign keys whose columns cannot be compared."""
        for key in mismatched_keys(Names(self.catalog)):
            subjects = (f"{key.relation}.{key.column}", f"{key.target}.{key.target_column}")
            disputed = tuple(_dispute(self._disputed[subject]) for subject in subjects if subject in self._disputed)
            yield replace(key, disputed=disputed)

    @cached_property
    def _errors(self) -> dict[str, list[FoundError]]:
        by_condition: dict[str, list[FoundError]] = {}
        for statement in self.statements:
            for found in self._merged(statement):
                by_condition.setdefault(found.error.condition, []).append(found)
        return by_condition

    def errors(self, condition: str) -> list[FoundError]:
        """The errors of one condition (a rule's name), in order of files and places."""
        return self._errors.get(condition, [])

    def captures(self) -> Iterator[tuple[Capture, Occurrence]]:
        """The bare columns of subqueries that bind to the outer query and were hardly meant to."""
        for statement in self.statements:
            seen: set[Location] = set()
            for variant, described in statement.described():
                for capture in described.captures:
                    at = self.occurrence(statement.embedded, variant, described, capture.span)
                    if at.location not in seen:
                        seen.add(at.location)
                        yield capture, at

    @cached_property
    def missing_properties(self) -> tuple[MissingProperty, ...]:
        """The properties that are read of rows which have none of this name, in order of files and places."""
        return tuple(missing_properties(self.reads, self.statements))

    def missing_property(self, found: MissingProperty, rule: str, severity: Severity) -> Finding:
        """The finding of the rule of this name about a property that no row has."""
        read, rows = found.read, found.rows[0]
        selected = self.occurrence(rows.statement.embedded, rows.variant, rows.described, rows.described.span)
        return Finding(
            rule=rule,
            severity=severity,
            message=f'the row has no property "{read.property}"',
            location=self.files[read.path].location(read.span),
            subject=found.subject(),
            suggestion=found.suggestion(self.catalog),
            related=(Annotation("selected here", selected.location),),
            statement=selected.statement,
        )

    def remarks(self, condition: str) -> Iterator[tuple[Remark, Occurrence]]:
        """What PostgreSQL takes and was hardly meant, of one condition (a rule's name), once for each place."""
        for statement in self.statements:
            seen: set[Location] = set()
            for variant, described in statement.described():
                for remark in described.remarks:
                    if remark.condition != condition:
                        continue
                    at = self.occurrence(statement.embedded, variant, described, remark.span)
                    if at.location not in seen:
                        seen.add(at.location)
                        yield remark, at

    def occurrence(
        self, embedded: EmbeddedSql, variant: Variant, described: DescribedStatement, span: Span, condition: str | None = None
    ) -> Occurrence:
        """The place in a file of a span of a variant's text."""
        written = variant.text[span.start : span.end]
        text = " ".join(variant.text[described.span.start : described.span.end].split())
        return Occurrence(embedded, self.locate(variant, span), written, text, condition)

    def locate(self, variant: Variant, span: Span) -> Location:
        """The location in its file of a span of a variant's text, on one line."""
        return self._on_one_line(*variant.source_map.origin(span))

    def _disputes(self, error: SqlError) -> tuple[Disagreement, ...]:
        if not self._disputed:
            return ()
        subjects = dict.fromkeys(f"{each.relation}.{each.attribute}" for each in error.rests_on)
        return tuple(self._disputed[subject] for subject in subjects if subject in self._disputed)

    def _merged(self, statement: ResolvedStatement) -> list[FoundError]:
        """Errors at the same place of the source are one, whatever the number of variants that have them."""
        merged: dict[tuple[str, str, Location | None], tuple[FoundError, list[Variant]]] = {}
        for variant, described, error in _errors_of(statement):
            at = self.occurrence(statement.embedded, variant, described, error.span)
            if error.value is not None:
                error, at = self._about_value(error, error.value, at)
            # The numbers of values differ with the conditions: that they do is one error of the statement.
            counted = error.condition == COUNTED
            told = "" if counted or error.value is not None else error.message
            key = (error.condition, told, None if counted else at.location)
            if key in merged:
                merged[key][1].append(variant)
            else:
                merged[key] = (FoundError(error, at, disputed=self._disputes(error)), [variant])
        return [
            _with_condition(found, variants, statement)
            for found, variants in merged.values()
            if not _is_of_an_empty_list(found.error, variants, statement)
        ]

    def _about_value(self, error: SqlError, value: tuple[str, Span], at: Occurrence) -> tuple[SqlError, Occurrence]:
        """An error of a value at the value's place; that of its placeholder (``at``) is told beside it."""
        place = self._on_one_line(*value)
        note = Declared(f"it is sent for {at.written} here", at.location)
        return replace(error, declared=(note, *error.declared)), replace(at, location=place)

    def _on_one_line(self, path: str, place: Span) -> Location:
        file = self.files[path]
        line_end = file.text.find("\n", place.start, place.end)
        return file.location(place if line_end < 0 else Span(place.start, max(line_end, place.start)))


def _errors_of(statement: ResolvedStatement) -> Iterator[tuple[Variant, DescribedStatement, SqlError]]:
    """The errors of every variant, that of the number of values that go with it last."""
    for variant, statements in statement.variants:
        for described in statements:
            for error in described.errors:
                yield variant, described, error
        counted = None if statement.embedded.inlined else count_error(variant.text, variant.parameters, statements)
        if counted is not None:
            yield variant, statements[0], counted
    yield from statement.values


def _is_of_an_empty_list(error: SqlError, variants: Sequence[Variant], statement: ResolvedStatement) -> bool:
    """Whether a sample shows a text that cannot be read only where a list is empty: the rest of the code may see to that."""
    sampled = statement.embedded.reason is Reason.TOO_MANY_VARIANTS
    return sampled and error.condition == "syntax-error" and all(map(_has_an_empty_list, variants))


def _has_an_empty_list(variant: Variant) -> bool:
    return any(word.startswith("when ") and word.endswith(" is empty") for word in variant.conditions)


def _with_condition(found: FoundError, variants: list[Variant], statement: ResolvedStatement) -> FoundError:
    failing = {id(variant) for variant in variants}
    every = [variant for variant, _ in statement.variants]
    if len(failing) >= len(every):
        return found
    # Of a sample of the variants nothing follows for those that were left out, and of a small one not even when.
    sampled = statement.embedded.reason is Reason.TOO_MANY_VARIANTS
    conditions = () if sampled and len(every) < _TELLING else explain(variants, every)
    at = replace(found.at, condition=", ".join(conditions) or "in some cases")
    return replace(found, at=at, combined=sampled or len(conditions) != 1)


def explain(failing: Sequence[Variant], every: Sequence[Variant]) -> tuple[str, ...]:
    """The fewest conditions under which every variant fails: one, two, else all of the failing variant that has fewest."""
    identities = {id(variant) for variant in failing}
    shortest = min(failing, key=lambda variant: len(variant.conditions)).conditions
    for count in (1, 2):
        for chosen in combinations(shortest, count):
            meant = {id(variant) for variant in every if set(chosen) <= set(variant.conditions)}
            if meant <= identities:
                return chosen
    return shortest
