"""Texts to statements: how many, of what kind, and what is said of those without a tree."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.statements import VALID
from xref.reason import Reason
from xref.source import HOLE
from xref.sql import parse


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        (" ; -- nothing\n ; /* at all */", []),
        ("SELECT 1", ["select"]),
        ("(SELECT 1) UNION SELECT 2; TABLE t;", ["select", "select"]),
        ("VALUES (1); INSERT INTO t DEFAULT VALUES", ["values", "insert"]),
        ("WITH x AS (SELECT 1) UPDATE t SET a = 1", ["update"]),
        ("DELETE FROM t; MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", ["delete", "merge"]),
        ("BEGIN; SET LOCAL x.y = 'z'; COMMIT", ["begin", "set", "commit"]),
        ("CREATE TABLE t (a int)", ["create"]),
    ],
)
def test_statements_and_kinds(text: str, kinds: list[str]) -> None:
    statements = parse(text)
    assert [statement.kind for statement in statements] == kinds
    assert not any(statement.errors for statement in statements)


@pytest.mark.parametrize(
    "text", ["BEGIN", "COMMIT AND CHAIN", "SET x = 1", "LISTEN c", "NOTIFY c, 'x'", "SAVEPOINT s", "SHOW x", "VACUUM"]
)
def test_session_statements_have_nothing_to_check(text: str) -> None:
    (statement,) = parse(text)
    assert statement.tree is None
    assert statement.gap is None
    assert statement.errors == ()


@pytest.mark.parametrize(
    "text", ["CREATE TABLE t (a int)", "DO $$ BEGIN END $$", "COPY t FROM STDIN", "TRUNCATE t", "EXPLAIN SELECT 1"]
)
def test_utility_statements_are_gaps(text: str) -> None:
    (statement,) = parse(text)
    assert statement.tree is None
    assert statement.gap is Reason.UTILITY_STATEMENT


def test_an_error_in_one_statement_leaves_the_others() -> None:
    first, second, third = parse("SELECT a; SELECT FROM WHERE; SELECT b")
    assert first.tree is not None
    assert third.tree is not None
    (problem,) = second.errors
    assert problem.message == 'syntax error at or near "WHERE"'
    assert (problem.span.start, problem.span.end, problem.position) == (22, 27, 22)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT {'(' * 5000}1{')' * 5000}",
        f"SELECT {'NOT ' * 5000}a",
        f"SELECT {'- ' * 5000}1",
        f"SELECT {'CASE WHEN a THEN ' * 500}1{' END' * 500}",
        f"SELECT {'f(' * 200}1{')' * 200}",
        f"SELECT a FROM {'(SELECT a FROM ' * 100}t{') s' * 100}",
        f"SELECT {HOLE}, {'(' * 5000}1",
    ],
)
def test_what_is_nested_too_deeply_is_a_gap_soon(text: str) -> None:
    before = time.perf_counter()
    (statement,) = parse(text)
    assert time.perf_counter() - before < 2
    assert statement.gap is Reason.NESTED_TOO_DEEPLY
    assert statement.tree is None
    assert not statement.errors


@pytest.mark.parametrize("text", [" OR ".join(["a = 1"] * 3000), " || ".join(["a"] * 3000), ", ".join(["1"] * 5000)])
def test_what_is_long_is_not_deep(text: str) -> None:
    (statement,) = parse(f"SELECT {text}")
    assert statement.tree is not None


_WORDS = sorted({word for text in VALID for word in text.split()} | {HOLE, "$1", "''", "(", ")", ";", "'", '"', "/*", "$$"})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join))
def test_words_in_any_order_raise_nothing(text: str) -> None:
    for statement in parse(text):
        assert 0 <= statement.span.start < statement.span.end <= len(text)
        assert (statement.tree is None) or not statement.errors
        if statement.holes:
            assert not statement.errors


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=string.printable + HOLE + "é\x00\u2028", max_size=40))
def test_characters_in_any_order_raise_nothing(text: str) -> None:
    parse(text)
    parse(f"SELECT {text}")
