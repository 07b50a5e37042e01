"""Mermaid entity relationship diagrams: entities with attribute lists, and the names in relationship lines.

Grammar: Mermaid's documentation, "Entity Relationship Diagrams". A diagram shows what its author chose to show, so an entity is
a partial relation and a name in a relationship line a name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xref.schema.catalog import Attribute, Completeness, Constraint, ConstraintKind, Relation, RelationName
from xref.schema.declaration import UNQUALIFIED, Authority, DeclaredRelation, Form
from xref.schema.sources.markdown.columns import read_type
from xref.schema.sources.markdown.document import Passage
from xref.schema.sources.markdown.keys import default_name
from xref.source import Location

_ENTITY_NAME = r'(?:"[^"\n]+"|[^\W\d][\w.-]*)'
_OPENING = re.compile(rf"\s*(?P<name>{_ENTITY_NAME})(?:\s*\[(?P<alias>[^\]\n]*)\])?\s*\{{\s*(?P<rest>.*)$")
_ATTRIBUTE = re.compile(
    r"\s*(?P<type>[A-Za-z][\w()\[\],.~-]*)\s+(?P<name>\*?[A-Za-z_][\w-]*)(?:\s+(?P<keys>(?:PK|FK|UK)(?:\s*,\s*(?:PK|FK|UK))*))?"
    r'(?:\s+"[^"\n]*")?\s*'
)
_RELATIONSHIP = re.compile(
    rf"\s*(?P<left>{_ENTITY_NAME})\s*(?:[|}}o][|o](?:--|\.\.)[|o][|{{o]|(?:\b(?:one|zero|many|only|optionally|to|or|more|1|0)\b[\s+()]*)+)"
    rf"\s*(?P<right>{_ENTITY_NAME})\s*(?::.*)?$"
)


def is_diagram(text: str) -> bool:
    """Whether the text of a mermaid fence is an entity relationship diagram, after front matter, directives and comments."""
    front_matter = False
    for line in text.splitlines():
        line = line.strip()
        if line == "---":
            front_matter = not front_matter
        elif line and not front_matter and not line.startswith("%%"):
            return line.startswith("erDiagram")
    return False


def read_diagram(body: Passage) -> Iterator[DeclaredRelation]:
    """The relations that a diagram shows, in order. An entity that does not close ends with the fence."""
    opening: tuple[Passage, Passage] | None = None
    inside: list[Passage] = []
    for line in _lines(body):
        if opening is None:
            match = _OPENING.match(line.text)
            if match is None:
                yield from _relationship(line)
                continue
            opening = (line, line.part(match.start("name"), match.end("name")))
            line = line.part(match.start("rest"))
        inside.append(line)
        if "}" in line.text:
            yield _entity(opening[1], inside)
            opening, inside = None, []
    if opening is not None:
        yield _entity(opening[1], inside)


def _lines(body: Passage) -> Iterator[Passage]:
    start = 0
    for line in body.text.splitlines(keepends=True):
        text = line.split("%%", 1)[0].rstrip()
        yield body.part(start, start + len(text))
        start += len(line)


def _relationship(line: Passage) -> Iterator[DeclaredRelation]:
    match = _RELATIONSHIP.match(line.text)
    if match:
        for side in ("left", "right"):
            named = line.part(match.start(side), match.end(side))
            yield _declared(_relation(named, Completeness.NAME_ONLY))


def _relation(named: Passage, completeness: Completeness) -> Relation:
    schema, _, name = named.text.strip('"').rpartition(".")
    return Relation(
        RelationName(schema or UNQUALIFIED, name), completeness=completeness, provenance=(named.location,), keys_stated=False
    )


def _entity(named: Passage, inside: list[Passage]) -> DeclaredRelation:
    relation = _relation(named, Completeness.PARTIAL)
    attributes: list[Attribute] = []
    marks: list[tuple[str, str, Location]] = []
    for line in inside:
        text = line.text.partition("}")[0]
        offset = 0
        while match := _ATTRIBUTE.match(text, offset):
            at = line.part(match.start("name"), match.end("name")).location
            attributes.append(_attribute(match, at))
            marks.append((attributes[-1].name, match["keys"] or "", at))
            offset = match.end()
    return _declared(replace(relation, attributes=tuple(attributes), constraints=tuple(_keys(relation.name.name, marks))))


def _attribute(match: re.Match[str], at: Location) -> Attribute:
    read, _ = read_type(match["type"])
    builtin = read if read is not None and read.schema == "pg_catalog" else None
    primary = "PK" in (match["keys"] or "")
    return Attribute(match["name"].lstrip("*"), builtin, True if primary else None, provenance=(at,), default_stated=False)


def _keys(table: str, marks: list[tuple[str, str, Location]]) -> Iterator[Constraint]:
    """Several PK marks are one composite primary key; a UK mark is a unique column."""
    primary = [(column, at) for column, keys, at in marks if "PK" in keys]
    if primary:
        columns = tuple(column for column, _ in primary)
        yield Constraint(default_name(table, (), "pkey"), ConstraintKind.PRIMARY_KEY, columns, provenance=(primary[0][1],))
    for column, keys, at in marks:
        if "UK" in keys:
            yield Constraint(default_name(table, (column,), "key"), ConstraintKind.UNIQUE, (column,), provenance=(at,))


def _declared(relation: Relation) -> DeclaredRelation:
    return DeclaredRelation(relation, Authority.LISTS, Form.DIAGRAM)
