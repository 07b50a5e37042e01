"""The facts about types that the catalog and the extensions declare: what pg_type would say of them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from xref.builtin import TypeFacts
from xref.schema.catalog import Completeness
from xref.schema.types import SqlType

if TYPE_CHECKING:
    from xref.builtin import ExtensionFacts, Facts
    from xref.schema.catalog import Attribute, Catalog, Range, Relation

SYSTEM_SCHEMAS: Final = ("pg_catalog", "information_schema")
_PART = re.compile(r'"((?:[^"]|"")+)"|([^".]+)')
_MAX_ANCESTORS: Final = 1000


class CatalogNames(Protocol):
    """The names of one catalog, as far as types need them."""

    @property
    def catalog(self) -> Catalog:
        """The catalog itself."""

    @property
    def builtin(self) -> Facts:
        """What PostgreSQL itself brings."""

    @property
    def extensions(self) -> tuple[ExtensionFacts, ...]:
        """What the catalog's extensions bring, as far as they are known."""

    @property
    def has_unknown_extension(self) -> bool:
        """Whether an extension is installed about which nothing is known."""

    def schema_exists(self, schema: str) -> bool:
        """Whether there is such a schema."""

    def schema_is_open(self, schema: str | None) -> bool:
        """Whether a schema belongs to something that is not known; without one, whether the search path leads through one."""

    def relation(self, schema: str | None, name: str) -> Relation | None:
        """The relation that a name means."""

    def has_type(self, schema: str | None, name: str) -> bool | None:
        """Whether a type of this name exists; None when that cannot be known."""


class DeclaredTypes:
    """Looks types up by schema and name: PostgreSQL's own, the user's and those of extensions."""

    def __init__(self, names: CatalogNames) -> None:
        """Takes the names of one catalog."""
        self._names = names
        self._catalog = names.catalog

    def find(self, schema: str, name: str) -> SqlType | None:
        """The type of a name in a schema, with the schema that it is in; None when there is none or it is not known.

        What an extension brings is found in whichever schema it is looked for, since catalogs do not say where it was created.
        """
        if schema in SYSTEM_SCHEMAS:
            known = self._names.builtin.type(name, schema) is not None or self._names.builtin.relation(schema, name) is not None
            if known:
                return SqlType(name, schema)
        elif self._is_declared((schema, name)):
            return SqlType(name, schema)
        else:
            for facts in self._names.extensions:
                if facts.type(name) is not None or facts.relation(facts.schema, name) is not None:
                    return SqlType(name, facts.schema)
        if name.startswith("_"):
            element = self.find(schema, name[1:])
            return None if element is None or element.array else SqlType(element.name, element.schema, array=True)
        return None

    def _is_declared(self, key: tuple[str, str]) -> bool:
        catalog = self._catalog
        return (
            key in catalog.enums
            or key in catalog.domains
            or key in catalog.relations
            or key in catalog.ranges
            or key in self._multiranges
            or key in catalog.base_types
        )

    @cached_property
    def _multiranges(self) -> dict[tuple[str, str], Range]:
        return {(one.schema, one.multirange): one for one in self._catalog.ranges.values()}

    def facts(self, type_: SqlType) -> TypeFacts | None:
        """The facts of a type that is no array.

        Those of the catalog have the types in them as declared; a domain has no category, that of its base type is its own.
        """
        schema, name = type_.schema, type_.name
        if schema is None:
            return None
        if schema in SYSTEM_SCHEMAS:
            found = self._names.builtin.type(name, schema)
            return found or _row_type(type_, self._names.builtin.relation(schema, name))
        return self._user_facts(type_, (schema, name)) or self._extension_facts(type_)

    def _user_facts(self, type_: SqlType, key: tuple[str, str]) -> TypeFacts | None:
        catalog, array = self._catalog, "_" + type_.name
        if key in catalog.enums:
            return TypeFacts(type_, "enum", "E", array=array, equality=True, ordering=True)
        if key in catalog.domains:
            return TypeFacts(type_, "domain", "", array=array, base=catalog.domains[key].base)
        if key in catalog.ranges:
            one = catalog.ranges[key]
            multirange = SqlType(one.multirange, one.schema)
            return TypeFacts(
                type_, "range", "R", array=array, subtype=one.subtype, multirange=multirange, equality=True, ordering=True
            )
        if key in self._multiranges:
            one = self._multiranges[key]
            range_ = SqlType(one.name, one.schema)
            return TypeFacts(type_, "multirange", "R", array=array, range=range_, equality=True, ordering=True)
        return _row_type(type_, catalog.relations.get(key))

    def _extension_facts(self, type_: SqlType) -> TypeFacts | None:
        for facts in self._names.extensions:
            if facts.schema == type_.schema:
                found = facts.type(type_.name) or _row_type(type_, facts.relation(facts.schema, type_.name))
                if found is not None:
                    return found
        return None

    def attributes(self, type_: SqlType) -> tuple[Attribute, ...] | None:
        """The columns of a composite type; None when not all of them are known."""
        schema, name = type_.schema or "", type_.name
        relation = self._names.builtin.relation(schema, name) if schema in SYSTEM_SCHEMAS else None
        relation = relation or self._catalog.relations.get((schema, name))
        if relation is None or relation.completeness is not Completeness.COMPLETE:
            return None
        return relation.attributes

    def column_type(self, written: str) -> SqlType | None:
        """The declared type of the column that ``x%TYPE`` names."""
        parts = [(quoted or plain).replace('""', '"') for quoted, plain in _PART.findall(written.removesuffix("%TYPE"))]
        if len(parts) not in (2, 3):
            return None
        relation = self._names.relation(parts[0] if len(parts) > 2 else None, parts[-2])
        attribute = relation.attribute(parts[-1]) if relation is not None else None
        return attribute.type if attribute is not None else None

    def inherits(self, type_: SqlType, ancestor: SqlType) -> bool:
        """Whether a table's row type is that of a table which inherits from the other's (INHERITS, PARTITION OF)."""
        waiting = [(type_.schema or "", type_.name)]
        wanted = (ancestor.schema or "", ancestor.name)
        if type_.array or ancestor.array or wanted not in self._catalog.relations:
            return False
        seen: set[tuple[str, str]] = set()
        while waiting and len(seen) < _MAX_ANCESTORS:
            key = waiting.pop()
            if key == wanted:
                return True
            relation = self._catalog.relations.get(key)
            if relation is not None and key not in seen:
                waiting += [(parent.schema, parent.name) for parent in relation.inherits]
            seen.add(key)
        return False


def _row_type(type_: SqlType, relation: Relation | None) -> TypeFacts | None:
    """The row type that comes with a relation; its comparison operators hang on its columns."""
    return None if relation is None else TypeFacts(type_, "composite", "C", array="_" + type_.name)
