"""Statements about single columns: a drift notice about the live database, and tables whose rows are ``table.column``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xref.schema.catalog import Attribute, Completeness, Relation, RelationName
from xref.schema.declaration import UNQUALIFIED, Authority, DeclaredRelation, Form, TypePattern
from xref.schema.sources.markdown.columns import read_type
from xref.schema.sources.markdown.document import Passage, Table
from xref.schema.sources.markdown.headers import Titles, plain_title
from xref.schema.sources.markdown.names import dotted_name, stored, unwrapped
from xref.schema.types import SqlType

_EVERY = re.compile(r"(?:all|every|any|each)\b[^`]*`(?P<column>[^`\n]+)`[^`]*\bcolumns?\b", re.IGNORECASE)
_WILD = re.compile(r"[`*\"]*\*\.(?P<column>\w+)[`*\"]*")


@dataclass(frozen=True, slots=True)
class Statements:
    """What a table says about single columns, and about every table's column of a name."""

    relations: tuple[DeclaredRelation, ...]
    patterns: tuple[TypePattern, ...]


def read_statements(table: Table, titles: Titles) -> Statements | None:
    """The statements of a table whose rows name ``table.column``; None when none does.

    With a type column that speaks of the live database they are a notice, which wins over the document's other tables.
    """
    if not titles.live and "col" not in plain_title(table.header[titles.name]):
        return None
    relations = tuple(_dotted(table, titles))
    if not relations:
        return None
    patterns = tuple(_patterns(table, titles)) if titles.live else ()
    return Statements(relations, patterns)


def _dotted(table: Table, titles: Titles) -> Iterator[DeclaredRelation]:
    authority, form = (Authority.NOTICE, Form.NOTICE) if titles.live else (Authority.LISTS, Form.COLUMN_LIST)
    for cells in table.rows:
        dotted = dotted_name(cells[titles.name])
        stated = _type(cells, titles)
        if dotted is None or len(dotted[0]) < 2 or stated is None:
            continue
        names, at = dotted
        attribute = Attribute(names[-1], stated, provenance=(at.location,), default_stated=False)
        schema = names[-3] if len(names) > 2 else UNQUALIFIED
        relation = Relation(
            RelationName(schema, names[-2]),
            completeness=Completeness.PARTIAL,
            attributes=(attribute,),
            provenance=(at.location,),
            keys_stated=False,
        )
        yield DeclaredRelation(relation, authority, form)


def _patterns(table: Table, titles: Titles) -> Iterator[TypePattern]:
    for cells in table.rows:
        cell = cells[titles.name]
        match = _WILD.fullmatch(cell.text) or _EVERY.match(cell.text)
        stated = _type(cells, titles)
        if match and stated:
            at = cell.part(match.start("column"), match.end("column"))
            yield TypePattern(stored(match["column"], code=True), stated, at.location)


def _type(cells: tuple[Passage, ...], titles: Titles) -> SqlType | None:
    return read_type(unwrapped(cells[titles.type]).text)[0]
