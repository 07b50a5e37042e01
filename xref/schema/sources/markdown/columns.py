"""A table of columns in a document: one attribute a row, with what its cells claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xref.schema.sources.markdown.claims import Claims, bare_reference, read_claims
from xref.schema.sources.markdown.document import Passage, Table
from xref.schema.sources.markdown.headers import Titles, plain_title
from xref.schema.sources.markdown.names import NAME, code_spans, column_name, is_struck, listed_names, stored, unwrapped
from xref.schema.types import SqlType, parse_type
from xref.source import Location

_TAIL = re.compile(
    r"[\s,;(]*\b(?:NOT NULL|NULL|DEFAULT|PRIMARY KEY|PK|FK|UNIQUE|UK|REFERENCES|CHECK|GENERATED|COLLATE)\b", re.IGNORECASE
)
_REMARK = re.compile(r"\s*\([^()]*\)$")
SERIAL = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
_PSEUDO = frozenset(("any", "anyarray", "internal", "record", "trigger", "unknown", "void"))
_COMMON_WORDS = re.compile(
    r"bit|bool|box|char|circle|date|float[48]|int[48]|interval|json|line|money|name|numeric|path|point|polygon|text|time|timestamp|xml"
)
"""Types of which the word is as common in what is said of an API or a component."""
_YES = re.compile(r"(?:yes|y|true|t|x|✅|✓|✔|☑)(?!\w)", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|false|f|❌|✗|✘|☐)(?!\w)", re.IGNORECASE)
_NOT_NULL = re.compile(r"not[\s-]*null|required|mandatory", re.IGNORECASE)
_NULL = re.compile(r"null(?:able)?|optional", re.IGNORECASE)
_NO_DEFAULT = frozenset(("", "-", "–", "—", "--", "---", "none", "n/a", "na", "null", "no", "(none)", "❌", "no default"))
_FORMER = re.compile(
    rf"(?:^|[(;,.]\s*)(?P<how>was|previously|formerly|originally|renamed\s+from|old\s+name)[:\s]+(?P<code>[`\"]?)(?P<name>{NAME})"
    r"[`\"]?(?=\s*(?:[),;.]|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One described column. ``table`` is the cell that names its table, where the table has such a column."""

    name: str
    location: Location
    type: SqlType | None
    not_null: bool | None = None
    default: str | None = None
    claims: tuple[Claims, ...] = ()
    former: str | None = None
    former_location: Location | None = None
    table: Passage | None = None


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """The rows of a table of columns. ``whole``: every row was understood. The flags say what the table states at all."""

    rows: tuple[ColumnRow, ...]
    whole: bool
    states_defaults: bool


def read_column_table(table: Table, titles: Titles) -> ColumnTable | None:
    """The columns that a table describes; None when its types are not a database's (an API's fields, say)."""
    rows: list[ColumnRow] = []
    whole = True
    owner: Passage | None = None
    for cells in table.rows:
        owner = cells[titles.table] if titles.table >= 0 and cells[titles.table].text else owner
        read = _read_row(cells, titles, table, owner)
        whole = whole and (bool(read) or is_struck(cells[titles.name]) or not any(cell.text for cell in cells))
        rows.extend(read)
    if not _is_of_a_database(rows, plain_title(table.header[titles.name]), plain_title(table.header[titles.type])):
        return None
    states_defaults = titles.default >= 0 or any(claims.default for row in rows for claims in row.claims)
    return ColumnTable(tuple(rows), whole, states_defaults)


def _is_of_a_database(rows: list[ColumnRow], name: str, type_: str) -> bool:
    """Whether the rows are a table's columns, told by the titles and by what is in them.

    "Column" and "Data type" say so; "Field" and "Type" do not, unless with types or keys that only databases have.
    """
    builtin = [row.type for row in rows if row.type is not None and row.type.schema == "pg_catalog"]
    if "col" in name:
        return bool(builtin)
    telling = any(not _COMMON_WORDS.fullmatch(stated.name) or stated.modifiers or stated.array for stated in builtin)
    keyed = any(claims.primary or claims.reference for row in rows for claims in row.claims)
    return 2 * len(builtin) >= len(rows) and bool(builtin) and (telling or keyed or type_ != "type")


def _read_row(cells: tuple[Passage, ...], titles: Titles, table: Table, owner: Passage | None) -> list[ColumnRow]:
    type_cell = unwrapped(cells[titles.type])
    column_type, tail = read_type(type_cell.text)
    claims = [*_claims(cells, titles, table), read_claims(tail)]
    former, former_location = _former_name(cells, titles)
    return [
        ColumnRow(
            name=name,
            location=at.location,
            type=column_type,
            not_null=_nullability(cells, titles, claims),
            default=_default(cells, titles, claims, type_cell.text),
            claims=tuple(claims),
            former=former if former != name else None,
            former_location=former_location,
            table=owner,
        )
        for name, at in _row_names(cells[titles.name])
    ]


