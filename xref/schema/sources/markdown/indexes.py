"""Lists and tables of indexes and constraints: ```name``: UNIQUE (a, b)``, the forms of psql and tbls, CREATE INDEX."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from xref.schema.catalog import Constraint, ConstraintKind, ForeignKey, Index
from xref.schema.sources.markdown.claims import columns_of, read_claims
from xref.schema.sources.markdown.document import Passage, Table
from xref.schema.sources.markdown.headers import plain_title
from xref.schema.sources.markdown.keys import Keys, default_name
from xref.schema.sources.markdown.names import NAME, unwrapped
from xref.source import Location

_CREATE = re.compile(
    rf"\s*CREATE\s+(?P<unique>UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{NAME})\s+ON\s+(?:ONLY\s+)?"
    rf"{NAME}(?:\.{NAME})?\s*",
    re.IGNORECASE,
)
_NAME = re.compile(rf"[`*]*(?P<name>{NAME})[`*]*\s*(?P<rest>.*)", re.DOTALL)
_NOT_NAMES = re.compile(
    r"index|unique|primary|foreign|key|check|btree|gin|gist|hash|brin|on|pk|fk|none|composite|partial|exclude", re.IGNORECASE
)
_METHOD = re.compile(r"\b(btree|hash|gin|gist|spgist|brin|hnsw|ivfflat)\b", re.IGNORECASE)
_WHERE = re.compile(r"\s*\bWHERE\b\s*(?P<predicate>.+)$", re.IGNORECASE | re.DOTALL)
_ON = re.compile(r"\bon\s+(?P<list>[^()]+)$", re.IGNORECASE)
_ORDER = re.compile(r"(?:\s+(?:asc|desc|nulls\s+(?:first|last)|\w+_ops))+$", re.IGNORECASE)
_PRIMARY = re.compile(r"\bPRIMARY(?:\s+KEY)?\b|\bPK\b", re.IGNORECASE)
_FOREIGN = re.compile(r"\bFOREIGN\s+KEY\b|\bFK\b|\bREFERENCES\b", re.IGNORECASE)
_CHECK = re.compile(r"\bCHECK\b", re.IGNORECASE)
_UNIQUE = re.compile(r"\bUNIQUE(?P<index>\s+INDEX\b|\s*,\s*(?:btree|gist)\b)?", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:EXCLUDE|TRIGGER|NOT\s+NULL)\b", re.IGNORECASE)
_TITLES = re.compile(r"(?:index|constraint|key)(?: name)?s?|name")


@dataclass(frozen=True, slots=True)
class _Definition:
    """One index or constraint: its name if it is written, the rest of its text without marks, where it stands."""

    table: str
    name: str | None
    text: str
    location: Location


def read_key_item(table: str, item: Passage) -> Keys | None:
    """The key that a list item states; None when it is not understood."""
    text = item.text.strip()
    match = None if _CREATE.match(re.sub(r"[`*]", "", text)) else _NAME.match(text)
    if match is None or _NOT_NAMES.fullmatch(match["name"]):
        return _read(_Definition(table, None, text, item.location))
    at = item.part(match.start("name"), match.end("name"))
    return _read(_Definition(table, match["name"].strip('"'), match["rest"], at.location))


def read_key_table(table: str, lines: Table) -> Keys | None:
    """The keys of a table of indexes or constraints (a name, and their columns or definition); None when it is not one."""
    titles = [plain_title(cell) for cell in lines.header]
    name = next((index for index, title in enumerate(titles) if _TITLES.fullmatch(title)), -1)
    columns = next((index for index, title in enumerate(titles) if title in ("columns", "column", "column(s)", "fields")), -1)
    definition = next((index for index, title in enumerate(titles) if title in ("definition", "sql", "ddl")), -1)
    if name < 0 or (columns < 0 and definition < 0) or name == columns:
        return None
    keys = [_row(table, cells, titles, name, columns, definition) for cells in lines.rows]
    return joined(key for key in keys if key) if all(keys) else None


def _row(table: str, cells: tuple[Passage, ...], titles: list[str], name: int, columns: int, definition: int) -> Keys | None:
    at = unwrapped(cells[name])
    if definition >= 0:
        text = unwrapped(cells[definition]).text
    else:
        flags = [cells[index].text for index, title in enumerate(titles) if title in ("type", "kind", "method")]
        unique = [index for index, title in enumerate(titles) if title.startswith("unique")]
        flags += [
            "UNIQUE INDEX" for index in unique if cells[index].text.lower().startswith(("yes", "true", "✅", "y", "x", "✓"))
        ]
        where = [cells[index].text for index, title in enumerate(titles) if title in ("where", "condition", "predicate")]
        listed = cells[columns].text
        condition = f" WHERE {where[0]}" if where and where[0].strip("-– ") else ""
        text = f"{' '.join(flags)} {listed if listed.startswith('(') else f'({listed})'}{condition}"
    return _read(_Definition(table, at.text.strip('"') or None, text, at.location))


def joined(keys: Iterable[Keys]) -> Keys:
    """All of them as one."""
    every = list(keys)
    return Keys(
        tuple(constraint for key in every for constraint in key.constraints),
        tuple(foreign_key for key in every for foreign_key in key.foreign_keys),
        tuple(index for key in every for index in key.indexes),
    )


def _read(definition: _Definition) -> Keys | None:
    text = re.sub(r"[`*]", "", definition.text)
    created = _CREATE.match(text)
    if created:
        name = definition.name or created["name"].strip('"')
        body = f"{'UNIQUE ' if created['unique'] else ''}INDEX {text[created.end() :]}"
        return _read(_Definition(definition.table, name, body, definition.location))
    head = text.partition("(")[0]
    if _OTHER.search(head):
        return Keys()
    if _FOREIGN.search(head):
        return _foreign_key(definition, text)
    if _CHECK.search(head):
        return _check(definition, text)
    return _index(definition, text)


def _foreign_key(definition: _Definition, text: str) -> Keys | None:
    claims = read_claims(text[text.find(")") + 1 :])
    columns = _columns(text)
    if claims.reference is None or not columns or None in columns:
        return None
    names = tuple(column for column in columns if column)
    target = columns_of(text[text.rfind("(") + 1 : text.rfind(")")]) if text.count("(") > 1 else None
    targets = tuple(target) if target else (claims.reference.column,) if claims.reference.column else ()
    name = definition.name or default_name(definition.table, names, "fkey")
    reference = claims.reference
    return Keys(foreign_keys=(ForeignKey(name, names, reference.target, targets, reference.on_delete, (definition.location,)),))


def _check(definition: _Definition, text: str) -> Keys:
    expression = read_claims(text).check_expression
    name = definition.name or default_name(definition.table, (), "check")
    return Keys((Constraint(name, ConstraintKind.CHECK, (), expression, (definition.location,)),))


def _index(definition: _Definition, text: str) -> Keys | None:
    where = _WHERE.search(text)
    body = text[: where.start()] if where else text
    columns = _columns(body)
    if columns is None:
        return None
    head = body.partition("(")[0]
    unique = _UNIQUE.search(head)
    names = tuple(column for column in columns if column)
    provenance = (definition.location,)
    if _PRIMARY.search(head) and len(names) == len(columns):
        name = definition.name or default_name(definition.table, (), "pkey")
        return Keys((Constraint(name, ConstraintKind.PRIMARY_KEY, names, None, provenance),))
    if unique and not unique["index"] and where is None and len(names) == len(columns):
        name = definition.name or default_name(definition.table, names, "key")
        return Keys((Constraint(name, ConstraintKind.UNIQUE, names, None, provenance),))
    method = _METHOD.search(head)
    name = definition.name or default_name(definition.table, columns, "idx")
    predicate = where["predicate"].strip(" .") if where else None
    found = Index(name, columns, unique is not None, predicate, method[1].lower() if method else "btree", provenance)
    return Keys(indexes=(found,))


def _columns(text: str) -> tuple[str | None, ...] | None:
    """The members of the first list in parentheses, or after ``on``; an expression is None. None when there is no list."""
    start = text.find("(")
    on = _ON.search(text) if start < 0 else None
    inner = on["list"] if on else _enclosed(text, start)
    if inner is None or not inner.strip():
        return None
    columns: list[str | None] = []
    for member in _members(inner):
        names = columns_of(_ORDER.sub("", member.strip()))
        columns.append(names[0] if names and len(names) == 1 else None)
    return tuple(columns)


def _enclosed(text: str, start: int) -> str | None:
    depth = 0
    for offset in range(max(start, 0), len(text)):
        depth += (text[offset] == "(") - (text[offset] == ")")
        if depth == 0:
            return text[start + 1 : offset] if start >= 0 else None
    return None


def _members(text: str) -> list[str]:
    members = [""]
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            members.append("")
        else:
            members[-1] += character
    return members


def read_foreign_key_item(table: str, item: Passage) -> Keys | None:
    """The foreign key that an item states (``user_id`` → ``users(id)``, or a FOREIGN KEY clause); None when it states none."""
    text = re.sub(r"[`*]", "", item.text)
    if _FOREIGN.match(text):
        return read_key_item(table, item)
    match = re.match(
        rf"\s*(?:{NAME}\.)?(?P<column>{NAME})\s*(?P<rest>(?:→|->|=>|:|references\b).*)", text, re.IGNORECASE | re.DOTALL
    )
    reference = read_claims(match["rest"]).reference if match else None
    if match is None or reference is None:
        return None
    column = match["column"].strip('"')
    name = default_name(table, (column,), "fkey")
    target = (reference.column,) if reference.column else ()
    return Keys(foreign_keys=(ForeignKey(name, (column,), reference.target, target, reference.on_delete, (item.location,)),))
