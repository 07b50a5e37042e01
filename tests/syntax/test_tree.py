"""Syntax trees: offsets in code points, both grammars, errors that do not stop the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xref.source import SourceFile, Span
from xref.syntax import Grammar, parse
from xref.syntax.offsets import Offsets


@pytest.mark.parametrize(
    ("path", "grammar"),
    [
        ("a.ts", "typescript"),
        ("a.MTS", "typescript"),
        ("a.cts", "typescript"),
        ("a.tsx", "tsx"),
        ("a.js", "tsx"),
        ("a.cjs", "tsx"),
    ],
)
def test_grammar_by_ending(path: str, grammar: str) -> None:
    assert parse(SourceFile(path, "")).grammar is Grammar(grammar)


def test_a_cast_in_typescript_and_an_element_in_tsx() -> None:
    assert not parse(SourceFile("a.ts", "const a = <T>b;")).errors()
    assert not parse(SourceFile("a.tsx", "const a = <T>b</T>;")).errors()
    assert parse(SourceFile("a.ts", "const a = <T>b</T>;")).errors()


@given(st.text())
def test_offsets_are_those_of_the_utf_8_form(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    offsets = Offsets(encodable)
    for character in range(len(encodable) + 1):
        byte = len(encodable[:character].encode())
        assert offsets.byte(character) == byte
        assert offsets.character(byte) == character


def test_spans_and_texts_are_in_code_points() -> None:
    text = "/* é😀 */ const naïve = 'x😀', b = `ü`;"
    tree = parse(SourceFile("a.ts", text))
    node = tree.node_at(text.index("b ="))
    assert node is not None
    assert tree.text(node) == "b"
    assert tree.span(node) == Span(text.index("b ="), text.index("b =") + 1)


def test_path_leads_from_the_program_to_the_node() -> None:
    tree = parse(SourceFile("a.ts", "function f() { g(1) }"))
    node = tree.node_at(tree.file.text.index("1"))
    assert node is not None
    path = tree.path_to(node)
    assert path is not None
    assert [step.type for step in path][:3] == ["program", "function_declaration", "statement_block"]
    assert path[-1].type == "number"
    assert tree.path_to(node, limit=3) is None


def test_errors_are_told_and_do_not_stop_the_rest() -> None:
    tree = parse(SourceFile("a.ts", "const = ;\nconst b = 'x';"))
    assert tree.errors()
    node = tree.node_at(tree.file.text.index("'x'") + 1)
    assert node is not None
    assert tree.text(node) == "x"
    assert len(parse(SourceFile("a.ts", "@#$ " * 1000)).errors()) <= 20
