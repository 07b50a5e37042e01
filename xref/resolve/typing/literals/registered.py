"""The types that name objects of the catalog: a literal is looked up (manual, 8.19; regproc.c)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from xref.resolve.typing.literals.answer import Answer, refuse
from xref.sql.identifiers import INSIDE, START

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types

_NAME = re.compile(rf'[ \t\n\r\v\f]*(?:{START}{INSIDE}*|"(?:[^"]|"")+")[ \t\n\r\v\f]*')
_OID = re.compile(r"\d{1,9}|-", re.ASCII)


def _names(text: str) -> list[str] | None:
    """The parts of a qualified name, folded; None for what is none."""
    parts = []
    at = 0
    while True:
        match = _NAME.match(text, at)
        if match is None:
            return None
        part = match[0].strip(" \t\n\r\v\f")
        parts.append(part[1:-1].replace('""', '"') if part[0] == '"' else part.lower())
        at = match.end()
        if at == len(text):
            return parts
        if text[at] != ".":
            return None
        at += 1


def _regclass(types: Types, text: str) -> Answer:
    if _OID.fullmatch(text):
        return True
    parts = _names(text)
    if parts is None or len(parts) > 2 or not parts[-1].isascii():
        return False
    names, catalog = types.names, types.names.catalog
    schema = parts[0] if len(parts) == 2 else None
    if names.relation(schema, parts[-1]) is not None:
        return True
    # Indexes and sequences are relations too; not all of them are in the catalog.
    known = schema is None or (names.schema_exists(schema) and schema not in ("pg_catalog", "pg_toast", "information_schema"))
    if not catalog.complete or not known or names.schema_is_open(schema) or names.has_unknown_extension:
        return False
    if parts[-1].startswith("pg_") or _may_be_index_or_sequence(types, parts[-1]):
        return False
    return refuse(f'relation "{".".join(parts)}" does not exist', "42P01")


def _may_be_index_or_sequence(types: Types, name: str) -> bool:
    if name.endswith(("_seq", "_idx", "_key", "_pkey", "_excl")) or re.search(r"_(?:seq|idx|key|pkey|excl)\d+$", name):
        return True
    for relation in types.names.catalog.relations.values():
        if any(index.name == name for index in relation.indexes) or any(one.name == name for one in relation.constraints):
            return True
    return False


def _number_only(types: Types, text: str) -> Answer:
    del types
    return _OID.fullmatch(text) is not None


def _regtype(types: Types, text: str) -> Answer:
    if _OID.fullmatch(text):
        return True
    parts = _names(text)
    if parts is None or len(parts) > 2:
        return False
    return types.names.has_type(parts[0] if len(parts) == 2 else None, parts[-1]) is True


INPUTS: Final[Mapping[str, Callable[[Types, str], Answer]]] = {
    "regclass": _regclass,
    "regtype": _regtype,
    **dict.fromkeys(
        (
            "regproc",
            "regprocedure",
            "regoper",
            "regoperator",
            "regnamespace",
            "regrole",
            "regconfig",
            "regdictionary",
            "regcollation",
        ),
        _number_only,
    ),
}
"""What each of them takes, by pg_type name."""
