"""Placeholders that a library replaces. What each makes of them was seen with the library itself."""

from __future__ import annotations

import pytest

from tests.extract.reading import IDIOMS, of
from xref.reason import Reason
from xref.source import HOLE, Span

KNEX = "import knex from 'knex'; const k = knex({ client: 'pg' }); k.raw"
SEQUELIZE = "import { Sequelize } from 'sequelize'; const s = new Sequelize(''); s.query"
PROMISE = "import pgPromise from 'pg-promise'; const db = pgPromise()(''); db.any"
PG = "import { Pool } from 'pg'; const db = new Pool(); db.query"

SENT = {
    KNEX + "('select * from t where a = ? and b = ?', [1, 'x'])": ("select * from t where a = $1 and b = $2", 2),
    KNEX + "('select * from t where a = ? and b = ?', [1])": ("select * from t where a = $1 and b = $2", 1),
    KNEX + "(\"select '?', a from t where b = ?\", [1, 2])": ("select '$1', a from t where b = $2", 2),
    KNEX + "('select a \\\\? 1 from t where b = ?', [1])": ("select a ? 1 from t where b = $1", 1),
    KNEX + "('select ?? from t where b = ?', ['a', 1])": (f"select {HOLE} from t where b = $1", None),
    KNEX + "(\"select :c:, a::text, b[1:2], '10:30' from t where b = :v\", { c: 'a', v: 1 })": (
        f"select {HOLE}, a::text, b[1:2], '10:30' from t where b = $1",
        None,
    ),
    KNEX + "('select a from t where a = any(:v) or b = :v', { v: 1 })": ("select a from t where a = any($1) or b = $2", 2),
    KNEX + "('select a -> ? from t', o)": ("select a -> $1 from t", 1),
    KNEX + "('select a from t where b = $1')": ("select a from t where b = $1", 0),
    SEQUELIZE + "(\"select a::text from t where a = :a and b in (:b) and c = ':a' -- :a\", { replacements: { a: 1 } })": (
        "select a::text from t where a = $1 and b in ($2) and c = ':a' -- :a",
        2,
    ),
    SEQUELIZE + "(\"select a from t where a = ? and b in (?) and c = '?'\", { replacements: [1, [2]] })": (
        "select a from t where a = $1 and b in ($2) and c = '?'",
        2,
    ),
    SEQUELIZE + "('select a from t where a = $a and b = $b or c = $a', { bind: { a: 1, b: 2 } })": (
        "select a from t where a = $1 and b = $2 or c = $1",
        2,
    ),
    SEQUELIZE + "(\"select a ? 'b' from t\", { type: 1 })": ("select a ? 'b' from t", None),
    SEQUELIZE + "('select a from t where a = :a', o)": ("select a from t where a = $1", 1),
    SEQUELIZE + "('insert into t (a, b) values :rows', { replacements: { rows } })": (
        f"insert into t (a, b) values {HOLE}",
        None,
    ),
    SEQUELIZE + "('insert into t (a, b) values (:row)', { replacements: { row } })": (
        f"insert into t (a, b) values ({HOLE})",
        None,
    ),
    SEQUELIZE + "('select 1 where a > now() - INTERVAL :i and b = ARRAY[:x]', { replacements: { i, x } })": (
        f"select 1 where a > now() - INTERVAL '{HOLE}' and b = ARRAY[$1]",
        None,
    ),
    PROMISE + "('a', [])": None,
    PROMISE + "('select $/a/, ${b}, $(c), $<d>, $[e] from t where a = $/a/', o)": (
        "select $1, $2, $3, $4, $5 from t where a = $6",
        6,
    ),
    PROMISE + "('select 1 where a in ($/x:csv/) and b = array[$/x:list/]', o)": (
        "select 1 where a in ($1) and b = array[$2]",
        2,
    ),
    PROMISE + "('insert into t (a, b) values ($/x:csv/)', o)": (f"insert into t (a, b) values ({HOLE})", None),
    PROMISE + "('select $1:name, $2^, $3#, $4:json, $5::int from $6~', [1, 2, 3, 4, 5, 6])": (
        f"select {HOLE}, {HOLE}, {HOLE}, $1, $2::int from {HOLE}",
        None,
    ),
    PROMISE + "('select 1 where a = $1 or b = $1', [1])": ("select 1 where a = $1 or b = $2", 2),
    PROMISE + "('select 1 where a = $1 or b = $2', [1])": ("select 1 where a = $1 or b = $2", 1),
    PROMISE + "(\"select 1 where a like '%$/a:value/%' and b = '$/b/'\", o)": (
        f"select 1 where a like '%{HOLE}%' and b = '$1'",
        None,
    ),
    PG + "('select 1 where a = {{id::uuid}} and b = {{ name }} or a = {{id::uuid}}', o)": (
        "select 1 where a = $1::uuid and b = $2 or a = $1::uuid",
        2,
    ),
    PG + "(\"select '{{1,2}}'::int[]\")": ("select '{{1,2}}'::int[]", 0),
}


@pytest.mark.parametrize("code", SENT)
def test_what_is_sent(code: str) -> None:
    found = [(statement.variants[0].text, statement.variants[0].parameters) for statement in of(code)]
    assert found == ([SENT[code]] if SENT[code] is not None else [])


def test_options_that_are_not_seen_leave_a_question_mark_open() -> None:
    (statement,) = of(SEQUELIZE + "('select a from t where b = ?', o)")
    assert statement.reason in (Reason.PLACEHOLDER_STYLE, None)
    (statement,) = of(SEQUELIZE + "('select a from t where b ?| c', o)")
    assert (statement.variants, statement.reason) == ((), Reason.PLACEHOLDER_STYLE)


def test_places_are_exact() -> None:
    code = KNEX + "(`select a from t where b = ? and gone = ?`, [1, 2])"
    variant = of(code)[0].variants[0]
    start = variant.text.index("gone")
    path, span = variant.source_map.origin(Span(start, start + 4))
    assert (path, span.start, span.end) == ("calls.ts", code.index("gone"), code.index("gone") + 4)


def test_values_that_become_literals_are_marked() -> None:
    assert [of(code)[0].inlined for code in (PROMISE + "('select $1', [1])", PG + "('select $1', [1])")] == [True, False]
    assert of(SEQUELIZE + "('select :a', { replacements: { a: 1 } })")[0].inlined
    assert not of(SEQUELIZE + "('select $a', { bind: { a: 1 } })")[0].inlined


def test_idioms_are_there() -> None:
    assert (IDIOMS / "13-pg-promise").is_dir()
