"""Layers that map names between code and database: seen where a connection is made, told to the statements that it sends."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.pieces import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xref.extract.embedded import EmbeddedSql
    from xref.extract.extracted import Draft, ExtractedFile

CAMEL_CASE = "camelCase"
"""The layer by which ``created_at`` is ``createdAt`` in the code."""

_MADE = {
    "postgres.js": re.compile(r"(?<![\w$.'\"/])postgres\s*(?:<[^()]*>)?\("),
    "kysely": re.compile(r"\bnew\s+Kysely\b"),
    "pg": re.compile(r"\bnew\s+(?:pg\.)?(?:Pool|Client)\b"),
}
_MAPPED = {
    "postgres.js": re.compile(r"\btransform\s*:\s*(?:\{\s*\.\.\.\s*)?(?:[\w$]+\.)?(?:camel|toCamel)\b"),
    "kysely": re.compile(r"\bnew\s+CamelCasePlugin\b"),
    "pg": re.compile(r"['\"]pg-camelcase['\"]"),
}
_SINKS = {"postgres.js": frozenset({"postgres.js", "sql"}), "kysely": frozenset({"kysely"}), "pg": frozenset({"pg"})}


def mappings_of(text: str, kinds: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    """The connections that a file makes, of those ``kinds`` that it imports: each kind with its layer, None for none."""
    found: list[tuple[str, str | None]] = []
    for kind in sorted({*kinds} & _MADE.keys()):
        made, mapped = len(_MADE[kind].findall(text)), len(_MAPPED[kind].findall(text))
        if mapped:
            found.append((kind, CAMEL_CASE))
        if made > mapped:
            found.append((kind, None))
    return tuple(found)


def layer_of(sink: str, mappings: Iterable[tuple[str, str | None]]) -> str | None:
    """The layer of a kind of sink; None where connections of that kind differ, or have none."""
    layers = {layer for kind, layer in mappings if sink in _SINKS[kind]}
    return layers.pop() if len(layers) == 1 else None


def waits_for_mapping(draft: Draft) -> bool:
    """Whether how names are written hangs on a connection of another file."""
    if draft.origin is None or draft.mapping is not None:
        return False
    return any(isinstance(piece, Name) for variant in draft.variants for piece in variant.pieces)


def told_drafts(files: Sequence[ExtractedFile]) -> Sequence[ExtractedFile]:
    """The files, with the layers of the project in the drafts that wait for them."""
    mappings = _of_project(files)
    if not any(layer is not None for _, layer in mappings):
        return files
    return [
        replace(
            file, drafts=tuple(replace(draft, mapping=draft.mapping or layer_of(draft.sink, mappings)) for draft in file.drafts)
        )
        for file in files
    ]


def told(files: Sequence[ExtractedFile], statements: Iterable[EmbeddedSql]) -> Iterable[EmbeddedSql]:
    """The statements, each with the layer of its connection as far as the project makes its connections with one."""
    mappings = _of_project(files)
    if not any(layer is not None for _, layer in mappings):
        return statements
    return [
        replace(statement, mapping=layer)
        if statement.mapping is None and (layer := layer_of(statement.sink, mappings)) is not None
        else statement
        for statement in statements
    ]


def _of_project(files: Iterable[ExtractedFile]) -> frozenset[tuple[str, str | None]]:
    return frozenset(mapping for file in files for mapping in file.mappings)
