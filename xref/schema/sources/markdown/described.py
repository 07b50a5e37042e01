"""A relation that a section of a document describes, gathered while its tables and lists are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xref.schema.catalog import Attribute, Completeness, Constraint, ConstraintKind, Relation
from xref.schema.declaration import Authority, DeclaredRelation, Form, FormerName
from xref.schema.sources.markdown.columns import SERIAL, ColumnRow, ColumnTable
from xref.schema.sources.markdown.indexes import joined
from xref.schema.sources.markdown.keys import Keys, claimed_keys
from xref.schema.sources.markdown.mentions import target
from xref.schema.sources.markdown.names import Named

_IDENTITY = ("identity", "generated as identity")
"""What a Default cell says of an identity column; BY DEFAULT is the kind that refuses nothing."""


@dataclass(slots=True)
class Described:
    """What a section says of one relation so far.

    ``excerpt``: it says that it shows some columns only. ``lists_indexes``: it has a list of its indexes, ``unread`` members of
    which were not understood.
    """

    named: Named
    tables: list[ColumnTable] = field(default_factory=list)
    keys: list[Keys] = field(default_factory=list)
    excerpt: bool = False
    lists_indexes: bool = False
    unread: bool = False

    def declared(self) -> Iterator[DeclaredRelation]:
        """The relation, and the targets of its foreign keys as names; nothing when no column was described."""
        rows = self._rows()
        if not rows:
            return
        whole = not self.excerpt and all(table.whole for table in self.tables)
        keys = self._keys(rows)
        primary = {column for key in keys.constraints if key.kind is ConstraintKind.PRIMARY_KEY for column in key.columns}
        defaults = any(table.states_defaults for table in self.tables)
        relation = Relation(
            self.named.name,
            completeness=Completeness.COMPLETE if whole else Completeness.PARTIAL,
            attributes=tuple(_attribute(self.named.name.name, row, primary, defaults=defaults) for row in rows),
            constraints=keys.constraints,
            foreign_keys=keys.foreign_keys,
            indexes=keys.indexes,
            provenance=(self.named.at.location,),
            keys_stated=self.lists_indexes and not self.unread,
        )
        yield DeclaredRelation(relation, Authority.DOCUMENT, Form.COLUMN_TABLE)
        for key in keys.foreign_keys:
            yield target(key.target, key.provenance[0])

    def former_names(self) -> Iterator[FormerName]:
        """The former names that rows tell of ("was sessionToken")."""
        for row in self._rows():
            if row.former and row.former_location:
                yield FormerName(self.named.name, row.former, row.name, row.former_location)

    def _rows(self) -> list[ColumnRow]:
        """The columns, one a name: a second table of the same section adds to the first."""
        rows: dict[str, ColumnRow] = {}
        for table in self.tables:
            for row in table.rows:
                rows.setdefault(row.name, row)
        return list(rows.values())

    def _keys(self, rows: list[ColumnRow]) -> Keys:
        listed = joined(self.keys)
        claimed = claimed_keys(self.named.name.name, rows)
        taken = {_identity(key) for key in listed.constraints}
        taken |= {(ConstraintKind.UNIQUE, frozenset(index.columns)) for index in listed.indexes if index.unique}
        columns = {key.columns for key in listed.foreign_keys}
        return Keys(
            (*listed.constraints, *(key for key in claimed.constraints if _identity(key) not in taken)),
            (*listed.foreign_keys, *(key for key in claimed.foreign_keys if key.columns not in columns)),
            listed.indexes,
        )


def _identity(key: Constraint) -> tuple[ConstraintKind, frozenset[str | None]]:
    """What two statements of one constraint share; a relation has one primary key."""
    return key.kind, frozenset(() if key.kind is ConstraintKind.PRIMARY_KEY else key.columns)


def _attribute(table: str, row: ColumnRow, primary: set[str], *, defaults: bool) -> Attribute:
    identity = next((claims.identity for claims in row.claims if claims.identity), None)
    if identity is None and (row.default or "").lower() in _IDENTITY:
        identity = "by default"
    generated = next((claims.generated for claims in row.claims if claims.generated), None)
    return Attribute(
        row.name,
        row.type,
        not_null=True if row.name in primary else row.not_null,
        default=None if generated or identity else _default(table, row),
        identity=identity,
        generated=generated,
        provenance=(row.location,),
        default_stated=defaults or bool(row.default or identity or generated),
    )


def _default(table: str, row: ColumnRow) -> str | None:
    """The default's text; for a serial column the sequence that PostgreSQL makes for it (manual, 8.1.4)."""
    serial = row.default is not None and row.default.lower() in SERIAL
    return f"nextval('{table}_{row.name}_seq'::regclass)" if serial else row.default
