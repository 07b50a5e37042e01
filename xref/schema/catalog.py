"""The catalog: what the schema sources say the database holds, as plain frozen values with their provenance.

Names are as PostgreSQL stores them (folded unless they were quoted). Every source fills these types and every stage after it
reads them, so nothing in here knows Markdown, DDL or sqlglot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xref.schema.types import SqlType
from xref.source import Location


class Completeness(StrEnum):
    """How much of a relation its sources state."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NAME_ONLY = "name-only"


class RelationKind(StrEnum):
    """pg_class.relkind, in words."""

    TABLE = "table"
    PARTITIONED_TABLE = "partitioned table"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    FOREIGN_TABLE = "foreign table"
    SEQUENCE = "sequence"
    COMPOSITE_TYPE = "composite type"


class ConstraintKind(StrEnum):
    """pg_constraint.contype, in words; a foreign key is a :class:`ForeignKey`."""

    PRIMARY_KEY = "primary key"
    UNIQUE = "unique"
    CHECK = "check"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class RelationName:
    """A relation's identity."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A declared column. ``type`` is None when no source states it (or when it could not be worked out, for a view).

    ``not_null`` is None when no source states it. ``default`` is the expression's text, ``identity`` is "always" or "by
    default", ``generated`` the expression of a generated column. ``conditional``: a guard or DO block may have added it.
    ``default_stated`` is False when no source says whether there is a default.
    """

    name: str
    type: SqlType | None
    not_null: bool | None = None
    default: str | None = None
    identity: str | None = None
    generated: str | None = None
    conditional: bool = False
    provenance: tuple[Location, ...] = ()
    default_stated: bool = True


