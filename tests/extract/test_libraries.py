"""What libraries make of their templates. The texts are those that the libraries themselves send."""

from __future__ import annotations

import pytest

from tests.extract.reading import IDIOMS, load, of, statements, told
from xref.extract.embedded import EmbeddedSql
from xref.source import HOLE, SourceFile, Span

SEVERAL, ONE = "when `ids` has several elements", "when `ids` has one element"


def sent(file: str) -> list[dict[str, tuple[str | None, int | None]]]:
    text = (IDIOMS / "12-tagged" / file).read_text()
    return [told(statement) for statement in of(text, file)]


def one(text: str, count: int | None = 0) -> dict[str, tuple[str | None, int | None]]:
    return {text: (None, count)}


def test_lists_of_postgres_js() -> None:
    insert = 'INSERT INTO users ("name","email")values($1,$2)'
    assert sent("postgres-lists.ts") == [
        one(f"{insert} RETURNING id", 2),
        one(insert, 2),
        one('INSERT INTO users ("name")values($1)', 1),
        one(f"INSERT INTO users {HOLE}", None),
        one('UPDATE users SET "name"=$1 WHERE id = $2', 2),
        one('UPDATE users SET "name"=$1,"email"=$2 WHERE id = $3', 3),
        {"SELECT 1 FROM users WHERE id IN ($1,$2)": (SEVERAL, 2), "SELECT 1 FROM users WHERE id IN ($1)": (ONE, 1)},
        one('SELECT "a","b" FROM users'),
        one('SELECT "u"."a" FROM "users" ORDER BY "a"'),
        one("INSERT INTO t (a, b) VALUES ($1,$2),($3,$4)", 4),
        one("INSERT INTO t (a, b) VALUES ($1,$2)", 2),
        one('DELETE FROM t RETURNING "a","b"'),
        one('INSERT INTO t ("a","b") VALUES ($1,$2)', 2),
        one('INSERT INTO t ("name","email")values($1,$2) ON CONFLICT (id) DO UPDATE SET "name"=$3', 3),
        {"SELECT 1 WHERE a = $1 AND b = $2": ("when `x`", 2), "SELECT 1 WHERE AND b = $1": ("unless `x`", 1)},
        one("SELECT $1 , $2, $3", 3),
        one("SELECT a, b FROM t"),
        one("SELECT 1 , 2 , 3"),
        {"SELECT id FROM t ORDER BY a desc": ("when `x`", 0), "SELECT id FROM t ORDER BY b": ("unless `x`", 0)},
        one('SELECT "id","name" FROM users'),
        one('update users set "name"=$1,"email"=$2 where id = $3', 3),
        one('INSERT INTO users ("name")values($1)', 1),
        one("SELECT 7"),
    ]


def test_parts_of_slonik() -> None:
    pair = "SELECT 1 FROM t WHERE (a, b) IN ("
    assert sent("slonik-parts.ts") == [
        one("SELECT 1 FROM t WHERE a IN ($1, $2)", 2),
        {"SELECT 1 FROM t WHERE a IN ($1, $2)": (SEVERAL, 2), "SELECT 1 FROM t WHERE a IN ($1)": (ONE, 1)},
        one('SELECT "a", "b" FROM t'),
        one('INSERT INTO t SELECT * FROM unnest($1::"int4"[], $2::"text"[])', 2),
        one('SELECT * FROM unnest($1::"public"."mood"[])', 1),
        one('SELECT 1 WHERE a = ANY($1::"int4"[]) AND b = ANY($2::int[])', 2),
        one("SELECT $1::json, $2::jsonb, $3::date, to_timestamp($4), $5::uuid, $6", 6),
        one(f"SELECT 'o''x', {HOLE}", None),
        {"SELECT 1 FROM t WHERE true AND a = $1": ("when `x`", 1), "SELECT 1 FROM t WHERE true": ("unless `x`", 0)},
        {f"{pair}($1, $2), ($3, $4))": (SEVERAL, 4), f"{pair}($1, $2))": (ONE, 2)},
    ]


def test_prisma() -> None:
    start = 'SELECT id FROM "User" WHERE'
    given, absent = "when `x` is given", "unless `x` is given"
    assert sent("prisma.ts") == [
        {
            f"{start} id IN ($1,$2) AND name = $3": (f"{SEVERAL}, {given}", 3),
            f"{start} id IN ($1,$2)": (f"{SEVERAL}, {absent}", 2),
            f"{start} id IN ($1) AND name = $2": (f"{ONE}, {given}", 2),
            f"{start} id IN ($1)": (f"{ONE}, {absent}", 1),
        },
        one(f"{start} email = $1", 1),
        one(f"{start} n = $1", 1),
        one(f"{start} z = $1", 1),
        one("SELECT a, b FROM t"),
        one('DELETE FROM "User" WHERE id = $1', 1),
        one("SELECT 1 FROM t WHERE a = $1 AND b = $2", 2),
        one(f"SELECT 1 FROM {HOLE}.t", None),
    ]


def test_drizzle() -> None:
    listed = "select 1 from users where id in"
    assert sent("drizzle.ts") == [
        one('select "users"."id", "users"."created_at", "users"."name" from "users" where "users"."id" = $1', 1),
        one('select "users"."id" from "users" where name = $1', 1),
        one('select a, b from "users"'),
        one("select 1 where a in ($1, $2)", 2),
        {f"{listed} ($1, $2)": (SEVERAL, 2), f"{listed} ($1)": (ONE, 1)},
        one("select 1"),
        one('delete from users where "users"."created_at" < now()'),
    ]


