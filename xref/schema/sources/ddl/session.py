"""What holds between the statements of a replay: the draft, the search path, and where in which file we are."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from xref.finding import Diagnostic, Severity
from xref.schema.catalog import Catalog, Completeness, Relation, RelationKind, RelationName
from xref.schema.draft import CatalogDraft, Key, QueryDescriber, RefusedError
from xref.schema.types import SqlType
from xref.source import Location, Position, SourceFile, Span
from xref.sql.cursor import UnreadError
from xref.sql.lexer import Token, lex

TEMPORARY = "pg_temp"
SYSTEM_SCHEMAS = frozenset({"pg_catalog", "information_schema"})

ExtensionInstaller = Callable[[CatalogDraft, str, str], None]
"""Puts into the draft what CREATE EXTENSION brings: the draft, the extension's name, the schema."""


@dataclass(frozen=True, slots=True)
class Shadowed:
    """An ``IF NOT EXISTS`` that did nothing since something of another shape was there.

    ``location`` is the name in the statement that did nothing, ``existing`` where what exists was declared, ``missing`` the
    columns that the statement lists and the relation does not have, ``differing`` those that have another type.
    """

    name: RelationName
    location: Location
    existing: tuple[Location, ...]
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text that is being read stands: from ``offset`` of a file on, or all of it at ``whole`` (a literal)."""

    file: SourceFile
    offset: int = 0
    whole: Span | None = None

    def location(self, start: int, end: int) -> Location:
        """The location of a range of the text that is being read."""
        if self.whole is not None:
            return self.file.location(self.whole)
        first = self.file.position(start + self.offset)
        if "\n" in self.file.text[start + self.offset : end + self.offset]:
            return Location(self.file.path, first, self.file.position(end + self.offset))
        return Location(self.file.path, first, Position(first.line, first.column + end - start))


class Session:
    """One run over the files. Statements change ``draft`` and ``search_path``; the rest is said on the side.

    ``certain`` is False in a branch that may not be taken, ``path_after`` the search path after SET LOCAL's transaction.
    """

    def __init__(
        self,
        draft: CatalogDraft,
        search_path: Sequence[str],
        describe: QueryDescriber,
        install: ExtensionInstaller | None = None,
    ) -> None:
        self.draft = draft
        self.initial_path = tuple(search_path)
        self.search_path = self.initial_path
        self.describe = describe
        self.install = install
        self.place = Place(SourceFile("", ""))
        self.diagnostics: list[Diagnostic] = []
        self.shadowed: list[Shadowed] = []
        self.presumed: dict[Key, tuple[str, Location]] = {}
        self.depth = 0
        self.certain = True
        self.path_after: tuple[str, ...] | None = None

    # Saying where and what

    def at(self, token: Token) -> tuple[Location, ...]:
        """The provenance of what is named by a token."""
        return (self.place.location(token[2], token[3]),)

    def warn(self, message: str, offset: int) -> None:
        """Note that something was not read, with its line."""
        location = self.place.location(offset, offset)
        self.diagnostics.append(Diagnostic(Severity.WARNING, message, location.path, location.start.line))

    def finish(self) -> Catalog:
        """The catalog, after noting the relations that were used and that no statement created, not even later.

        If one of these is where unqualified names are looked up, then the files are not all there is: the catalog does not
        claim to be complete. A migration tool's own table does not count.
        """
        complete = True
        for key, (message, location) in self.presumed.items():
            relation = self.draft.relations.get(key)
            if relation is not None and is_presumed(relation):
                self.diagnostics.append(Diagnostic(Severity.WARNING, message, location.path, location.start.line))
                complete = complete and (key[0] not in self.initial_path or "migration" in key[1])
        catalog = self.draft.freeze(self.initial_path)
        return catalog if complete else replace(catalog, complete=False)

    # Finding

    def existing_path(self) -> list[str]:
        """The schemas that unqualified names are looked up in, in order."""
        return [TEMPORARY, *(schema for schema in self.search_path if schema in self.draft.schemas)]

    def find(self, names: Sequence[Token]) -> Key | None:
        """The key of the relation that a (qualified) name means."""
        relations = self.draft.relations
        name = names[-1][1]
        if len(names) > 1:
            key = (self.schema_name(names[-2][1]), name)
            return key if key in relations else None
        for schema in (TEMPORARY, *self.search_path):
            if (schema, name) in relations:
                return (schema, name)
        return None

    def find_index(self, names: Sequence[Token]) -> Key | None:
        """The key of the index that a (qualified) name means."""
        return self.find_in(self.draft.indexes, names)

    def find_in(self, mapping: Container[Key], names: Sequence[Token]) -> Key | None:
        """The key in any mapping by schema and name that a (qualified) name means."""
        name = names[-1][1]
        schemas = [names[-2][1]] if len(names) > 1 else [TEMPORARY, *self.search_path]
        for schema in schemas:
            if (schema, name) in mapping:
                return (schema, name)
        return None

    def relation(self, names: Sequence[Token], *, columns_follow: bool = False) -> tuple[Key, Relation]:
        """The relation that a statement is about.

        One that no statement created and none dropped must come from outside: it is noted, with its name alone or (where
        the statement adds columns) as partial; so is its schema, as open, when nothing created that either. Raises
        RefusedError when PostgreSQL knows that it is not there.
        """
        key = self.find(names)
        if key is not None:
            return key, self.draft.relations[key]
        written = dotted(names)
        key = (names[-2][1], names[-1][1]) if len(names) > 1 else (self.creation_schema(), names[-1][1])
        if not self.certain or key in self.draft.dropped or key in self.draft.indexes or key[0] in SYSTEM_SCHEMAS:
            raise RefusedError("undefined_table", f'relation "{written}" does not exist')
        message = f'relation "{written}" is used here but created nowhere'
        self.presumed[key] = (message, self.at(names[-1])[0])
        if key[0] not in self.draft.schemas:
            self.draft.open_schemas[key[0]] = True
        return key, self.draft.presume(key, self.at(names[-1]), named_only=not columns_follow)

    # Creating

    def creation_schema(self) -> str:
        """The schema that CREATE puts an unqualified name into."""
        for schema in self.search_path:
            if schema in self.draft.schemas:
                return schema
        raise RefusedError("undefined_schema", "no schema has been selected to create in")

    def new_key(self, names: Sequence[Token]) -> Key:
        """The key of what a CREATE statement names. A schema that nothing created is taken to exist."""
        if len(names) < 2:
            return (self.creation_schema(), names[-1][1])
        schema = self.schema_name(names[-2][1])
        if schema not in self.draft.schemas and schema not in SYSTEM_SCHEMAS and schema != TEMPORARY:
            self.warn(f'schema "{schema}" is used here but created nowhere before', names[-2][2])
            self.draft.schemas[schema] = True
        return (schema, names[-1][1])

    @staticmethod
    def schema_name(written: str) -> str:
        """A schema's name as the draft keeps it."""
        return TEMPORARY if written.startswith("pg_temp") else written

    def exists(self, key: Key) -> bool:
        """Whether a relation or index of this name is known to exist, rather than presumed."""
        relation = self.draft.relations.get(key)
        return key in self.draft.indexes or (relation is not None and not is_presumed(relation))

    # Types

    def resolve_type(self, type_: SqlType) -> SqlType:
        """A type as written, with the schema that its name means now."""
        if type_.schema is not None:
            return type_
        if type_.name.endswith("%TYPE"):
            return self._column_type(type_.name) or type_
        for schema in self.existing_path():
            if self.draft.type_taken((schema, type_.name)):
                return replace(type_, schema=schema)
        if type_.name.startswith("_") and not type_.array:
            element = self.resolve_type(replace(type_, name=type_.name[1:], array=True))
            if element.schema is not None:
                return element
        return type_

    def _column_type(self, written: str) -> SqlType | None:
        names = [token for token in lex(written.removesuffix("%TYPE")) if token[1] != "."]
        key = self.find(names[:-1]) if len(names) > 1 else None
        attribute = self.draft.relations[key].attribute(names[-1][1]) if key else None
        return attribute.type if attribute else None


def is_presumed(relation: Relation) -> bool:
    """Whether no statement created the relation: others only mention it."""
    return relation.completeness is not Completeness.COMPLETE and relation.kind is RelationKind.TABLE


def dotted(names: Sequence[Token]) -> str:
    """A qualified name as it is said in messages."""
    return ".".join(token[1] for token in names)


FAILURES = (RefusedError, UnreadError)
"""What ends a statement without ending the replay."""
