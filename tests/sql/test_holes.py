"""A statement with holes is read with the least that each can stand for, and is never a syntax error."""

from __future__ import annotations

import pytest
from sqlglot import exp

from xref.reason import Reason
from xref.source import HOLE
from xref.sql import ParsedStatement, parse


def _read(text: str) -> ParsedStatement:
    (statement,) = parse(text.replace("#", HOLE))
    return statement


def _tree(text: str) -> exp.Expr:
    tree = _read(text).tree
    assert tree is not None, text
    return tree


@pytest.mark.parametrize(
    "text",
    [
        "SELECT # FROM t WHERE a = 1 #",
        "SELECT a FROM t # WHERE b = $# LIMIT $1# OFFSET #",
        "UPDATE t SET # WHERE id = $1",
        "UPDATE t SET a = 1, # WHERE id = $1",
        "UPDATE t SET #, b = 2 #",
        "UPDATE # SET # = $1 WHERE id = $#",
        "INSERT INTO t (a, b) VALUES #",
        "INSERT INTO # (a) VALUES ($1), #",
        "INSERT INTO t (#) VALUES (#) ON CONFLICT (id) DO UPDATE SET # RETURNING #",
        "SELECT a FROM t WHERE x # $1 ORDER BY a #",
        "SELECT a FROM t WHERE x = 1 # y = 2 ORDER BY # #",
        "SELECT a FROM t WHERE x IN # AND y = ANY # AND z IN (#)",
        "SELECT a FROM # WHERE '#' = b AND foo_# = 1 AND #.x = #(1)::#",
        "SELECT a FROM t JOIN # ON true GROUP BY # HAVING #",
        "WITH x AS (#) SELECT * FROM x",
        "DELETE FROM t # WHERE # RETURNING a",
        "SELECT a FROM t WHERE (#) AND (a = 1 #) OR # a = 3",
        "SELECT CASE # END FROM t ORDER BY a LIMIT # OFFSET #",
        'SELECT "#" AS # FROM t',
        "SELECT a, ## FROM t",
    ],
)
def test_holes_have_a_reading(text: str) -> None:
    statement = _read(text)
    assert statement.tree is not None
    assert statement.gap is None
    assert not statement.errors
    assert statement.holes == tuple(offset for offset, character in enumerate(text) if character == "#")


@pytest.mark.parametrize(
    "text", ["#", "# SELECT 1", "SELECT a FROM t WHERE b = '#", "SELECT a FROM t # WHERE WHERE", "WITH # SELECT 1"]
)
def test_what_has_no_reading_is_a_gap(text: str) -> None:
    statement = _read(text)
    assert statement.tree is None
    assert statement.gap is Reason.HOLE
    assert not statement.errors


@pytest.mark.parametrize(
    ("text", "open_from"),
    [
        ("SELECT a FROM t # WHERE b = 1", True),
        ("SELECT a FROM t JOIN u ON t.a = u.a # WHERE b = 1", True),
        ("SELECT a FROM t WHERE b = 1 #", False),
        ("SELECT a, # FROM t", False),
        ("SELECT a #", True),
        ("SELECT #", True),
        ("SELECT a FROM t ORDER BY #", False),
        ("SELECT a FROM t # ON t.a = b", True),
        ("UPDATE t SET a = 1 # WHERE b = 1", True),
        ("UPDATE t SET a = # WHERE b = 1", False),
        ("DELETE FROM t # WHERE b = 1", True),
        ("SELECT (SELECT b #) FROM t", True),
    ],
)
def test_a_hole_that_may_bring_tables_opens_the_from_clause(text: str, open_from: bool) -> None:
    assert _read(text).open_from is open_from


def test_an_unknown_assignment_stands_for_a_set_list() -> None:
    (assignment,) = _tree("UPDATE t SET # WHERE a = 1").expressions
    assert assignment.this.name == HOLE
    assert assignment.expression.name == "DEFAULT"


def test_a_column_list_may_stand_before_values() -> None:
    target = _tree("INSERT INTO t # VALUES (1)").this
    assert isinstance(target, exp.Schema)
    assert [column.name for column in target.expressions] == [HOLE]


def test_an_operator_that_is_not_known_has_no_name() -> None:
    condition = _tree("SELECT 1 FROM t WHERE a # $1").args["where"].this
    assert isinstance(condition, exp.Operator)
    assert condition.meta["operator"] == HOLE


def test_a_parameter_of_unknown_number_says_so() -> None:
    assert _tree("SELECT $#").expressions[0].this.this == HOLE


def test_no_offset_moves() -> None:
    text = "SELECT a # FROM t WHERE # AND emial = 1"
    column = next(node for node in _tree(text).find_all(exp.Column) if node.name == "emial")
    assert column.meta["start"] == text.index("emial")


def test_only_the_statement_with_the_hole_has_it() -> None:
    first, second = parse(f"SELECT 1; SELECT {HOLE} FROM t")
    assert first.holes == ()
    assert second.holes == (17,)


def test_a_hole_in_a_comment_is_none() -> None:
    assert _read("SELECT a FROM t -- #").holes == ()
