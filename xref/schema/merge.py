"""Merging what sources declare into one catalog, by authority; what loses is kept as a disagreement.

The order of authority is the contract's (:class:`xref.schema.declaration.Authority`), whatever the order in which sources are
given; among equals the later wins. A lower source adds what a higher one does not state. A column that a complete relation of
higher authority does not have is not added; a relation that a complete source does not have stays, as its document describes
it, so that code which uses it is unchecked or checked against the document, never called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from xref.schema.catalog import Attribute, Catalog, Completeness, Relation, RelationKind, RelationName
from xref.schema.combine import ABSENT, PRESENT, Disagreement, Layered, Stated, combine, place
from xref.schema.declaration import UNQUALIFIED, Authority, Declarations, Form, FormerName, TypePattern
from xref.schema.key_claims import disputed_keys
from xref.schema.types import SqlType
from xref.source import Location

__all__ = ["Disagreement", "Merged", "merge"]

_TABLES = (RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.FOREIGN_TABLE)


@dataclass(frozen=True, slots=True)
class Merged:
    """The catalog, what its sources disagree about (in order of subject), and former names with their relations found."""

    catalog: Catalog
    disagreements: tuple[Disagreement, ...] = ()
    former_names: tuple[FormerName, ...] = ()


def merge(layers: Sequence[Declarations], search_path: Sequence[str] = ("public",)) -> Merged:
    """One catalog out of all that the layers declare.

    A name without a schema means the relation of that name on the search path, else the only one anywhere, else one in the
    path's first schema. The catalog is complete when some layer claims to list every relation.
    """
    schemas = _Schemas(layers, search_path)
    catalogs = [layer.catalog for layer in layers if layer.catalog is not None]
    whole = next((layer for layer in layers if layer.catalog is not None and layer.catalog.complete), None)
    relations: dict[tuple[str, str], Relation] = {}
    disagreements: list[Disagreement] = []
    for name, stated in _grouped(layers, schemas).items():
        ranked = sorted([*stated, *_from_patterns(layers, stated)], key=lambda one: (-one.authority, -one.order))
        relation, lost = combine(ranked)
        relations[name.schema, name.name] = relation
        disagreements.extend([*lost, *disputed_keys(ranked)])
        if whole and all(one.document for one in ranked):
            disagreements.append(_unknown_to_database(ranked, whole))
    catalog = _united(catalogs, relations, search_path, complete=whole is not None)
    return Merged(catalog, tuple(sorted(disagreements, key=_by_subject)), tuple(_former_names(layers, schemas)))


class _Schemas:
    """Finds the schema that an unqualified name means."""

    def __init__(self, layers: Sequence[Declarations], search_path: Sequence[str]) -> None:
        self._search_path = tuple(search_path) or ("public",)
        self._places: dict[str, list[str]] = {}
        catalogs = [layer.catalog for layer in layers if layer.catalog is not None]
        self._types = {name for catalog in catalogs for _, name in (*catalog.enums, *catalog.domains, *catalog.relations)}
        for layer in layers:
            for declared in layer.relations:
                name = declared.relation.name
                places = self._places.setdefault(name.name, [])
                if name.schema != UNQUALIFIED and name.schema not in places:
                    places.append(name.schema)

    def resolved(self, name: RelationName) -> RelationName:
        """The name with the schema that it means."""
        if name.schema != UNQUALIFIED:
            return name
        places = self._places.get(name.name, [])
        on_path = next((schema for schema in self._search_path if schema in places), None)
        only = places[0] if len(places) == 1 else None
        return RelationName(on_path or only or self._search_path[0], name.name)

    def known(self, stated: SqlType | None) -> SqlType | None:
        """A document's type, None for a word that names no built-in type and none that a source declares ("ENUM", "string")."""
        return stated if stated is None or stated.schema == "pg_catalog" or stated.name in self._types else None


def _grouped(layers: Sequence[Declarations], schemas: _Schemas) -> dict[RelationName, list[Layered]]:
    groups: dict[RelationName, list[Layered]] = {}
    order = 0
    for layer in layers:
        for declared in layer.relations:
            order += 1
            relation = _settled(declared.relation, schemas) if layer.document else declared.relation
            stated = Layered(relation, declared.authority, order, layer.path, declared.form, layer.document)
            groups.setdefault(relation.name, []).append(stated)
    return groups


def _settled(relation: Relation, schemas: _Schemas) -> Relation:
    """A document's relation with the schemas of its names and the types that they can mean."""
    return replace(
        relation,
        name=schemas.resolved(relation.name),
        foreign_keys=tuple(replace(key, target=schemas.resolved(key.target)) for key in relation.foreign_keys),
        attributes=tuple(replace(attribute, type=schemas.known(attribute.type)) for attribute in relation.attributes),
    )


def _from_patterns(layers: Sequence[Declarations], stated: Sequence[Layered]) -> Iterator[Layered]:
    """A notice's statements about every table's column of a name, where it says nothing about this table's own."""
    if not all(one.relation.kind in _TABLES for one in stated):
        return
    columns = {attribute.name for one in stated for attribute in one.relation.attributes}
    for order, layer in enumerate(layers):
        own = {
            attribute.name
            for one in stated
            if one.form is Form.NOTICE and one.path == layer.path
            for attribute in one.relation.attributes
        }
        for pattern in layer.patterns:
            if pattern.column in columns - own:
                yield _applied(pattern, stated[0].relation.name, layer, order)


def _applied(pattern: TypePattern, name: RelationName, layer: Declarations, order: int) -> Layered:
    attribute = Attribute(pattern.column, pattern.type, provenance=(pattern.location,), default_stated=False)
    relation = Relation(
        name,
        completeness=Completeness.PARTIAL,
        attributes=(attribute,),
        provenance=(pattern.location,),
        keys_stated=False,
    )
    return Layered(relation, Authority.NOTICE, order, layer.path, Form.NOTICE, document=True)


def _unknown_to_database(stated: Sequence[Layered], whole: Declarations) -> Disagreement:
    """A document names a relation that a source of the whole database does not have."""
    first = max(stated, key=lambda one: (one.authority, -one.order))
    absent = Stated(ABSENT, place((), whole.path))
    return Disagreement(
        str(first.relation.name), "existence", absent, Stated(PRESENT, first.location), "registry-drift", first.form
    )


def _united(
    catalogs: Sequence[Catalog], relations: dict[tuple[str, str], Relation], search_path: Sequence[str], *, complete: bool
) -> Catalog:
    """The catalog of these relations with all else that the catalogs declare, the later over the earlier."""
    parts: dict[str, Any] = {
        "relations": relations,
        "schemas": frozenset({"public"}.union(schema for schema, _ in relations)),
        "search_path": tuple(search_path),
        "complete": complete,
    }
    for name, empty in ((field.name, getattr(Catalog(), field.name)) for field in fields(Catalog)):
        stated = [getattr(catalog, name) for catalog in catalogs]
        if isinstance(empty, frozenset):
            parts[name] = parts.get(name, empty).union(*stated)
        elif isinstance(empty, Mapping) and name not in parts:
            parts[name] = {key: one for declared in stated for key, one in declared.items()}
    return Catalog(**parts)


def _former_names(layers: Sequence[Declarations], schemas: _Schemas) -> Iterator[FormerName]:
    for layer in layers:
        for former in layer.former_names:
            yield replace(former, relation=schemas.resolved(former.relation))


def _by_subject(one: Disagreement) -> tuple[str, str, Location]:
    return one.subject, one.fact, one.loser.location
