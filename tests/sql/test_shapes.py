"""The tree shapes that ``xref.sql`` documents."""

from __future__ import annotations

import pytest
from sqlglot import exp

from xref.sql import parse


def _tree(text: str) -> exp.Expr:
    (statement,) = parse(text)
    assert statement.tree is not None, statement.errors
    return statement.tree


def _expression(text: str) -> exp.Expr:
    found = _tree(f"SELECT {text}").expressions[0]
    assert isinstance(found, exp.Expr)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "operator"),
    [
        ("a = b", exp.EQ, "="),
        ("a != b", exp.NEQ, "<>"),
        ("a + b", exp.Add, "+"),
        ("a % b", exp.Mod, "%"),
        ("- a", exp.Neg, "-"),
        ("+ a", exp.Operator, "+"),
        ("a ^ b", exp.Operator, "^"),
        ("a ->> 'b'", exp.Operator, "->>"),
        ("a OPERATOR(s.@@) b", exp.Operator, "@@"),
        ("a LIKE b", exp.Like, "~~"),
        ("a NOT LIKE b", exp.Like, "!~~"),
        ("a NOT ILIKE b", exp.ILike, "!~~*"),
        ("a SIMILAR TO b", exp.SimilarTo, "~"),
        ("a IN (b)", exp.In, "="),
        ("a IS DISTINCT FROM b", exp.NullSafeNEQ, "="),
        ("a = ANY (b)", exp.EQ, "="),
    ],
)
def test_operators(text: str, kind: type[exp.Expr], operator: str) -> None:
    node = _expression(text)
    assert type(node) is kind
    assert node.meta["operator"] == operator


def test_not_in_has_its_operator_inside_not() -> None:
    node = _expression("a NOT IN (1)")
    assert isinstance(node, exp.Not)
    assert node.this.meta["operator"] == "<>"


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("extract(year FROM a)", "extract", 2),
        ("position('a' IN b)", "position", 2),
        ("substring(a FROM 1 FOR 2)", "substring", 3),
        ("overlay(a PLACING b FROM 1)", "overlay", 3),
        ("trim(LEADING 'x' FROM a)", "ltrim", 2),
        ("trim(a)", "btrim", 1),
        ("a AT TIME ZONE 'utc'", "timezone", 2),
        ("a AT LOCAL", "timezone", 1),
        ("(a, b) OVERLAPS (c, d)", "overlaps", 4),
        ("a IS NFC NORMALIZED", "is_normalized", 2),
        ("collation for (a)", "pg_collation_for", 1),
    ],
)
def test_special_syntax_is_the_call_that_the_server_makes_of_it(text: str, name: str, arguments: int) -> None:
    node = _expression(text)
    assert isinstance(node, exp.Anonymous)
    assert (node.args["db"].name, node.name, len(node.expressions)) == ("pg_catalog", name, arguments)
    assert node.meta["keyword"]


def test_calls_keep_their_name_as_an_identifier() -> None:
    node = _expression('s."F"(x => 1, VARIADIC a)')
    assert isinstance(node, exp.Anonymous)
    assert (node.this.this, node.this.quoted, node.args["db"].name) == ("F", True, "s")
    assert [type(argument) for argument in node.expressions] == [exp.Kwarg, exp.Variadic]


def test_what_stands_after_a_call_wraps_it() -> None:
    window = _expression("f(DISTINCT a ORDER BY b) FILTER (WHERE c) OVER (w ORDER BY d)")
    assert isinstance(window, exp.Window)
    assert window.args["alias"].name == "w"
    assert isinstance(window.this, exp.Filter)
    call = window.this.this
    assert call.args["distinct"] is True
    assert isinstance(call.args["order"], exp.Order)


@pytest.mark.parametrize(
    "written",
    [
        "character varying(255)[]",
        "double precision",
        "timestamp(3) with time zone",
        's."T"[3][]',
        "interval day to second(3)",
        "int ARRAY[4]",
        "float",
        "numeric(10, 2)",
        "SETOF s.t",
    ],
)
def test_types_are_kept_as_written(written: str) -> None:
    text = f"SELECT a::{written}, CAST(a AS {written})"
    for cast in _tree(text).expressions:
        meta = cast.args["to"].meta
        assert meta["pg_text"] == written
        assert text[meta["start"] : meta["end"] + 1] == written


def test_a_type_over_two_lines_is_written_on_one() -> None:
    assert _expression("a::double -- wide\n precision").args["to"].meta["pg_text"] == "double precision"


@pytest.mark.parametrize(("text", "type_"), [("date 'x'", "date"), ("s.t 'x'", "s.t"), ("interval '1' day", "interval day")])
def test_typed_literals_are_casts(text: str, type_: str) -> None:
    node = _expression(text)
    assert isinstance(node, exp.Cast)
    assert node.meta["form"] == "literal"
    assert node.args["to"].meta["pg_text"] == type_
    assert node.this.is_string


def test_joins_stay_in_the_written_order() -> None:
    tree = _tree("SELECT 1 FROM a LEFT JOIN b ON true, c CROSS JOIN d NATURAL JOIN e JOIN f USING (g) AS h")
    assert tree.args["from_"].this.name == "a"
    joins = tree.args["joins"]
    assert [join.this.name for join in joins] == ["b", "c", "d", "e", "f"]
    assert [bool(join.args.get("comma")) for join in joins] == [False, True, False, False, False]
    assert (joins[0].args["side"], joins[2].args["kind"], joins[3].args["method"]) == ("LEFT", "CROSS", "NATURAL")
    assert [name.name for name in joins[4].args["using"]] == ["g"]
    assert joins[4].args["alias"].name == "h"


def test_a_join_on_the_right_or_in_parentheses_is_a_paren() -> None:
    tree = _tree("SELECT 1 FROM (a CROSS JOIN b) AS j JOIN c JOIN d ON true ON false")
    first = tree.args["from_"].this
    assert isinstance(first, exp.Paren)
    assert (first.this.name, first.args["joins"][0].this.name, first.args["alias"].name) == ("a", "b", "j")
    right = tree.args["joins"][0].this
    assert isinstance(right, exp.Paren)
    assert (right.this.name, right.args["joins"][0].this.name) == ("c", "d")


@pytest.mark.parametrize("text", ["unnest(a)", "LATERAL s.f(1)", "ROWS FROM (f(1), g())", "json_table(a, '$' COLUMNS (x int))"])
def test_functions_in_from_are_tables(text: str) -> None:
    item = _tree(f"SELECT 1 FROM {text} AS t (x)").args["from_"].this
    assert isinstance(item, exp.Table)
    assert item.args["alias"].name == "t"
    assert [column.name for column in item.args["alias"].args["columns"]] == ["x"]


def test_update_and_delete_have_their_from_like_a_select() -> None:
    for text in ("UPDATE t SET a = 1 FROM u JOIN v ON true, w", "DELETE FROM t USING u JOIN v ON true, w"):
        tree = _tree(text)
        assert tree.args["from_"].this.name == "u"
        assert [join.this.name for join in tree.args["joins"]] == ["v", "w"]


def test_set_operations_bind_as_in_the_manual() -> None:
    tree = _tree("SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 ORDER BY 1 LIMIT ALL")
    assert isinstance(tree, exp.Union)
    assert isinstance(tree.expression, exp.Intersect)
    assert isinstance(tree.args["limit"].expression, exp.Null)


def test_subscripts_are_as_written() -> None:
    bracket = _expression("a.b[1]")
    assert isinstance(bracket, exp.Bracket)
    assert bracket.expressions[0].this == "1"
    assert isinstance(_expression("a[:2]").expressions[0], exp.Slice)