def test_kysely() -> None:
    start = 'select $1, "u"."id" from "app"."users" u where a = $2 and b = \'y\' and c in'
    assert sent("kysely.ts") == [{f"{start} ($3, $4)": (SEVERAL, 4), f"{start} ($3)": (ONE, 3)}, one('select "a"."b" limit 1')]


def test_appended_templates_and_objects() -> None:
    start = "SELECT id FROM t WHERE a = $1"
    assert sent("pg-objects.ts") == [
        {f"{start} AND b = $2 ORDER BY id": ("when `s`", 2), f"{start} ORDER BY id": ("unless `s`", 1)},
        one("SELECT 2 FROM t WHERE a = $1", 1),
        one("SELECT id FROM t WHERE id = $1", 1),
        one("SELECT 5 FROM t WHERE id = $1", 1),
        one("SELECT 3 FROM t WHERE id = $1", 1),
        one("SELECT 4 FROM t WHERE id = $1", 1),
    ]


OTHERS = {
    "bun": ("import { sql } from 'bun'; await sql`SELECT ${1}`", "bun", "SELECT $1"),
    "pglite": (
        "import { PGlite } from '@electric-sql/pglite'; const db = new PGlite(); db.exec('SELECT 1')",
        "pglite",
        "SELECT 1",
    ),
    "deno": (
        "import { Client } from 'https://deno.land/x/postgres@v0.19.3/mod.ts'; new Client().queryObject`SELECT ${1}`",
        "deno-postgres",
        "SELECT $1",
    ),
    "jsr": (
        "import { Client } from 'jsr:@db/postgres'; const c = new Client(); c.queryArray('SELECT 1')",
        "deno-postgres",
        "SELECT 1",
    ),
    "hyperdrive": (
        (
            "import { Client } from 'pg'; export default { async fetch(r, env) { const c = new Client({ connectionString: "
            "env.HYPERDRIVE.connectionString }); await c.connect(); return c.query('SELECT 1') } }"
        ),
        "pg",
        "SELECT 1",
    ),
    "typeorm": ("async function up(queryRunner) { await queryRunner.query('SELECT 1') }", "pg", "SELECT 1"),
    "sequelize by name": ("import sequelize from './made'; sequelize.query('SELECT 1')", "sequelize", "SELECT 1"),
    "neon's transaction": (
        "import { neon } from '@neondatabase/serverless'; const sql = neon(''); sql.transaction([sql`SELECT ${1}`])",
        "neon",
        "SELECT $1",
    ),
}
SILENT = {
    "drizzle for MySQL": "import { drizzle } from 'drizzle-orm/mysql2'; const db = drizzle(''); db.execute('SELECT 1')",
    "mysql2": "import mysql from 'mysql2/promise'; const db = mysql.createPool(''); db.execute('SELECT ?', [1])",
    "a builder's fragment": "import knex from 'knex'; const k = knex({}); k.select(k.raw('(select 1) as x'))",
    "a subquery for Drizzle": "import { sql } from 'drizzle-orm'; const n = sql`(select count(*) from t)`",
    "a fragment for Kysely": "import { sql } from 'kysely'; const n = sql`select 1`",
    "an incomplete template": "import SQL from 'sql-template-strings'; const q = SQL`SELECT 1 WHERE `; use(q)",
    "SQLite of Bun": "import { Database } from 'bun:sqlite'; const db = new Database(); db.query('SELECT ?1')",
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_libraries(name: str) -> None:
    code, sink, text = OTHERS[name]
    (statement,) = of(code)
    assert (statement.sink, statement.variants[0].text) == (sink, text)


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str) -> None:
    assert of(SILENT[name]) == ()


def test_names_are_where_they_are_written() -> None:
    code = "import postgres from 'postgres'; const sql = postgres(); await sql`INSERT INTO t ${sql(user, 'gone')}`"
    variant = of(code)[0].variants[0]
    start = variant.text.index('"gone"')
    path, span = variant.source_map.origin(Span(start, start + 6))
    assert (path, code[span.start : span.end]) == ("calls.ts", "gone")


def mapped(*files: SourceFile) -> list[tuple[str | None, str]]:
    return [(found.mapping, found.variants[0].text) for found in statements(*files)]


def test_mapping_layers() -> None:
    client = "import postgres from 'postgres'; export const sql = postgres('', { transform: postgres.camel });"
    used = "await sql`UPDATE t SET ${sql(x, 'fullName')} WHERE ${sql('userId')} = 1 RETURNING id`"
    text = 'UPDATE t SET "full_name"=$1 WHERE "user_id" = 1 RETURNING id'
    assert mapped(SourceFile("a.ts", f"{client} {used}")) == [("camelCase", text)]
    assert mapped(SourceFile("db.ts", client), SourceFile("a.ts", f"import {{ sql }} from './db'; {used}")) == [
        ("camelCase", text)
    ]
    plain = client.replace(", { transform: postgres.camel }", "")
    same = text.replace("full_name", "fullName").replace("user_id", "userId")
    assert mapped(SourceFile("a.ts", f"{plain} {used}")) == [(None, same)]
    kysely = (
        "import { sql, Kysely, CamelCasePlugin } from 'kysely'; const db = new Kysely({ plugins: [new CamelCasePlugin()] });"
    )
    assert mapped(SourceFile("a.ts", f"{kysely} sql`select ${{sql.ref('userId')}}`.execute(db)")) == [
        ("camelCase", 'select "user_id"')
    ]
    of_pg = "import { Pool } from 'pg'; import c from 'pg-camelcase'; const db = new Pool(); db.query('SELECT 1')"
    assert mapped(SourceFile("a.ts", of_pg))[0][0] == "camelCase"


def test_fixtures_are_read_whole() -> None:
    found: tuple[EmbeddedSql, ...] = statements(*load(IDIOMS / "12-tagged"))
    assert len({statement.path for statement in found}) >= 8
