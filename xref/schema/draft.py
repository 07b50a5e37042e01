"""A catalog in the making: what DDL statements change, one after the other, each change on record so that it can be undone.

Nothing in here reads SQL. A change is one method; what PostgreSQL refuses raises :class:`RefusedError`, and the caller goes
back to the :meth:`CatalogDraft.mark` that it took before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from xref.schema.catalog import (
    Attribute,
    Cast,
    Catalog,
    Completeness,
    Constraint,
    ConstraintKind,
    Domain,
    Enum,
    ForeignKey,
    Function,
    Operator,
    Range,
    Relation,
    RelationKind,
    RelationName,
)
from xref.schema.types import SqlType
from xref.source import Location

Key = tuple[str, str]
"""Schema and name."""
K = TypeVar("K")
V = TypeVar("V")
_ABSENT: Final = object()


class QueryDescriber(Protocol):
    """Says which columns a query has."""

    def __call__(self, query: str, catalog: Catalog) -> tuple[Attribute, ...] | None:
        """The columns of the result with their types, None when they cannot be worked out. Never raises."""


class RefusedError(Exception):
    """PostgreSQL would refuse the statement. ``condition`` is the SQLSTATE's name in plpgsql (manual, appendix A)."""

    def __init__(self, condition: str, message: str) -> None:
        super().__init__(message)
        self.condition = condition


class Recorded(dict[K, V]):
    """A dictionary that notes in a journal what it held before each change. Change it with ``[]`` and ``del`` only."""

    def __init__(self, journal: list[tuple[dict[object, object], object, object]], content: dict[K, V] | None = None) -> None:
        super().__init__(content or {})
        self._journal = journal

    def __setitem__(self, key: K, value: V) -> None:
        self._journal.append((self, key, self.get(key, _ABSENT)))  # type: ignore[arg-type]  # one journal, many value types
        super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        self._journal.append((self, key, self[key]))  # type: ignore[arg-type]  # one journal, many value types
        super().__delitem__(key)


