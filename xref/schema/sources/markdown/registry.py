"""Reading a whole registry: each block in the light of the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xref.finding import Diagnostic, Severity
from xref.schema.declaration import Declarations, DeclaredRelation, FormerName, TypePattern
from xref.schema.sources.markdown.columns import ColumnTable, read_column_table
from xref.schema.sources.markdown.described import Described
from xref.schema.sources.markdown.diagram import is_diagram, read_diagram
from xref.schema.sources.markdown.document import Block, Fence, Heading, Paragraph, Passage, Table, parse_document
from xref.schema.sources.markdown.formers import renames_in_sql
from xref.schema.sources.markdown.headers import Titles, read_titles
from xref.schema.sources.markdown.indexes import read_foreign_key_item, read_key_item, read_key_table
from xref.schema.sources.markdown.mentions import (
    example_columns,
    is_policy_table,
    is_referenced_by,
    policies,
    referenced_by,
    referring_member,
    table_column,
    tables_in_prose,
)
from xref.schema.sources.markdown.names import Named, heading_relation, relation_name
from xref.schema.sources.markdown.notices import read_statements
from xref.source import SourceFile

_EXCERPT = re.compile(
    r"\b(?:key|main|important|selected|notable|new|added|example|sample|partial|additional|relevant|changed|renamed|common|core|"
    r"some|other|remaining|missing|removed|dropped|deprecated)\s+(?:\w+\s+)?(?:columns|fields)\b|"
    r"\b(?:excerpt|not exhaustive|abridged)\b",
    re.IGNORECASE,
)
_INDEX_LIST = re.compile(r"[\W_]*(?:\w+\s+)?(?:indexes|indices|index list)\b[^`]*$", re.IGNORECASE)
_KEY_LIST = re.compile(r"[\W_]*(?:\w+\s+)?(?:constraints|keys|uniques?|unique constraints?|primary key)[\W_]*$", re.IGNORECASE)
_FOREIGN_LIST = re.compile(r"[\W_]*(?:foreign keys?|references|relation(?:ship)?s)[\W_]*$", re.IGNORECASE)
_COLUMN_WORD = re.compile(r"\b(?:columns?|fields?|schemas?|database)\b", re.IGNORECASE)
_TABLE_WORD = re.compile(r"\btables?\b", re.IGNORECASE)


@dataclass(slots=True)
class _Section:
    """A heading, the relation that it names, and what was read of that."""

    level: int
    text: str
    named: Named | None
    described: Described | None = None


@dataclass(slots=True)
class _Reader:
    """The state of reading: the headings above, the paragraph before, the list that is open, and what was found."""

    path: str
    sections: list[_Section] = field(default_factory=list)
    before: Passage | None = None
    listing: str | None = None
    found: list[DeclaredRelation | Described] = field(default_factory=list)
    patterns: list[TypePattern] = field(default_factory=list)
    former_names: list[FormerName] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def read(self, block: Block) -> None:
        """Take in the next block of the document."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._item(block.passage) if block.item else self._paragraph(block.passage)
        elif isinstance(block, Fence):
            self._fence(block)
        else:
            self._table(block)
            self.before = None

    def _heading(self, heading: Heading) -> None:
        while self.sections and self.sections[-1].level >= heading.level:
            self.sections.pop()
        self.sections.append(_Section(heading.level, heading.passage.text, heading_relation(heading.passage)))
        self.before = None
        self.listing = _listing(heading.passage.text)

    def _paragraph(self, passage: Passage) -> None:
        self.before = passage
        self.listing = _listing(passage.text)
        if self.listing == "referenced":
            self.found.extend(referenced_by(passage))
        else:
            self.found.extend(tables_in_prose(passage))

    def _item(self, passage: Passage) -> None:
        described = self._described()
        if self.listing == "referenced":
            self.found.extend(referring_member(passage))
        elif self.listing in ("indexes", "keys", "foreign") and described:
            self._key_item(described, passage)
        else:
            example = example_columns(passage) if self._speaks_of_tables() else None
            self.found.extend([example] if example else tables_in_prose(passage))

    def _key_item(self, described: Described, passage: Passage) -> None:
        table = described.named.name.name
        keys = read_foreign_key_item(table, passage) if self.listing == "foreign" else read_key_item(table, passage)
        described.lists_indexes = described.lists_indexes or self.listing == "indexes"
        if keys:
            described.keys.append(keys)
        elif self.listing == "indexes":
            described.unread = True

    def _speaks_of_tables(self) -> bool:
        text = f"{self.sections[-1].text if self.sections else ''} {self.before.text if self.before else ''}"
        return self._described() is None and bool(_TABLE_WORD.search(text) and _COLUMN_WORD.search(text))

    def _fence(self, fence: Fence) -> None:
        if fence.language == "mermaid" and is_diagram(fence.passage.text):
            self.found.extend(read_diagram(fence.passage))
        elif fence.language in ("sql", "postgresql", "postgres", "pgsql", "psql"):
            self.former_names.extend(renames_in_sql(fence.passage))

    def _table(self, table: Table) -> None:
        titles = read_titles(table)
        if titles.describes_columns:
            statements = read_statements(table, titles)
            columns = None if statements else read_column_table(table, titles)
            if statements:
                self.found.extend(statements.relations)
                self.patterns.extend(statements.patterns)
            elif columns:
                self._columns(columns, titles)
                return
        if is_policy_table(table, titles):
            self.found.extend(policies(table, titles))
        elif titles.table >= 0:
            self.found.extend(table_column(table, titles))
        else:
            self._key_table(table)

    def _columns(self, columns: ColumnTable, titles: Titles) -> None:
        if titles.table >= 0:
            self._columns_of_many(columns)
            return
        described = self._introduced() or self._described()
        if described is None:
            return
        described.tables.append(columns)
        texts = [self.sections[-1].text if self.sections else "", self.before.text if self.before else ""]
        described.excerpt = described.excerpt or any(_EXCERPT.search(text) for text in texts)
        if not columns.whole:
            message = (
                f'not every row of its columns was understood, so "{described.named.name.name}" counts as partly described'
            )
            self.diagnostics.append(Diagnostic(Severity.NOTE, message, self.path, described.named.at.line))

    def _columns_of_many(self, columns: ColumnTable) -> None:
        """A table with a Table column: an overview, so each relation is taken as partial."""
        relations: dict[str, Described] = {}
        for row in columns.rows:
            named = relation_name(row.table) if row.table else None
            if named is None:
                continue
            described = relations.setdefault(str(named.name), Described(named, excerpt=True))
            described.tables.append(ColumnTable((row,), columns.whole, columns.states_defaults))
        self.found.extend(relations.values())

    def _key_table(self, table: Table) -> None:
        described = self._described()
        keys = read_key_table(described.named.name.name, table) if described else None
        if described and keys:
            described.keys.append(keys)
            described.lists_indexes = described.lists_indexes or self.listing == "indexes"

    def _introduced(self) -> Described | None:
        """The relation that the paragraph right before names, if it says that it is a table or if no heading names one."""
        if self.before is None or "\n" in self.before.text:
            return None
        text = self.before.part(0, len(self.before.text.rstrip(": ")))
        whole = relation_name(text)
        named = heading_relation(text) if _TABLE_WORD.search(text.text) else whole if whole and whole.certain else None
        if named is None or not named.certain or (self._section() and not _TABLE_WORD.search(text.text)):
            return None
        described = Described(named)
        self.found.append(described)
        return described

    def _described(self) -> Described | None:
        section = self._section()
        if section is None or section.named is None:
            return None
        if section.described is None:
            section.described = Described(section.named)
            self.found.append(section.described)
        return section.described

    def _section(self) -> _Section | None:
        """The nearest heading that names a relation; one that marks the name wins over bare words below it."""
        named = [section for section in self.sections if section.named]
        certain = [section for section in named if section.named and section.named.certain and section.level > 1]
        nearest = certain or named
        return nearest[-1] if nearest else None


def _listing(text: str) -> str | None:
    """Which list a heading or paragraph starts."""
    if len(text) > 200 and not is_referenced_by(text[:200]):
        return None
    if is_referenced_by(text):
        return "referenced"
    if _FOREIGN_LIST.match(text):
        return "foreign"
    if _INDEX_LIST.match(text):
        return "indexes"
    return "keys" if _KEY_LIST.match(text) else None


def load_markdown(file: SourceFile) -> Declarations:
    """All that a Markdown document declares about the database. Nothing is raised, whatever the text.

    Column tables under a heading that names their table are complete relations, diagrams and lists partial ones or names;
    SQL blocks are illustrations and tell former names only; HTML is left out.
    """
    reader = _Reader(file.path)
    for block in parse_document(file):
        reader.read(block)
    relations: list[DeclaredRelation] = []
    former_names: list[FormerName] = []
    for found in reader.found:
        if isinstance(found, Described):
            relations.extend(found.declared())
            former_names.extend(found.former_names())
        else:
            relations.append(found)
    former_names.extend(reader.former_names)
    return Declarations(
        "markdown",
        file.path,
        tuple(relations),
        tuple(reader.patterns),
        tuple(former_names),
        diagnostics=tuple(reader.diagnostics),
    )
