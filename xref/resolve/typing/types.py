"""Questions about single types: what they are made of, their category (pg_type; manual, 10.1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xref.builtin import Cast, CastContext, TypeFacts
from xref.resolve.typing.declared import SYSTEM_SCHEMAS, DeclaredTypes
from xref.schema.types import SqlType, format_type

if TYPE_CHECKING:
    from xref.resolve.typing.declared import CatalogNames
    from xref.schema.catalog import Attribute

UNKNOWN: Final = SqlType("unknown")
"""The type of a quoted literal, of NULL and of a parameter, as long as nothing has decided it."""
BOOL: Final = SqlType("bool")
TEXT: Final = SqlType("text")
INT4: Final = SqlType("int4")
INT8: Final = SqlType("int8")
RECORD: Final = SqlType("record")

VECTORS: Final = frozenset({"int2vector", "oidvector"})
"""The arrays that have a name of their own."""
_UNMODIFIED: Final = {"bpchar": "character", "bit": "bit", "any": '"any"'}
"""What format_type_be calls types whose ``format_type(oid, NULL)`` is another."""


class Types:
    """The types of one catalog, with what was worked out about them; one is made for a catalog and used for all statements."""

    def __init__(self, names: CatalogNames) -> None:
        """Takes the names of the catalog. ``kept`` has what the other modules have worked out, each under its own name."""
        self.names = names
        self.kept: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        self._declared = DeclaredTypes(names)
        self._canonical: dict[SqlType, SqlType | None] = {}
        self._facts: dict[SqlType, TypeFacts | None] = {}
        self._spelled: dict[SqlType, str] = {}

    @cached_property
    def search_path(self) -> tuple[str, ...]:
        """The schemas that an unqualified name is looked up in, in order; pg_catalog is first unless it has its place."""
        path = self.names.catalog.search_path
        return path if "pg_catalog" in path else ("pg_catalog", *path)

    def canonical(self, type_: SqlType) -> SqlType | None:
        """The type with its schema filled in, modifiers kept, ``x%TYPE`` looked up; None when there is none or it is not known.

        UNKNOWN as a declared type says that no source states it, so it gives None.
        """
        try:
            return self._canonical[type_]
        except KeyError:
            self._canonical[type_] = None
            found = self._canonical[type_] = self._find(type_)
            return found

    def _find(self, type_: SqlType) -> SqlType | None:
        if type_.name.endswith("%TYPE"):
            declared = self._declared.column_type(type_.name)
            return None if declared is None else self.canonical(declared)
        if type_.name == UNKNOWN.name and type_.schema in (None, "pg_catalog"):
            return None
        schemas = self.search_path if type_.schema is None else (type_.schema,)
        for schema in schemas:
            found = self._declared.find(schema, type_.name)
            if found is not None:
                array = type_.array or found.array
                return SqlType(found.name, found.schema, type_.modifiers, array)
        return None

    def facts(self, type_: SqlType) -> TypeFacts | None:
        """pg_type's row of a canonical type (array types too: kind base, category A); None when that is not known."""
        key = bare(type_)
        try:
            return self._facts[key]
        except KeyError:
            self._facts[key] = None
            found = self._facts[key] = self._array_facts(key) if key.array else self._single_facts(key)
            return found

    def _array_facts(self, array: SqlType) -> TypeFacts | None:
        element = SqlType(array.name, array.schema)
        facts = self.facts(element)
        if facts is None or facts.array is None:
            return None
        if element == RECORD:
            return TypeFacts(array, "pseudo", "P", element=element, equality=True, ordering=True)
        return TypeFacts(array, "base", "A", element=element, equality=facts.equality, ordering=facts.ordering)

    def _single_facts(self, type_: SqlType) -> TypeFacts | None:
        facts = self._declared.facts(type_)
        if facts is None or type_.schema in SYSTEM_SCHEMAS:
            return facts
        if facts.subtype is not None:
            return replace(facts, subtype=self.canonical(facts.subtype))
        if facts.base is None or facts.category:
            return facts
        base = self.canonical(facts.base)
        over = self.facts(base) if base is not None else None
        return None if over is None else replace(over, type=type_, kind="domain", array=facts.array, base=base, preferred=False)

    def is_known(self, type_: SqlType) -> bool:
        """Whether all that type resolution asks about a type is known."""
        return self.facts(type_) is not None

    def category(self, type_: SqlType) -> str:
        """The category of a known type (TypeCategory)."""
        facts = self.facts(type_)
        return facts.category if facts is not None else ""

    def kind(self, type_: SqlType) -> str:
        """The kind of a known type (pg_type.typtype in words)."""
        facts = self.facts(type_)
        return facts.kind if facts is not None else ""

    def base(self, type_: SqlType) -> SqlType:
        """The type itself, or what a domain is over in the end (getBaseType), with the modifiers that it has there."""
        facts = self.facts(type_)
        while facts is not None and facts.kind == "domain" and facts.base is not None:
            type_ = facts.base
            facts = self.facts(type_)
        return type_

    def element(self, type_: SqlType) -> SqlType | None:
        """The element type of a true array type (get_element_type), domains looked through; None for anything else."""
        type_ = self.base(type_)
        if type_.array:
            return SqlType(type_.name, type_.schema, type_.modifiers)
        if type_.name in VECTORS and type_.schema == "pg_catalog":
            facts = self.facts(type_)
            return facts.element if facts is not None else None
        return None

    def array_of(self, type_: SqlType) -> SqlType | None:
        """The array type over a type; None when it has none."""
        facts = self.facts(type_)
        if type_.array or facts is None or facts.array is None:
            return None
        return SqlType(type_.name, type_.schema, type_.modifiers, array=True)

    def is_composite(self, type_: SqlType) -> bool:
        """Whether it is a row type or a domain over one (not the anonymous record)."""
        return self.kind(self.base(type_)) == "composite"

    def attributes(self, type_: SqlType) -> tuple[Attribute, ...] | None:
        """The columns of a composite type, their types as declared; None when not all of them are known."""
        return self._declared.attributes(type_)

    def inherits(self, type_: SqlType, ancestor: SqlType) -> bool:
        """Whether the rows of a table are also those of another (typeInheritsFrom)."""
        return self._declared.inherits(self.base(type_), ancestor)

    @cached_property
    def casts(self) -> dict[tuple[SqlType, SqlType], Cast]:
        """All casts of pg_cast, those of the catalog and of extensions included, by canonical types without modifiers."""
        found = dict(self.names.builtin.casts)
        for facts in self.names.extensions:
            found.update(facts.casts)
        for one in self.names.catalog.ranges.values():
            source, target = SqlType(one.name, one.schema), SqlType(one.multirange, one.schema)
            found[source, target] = Cast(source, target, CastContext.EXPLICIT, binary=False)
        for cast in self.names.catalog.casts:
            given, wanted = self.canonical(cast.source), self.canonical(cast.target)
            if given is not None and wanted is not None:
                found[bare(given), bare(wanted)] = cast
        return found

    def spelled(self, type_: SqlType) -> str:
        """The type in an error message (format_type_be): without modifiers, qualified when not on the search path."""
        key = bare(type_)
        found = self._spelled.get(key)
        if found is None:
            if key.schema == "pg_catalog" and key.name in _UNMODIFIED:
                found = _UNMODIFIED[key.name] + ("[]" if key.array else "")
            else:
                found = format_type(key, self.search_path)
            self._spelled[key] = found
        return found

    def spelled_with_modifiers(self, type_: SqlType) -> str:
        """The type as ``format_type(oid, typmod)`` spells it."""
        return format_type(type_, self.search_path)


def bare(type_: SqlType) -> SqlType:
    """The type without its modifiers, which is what type resolution goes by."""
    return SqlType(type_.name, type_.schema, (), type_.array) if type_.modifiers else type_
