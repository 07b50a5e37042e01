"""The catalog as JSON: what ``xref schema show --output-format json`` prints and what a snapshot holds.

The contract's words stand where they differ from the catalog's: ``columns`` for attributes, ``nullable``, and constraints
split into ``keys`` and ``checks``; every other field goes by its own name, so that a new one cannot be forgotten. Columns,
arguments and labels keep their order, all else is sorted. Absent is null.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any

from xref.schema.catalog import Argument, Attribute, Cast, Catalog, Constraint, ConstraintKind, Relation, RelationName
from xref.schema.types import SqlType, format_type
from xref.source import Location, Position

Json = dict[str, Any]
VERSION = 1
_IN_ORDER = (Attribute, Argument, RelationName, Location)


def catalog_json(catalog: Catalog, *, provenance: bool = True) -> Json:
    """The catalog as plain JSON values. Two catalogs say the same when they give the same without ``provenance``."""
    writer = _Writer(catalog.search_path, provenance=provenance)
    values: Json = {"version": VERSION}
    for field in fields(catalog):
        value = getattr(catalog, field.name)
        if isinstance(value, bool):
            values[field.name] = value
        elif isinstance(value, tuple):
            values[field.name] = list(value)
        elif isinstance(value, frozenset):
            values[field.name] = writer.members(value)
        else:
            values[field.name] = writer.declared(value[key] for key in sorted(value))
    return values


def snapshot_text(catalog: Catalog) -> str:
    """The catalog's JSON as a file to keep under version control: one relation a block, one column a line."""
    return _laid_out(catalog_json(catalog), 0) + "\n"


def _laid_out(value: object, depth: int) -> str:
    """JSON with the outer levels on lines of their own and the inner ones (a column, a key) on one line each."""
    opened = isinstance(value, dict | list) and bool(value) and depth < 5
    if not opened or (depth == 4 and isinstance(value, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and not any(isinstance(member, dict) for member in value):
        return json.dumps(value, ensure_ascii=False)
    indent = "\n" + "  " * (depth + 1)
    if isinstance(value, dict):
        members = [f"{json.dumps(key)}: {_laid_out(member, depth + 1)}" for key, member in value.items()]
        return "{" + indent + f",{indent}".join(members) + "\n" + "  " * depth + "}"
    assert isinstance(value, list)
    members = [_laid_out(member, depth + 1) for member in value]
    return "[" + indent + f",{indent}".join(members) + "\n" + "  " * depth + "]"


class _Writer:
    """Turns the parts of a catalog into JSON, with types spelled for its search path."""

    def __init__(self, search_path: Sequence[str], *, provenance: bool) -> None:
        self._search_path = tuple(search_path)
        self._provenance = provenance

    def declared(self, values: Iterable[object]) -> list[Json]:
        """Relations, types or functions; the overloads of one function name stand together."""
        written: list[Json] = []
        for value in values:
            written.extend(self._value(one) for one in (value if isinstance(value, tuple) else (value,)))
        return written

    def members(self, values: frozenset[Any]) -> list[Any]:
        """A set: names or casts, sorted."""
        if any(isinstance(value, Cast) for value in values):
            return sorted((self._value(value) for value in values), key=lambda cast: (cast["source"], cast["target"]))
        return [list(name) if isinstance(name, tuple) else name for name in sorted(values)]

    def _value(self, value: object) -> Any:
        if isinstance(value, SqlType):
            return format_type(value, self._search_path)
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Location):
            return _location(value)
        if isinstance(value, tuple):
            return self._members(value)
        if hasattr(value, "__dataclass_fields__"):
            return self._object(value)
        return value

    def _members(self, values: tuple[object, ...]) -> list[Any]:
        if values and not isinstance(values[0], (*_IN_ORDER, str)) and values[0] is not None:
            values = tuple(sorted(values, key=lambda one: (str(getattr(one, "name", "")), repr(one))))
        return [self._value(value) for value in values]

    def _object(self, value: object) -> Json:
        written: Json = {}
        for field in fields(value):  # type: ignore[arg-type]  # only dataclasses come here
            part = getattr(value, field.name)
            if field.name == "provenance":
                if self._provenance:
                    written["provenance"] = [{"path": place.path, "line": place.start.line} for place in part]
            elif field.name.endswith("_location"):
                if self._provenance:
                    written[field.name] = self._value(part)
            elif isinstance(value, Relation) and field.name == "name":
                written.update(self._value(part))
            else:
                written.update(self._renamed(value, field.name, part))
        return written

    def _renamed(self, owner: object, name: str, part: Any) -> Json:
        if isinstance(owner, Attribute) and name == "not_null":
            return {"nullable": None if part is None else not part}
        if name == "attributes":
            return {"columns": self._value(part)}
        if name == "constraints":
            return self._keys_and_checks(part)
        return {name: self._value(part)}

    def _keys_and_checks(self, constraints: tuple[Constraint, ...]) -> Json:
        keys = tuple(key for key in constraints if key.kind is not ConstraintKind.CHECK)
        checks = tuple(key for key in constraints if key.kind is ConstraintKind.CHECK)
        return {"keys": self._value(keys), "checks": self._value(checks)}


def _location(location: Location) -> Json:
    return {"path": location.path, "span": {"start": _position(location.start), "end": _position(location.end)}}


def _position(position: Position) -> Json:
    return {"line": position.line, "column": position.column}
