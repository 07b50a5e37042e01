"""A snapshot, the JSON of ``xref schema show``, as a schema source with the authority of a dump.

Its values are read by the types of the catalog's own fields, so whatever the writer writes is read, and a value of another
shape is the user's error, with its place in the JSON.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NoReturn, TypeVar, cast, get_args, get_origin, get_type_hints

from xref.schema.catalog import Attribute, Catalog, Relation
from xref.schema.declaration import Declarations, SchemaError, declare_catalog
from xref.schema.types import SqlType, parse_type
from xref.source import Location, Position, SourceFile

T = TypeVar("T")
VERSION = 1


def load_snapshot(file: SourceFile) -> Declarations:
    """The catalog that a snapshot holds. Raises :class:`SchemaError` when it is not one, or one of a later version."""
    try:
        values = json.loads(file.text)
    except json.JSONDecodeError as error:
        raise SchemaError(f"{file.path} is not JSON: {error.msg}", file.path, error.lineno) from None
    except (RecursionError, ValueError):
        raise SchemaError(f"{file.path} is not a snapshot: it cannot be read as JSON", file.path) from None
    if not isinstance(values, dict) or not isinstance(values.get("relations"), list):
        raise SchemaError(f"{file.path} is not a snapshot", file.path, hint="xref schema snapshot writes one")
    if values.get("version", VERSION) != VERSION:
        message = f"{file.path} is a snapshot of version {values['version']!r}, and this xref reads version {VERSION}"
        raise SchemaError(message, file.path)
    return declare_catalog("snapshot", file.path, _Reader(file.path, values).catalog())


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


class _Reader:
    """Reads JSON values as the catalog's types; ``where`` names the place in words for errors."""

    def __init__(self, path: str, values: dict[str, Any]) -> None:
        self._path = path
        self._values = values
        self._search_path = tuple(self._read(tuple[str, ...], values.get("search_path", ["public"]), "search_path"))
        self._declared = {
            (str(entry.get("schema")), str(entry.get("name")))
            for name in ("relations", "enums", "domains", "types", "ranges")
            for entry in self._entries(name)
        }

    def catalog(self) -> Catalog:
        """The whole catalog; a part that the snapshot does not have keeps its default."""
        parts: dict[str, Any] = {}
        for name, hint in _hints(Catalog).items():
            if name not in self._values:
                continue
            members = get_args(hint)
            if get_origin(hint) is frozenset or hint in (bool, str) or get_origin(hint) is tuple:
                parts[name] = self._read(hint, self._values[name], name)
            elif is_dataclass(members[1]):
                parts[name] = dict(self._named(cast("type", members[1]), name))
            else:
                parts[name] = self._overloads(get_args(members[1])[0], name)
        return Catalog(**parts)

    def _entries(self, name: str) -> list[dict[str, Any]]:
        entries = self._values.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._refuse(name, "a list of objects")
        return entries

    def _named(self, kind: type[T], name: str) -> list[tuple[tuple[str, str], T]]:
        named = []
        for entry in self._entries(name):
            where = f"{name} {entry.get('schema')}.{entry.get('name')}"
            value = cast("T", self._read(kind, entry, where))
            named.append(((self._read(str, entry.get("schema"), where), self._read(str, entry.get("name"), where)), value))
        return named

    def _overloads(self, kind: type[T], name: str) -> dict[tuple[str, str], tuple[T, ...]]:
        grouped: dict[tuple[str, str], tuple[T, ...]] = {}
        for key, value in self._named(kind, name):
            grouped[key] = (*grouped.get(key, ()), value)
        return grouped

    def _read(self, hint: Any, value: Any, where: str) -> Any:
        members = get_args(hint)
        origin = get_origin(hint)
        if origin is UnionType:
            present = next(member for member in members if member is not NoneType)
            return None if value is None else self._read(present, value, where)
        if origin in (tuple, frozenset):
            return self._sequence(hint, value, where)
        if hint is SqlType:
            return self._type(value, where)
        if hint is Location:
            return self._location(value, where)
        if isinstance(hint, type) and issubclass(hint, Enum):
            known = [member for member in hint if member.value == value]
            return known[0] if known else self._refuse(where, f"one of {', '.join(str(member.value) for member in hint)}")
        if is_dataclass(hint):
            return self._object(cast("type", hint), value, where)
        return value if isinstance(value, hint) else self._refuse(where, f"a {hint.__name__}")

    def _sequence(self, hint: Any, value: Any, where: str) -> Any:
        if not isinstance(value, list):
            self._refuse(where, "a list")
        members = get_args(hint)
        if len(members) == 2 and members[1] is not Ellipsis:
            if len(value) != len(members):
                self._refuse(where, f"a list of {len(members)}")
            return tuple(self._read(member, one, where) for member, one in zip(members, value, strict=True))
        return get_origin(hint)(self._read(members[0], one, where) for one in value)

    def _object(self, kind: type, value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            self._refuse(where, "an object")
        name = value.get("name")
        where = f"{where}, {name!r}" if isinstance(name, str) and kind is not Relation else where
        parts: dict[str, Any] = {}
        for field in fields(kind):
            found, part = self._part(kind, field.name, value)
            if found:
                parts[field.name] = self._read(_hints(kind)[field.name], part, f"{where}, {field.name}")
            elif field.default is MISSING and field.default_factory is MISSING:
                self._refuse(where, f"an object with {field.name}")
        return kind(**parts)

    @staticmethod
    def _part(kind: type, name: str, value: dict[str, Any]) -> tuple[bool, Any]:
        """What the JSON holds for a field, under the contract's name for it."""
        if kind is Relation and name == "name":
            return True, {"schema": value.get("schema"), "name": value.get("name")}
        if kind is Relation and name == "attributes":
            return "columns" in value, value.get("columns")
        if kind is Relation and name == "constraints":
            keys, checks = value.get("keys", []), value.get("checks", [])
            return True, [*keys, *checks] if isinstance(keys, list) and isinstance(checks, list) else None
        if kind is Attribute and name == "not_null":
            nullable = value.get("nullable")
            return "nullable" in value, not nullable if isinstance(nullable, bool) else nullable
        return name in value, value.get(name)

    def _type(self, value: Any, where: str) -> SqlType:
        try:
            stated = parse_type(value) if isinstance(value, str) else self._refuse(where, "a type's name")
        except ValueError as error:
            self._refuse(where, f"a type: {error}")
        if stated.schema is not None:
            return stated
        schema = next((schema for schema in self._search_path if (schema, stated.name) in self._declared), None)
        return SqlType(stated.name, schema, stated.modifiers, stated.array)

    def _location(self, value: Any, where: str) -> Location:
        try:
            if "span" in value:
                start, end = (
                    Position(int(at["line"]), int(at["column"])) for at in (value["span"]["start"], value["span"]["end"])
                )
            else:
                start = end = Position(int(value["line"]), 1)
            return Location(str(value["path"]), start, end)
        except (KeyError, TypeError, ValueError):
            self._refuse(where, "a place: path and line")

    def _refuse(self, where: str, wanted: str) -> NoReturn:
        raise SchemaError(f"{self._path} is not a snapshot: {where} is not {wanted}", self._path)
