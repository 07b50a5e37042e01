"""From the rows of an exported file to values. The spellings are in one place: what ``export`` writes, this reads.

A type is its pg_type name, with ``[]`` for an array; one of information_schema has its schema in front, one that the
extension itself (or an extension that it requires) brings has ``@``. ``-`` stands for none.
"""

from __future__ import annotations

from typing import Final

from xref.builtin.rows import Row
from xref.builtin.values import Cast, CastContext, Operator, TypeFacts
from xref.schema.catalog import Argument, Attribute, Completeness, Function, Relation, RelationKind, RelationName
from xref.schema.types import SqlType

NONE: Final = "-"
OWN: Final = "@"
CATALOG: Final = "pg_catalog"
ARGUMENT_MODES: Final = ("in", "out", "inout", "variadic", "table")


class Decoder:
    """Decodes the rows of one file. ``schema`` is that of its own objects."""

    def __init__(self, schema: str) -> None:
        """Takes the schema that the file's own objects are in."""
        self.schema = schema
        self._types: dict[str, SqlType] = {}

    def type(self, spelling: str) -> SqlType:
        """A type from its spelling in the file."""
        found = self._types.get(spelling)
        if found is None:
            name = spelling.removesuffix("[]")
            schema, dot, rest = name.rpartition(".")
            if name.startswith(OWN):
                schema, rest = self.schema, name[1:]
            found = SqlType(rest, schema if dot or name.startswith(OWN) else CATALOG, (), name != spelling)
            self._types[spelling] = found
        return found

    def name(self, key: str) -> tuple[str, str]:
        """The schema and name of an object from its key."""
        schema, dot, name = key.partition(".")
        return (schema, name) if dot and name else (self.schema, key)

    def function(self, row: Row) -> Function:
        """One overload: key, kind and traits, result, arguments in parentheses."""
        key, traits, result, arguments = row
        schema, name = self.name(key)
        kind, *rest = traits.split(" ")
        return Function(
            schema,
            name,
            tuple(self._argument(written) for written in arguments[1:-1].split(", ") if written),
            None if result == NONE else self.type(result),
            returns_set="set" in rest,
            kind=kind,
            strict="strict" in rest,
            within_group=next((trait for trait in rest if trait.endswith("-set")), None),
        )

    def _argument(self, written: str) -> Argument:
        mode, space, rest = written.rpartition(" ")
        name, _, spelling = rest.rpartition(":")
        return Argument(name or None, self.type(spelling.rstrip("=")), mode if space else "in", spelling.endswith("="))

    def operator(self, row: Row) -> Operator:
        """One operator: name, left type, right type, result."""
        name, left, right, result = row
        return Operator(self.schema, name, None if left == NONE else self.type(left), self.type(right), self.type(result))

    def cast(self, row: Row) -> Cast:
        """One cast: source type, target type, context, then ``binary`` or ``text`` where no function is called."""
        source, target, traits = row
        context, _, method = traits.partition(" ")
        return Cast(self.type(source), self.type(target), CastContext(context), method == "binary", method == "text")

    def type_facts(self, row: Row) -> TypeFacts:
        """One type: key, kind, category, traits."""
        key, kind, category, traits = row
        schema, name = self.name(key)
        flags = set(traits.split(" "))
        named = dict(trait.split("=", 1) for trait in flags if "=" in trait)
        types = {what: self.type(spelling) for what, spelling in named.items() if what != "array"}
        return TypeFacts(
            SqlType(name, schema),
            kind,
            category,
            preferred="preferred" in flags,
            array=named.get("array"),
            equality="equality" in flags,
            ordering="ordering" in flags,
            collatable="collatable" in flags,
            **types,
        )

    def relation(self, row: Row, completeness: Completeness) -> Relation:
        """One relation: key, kind, columns."""
        key, kind, columns = row
        attributes = tuple(self.attribute(written) for written in columns.split(", ") if written != NONE)
        return Relation(RelationName(*self.name(key)), RelationKind(kind), completeness, attributes)

    def attribute(self, written: str) -> Attribute:
        """A column, ``name:type``, with ``!`` where it cannot be null."""
        name, _, spelling = written.partition(":")
        return Attribute(name, self.type(spelling.rstrip("!")), not_null=spelling.endswith("!"))
