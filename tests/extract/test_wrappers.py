"""Wrappers and connections of other files: found by following what a function is given to what it sends."""

from __future__ import annotations

import pytest

from tests.extract.reading import statements
from xref.extract import complete, extract, link
from xref.extract.embedded import EmbeddedSql
from xref.reason import Reason
from xref.source import HOLE, SourceFile

PG = "import { Pool } from 'pg';\nconst pool = new Pool();\n"


def linked(**texts: str) -> list[EmbeddedSql]:
    """The statements of ``a`` with the other files, each named by its keyword."""
    found = statements(*(SourceFile(f"{name}.ts", text) for name, text in texts.items()))
    return [statement for statement in found if statement.path == "a.ts"]


def sent(**texts: str) -> list[tuple[str, int | None]]:
    return [(statement.variants[0].text, statement.variants[0].parameters) for statement in linked(**texts)]


WRAPPERS = {
    "a function": ("export async function run(sql, p) { return pool.query(sql, p) }", "import { run } from './db'; run"),
    "an arrow function": ("export const run = (sql, p) => pool.query(sql, p);", "import { run } from './db'; run"),
    "a default export": ("export default async (sql, p) => pool.query(sql, p);", "import run from './db'; run"),
    "a namespace": ("export const run = (sql, p) => pool.query(sql, p);", "import * as db from './db'; db.run"),
    "a method of an object": (
        "export const s = { run(sql, p) { return pool.query(sql, p) } };",
        "import { s } from './db'; s.run",
    ),
    "a member of an object": (
        "export const s = { deep: { run: async (sql, p) => (await pool.query(sql, p)).rows } };",
        "import { s } from './db'; await s.deep.run",
    ),
    "a frozen object": (
        "export const s = Object.freeze({ run: (sql, p) => pool.query(sql, p) } as const);",
        "import { s } from './db'; s.run",
    ),
    "a method of a class": (
        (
            "export class S { constructor(private k: Pool) {} "
            "run<T>(sql: string, p?: unknown[]): T { return this.k.query(sql, p) } }"
        ),
        "import { S } from './db'; const s = new S(it); s.run<User>",
    ),
    "a static method": (
        "export class S { static run(sql, p) { return pool.query(sql, p) } }",
        "import { S } from './db'; S.run",
    ),
    "an arrow function in a field": (
        "export class S { run = async (sql, p) => pool.query(sql, p) }",
        "import { S } from './db'; new S().run",
    ),
    "an inherited method": (
        "export class B { run(sql, p) { return pool.query(sql, p) } }\nexport class S extends B {}",
        "import { S } from './db'; new S().run",
    ),
    "an instance": (
        "class S { run(sql, p) { return pool.query(sql, p) } }\nexport const s = new S();",
        "import { s } from './db'; s.run",
    ),
    "what a factory gives": (
        "export function make() { const run = (sql, p) => pool.query(sql, p); return { run } }",
        "import { make } from './db'; const s = make(); s.run",
    ),
    "a curried function": (
        "export const make = (k: Pool) => (sql, p) => k.query(sql, p);",
        "import { make } from './db'; make(it)",
    ),
    "a type": (
        "export const make = () => ({ run: (sql, p) => pool.query(sql, p) });\nexport type S = ReturnType<typeof make>;",
        "import type { S } from './db'; const f = (s: S) => s.run",
    ),
    "a member of a context": (
        "class S { run(sql, p) { return pool.query(sql, p) } }\nexport interface Ctx { s: S }",
        "import type { Ctx } from './db'; const f = ({ s }: Ctx) => s.run",
    ),
    "CommonJS": ("module.exports = { run: (sql, p) => pool.query(sql, p) };", "const { run } = require('./db'); run"),
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_a_call_of_a_wrapper_is_a_statement(name: str) -> None:
    wrapper, call = WRAPPERS[name]
    assert sent(db=PG + wrapper, a=f"{call}('SELECT 1', [1, 2]);") == [("SELECT 1", 2)]
    assert sent(db=PG + wrapper.replace(".query(sql, p)", ".log(sql, p)"), a=f"{call}('SELECT 1', [1, 2]);") == []


def test_wrappers_of_wrappers_through_several_files() -> None:
    texts = {
        "low": PG + "export const run = (sql, p) => pool.query(sql, p);",
        "mid": "import { run } from './low'; export const rows = async (text, values) => (await run(text, values)).rows;",
        "top": "import * as mid from './mid'; export const first = async (q, v) => (await mid.rows(q, v))[0];",
    }
    assert sent(**texts, a="import { first } from './top'; first('SELECT 1', [1]);") == [("SELECT 1", 1)]


def test_wrappers_of_each_other_end() -> None:
    texts = {
        "b": "import { y } from './c'; export const x = (sql) => y(sql);",
        "c": "import { x } from './b'; export const y = (sql) => x(sql);",
    }
    assert sent(**texts, a="import { x } from './b'; x('SELECT 1');") == []


def test_a_wrapper_that_adds_to_the_text() -> None:
    db = PG + "export const first = (sql: string, p) => pool.query(sql + ' LIMIT 1', p);"
    assert sent(db=db, a="import { first } from './db'; first('SELECT 1', [1]);") == [("SELECT 1 LIMIT 1", 1)]
    assert sent(a=db + "first('SELECT 1', [1]);") == [("SELECT 1 LIMIT 1", 1)]


OPTIONS = [
    ("({ sql, params }) => pool.query(sql, params)", "{ sql: 'SELECT 1', params: [1] }"),
    ("(o) => pool.query(o.sql, o.params)", "{ params: [1], sql: 'SELECT 1' }"),
    ("(o) => pool.query({ text: o.text, values: o.values })", "{ text: `SELECT 1`, values: [1] }"),
]


@pytest.mark.parametrize(("wrapper", "options"), OPTIONS)
def test_a_wrapper_that_takes_options(wrapper: str, options: str) -> None:
    db = f"{PG}export const run = {wrapper};"
    assert sent(db=db, a=f"import {{ run }} from './db'; run({options});") == [("SELECT 1", 1)]
    assert sent(db=db, a="import { run } from './db'; run({ title: 'SELECT 1' });") == []


def test_what_a_function_hands_to_a_callback() -> None:
    db = PG + (
        "export async function within(work) { const k = await pool.connect(); return work(k) }\n"
        "export const both = (work) => work({ one: pool, other: createClient() });"
    )
    call = "import { within, both } from './db'; within(async (run) => run.query('SELECT 1'));"
    assert sent(db=db, a=call) == [("SELECT 1", 0)]
    assert sent(
        db=db, a="import { both } from './db'; both(({ one, other }) => { one.query('SELECT 1'); other.query('SELECT 2') })"
    ) == [("SELECT 1", 0)]


def test_connections_of_another_kind_stay_silent() -> None:
    ch = (
        "import { createClient } from '@clickhouse/client'; export const db = createClient();\n"
        "export const make = () => createClient(); export const run = (q) => db.query(q);"
    )
    assert (
        sent(ch=ch, a="import { db, make, run } from './ch'; db.query('SELECT 1'); make().query('SELECT 2'); run('SELECT 3')")
        == []
    )


def test_the_file_that_makes_the_connection_is_told() -> None:
    one = PG.replace("const pool", "export const pool")
    call = "import { pool } from './one'; import { run } from './two'; "
    call += "pool.query('SELECT 1'); run('SELECT 2'); db.query('SELECT 3')"
    two = PG + "export const run = (sql) => pool.query(sql);"
    assert [statement.database for statement in linked(one=one, two=two, a=call)] == ["one.ts", "two.ts", None]


ELSEWHERE = """
export const COLUMNS = ['id', 'name'] as const;
export const Users = Object.freeze({ table: 'users', fields: { id: 'id', created: 'created_at' } });
export enum State { On = 'on' }
export const where = (name?: string) => (name ? 'WHERE name = $1' : '');
export const page = (count: number, by = 'id') => `ORDER BY ${by} LIMIT ${count}`;
export function filter(given: { a?: string }, params: unknown[]) {
  if (!given.a) return '';
  params.push(given.a);
  return `AND a = $${params.length}`;
}
"""
COMPUTED = {
    "${COLUMNS.join(', ')}": ["SELECT id, name"],
    "${x.COLUMNS.map((name) => `u.${name}`).join(', ')}": ["SELECT u.id, u.name"],
    "${Object.values(Users.fields).join()} FROM ${x.Users.table}": ["SELECT id,created_at FROM users"],
    "'${State.On}'": ["SELECT 'on'"],
    "${where(name)}": ["SELECT WHERE name = $1", "SELECT "],
    "${where('n')}": ["SELECT WHERE name = $1"],
    "${page(10)} ${x.page(5, 'name')}": ["SELECT ORDER BY id LIMIT 10 ORDER BY name LIMIT 5"],
    "${filter(given, params)} $${params.length}": ["SELECT AND a = $2 $2", "SELECT  $1"],
    "${unknown(name)}": [f"SELECT {HOLE}"],
    "${page(name)}": [f"SELECT ORDER BY id LIMIT {HOLE}"],
}


@pytest.mark.parametrize("hole", COMPUTED)
def test_what_another_file_computes(hole: str) -> None:
    head = "import * as x from './x'; import { COLUMNS, Users, State, where, page, filter, unknown } from './x';"
    body = f"const params = [1]; const more = `{hole}`; await db.query(`SELECT ${{more}}`, params);"
    (statement,) = linked(x=ELSEWHERE, a=f"{head} export async function f(db, name: string, given) {{ {body} }}")
    assert sorted(variant.text for variant in statement.variants) == sorted(COMPUTED[hole])


def test_a_function_that_another_file_calls_back() -> None:
    sql = "export const given = (value, build) => (value ? build(value) : '');"
    call = "import { given } from './sql'; "
    call += "const f = (db, a) => { const c = 'name'; return db.query(`SELECT 1 ${given(a, () => `AND ${c}`)}`) }"
    (statement,) = linked(sql=sql, a=call)
    assert {(variant.text, variant.condition) for variant in statement.variants} == {
        ("SELECT 1 AND name", "when `a`"),
        ("SELECT 1 ", "unless `a`"),
    }


def test_files_that_compute_each_other_end() -> None:
    one = "import { b, B } from './b'; export const a = (x) => b(x); export const A = `${B}`; db.query(`SELECT ${a(1)} ${A}`)"
    two = "import { a, A } from './a'; export const b = (x) => a(x); export const B = `${A}`;"
    (statement,) = linked(a=one, b=two)
    assert [variant.text for variant in statement.variants] == [f"SELECT {HOLE} {HOLE}"]


TSCONFIG = '{ // apps\n "extends": "./base.json", "compilerOptions": { "paths": { "@db/*": ["libs/db/*",] } } /* end */ }'
PROJECT = {
    "tsconfig.json": TSCONFIG,
    "base.json": '{ "compilerOptions": { "baseUrl": "." } }',
    "libs/db/q.ts": "export const Q = 'SELECT 1';",
    "libs/db/index.ts": "export * from './q.js'; export * as all from './q'; "
    "export { Q as Renamed } from './q'; export type X = 1;",
    "kit/package.json": '{ "name": "@acme/kit", "exports": { ".": { "import": "./dist/index.js" }, "./*": "./dist/*.js" } }',
    "kit/src/index.ts": "export { Q } from './more'; export { default } from './more';",
    "kit/src/more.ts": "export const Q = 'SELECT 1'; export default Q;",
    "app/package.json": '{ "name": "app", "imports": { "#own/*": "./build/*" } }',
    "app/src/q.ts": "const Q = 'SELECT 1'; export { Q }; export { Q as default };",
}


@pytest.mark.parametrize(
    "imported",
    [
        "import { Q } from '@db/q'",
        "import { Q } from 'libs/db/q'",
        "import { Q } from '@db/index.js'",
        "import { Renamed as Q } from 'libs/db'",
        "import { all } from 'libs/db'; const { Q } = all",
        "import { Q } from '@acme/kit'",
        "import { Q } from '@acme/kit/more'",
        "import Q from '@acme/kit'",
        "import { Q } from '#own/q.js'",
        "import Q from './q'",
        "const { Q } = require('./q')",
        "const { Q } = await import('./q.js')",
        "const m = require('./q'); const Q = m.Q",
    ],
)
def test_where_modules_are_looked_for(imported: str) -> None:
    files = {path: SourceFile(path, text) for path, text in PROJECT.items()}
    code = {path: file for path, file in files.items() if path.endswith(".ts")}
    code["app/src/a.ts"] = SourceFile("app/src/a.ts", f"{imported}; db.query(Q);")
    found = link(complete([extract(file) for file in code.values()], code, read=files.get), files.get)
    assert [(one.variants[0].text if one.variants else one.reason) for one in found] == ["SELECT 1"]


@pytest.mark.parametrize(
    "config",
    [
        '{ "extends": "./tsconfig.json" }',
        '{ "extends": ["./a", "./a.json"], "references": [{ "path": "." }] }',
        '{ "compilerOptions": { "baseUrl": "../../../..", "paths": { "*": ["/etc/*", 1, "../../*"] } } }',
        "{ broken",
        "[" * 10_000,
        '{ "compilerOptions": { "paths": [] } }',
    ],
)
def test_settings_that_make_no_sense(config: str) -> None:
    call = SourceFile("a.ts", "import { Q } from '@db/q'; db.query(Q);")
    settings = {"tsconfig.json": SourceFile("tsconfig.json", config)}
    (statement,) = link([extract(call)], settings.get)
    assert statement.reason is Reason.UNKNOWN_TEXT
