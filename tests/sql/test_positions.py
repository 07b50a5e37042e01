"""Where nodes say that they stand: the characters that they were written with, and where the server points."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlglot import exp

from tests.sql.statements import VALID
from tests.support.postgres import Connection, scratch_database, verdict
from xref.sql import parse

_SCHEMA = """
CREATE TYPE pair AS (f int, g text);
CREATE TABLE t (a int, b int, p bool, s text, x int[], j jsonb, d timestamptz, v interval, c pair);
"""
_NOT_BOOLEAN = """
a|t.a|(a)|((t.a))|a + 1|(a + 1) * 2|((a) + (b))|a::int8|(a)::int8::text|CAST(a AS int8)|- a|+ a|@ a|- (a + b)|abs(a)
pg_catalog.abs(a)|(SELECT 1)|((SELECT 1))|ARRAY[1]|ARRAY(SELECT 1)|CASE WHEN p THEN 1 END|coalesce(a, 1)|nullif(a, 1)
greatest(a, b)|x[1]|(x)[1]|x[1:2]|(c).f|(t.c).g|'x'::text|date '2020-01-01'|interval '1' day|ROW(1, 2)|(1, 2)
extract(year FROM d)|d AT TIME ZONE 'utc'|d AT LOCAL|s COLLATE "C"|a || s|current_date|current_timestamp(3)|$1::int
substring(s FROM 1 FOR 2)|position('a' IN s)|trim(BOTH 'x' FROM s)|overlay(s PLACING 'x' FROM 1)|normalize(s)
collation for (s)|j -> 'k' ->> 'l'|(j -> 'k') ->> 'l'|d + v|1.5|-1|- 1|s || 'a' || s|CAST('{1}' AS int[])
CAST('x' AS varchar(3))|interval(3) '1'|varchar(3) 'x'|json_object('a' : 1)|json_array(1, 2)|json_scalar(1)
s OPERATOR(pg_catalog.||) s|current_user|current_schema|system_user|(a)|OPERATOR(pg_catalog.-) a
"""
_UNDEFINED = """
SELECT 1 + true|SELECT a + b, (a + p) FROM t|SELECT - true|SELECT @ true|SELECT a LIKE b FROM t
SELECT a NOT ILIKE b FROM t|SELECT 1 SIMILAR TO 2|SELECT a IN (p) FROM t|SELECT a NOT IN (1, p) FROM t
SELECT a BETWEEN p AND 2 FROM t|SELECT a = ANY (s) FROM t|SELECT p AT TIME ZONE s FROM t|SELECT a = p OR a = b FROM t
SELECT a IS DISTINCT FROM p FROM t|SELECT (a, b) OVERLAPS (a, b) FROM t|SELECT s.nosuch(1)|SELECT nosuch(1)
SELECT extract(year FROM p) FROM t|SELECT s COLLATE nosuch FROM t|SELECT s COLLATE nosuch.c FROM t|SELECT 1::nosuch
SELECT CAST(1 AS nosuch.x)|SELECT nosuch 'x'|SELECT a OPERATOR(pg_catalog.||) b FROM t
SELECT OPERATOR(pg_catalog.!!) a FROM t|SELECT x FROM t AS r (x, y) WHERE r.nosuch|SELECT sum(a) OVER nosuch FROM t
SELECT sum(a) OVER (nosuch) FROM t|INSERT INTO t (nosuch) VALUES (1)|UPDATE t SET nosuch = 1|SELECT * FROM nosuch.t
SELECT a AT TIME ZONE b FROM t|SELECT nosuch.* FROM t|SELECT * FROM t JOIN t AS u USING (nosuch)
SELECT ARRAY[a, p] FROM t|SELECT coalesce(a, p) FROM t|SELECT CASE WHEN a THEN b END FROM t
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with scratch_database(_SCHEMA) as opened:
        yield opened


def _split(text: str) -> list[str]:
    """Items of a table above; ``||`` is an operator in them."""
    lines = text.replace("||", "\0").split("\n")
    return [item.replace("\0", "||") for line in lines for item in line.split("|") if item]


@pytest.mark.parametrize("expression", _split(_NOT_BOOLEAN))
def test_the_server_points_at_an_expression_where_at_says(connection: Connection, expression: str) -> None:
    text = f"SELECT 1 FROM t WHERE {expression}"
    answer = verdict(connection, text)
    assert answer.sqlstate == "42804", answer
    (statement,) = parse(text)
    assert statement.tree is not None
    assert statement.tree.args["where"].this.meta["at"] == answer.position


@pytest.mark.parametrize("text", _split(_UNDEFINED))
def test_some_node_knows_where_the_server_points(connection: Connection, text: str) -> None:
    answer = verdict(connection, text)
    assert not answer.accepted
    (statement,) = parse(text)
    assert statement.tree is not None
    known = {node.meta.get(key) for node in statement.tree.walk() for key in ("start", "at", "op")}
    assert answer.position in known


@pytest.mark.parametrize("text", VALID)
def test_nodes_stand_inside_their_parents(text: str) -> None:
    (statement,) = parse(text)
    assert statement.tree is not None
    for node in statement.tree.walk():
        if "start" not in node.meta:
            assert isinstance(node, exp.Var), repr(node)
            continue
        start, end = node.meta["start"], node.meta["end"]
        assert 0 <= start <= end < len(text), repr(node)
        parent = node.parent
        if (
            parent is not None
            and "start" in parent.meta
            and not (parent.meta.get("keyword") and isinstance(node, exp.Identifier))
        ):
            assert parent.meta["start"] <= start, repr(parent)
            assert end <= parent.meta["end"], repr(parent)


@pytest.mark.parametrize("text", VALID)
def test_identifiers_stand_where_their_names_do(text: str) -> None:
    (statement,) = parse(text)
    assert statement.tree is not None
    for identifier in statement.tree.find_all(exp.Identifier):
        parent = identifier.parent
        if parent is not None and parent.meta.get("keyword"):
            continue
        written = text[identifier.meta["start"] : identifier.meta["end"] + 1]
        if not written.startswith("U&"):
            assert written == (f'"{identifier.name}"' if identifier.quoted else identifier.name)


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "SELECT 1; -- one\n SELECT b"
    first, second = parse(text)
    assert text[first.span.start : first.span.end] == "SELECT 1"
    assert text[second.span.start : second.span.end] == "SELECT b"
    assert second.tree is not None
    assert text[second.tree.expressions[0].this.meta["start"]] == "b"
