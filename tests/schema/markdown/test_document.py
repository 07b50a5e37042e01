"""The document's blocks, and the places of its cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from xref.schema.sources.markdown.document import Fence, Heading, Paragraph, Passage, Table, parse_document
from xref.source import SourceFile

CELL = st.text(alphabet=st.sampled_from("ab|\\`* é😀\t'"), max_size=8)


def parse(text: str) -> list[object]:
    return list(parse_document(SourceFile("x.md", text)))


def shown(passage: Passage) -> str:
    """What the file holds at the passage's place."""
    return passage.file.text[passage.start : passage.start + len(passage.text)]


def test_blocks_come_in_order_with_their_text() -> None:
    text = "## `users` ✅ ##\n\nwords\nmore\n\n- one\n  - two\n\n```SQL title\nSELECT 1;\n```\n\nSetext\n---\n"
    blocks = parse(text)
    kinds = [type(block) for block in blocks]
    assert kinds == [Heading, Paragraph, Paragraph, Paragraph, Fence, Heading]
    heading, paragraph, one, two, fence, setext = blocks
    assert isinstance(heading, Heading)
    assert (heading.level, heading.passage.text) == (2, "`users` ✅")
    assert isinstance(paragraph, Paragraph)
    assert isinstance(one, Paragraph)
    assert isinstance(two, Paragraph)
    assert [(block.passage.text, block.item) for block in (paragraph, one, two)] == [
        ("words\nmore", False),
        ("one", True),
        ("two", True),
    ]
    assert isinstance(fence, Fence)
    assert (fence.language, fence.passage.text.splitlines()[0]) == ("sql", "SELECT 1;")
    assert isinstance(setext, Heading)
    assert setext.passage.text.splitlines()[0] == "Setext"


def test_a_cell_has_its_exact_place() -> None:
    text = "> | Name | Type |\r\n> |---|---|\r\n> | 😀 `a\\|b` |  uuid |\r\n"
    (table,) = parse(text)
    assert isinstance(table, Table)
    ((name, type_),) = table.rows
    assert (name.text, type_.text) == ("😀 `a\\|b`", "uuid")
    assert (type_.location.start.line, type_.location.start.column) == (3, 17)
    assert (type_.location.end.line, type_.location.end.column) == (3, 21)


def test_rows_have_as_many_cells_as_the_header() -> None:
    (table,) = parse("|a|b|\n|-|-|\n|1|\n|1|2|3|\n")
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["1", ""], ["1", "2"]]


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4), st.sampled_from(["", "> ", "- "]))
def test_cells_are_those_of_the_markdown_parser(rows: list[list[str]], prefix: str) -> None:
    indent = "  " if prefix == "- " else prefix
    lines = [prefix + "| x | y |", indent + "|---|---|", *(indent + "|" + "|".join(row) + "|" for row in rows)]
    text = "\n".join(lines) + "\n"
    tokens = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"]).parse(text)
    expected = [tokens[index + 1].content for index, token in enumerate(tokens) if token.type in ("td_open", "th_open")]
    cells = [cell for block in parse(text) if isinstance(block, Table) for row in (block.header, *block.rows) for cell in row]
    assert [cell.text.replace("\\|", "|") for cell in cells] == expected
    assert all(shown(cell) == cell.text for cell in cells)
