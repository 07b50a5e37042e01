"""Tables that a document names without describing them: policies, "Referenced By", status tables, examples of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xref.schema.catalog import Attribute, Completeness, Policy, Relation, RelationName
from xref.schema.declaration import Authority, DeclaredRelation, Form
from xref.schema.sources.markdown.document import Passage, Table
from xref.schema.sources.markdown.headers import Titles, plain_title
from xref.schema.sources.markdown.names import Named, is_struck, listed_names, relation_name, stored, unwrapped
from xref.source import Location

_REFERENCED_BY = re.compile(
    r"(?:\*\*|__)?\s*(?:is\s+)?referenced[\s-]+by\s*:?\s*(?:\*\*|__)?\s*:?\s*(?P<list>.*)", re.IGNORECASE | re.DOTALL
)
_WITH_COLUMN = re.compile(r"(?P<table>[`*\"\w.]+?[`*\"]*)\s*(?:\([^()]*\))?")
_POLICY = re.compile(r"(?:rls )?polic(?:y|ies)(?: names?)?")
_RLS = re.compile(r"rls|rls (?:enabled|status|protected)|row level security(?: enabled)?")
_ABSENT = re.compile(
    r"❌|✗|\b(?:no|none|missing|planned|pending|disabled|inactive|todo|tbd|false|off|dropped|removed|deleted|proposed|future|"
    r"not\s+\w+)\b",
    re.IGNORECASE,
)
_TABLES_OF = re.compile(r"\btables?\b[*_]*\s*(?:\((?P<enclosed>[^()\n]*)\)|:[*_]*\s*(?P<rest>[^\n]*))", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?P<table>\*{0,2}`[^`\n]+`\*{0,2})\s*(?::|→|->|[-–—](?=\s))\s*(?P<columns>.*)", re.DOTALL)
_MAX_LIST = 4096


def is_referenced_by(text: str) -> bool:
    """Whether a heading or paragraph starts a list of the tables that refer to the one described."""
    return _REFERENCED_BY.match(text) is not None


def referenced_by(paragraph: Passage) -> Iterator[DeclaredRelation]:
    """The tables of a "Referenced By" list; a member that is a sentence ("70+ tables with ...") names none."""
    match = _REFERENCED_BY.match(paragraph.text)
    if match:
        yield from _listed(paragraph.part(match.start("list")))


def _listed(listing: Passage) -> Iterator[DeclaredRelation]:
    for member in re.finditer(r"[^,;\n]+", listing.text):
        yield from referring_member(listing.part(member.start(), member.end()))


def referring_member(member: Passage) -> Iterator[DeclaredRelation]:
    """The table that one member names, alone or with its column in parentheses."""
    member = member.stripped()
    match = _WITH_COLUMN.fullmatch(member.text.rstrip(".")) if len(member.text) < _MAX_LIST else None
    named = relation_name(member.part(0, match.end("table"))) if match else None
    if named:
        yield _name_only(named, Form.REFERENCED_BY)


def policies(table: Table, titles: Titles) -> Iterator[DeclaredRelation]:
    """The tables of a table of row level security policies; one whose row says that it is missing or planned is a name only."""
    headings = [plain_title(cell) for cell in table.header]
    policy = next((index for index, title in enumerate(headings) if _POLICY.fullmatch(title)), -1)
    enabled = next((index for index, title in enumerate(headings) if _RLS.fullmatch(title)), -1)
    status = next((index for index, title in enumerate(headings) if title in ("status", "state", "enabled", "active")), enabled)
    for cells in table.rows:
        named = None if is_struck(cells[titles.table]) else relation_name(cells[titles.table])
        if named is None:
            continue
        written = None if policy < 0 else unwrapped(cells[policy])
        absent = status >= 0 and _ABSENT.search(cells[status].text) is not None
        known = bool(written and re.fullmatch(r"[\w \"-]*\w[\w \"-]*", written.text)) and not _ABSENT.fullmatch(
            written.text if written else ""
        )
        yield _secured(named, written.text.strip('"') if written and known and not absent else None, absent, written)


def _secured(named: Named, policy: str | None, absent: bool, written: Passage | None) -> DeclaredRelation:
    location = named.at.location
    stated = (Policy(policy, provenance=(written.location,)),) if policy and written else ()
    rls = None if absent else True
    relation = Relation(
        named.name,
        completeness=Completeness.NAME_ONLY,
        policies=stated,
        rls=rls,
        provenance=(location,),
        keys_stated=False,
    )
    return DeclaredRelation(relation, Authority.LISTS, Form.POLICY_TABLE)


def is_policy_table(table: Table, titles: Titles) -> bool:
    """Whether a table lists tables with their policies."""
    headings = [plain_title(cell) for cell in table.header]
    return titles.table >= 0 and any(_POLICY.fullmatch(title) or _RLS.fullmatch(title) for title in headings)


def table_column(table: Table, titles: Titles) -> Iterator[DeclaredRelation]:
    """The tables that a "Table" column names in code; rows that say that the table is gone or planned do not count."""
    for cells in table.rows:
        named = relation_name(cells[titles.table])
        rest = " ".join(cell.text for index, cell in enumerate(cells) if index != titles.table)
        if named and named.certain and not _ABSENT.search(rest):
            yield _name_only(named, Form.MENTION)


def tables_in_prose(paragraph: Passage) -> Iterator[DeclaredRelation]:
    """Tables listed in code right after the word: "2 tables (`a`, `b`)", "Tables: `a`, `b`"."""
    for match in _TABLES_OF.finditer(paragraph.text):
        group = "rest" if match["enclosed"] is None else "enclosed"
        for span in listed_names(paragraph.part(match.start(group), match.end(group))) or ():
            named = relation_name(span, code=True)
            if named:
                yield _name_only(named, Form.MENTION)


def example_columns(item: Passage) -> DeclaredRelation | None:
    """The relation of an item that is a table in code and a list of columns in code ("`users`: `id`, `name`"), else None."""
    match = _EXAMPLE.fullmatch(item.text)
    named = relation_name(item.part(0, match.end("table"))) if match else None
    columns = listed_names(item.part(match.start("columns"))) if match else None
    if named is None or columns is None or len(columns) < 2:
        return None
    attributes = tuple(
        Attribute(stored(column.text, code=True), None, provenance=(column.location,), default_stated=False)
        for column in columns
    )
    relation = Relation(
        named.name,
        completeness=Completeness.PARTIAL,
        attributes=attributes,
        provenance=(named.at.location,),
        keys_stated=False,
    )
    return DeclaredRelation(relation, Authority.LISTS, Form.COLUMN_LIST)


def target(name: RelationName, at: Location) -> DeclaredRelation:
    """A foreign key's target: its name only."""
    relation = Relation(name, completeness=Completeness.NAME_ONLY, provenance=(at,), keys_stated=False)
    return DeclaredRelation(relation, Authority.LISTS, Form.MENTION)


def _name_only(named: Named, form: Form) -> DeclaredRelation:
    relation = Relation(named.name, completeness=Completeness.NAME_ONLY, provenance=(named.at.location,), keys_stated=False)
    return DeclaredRelation(relation, Authority.LISTS, form)
