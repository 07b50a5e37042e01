"""What one schema source declares, before sources are merged: the neutral form that each of them gives.

Authorities are the contract's: a live database over a document's statement about the live database, over dumps and replayed
migrations, over a document's tables, over its diagrams and lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from xref.finding import Diagnostic
from xref.schema.catalog import Catalog, Relation, RelationName
from xref.schema.types import SqlType
from xref.source import Location

UNQUALIFIED = ""
"""The schema of a :class:`RelationName` whose source did not write one; merging gives it the one that it means."""


class Authority(IntEnum):
    """Whose word counts: the higher wins."""

    LISTS = 1
    DOCUMENT = 2
    DEFINITION = 3
    NOTICE = 4
    LIVE = 5


class Form(StrEnum):
    """The form in which a source states a relation, for what is said about a disagreement."""

    DEFINITION = "definition"
    COLUMN_TABLE = "column table"
    NOTICE = "notice"
    DIAGRAM = "diagram"
    COLUMN_LIST = "column list"
    POLICY_TABLE = "policy table"
    REFERENCED_BY = "referenced by"
    MENTION = "mention"


class SchemaError(Exception):
    """The user's schema cannot be used: what is wrong, where, and what to do about it. The command line exits with 2."""

    def __init__(self, message: str, path: str | None = None, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint


@dataclass(frozen=True, slots=True)
class DeclaredRelation:
    """What one place of a source says about a relation. Its schema is :data:`UNQUALIFIED` where none was written."""

    relation: Relation
    authority: Authority
    form: Form


@dataclass(frozen=True, slots=True)
class TypePattern:
    """A statement about every table's column of one name ("all other ``user_id`` columns are UUID")."""

    column: str
    type: SqlType
    location: Location


@dataclass(frozen=True, slots=True)
class FormerName:
    """A column's name before it was renamed, as a document or a migration tells it."""

    relation: RelationName
    former: str
    current: str
    location: Location


@dataclass(frozen=True, slots=True)
class Declarations:
    """All that one source declares.

    ``kind`` is "ddl", "markdown" or "snapshot". ``catalog`` holds what a source of whole databases says beside its relations
    (enums, domains, functions, schemas, extensions, whether it is complete); None for a document.
    """

    kind: str
    path: str
    relations: tuple[DeclaredRelation, ...] = ()
    patterns: tuple[TypePattern, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    catalog: Catalog | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def document(self) -> bool:
        """Whether it is a document: written by people, and never the whole database."""
        return self.catalog is None

    @property
    def count(self) -> int:
        """How many different relations it names."""
        return len({declared.relation.name for declared in self.relations})


def declare_catalog(
    kind: str,
    path: str,
    catalog: Catalog,
    *,
    authority: Authority = Authority.DEFINITION,
    former_names: Iterable[FormerName] = (),
    diagnostics: Iterable[Diagnostic] = (),
) -> Declarations:
    """The declarations of a source that gives a whole catalog."""
    relations = tuple(DeclaredRelation(relation, authority, Form.DEFINITION) for relation in catalog.relations.values())
    return Declarations(
        kind,
        path,
        relations,
        former_names=tuple(former_names),
        catalog=catalog,
        diagnostics=tuple(diagnostics),
    )
