from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xref.sql.lexer import INVALID, NUMBER, OPERATOR, PARAMETER, PUNCTUATION, QUOTED, STRING, WORD, lex


def shown(text: str) -> list[tuple[int, str]]:
    return [token[:2] for token in lex(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT Ünï_1$a", [(WORD, "select"), (WORD, "Ünï_1$a")]),
        ('"a""b" "Mixed"', [(QUOTED, 'a"b'), (QUOTED, "Mixed")]),
        ("'it''s' 'a;b'", [(STRING, "it's"), (STRING, "a;b")]),
        (r"E'a\'b\n\x41\u00e9\\' e'x'", [(STRING, "a'b\nAé\\"), (STRING, "x")]),
        ("U&'d\\0061t' U&\"d\\+000061\"", [(STRING, "dat"), (QUOTED, "da")]),
        ("B'101' x'1F' n'x'", [(STRING, "101"), (STRING, "1F"), (STRING, "x")]),
        ("$$a;'b$$ $tag$ $$ ; $tag$", [(STRING, "a;'b"), (STRING, " $$ ; ")]),
        ("($1,$2)", [(PUNCTUATION, "("), (PARAMETER, "$1"), (PUNCTUATION, ","), (PARAMETER, "$2"), (PUNCTUATION, ")")]),
        ("1 1.5 .5 1e-3 0x1F 1_000", [(NUMBER, n) for n in ("1", "1.5", ".5", "1e-3", "0x1F", "1_000")]),
        ("1..2", [(NUMBER, "1"), (PUNCTUATION, ".."), (NUMBER, "2")]),
        ("a.b::c", [(WORD, "a"), (PUNCTUATION, "."), (WORD, "b"), (PUNCTUATION, "::"), (WORD, "c")]),
        ("a=-1", [(WORD, "a"), (OPERATOR, "="), (OPERATOR, "-"), (NUMBER, "1")]),
        ("a @-b", [(WORD, "a"), (OPERATOR, "@-"), (WORD, "b")]),
        ("a->>'b'#>c", [(WORD, "a"), (OPERATOR, "->>"), (STRING, "b"), (OPERATOR, "#>"), (WORD, "c")]),
        ("a*/*x*/b--c\n+d", [(WORD, "a"), (OPERATOR, "*"), (WORD, "b"), (OPERATOR, "+"), (WORD, "d")]),
        ("a /* b /* c */ d */ e /* f", [(WORD, "a"), (WORD, "e")]),
        ("\\connect x\n\\set y 'z\nselect", [(WORD, "select")]),
        ("x := 1", [(WORD, "x"), (PUNCTUATION, ":="), (NUMBER, "1")]),
        ("'open", [(INVALID, "'open")]),
        ("$x$ open $y$", [(INVALID, "$x$ open $y$")]),
        ('e"open', [(WORD, "e"), (INVALID, '"open')]),
        ("\ufeffselect", [(WORD, "select")]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[tuple[int, str]]) -> None:
    assert shown(text) == expected


def test_offsets_are_characters_of_the_text() -> None:
    text = "SELECT 'é', \"ü\" -- x\n  , $$z$$"
    assert [text[start:end] for _, _, start, end in lex(text)] == ["SELECT", "'é'", ",", '"ü"', ",", "$$z$$"]


@given(st.text(alphabet="ab$'\"\\/*-;: \n1.E&é()[]|"))
def test_never_raises_and_never_overlaps(text: str) -> None:
    last = 0
    for _, _, start, end in lex(text):
        assert last <= start <= end
        last = end
    assert last <= len(text)


@pytest.mark.parametrize(
    "text", [" " * 300_000, "$a$ $b$ " * 30_000, "/* " * 100_000, "'" * 99_999, "\\g\n" * 50_000, "e'\\" * 50_000]
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    lex(text)
    assert time.perf_counter() - start < 2
