"""A described statement: what resolving one SQL text against one catalog gives. Plain values; offsets are the SQL text's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xref.finding import Coverage
from xref.reason import Reason
from xref.schema.catalog import RelationName
from xref.schema.types import SqlType
from xref.source import Location, Span


class Role(StrEnum):
    """What a reference does with what it names; the edges of the graph."""

    READS = "reads"
    WRITES = "writes"
    FILTERS = "filters"
    JOINS = "joins"
    RETURNS = "returns"


class Kind(StrEnum):
    """What a reference names."""

    RELATION = "relation"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Bound:
    """The name means this relation, or this attribute of it."""

    relation: RelationName
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """The name means something of the statement's own: a CTE, a subquery's or a function's column, an output name."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """Nothing of that name can be meant."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one thing can be meant."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be decided."""

    reason: Reason


Binding = Bound | Local | Undefined | Ambiguous | Unknown


@dataclass(frozen=True, slots=True)
class Reference:
    """A name in the SQL text and what it means.

    ``span`` is the last name of a qualified one (``emial`` of ``u.emial``); ``subject`` is what it means or would mean,
    schema.table or schema.table.column, None when that is not known.
    """

    kind: Kind
    name: str
    span: Span
    role: Role
    binding: Binding
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A place that an error rests on, in words ("declared here")."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class SqlError:
    """What PostgreSQL would refuse the statement for.

    ``condition`` is the rule's name for it; ``message`` PostgreSQL's own wording; ``span`` the exact token; ``position`` the
    offset that the server would point at (None where it gives none); ``subject`` is schema.table.column as far as known;
    ``name`` the name that is wrong, folded; ``candidates`` names that could have been meant, best first.
    ``rests_on`` are the attributes whose types led to it. ``value`` is the path and the span of what the code sends, where the
    error is about that.
    """

    condition: str
    sqlstate: str | None
    message: str
    span: Span
    position: int | None
    subject: str | None = None
    name: str | None = None
    candidates: tuple[str, ...] = ()
    declared: tuple[Declared, ...] = ()
    hint: str | None = None
    rests_on: tuple[Bound, ...] = ()
    value: tuple[str, Span] | None = None


class Place(StrEnum):
    """Where in a subquery a bare column of the outer query stands: as a whole output or sort key, or against a constant."""

    OUTPUT = "output"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Capture:
    """A bare column of a subquery that only the outer query has: legal, and rarely meant.

    ``outer`` is the relation that it binds to, ``inner`` the alias of the subquery's relation that lacks it.
    """

    name: str
    span: Span
    outer: Bound
    inner: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that PostgreSQL takes and that was hardly meant. ``condition`` is the rule's name for it."""

    condition: str
    message: str
    span: Span
    subject: str | None = None
    hint: str | None = None
    declared: tuple[Declared, ...] = ()
    rests_on: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that could not be decided."""

    reason: Reason
    span: Span


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the result: its output name, its type and the attribute that it comes from, as far as known.

    ``nullable`` is False when no row can have NULL there, True when one can, None when that is not worked out.
    """

    name: str
    type: SqlType | None = None
    origin: Bound | None = None
    nullable: bool | None = None


@dataclass(frozen=True, slots=True)
class StatementParameter:
    """A placeholder ``$number``: its type (None when not decided) and every place where it is written.

    ``column`` is the attribute that its value is compared with or written to, when there is one such.
    """

    number: int
    type: SqlType | None
    spans: tuple[Span, ...]
    column: Bound | None = None


@dataclass(frozen=True, slots=True)
class DescribedStatement:
    """One statement of a text, resolved. ``span`` is the statement in the text (a text ``a; b`` has two).

    ``columns`` is None when the result's columns are not known (a ``*`` over something unknown); empty when there are none.
    ``parameters`` are those that the text has, by number.
    """

    kind: str
    span: Span
    references: tuple[Reference, ...] = ()
    errors: tuple[SqlError, ...] = ()
    gaps: tuple[Gap, ...] = ()
    captures: tuple[Capture, ...] = ()
    remarks: tuple[Remark, ...] = ()
    columns: tuple[ResultColumn, ...] | None = ()
    coverage: Coverage = Coverage.CHECKED
    parameters: tuple[StatementParameter, ...] = ()