def _row_names(cell: Passage) -> list[tuple[str, Passage]]:
    if is_struck(cell):
        return []
    single = column_name(cell)
    if single:
        return [single]
    spans = listed_names(cell) or _leading_code(cell)
    return [(stored(span.text, code=True), span) for span in spans]


def _leading_code(cell: Passage) -> list[Passage]:
    """A name in code with a remark after it (```id`` (PK)``)."""
    spans = code_spans(cell)
    leads = (
        len(spans) == 1
        and re.fullmatch(NAME, spans[0].text)
        and re.fullmatch(r"[`*]*", cell.text[: spans[0].start - cell.start])
    )
    return spans if leads else []


def read_type(text: str) -> tuple[SqlType | None, str]:
    """The type that a cell names and what the cell says after it; None for a type that is not one spelling of one type."""
    tail = _TAIL.search(text)
    spelling = (text[: tail.start()] if tail else text).strip(" `*,;")
    rest = text[tail.start() :] if tail else ""
    if spelling.endswith("?"):
        spelling, rest = spelling[:-1], f"NULL {rest}"
    spelling = SERIAL.get(spelling.lower(), spelling)
    read = _parsed(spelling)
    if read is None or read.schema != "pg_catalog":
        read = _parsed(_REMARK.sub("", spelling)) or read
    return read, rest


def _parsed(spelling: str) -> SqlType | None:
    if not re.fullmatch(r"[\w\s.\"$]+(?:\([\w\s,.']*\))?[\w\s]*(?:\[\d*\])*", spelling):
        return None
    try:
        read = parse_type(spelling)
    except ValueError:
        return None
    return None if read.schema == "pg_catalog" and read.name in _PSEUDO else read


def _claims(cells: tuple[Passage, ...], titles: Titles, table: Table) -> list[Claims]:
    claims = [read_claims(cells[index].text) for index in (*titles.keys, *titles.references)]
    for index in titles.references:
        title = plain_title(table.header[index])
        reference = bare_reference(
            cells[index].text, table_alone=title.startswith(("ref", "foreign", "parent", "point", "link"))
        )
        claims.append(Claims(reference=reference))
    claims.extend(read_claims(cells[index].text, prose=True) for index in titles.notes)
    if titles.primary >= 0 and _YES.match(cells[titles.primary].text):
        claims.append(Claims(primary=True))
    if titles.unique >= 0 and _YES.match(cells[titles.unique].text):
        claims.append(Claims(unique_with=()))
    return claims


def _nullability(cells: tuple[Passage, ...], titles: Titles, claims: list[Claims]) -> bool | None:
    if any(claim.primary or claim.identity for claim in claims):
        return True
    if titles.nullable >= 0:
        text = unwrapped(cells[titles.nullable]).text
        if _NOT_NULL.match(text):
            return True
        if _NULL.match(text):
            return False
        if _YES.match(text):
            return titles.inverted
        if _NO.match(text):
            return not titles.inverted
    return next((claim.not_null for claim in claims if claim.not_null is not None), None)


def _default(cells: tuple[Passage, ...], titles: Titles, claims: list[Claims], type_text: str) -> str | None:
    if titles.default >= 0:
        text = unwrapped(cells[titles.default]).text.replace("\\|", "|")
        if text.lower() not in _NO_DEFAULT:
            return text
    stated = next((claim.default for claim in claims if claim.default), None)
    if stated is None and type_text.strip("`* ").lower() in SERIAL:
        return type_text.strip("`* ").lower()
    return stated


def _former_name(cells: tuple[Passage, ...], titles: Titles) -> tuple[str | None, Location | None]:
    for index, cell in enumerate(cells):
        if index in (titles.type, titles.default, titles.nullable):
            continue
        match = _FORMER.search(cell.text)
        if match and _is_column_like(match):
            return match["name"].strip('"'), cell.part(match.start("name"), match.end("name")).location
    return None, None


def _is_column_like(match: re.Match[str]) -> bool:
    """ "was nullable" and "previously TEXT" name no column: a mere word must be marked, or look like an identifier."""
    read = _parsed(match["name"])
    if read is not None and read.schema == "pg_catalog":
        return False
    name = match["name"]
    return bool(match["code"]) or "_" in name or name != name.lower() or match["how"].lower() not in ("was", "previously")