@dataclass(frozen=True, slots=True)
class Constraint:
    """A primary key, unique, check or exclusion constraint. ``expression`` is the CHECK's or EXCLUDE's text."""

    name: str
    kind: ConstraintKind
    columns: tuple[str, ...] = ()
    expression: str | None = None
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key. ``target_columns`` is empty when the target's primary key is meant and not known."""

    name: str
    columns: tuple[str, ...]
    target: RelationName
    target_columns: tuple[str, ...] = ()
    on_delete: str | None = None
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """An index. A column is None where the index is on an expression; ``predicate`` is a partial index's WHERE text.

    ``expressions`` are the texts of the expressions, in order, one for each None in ``columns`` (or none at all where they are
    not stated).
    """

    name: str
    columns: tuple[str | None, ...]
    unique: bool = False
    predicate: str | None = None
    method: str = "btree"
    provenance: tuple[Location, ...] = ()
    expressions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A row level security policy; ``command`` is all, select, insert, update or delete."""

    name: str
    command: str = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: str | None = None
    check: str | None = None
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger: ``timing`` is before, after or instead of; ``events`` insert, update, delete, truncate."""

    name: str
    timing: str
    events: tuple[str, ...]
    function: str
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view, sequence or composite type, with all that hangs on it.

    ``attributes`` are in the order of SELECT *. ``query`` is a view's text. ``inherits`` names parents (INHERITS and
    PARTITION OF). ``conditional``: a guard or DO block may have made it. ``rls`` is None when no source states it.
    ``keys_stated`` is False when a document names the relation without listing its indexes, so it may have further keys.
    A view's ``query`` is None once something that it reads was renamed: PostgreSQL's view follows, the text does not.
    ``query_location`` is where it was written.
    """

    name: RelationName
    kind: RelationKind = RelationKind.TABLE
    completeness: Completeness = Completeness.COMPLETE
    attributes: tuple[Attribute, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    policies: tuple[Policy, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    rls: bool | None = None
    query: str | None = None
    inherits: tuple[RelationName, ...] = ()
    conditional: bool = False
    provenance: tuple[Location, ...] = ()
    keys_stated: bool = True
    query_location: Location | None = None

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of exactly this (folded) name."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        return None


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumerated type, its labels in order."""

    schema: str
    name: str
    labels: tuple[str, ...]
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain over another type; ``checks`` are the texts of its CHECK expressions."""

    schema: str
    name: str
    base: SqlType
    not_null: bool = False
    default: str | None = None
    checks: tuple[str, ...] = ()
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A range type over ``subtype``; ``multirange`` names the multirange type that came with it, in the same schema."""

    schema: str
    name: str
    subtype: SqlType
    multirange: str
    provenance: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Argument:
    """A function's argument; ``mode`` is in, out, inout, variadic or table."""

    name: str | None
    type: SqlType
    mode: str = "in"
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function, procedure or aggregate; ``result`` is None for a procedure, and where it is not known.

    OUT, INOUT and TABLE arguments are in ``arguments``.

    ``kind`` is function, procedure, aggregate or window. ``language`` and ``body`` are None for built-in ones;
    ``body_location`` is the body's literal, quotes and all. ``within_group`` is ordered-set or hypothetical-set for an
    aggregate that is called WITHIN GROUP; its ``arguments`` are the direct ones and then those to sort by.
    """

    schema: str
    name: str
    arguments: tuple[Argument, ...]
    result: SqlType | None
    returns_set: bool = False
    kind: str = "function"
    language: str | None = None
    body: str | None = None
    strict: bool = False
    provenance: tuple[Location, ...] = ()
    body_location: Location | None = None
    within_group: str | None = None


class CastContext(StrEnum):
    """Where a cast applies (pg_cast.castcontext): everywhere, in assignments too, or only where it is written."""

    IMPLICIT = "implicit"
    ASSIGNMENT = "assignment"
    EXPLICIT = "explicit"


@dataclass(frozen=True, slots=True)
class Cast:
    """A cast (pg_cast).

    ``binary``: both types have the same representation, so no function is called. ``by_text``: it goes through the types'
    input and output functions (WITH INOUT).
    """

    source: SqlType
    target: SqlType
    context: CastContext
    binary: bool
    by_text: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator (pg_operator); ``left`` is None for a prefix operator, ``result`` when it is not known.

    ``strict`` is whether it gives NULL for a NULL operand, None when that is not known.
    """

    schema: str
    name: str
    left: SqlType | None
    right: SqlType
    result: SqlType | None
    strict: bool | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything known about the database. Mappings are keyed by (schema, name) as PostgreSQL stores names.

    ``complete``: some source claims to list every relation (a dump, a replayed folder, a live database), so an unknown
    relation is an error; False against documents alone. ``schemas`` are those that exist, ``open_schemas`` those that belong
    to something else (configured, or created by an extension that is not known) and about which nothing is said.
    ``collations`` are those of CREATE COLLATION, by name. ``base_types`` are those of CREATE TYPE with an input function,
    of which only the name is known. ``operators`` and ``casts`` are the user's own.
    ``made_functions`` are the names of functions that the code makes when it runs.
    """

    relations: Mapping[tuple[str, str], Relation] = field(default_factory=dict)
    enums: Mapping[tuple[str, str], Enum] = field(default_factory=dict)
    domains: Mapping[tuple[str, str], Domain] = field(default_factory=dict)
    functions: Mapping[tuple[str, str], tuple[Function, ...]] = field(default_factory=dict)
    collations: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset({"public"})
    open_schemas: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    search_path: tuple[str, ...] = ("public",)
    complete: bool = True
    ranges: Mapping[tuple[str, str], Range] = field(default_factory=dict)
    base_types: frozenset[tuple[str, str]] = frozenset()
    made_functions: frozenset[str] = frozenset()
    operators: Mapping[tuple[str, str], tuple[Operator, ...]] = field(default_factory=dict)
    casts: frozenset[Cast] = frozenset()

    def relation(self, name: str, schema: str | None = None) -> Relation | None:
        """The user relation that a (folded) name means: in ``schema``, else the first on the search path."""
        if schema is not None:
            return self.relations.get((schema, name))
        for candidate in self.search_path:
            found = self.relations.get((candidate, name))
            if found is not None:
                return found
        return None
