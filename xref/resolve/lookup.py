"""Names against the catalog: the user's, PostgreSQL's own, and what extensions bring, in search path order (manual, 5.10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from sqlglot import exp

from xref import builtin
from xref.builtin import ExtensionFacts, Facts
from xref.reason import Reason
from xref.resolve.described import Bound, Declared
from xref.resolve.scopes import OutputColumn, Rows
from xref.resolve.typing.types import Types
from xref.schema.catalog import Attribute, Catalog, Completeness, Function, Relation, RelationKind, RelationName
from xref.schema.types import SqlType
from xref.source import Location

_SYSTEM_SCHEMAS = frozenset({"pg_catalog", "information_schema", "pg_toast"})
_LOCALE = re.compile(r"[a-z]{2,3}(?:$|[_@.-])|.*-x-icu$")
_SEQUENCE = (("last_value", "int8"), ("log_cnt", "int8"), ("is_called", "bool"))
_ROWLESS = frozenset({"record", "anyelement", "any", "anycompatible", "anynonarray", "anycompatiblenonarray"})
_HAS_SYSTEM_COLUMNS = frozenset(
    {RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.MATERIALIZED_VIEW, RelationKind.SEQUENCE}
)


class Names:
    """Looks names up in one catalog; keeps what it worked out, so one is made for a catalog and used for all statements."""

    def __init__(self, catalog: Catalog, version: int = 18) -> None:
        self.catalog = catalog
        self._builtin = builtin.facts(version)
        self._rows: dict[RelationName, Rows] = {}
        self.conditions: dict[str, exp.Expr | None] = {}
        """The trees of the CHECK conditions that were read so far, by their texts."""

    @cached_property
    def types(self) -> Types:
        """The types of this catalog."""
        return Types(self)

    @property
    def builtin(self) -> Facts:
        """What PostgreSQL itself brings."""
        return self._builtin

    @property
    def extensions(self) -> tuple[ExtensionFacts, ...]:
        """What the catalog's extensions bring, as far as they are known."""
        return self._extensions

    @cached_property
    def _extensions(self) -> tuple[ExtensionFacts, ...]:
        waiting, known = sorted(self.catalog.extensions, reverse=True), {}
        while waiting:
            name = waiting.pop()
            facts = builtin.extension_facts(name)
            if facts is not None and name not in known:
                known[name] = facts
                waiting += sorted(facts.requires, reverse=True)
        return tuple(known.values())

    @cached_property
    def has_unknown_extension(self) -> bool:
        """Whether an extension is installed about which nothing is known: then no function or type is surely missing."""
        return any(builtin.extension_facts(name) is None for name in self.catalog.extensions if name != "plpgsql")

    # relations

    def relation(self, schema: str | None, name: str) -> Relation | None:
        """The relation that a (folded) name means; system catalogs come first when there is no schema."""
        if schema is None:
            found = None
            if name.startswith("pg_"):
                found = self._builtin.relation("pg_catalog", name)
            return found or self.catalog.relation(name) or self._extension_relation(name)
        if schema in _SYSTEM_SCHEMAS:
            return self._builtin.relation(schema, name) or self.catalog.relation(name, schema)
        return self.catalog.relation(name, schema)

    def _extension_relation(self, name: str) -> Relation | None:
        for facts in self._extensions:
            for relation in facts.relations:
                if relation.name.name == name:
                    return relation
        return None

    def rows(self, relation: Relation) -> Rows:
        """A relation's columns; open when not all of them are stated."""
        rows = self._rows.get(relation.name)
        if rows is None:
            columns = [self._offered(relation, attribute) for attribute in relation.attributes]
            if relation.kind is RelationKind.SEQUENCE:
                columns = [OutputColumn(name, SqlType(type_), Bound(relation.name, name), False) for name, type_ in _SEQUENCE]
            rows = Rows(columns, _openness(relation), relation=relation.name)
            self._rows[relation.name] = rows
        return rows

    def _offered(self, relation: Relation, attribute: Attribute) -> OutputColumn:
        type_ = self.types.canonical(attribute.type) if attribute.type is not None else None
        nullable = None if attribute.not_null is None else not attribute.not_null
        return OutputColumn(attribute.name, type_, Bound(relation.name, attribute.name), nullable)

    def has_system_columns(self, relation: Relation) -> bool:
        """Whether ``ctid``, ``xmin`` and so on can be read from it."""
        return relation.kind in _HAS_SYSTEM_COLUMNS

    def relation_names(self, schema: str | None) -> Iterator[str]:
        """The names that could be written (without schema: those on the search path)."""
        schemas = self.catalog.search_path if schema is None else (schema,)
        for relation_schema, name in self.catalog.relations:
            if relation_schema in schemas:
                yield name

    # schemas

    def schema_exists(self, schema: str) -> bool:
        """Whether there is such a schema."""
        return schema in _SYSTEM_SCHEMAS or schema in self.catalog.schemas

    def schema_is_open(self, schema: str | None) -> bool:
        """Whether a schema belongs to something that is not known; without one, whether the search path leads through one."""
        if schema is None:
            return any(candidate in self.catalog.open_schemas for candidate in self.catalog.search_path)
        # What a session has made for itself is in no schema source.
        return schema == "pg_temp" or schema in self.catalog.open_schemas

    # functions and types

    def functions(self, schema: str | None, name: str) -> tuple[Function, ...]:
        """Every function of this name that can be meant, PostgreSQL's own first."""
        found: list[Function] = []
        if schema in (None, "pg_catalog"):
            found += self._builtin.functions(name)
        if schema is None:
            for path_schema in self.catalog.search_path:
                found += self.catalog.functions.get((path_schema, name), ())
        else:
            found += self.catalog.functions.get((schema, name), ())
        for facts in self._extensions:
            found += facts.functions(name)
        return tuple(found)

    def takes_row(self, name: str, relation: RelationName | None) -> bool:
        """Whether ``name(row)`` is a function call for a row of ``relation``, so that ``row.name`` means it."""
        for function in self.functions(None, name):
            inputs = [argument for argument in function.arguments if argument.mode in ("in", "inout", "variadic")]
            required = [argument for argument in inputs if not argument.has_default]
            if function.kind != "function" or not inputs or len(required) > 1:
                continue
            first = inputs[0].type
            if first.name in _ROWLESS and not first.array:
                return True
            if relation is not None and first.name == relation.name and first.schema in (None, relation.schema):
                return True
        return False

    def has_type(self, schema: str | None, name: str) -> bool | None:
        """Whether a type of this (folded) name exists; None when that cannot be known."""
        if schema in (None, *_SYSTEM_SCHEMAS) and self._builtin.type(name, schema) is not None:
            return True
        if name.startswith("_") and self.has_type(schema, name[1:]):
            return True
        schemas = self.catalog.search_path if schema is None else (schema,)
        for candidate in schemas:
            key = (candidate, name)
            if key in self.catalog.enums or key in self.catalog.domains or key in self.catalog.relations:
                return True
            if key in self.catalog.ranges or key in self.catalog.base_types:
                return True
            if any(one.schema == candidate and one.multirange == name for one in self.catalog.ranges.values()):
                return True
        if any(facts.type(name) is not None for facts in self._extensions):
            return True
        if not self.catalog.complete or self.has_unknown_extension or self.schema_is_open(schema):
            return None
        if schema is not None and not self.schema_exists(schema):
            return None
        return False

    def type_names(self) -> Iterator[str]:
        """The names of the user's own types."""
        for _, name in (*self.catalog.enums, *self.catalog.domains, *self.catalog.ranges):
            yield name

    def has_collation(self, schema: str | None, name: str) -> bool | None:
        """Whether there is a collation of this name; None when that hangs on the server's platform (locale names)."""
        if name in self._builtin.collations or name in self.catalog.collations:
            return True
        return None if _LOCALE.match(name) or self.schema_is_open(schema) or not self.catalog.complete else False

    def composite(self, type_: SqlType | None) -> Rows | None:
        """The fields of a composite type, a table's row type included; None when the type is not known to be one."""
        if type_ is None or type_.array:
            return None
        schemas = self.catalog.search_path if type_.schema is None else (type_.schema,)
        for schema in schemas:
            relation = self.catalog.relations.get((schema, type_.name))
            if relation is not None:
                return self._fields(relation)
        if type_.schema in (None, "pg_catalog"):
            relation = self._builtin.relation("pg_catalog", type_.name)
            if relation is not None:
                return self._fields(relation)
        return None

    def _fields(self, relation: Relation) -> Rows:
        """A relation's columns as the fields of its row type, where NOT NULL holds for none (manual, 8.16)."""
        rows = self.rows(relation)
        return replace(rows, columns=[replace(column, nullable=None) for column in rows.columns])

    # provenance

    def declared(self, what: Bound, message: str) -> tuple[Declared, ...]:
        """The place where a relation or an attribute is declared, in a note; nothing for PostgreSQL's own."""
        relation = self.catalog.relations.get((what.relation.schema, what.relation.name))
        if relation is None:
            return ()
        provenance = relation.provenance
        if what.attribute is not None:
            attribute = relation.attribute(what.attribute)
            provenance = _own_place(relation, attribute.provenance) if attribute is not None else provenance
        return (Declared(message, provenance[0]),) if provenance else ()


def _own_place(relation: Relation, places: tuple[Location, ...]) -> tuple[Location, ...]:
    """An attribute's places, the one in the relation's own declaration first: that is where a reader looks for it."""
    home = relation.provenance[:1]
    inside = sorted(place for place in places for start in home if place.path == start.path and place.start >= start.start)
    return (*inside[:1], *places) or relation.provenance


def _openness(relation: Relation) -> Reason | None:
    if relation.completeness is Completeness.COMPLETE:
        return None
    if relation.completeness is Completeness.PARTIAL:
        return Reason.PARTIAL_RELATION
    return Reason.UNKNOWN_RELATION