class CatalogDraft:
    """The state of a database between two DDL statements.

    ``indexes`` says which table an index belongs to (constraints' own too), ``owned`` which column a sequence belongs to,
    ``not_nulls`` the names of the NOT NULL constraints by table and column, ``reads`` what a view depends on (columns None:
    not known which), ``domain_checks`` the names and texts of a domain's constraints, ``dropped`` what once was.
    """

    def __init__(self, base: Catalog | None = None) -> None:
        self._journal: list[tuple[dict[object, object], object, object]] = []
        base = base or Catalog()
        self.relations: Recorded[Key, Relation] = Recorded(self._journal)
        self.enums: Recorded[Key, Enum] = Recorded(self._journal, dict(base.enums))
        self.domains: Recorded[Key, Domain] = Recorded(self._journal, dict(base.domains))
        self.ranges: Recorded[Key, Range] = Recorded(self._journal, dict(base.ranges))
        self.functions: Recorded[Key, tuple[Function, ...]] = Recorded(self._journal, dict(base.functions))
        self.operators: Recorded[Key, tuple[Operator, ...]] = Recorded(self._journal, dict(base.operators))
        self.casts: Recorded[tuple[SqlType, SqlType], Cast] = Recorded(
            self._journal, {(cast.source, cast.target): cast for cast in base.casts}
        )
        self.base_types: Recorded[Key, bool] = Recorded(self._journal, dict.fromkeys(base.base_types, True))
        self.collations: Recorded[str, bool] = Recorded(self._journal, dict.fromkeys(base.collations, True))
        self.schemas: Recorded[str, bool] = Recorded(self._journal, dict.fromkeys(base.schemas, True))
        self.extensions: Recorded[str, str] = Recorded(self._journal, dict.fromkeys(base.extensions, "public"))
        self.indexes: Recorded[Key, Key] = Recorded(self._journal)
        self.owned: Recorded[Key, tuple[Key, str]] = Recorded(self._journal)
        self.not_nulls: Recorded[Key, dict[str, str]] = Recorded(self._journal)
        self.reads: Recorded[Key, dict[Key, frozenset[str] | None]] = Recorded(self._journal)
        self.domain_checks: Recorded[Key, tuple[tuple[str, str], ...]] = Recorded(self._journal)
        self.dropped: Recorded[Key, bool] = Recorded(self._journal)
        self.constraint_names: Recorded[Key, int] = Recorded(self._journal)
        self._inheritance = False
        self.open_schemas: Recorded[str, bool] = Recorded(self._journal, dict.fromkeys(base.open_schemas, True))
        self._complete = base.complete
        for relation in base.relations.values():
            self.put(relation)
            for name in index_names(relation):
                self.indexes[relation.name.schema, name] = key_of(relation.name)

    # Undoing

    def mark(self) -> int:
        """A point to go back to."""
        return len(self._journal)

    def roll_back(self, mark: int) -> None:
        """Undo every change since ``mark``."""
        while len(self._journal) > mark:
            mapping, key, before = self._journal.pop()
            if before is _ABSENT:
                dict.__delitem__(mapping, key)
            else:
                dict.__setitem__(mapping, key, before)

    def changes(self, mark: int) -> Iterator[tuple[dict[object, object], object]]:
        """Which keys of which mappings were changed since ``mark``, each once."""
        seen = set()
        for mapping, key, _ in self._journal[mark:]:
            if (id(mapping), key) not in seen:
                seen.add((id(mapping), key))
                yield mapping, key

    # Looking at it

    def view(self, search_path: Iterable[str]) -> Catalog:
        """The draft as a catalog, over the same mappings: cheap, and true until the next change."""
        return Catalog(
            relations=self.relations,
            enums=self.enums,
            domains=self.domains,
            functions=self.functions,
            collations=frozenset(self.collations),
            schemas=frozenset(self.schemas),
            open_schemas=frozenset(self.open_schemas),
            extensions=frozenset(self.extensions),
            search_path=tuple(search_path),
            complete=self._complete,
            ranges=self.ranges,
            base_types=frozenset(self.base_types),
            operators=self.operators,
            casts=frozenset(self.casts.values()),
        )

    def freeze(self, search_path: Iterable[str]) -> Catalog:
        """The finished catalog, which later changes do not touch."""
        view = self.view(search_path)
        return replace(
            view,
            relations=dict(self.relations),
            enums=dict(self.enums),
            domains=dict(self.domains),
            functions=dict(self.functions),
            ranges=dict(self.ranges),
            operators=dict(self.operators),
        )

    def name_taken(self, schema: str, name: str) -> bool:
        """Whether a relation or an index has this name."""
        return (schema, name) in self.relations or (schema, name) in self.indexes

    def constraint_taken(self, schema: str, name: str) -> bool:
        """Whether any constraint in the schema has this name."""
        return self.constraint_names.get((schema, name), 0) > 0

    def type_taken(self, key: Key) -> bool:
        """Whether a type has this name: a table's row type counts, a sequence is none."""
        relation = self.relations.get(key)
        if relation is not None:
            return relation.kind is not RelationKind.SEQUENCE
        return key in self.enums or key in self.domains or key in self.ranges or key in self.base_types

    def children(self, key: Key) -> list[Relation]:
        """The tables that inherit directly from this one, partitions too."""
        if not self._inheritance:
            return []
        parent = RelationName(*key)
        return [relation for relation in self.relations.values() if parent in relation.inherits]

    # Changing it

    def put(self, relation: Relation) -> None:
        """Add a relation, or replace the one of the same name."""
        key = (relation.name.schema, relation.name.name)
        before = self.relations.get(key)
        if before is None:
            self._count_constraints(relation, 1)
        elif before.constraints is not relation.constraints or before.foreign_keys is not relation.foreign_keys:
            self._count_constraints(before, -1)
            self._count_constraints(relation, 1)
        if relation.inherits:
            self._inheritance = True
        self.relations[key] = relation

    def remove(self, key: Key) -> None:
        """Take a relation away, with its indexes and what else is noted about it. What depends on it stays as it is."""
        relation = self.relations[key]
        self._count_constraints(relation, -1)
        for name in index_names(relation):
            self._forget(self.indexes, (key[0], name))
        self.put_not_nulls(key, {})
        self._forget(self.reads, key)
        self._forget(self.owned, key)
        self.dropped[key] = True
        del self.relations[key]

    def move(self, key: Key, to: Key) -> None:
        """Give a relation another name or schema; its indexes, owned sequences and all references to it follow."""
        relation = self.relations[key]
        moved = replace(relation, name=RelationName(*to))
        not_nulls = self.not_nulls.get(key, {})
        reads = self.reads.get(key)
        owner = self.owned.get(key)
        self.remove(key)
        self.put(moved)
        self.put_not_nulls(to, not_nulls)
        for name in index_names(relation):
            self.indexes[to[0], name] = to
        if reads is not None:
            self.reads[to] = reads
        if owner is not None:
            self.owned[to] = owner
        self._follow(key, to)

    def _follow(self, key: Key, to: Key) -> None:
        """Change every mention of a relation's old name."""
        for sequence, (table, column) in list(self.owned.items()):
            if table == key:
                self.owned[sequence] = (to, column)
        for view, read in list(self.reads.items()):
            if key in read:
                self.reads[view] = {to if used == key else used: columns for used, columns in read.items()}
        before, after = RelationName(*key), RelationName(*to)
        for relation in list(self.relations.values()):
            if before in relation.inherits:
                parents = tuple(after if parent == before else parent for parent in relation.inherits)
                relation = replace(relation, inherits=parents)
                self.put(relation)
            if any(foreign.target == before for foreign in relation.foreign_keys):
                keys = tuple(_retargeted(foreign, before, after) for foreign in relation.foreign_keys)
                self.put(replace(relation, foreign_keys=keys))

    def put_attribute(self, key: Key, attribute: Attribute) -> None:
        """Add an attribute at the end, or replace the one of the same name."""
        relation = self.relations[key]
        if relation.attribute(attribute.name) is None:
            attributes = (*relation.attributes, attribute)
        else:
            attributes = tuple(attribute if old.name == attribute.name else old for old in relation.attributes)
        self.relations[key] = replace(relation, attributes=attributes)

    def add_constraint(self, key: Key, constraint: Constraint | ForeignKey) -> None:
        """Add a constraint, which has its name already. Its index is another change."""
        relation = self.relations[key]
        if constraint.name in constraint_names(relation):
            raise RefusedError("duplicate_object", f'constraint "{constraint.name}" for relation "{key[1]}" already exists')
        if isinstance(constraint, ForeignKey):
            self.put(replace(relation, foreign_keys=(*relation.foreign_keys, constraint)))
        else:
            self.put(replace(relation, constraints=(*relation.constraints, constraint)))

    def set_not_null(self, key: Key, column: str, name: str | None) -> None:
        """Note the name of a column's NOT NULL constraint; None when it has none any more."""
        names = dict(self.not_nulls.get(key, {}))
        names.pop(column, None)
        if name is not None:
            names[column] = name
        self.put_not_nulls(key, names)

    def presume(self, key: Key, provenance: tuple[Location, ...], *, named_only: bool = True) -> Relation:
        """Note a relation that statements use and none creates: something outside must have made it."""
        completeness = Completeness.NAME_ONLY if named_only else Completeness.PARTIAL
        relation = Relation(RelationName(*key), completeness=completeness, provenance=provenance)
        self.put(relation)
        return relation

    def put_not_nulls(self, key: Key, names: dict[str, str]) -> None:
        """Note the names of all NOT NULL constraints of a table, by column."""
        before = self.not_nulls.get(key)
        if before:
            for name in before.values():
                self._count((key[0], name), -1)
        for name in names.values():
            self._count((key[0], name), 1)
        if names:
            self.not_nulls[key] = names
        else:
            self._forget(self.not_nulls, key)

    def _count_constraints(self, relation: Relation, by: int) -> None:
        schema = relation.name.schema
        for constraint in relation.constraints:
            self._count((schema, constraint.name), by)
        for foreign in relation.foreign_keys:
            self._count((schema, foreign.name), by)

    def _count(self, name: Key, by: int) -> None:
        self.constraint_names[name] = self.constraint_names.get(name, 0) + by

    @staticmethod
    def _forget(mapping: Recorded[Key, V], key: Key) -> None:
        if key in mapping:
            del mapping[key]


def key_of(name: RelationName) -> Key:
    """A relation's key in the catalog's mappings."""
    return (name.schema, name.name)


def constraint_names(relation: Relation) -> set[str]:
    """The names of a relation's constraints, foreign keys included."""
    names = {constraint.name for constraint in relation.constraints}
    return names | {foreign.name for foreign in relation.foreign_keys}


def index_names(relation: Relation) -> list[str]:
    """The names of a relation's indexes, those of its constraints included."""
    own = [constraint.name for constraint in relation.constraints if constraint.kind is not ConstraintKind.CHECK]
    return own + [index.name for index in relation.indexes]


def _retargeted(foreign: ForeignKey, before: RelationName, after: RelationName) -> ForeignKey:
    return replace(foreign, target=after) if foreign.target == before else foreign
