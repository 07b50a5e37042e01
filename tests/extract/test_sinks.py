"""Which calls are ours: by where the receiver comes from, else by its name, and never by the text alone."""

from __future__ import annotations

import pytest

from tests.extract.reading import of, statements
from xref.extract import SinkSettings
from xref.reason import Reason
from xref.source import SourceFile

QUERY = "'SELECT id FROM users'"
PG = "import { Pool } from 'pg';"

OURS = {
    "by name": (f"async function f(db) {{ await db.query({QUERY}) }}", "pg"),
    "a longer name": (f"readPool.query({QUERY})", "pg"),
    "a getter": (f"await getDb(env).query({QUERY})", "pg"),
    "of a context": (f"await c.env.db.query({QUERY}); ", "pg"),
    "from a context's variables": (f"await c.get('db').query({QUERY})", "pg"),
    "a cast": (f"(x as unknown as Pool).query({QUERY}); import {{ Pool }} from 'pg'", "pg"),
    "a class of pg by any name": (f"import pg from 'pg'; const store = new pg.Pool(); store.query({QUERY})", "pg"),
    "a required class": (f"const {{ Client: C }} = require('pg'); const it = new C(); it.query({QUERY})", "pg"),
    "a connected client": (
        f"{PG} const p = new Pool(); (async () => {{ const k = await p.connect(); k.query({QUERY}) }})()",
        "pg",
    ),
    "a typed parameter": (f"import type {{ PoolClient }} from 'pg'; const f = (k: PoolClient) => k.query({QUERY})", "pg"),
    "a private field": (
        f"import {{ Pool }} from 'pg'; class A {{ #store = new Pool(); f() {{ return this.#store.query({QUERY}) }} }}",
        "pg",
    ),
    "a parameter property": (
        f"{PG} class A {{ constructor(private store: Pool) {{}} f() {{ return this.store.query({QUERY}) }} }}",
        "pg",
    ),
    "a field set in the constructor": (
        f"{PG} class A {{ s; constructor() {{ this.s = new Pool() }} f() {{ return this.s.query({QUERY}) }} }}",
        "pg",
    ),
    "optional chaining": (f"db?.query({QUERY})", "pg"),
    "in a chain": (f"db.query({QUERY}).then((r) => r.rows)", "pg"),
    "pg-promise": (f"import pgPromise from 'pg-promise'; const it = pgPromise()(''); it.oneOrNone({QUERY})", "pg-promise"),
    "vercel": (f"import {{ sql }} from '@vercel/postgres'; await sql`SELECT id FROM users`; {QUERY}", "vercel"),
    "prisma": ("prisma.$queryRaw`SELECT id FROM users`", "prisma"),
    "prisma unsafe": (f"prisma.$queryRawUnsafe({QUERY}, 1)", "prisma"),
    "a tag of the project": ("import { sql } from './db'; await sql`SELECT id FROM users`", "sql"),
    "a tag in a field": ("class A { f() { return this.sql`SELECT id FROM users` } }", "sql"),
    "knex": (f"import knex from 'knex'; const k = knex({{}}); k.raw({QUERY})", "knex"),
}

NOT_OURS = {
    "a foreign type": f"import {{ Connection }} from 'jsforce'; const f = (conn: Connection) => conn.query({QUERY})",
    "a foreign type of the project": f"import {{ ApolloClient }} from './a'; const f = (db: ApolloClient) => db.query({QUERY})",
    "D1": f"const f = (db: D1Database) => db.query({QUERY})",
    "a foreign constructor": f"import {{ MysqlPool }} from './x'; const pool = new MysqlPool(); pool.query({QUERY})",
    "an unknown receiver": f"thing.query({QUERY})",
    "a name that says otherwise": f"analyticsDb.query({QUERY}); this.clickhouseDb.query({QUERY}); apolloDb.query({QUERY})",
    "a weak name in a file about others": f"import x from '@clickhouse/client'; const f = (client) => client.query({QUERY})",
    "a text that is no SQL": "db.query('users'); db.query('Selection of users'); pool.query('#select')",
    "no text": "db.query(); db.query(1); db.query(() => {}); db.query({ query: 'SELECT 1' }); db.query(...args)",
    "a request's query": "c.req.query('select'); request.query('SELECT 1')",
    "a tag of something else": "import { sql } from 'graphql-tag'; sql`SELECT 1`; css`SELECT 1`; html`<select>`",
    "a fragment": "import { sql } from 'slonik'; const a = sql.fragment`SELECT 1`",
    "a tag's own fragment": "import pg from 'postgres'; const sql = pg(); const part = sql`SELECT 1`; log(sql`AND ${part}`)",
    "in a comment": f"// db.query({QUERY})\n/* db.query({QUERY}) */ const a = 'db.query()'",
    "any of another thing": "expect.any('SELECT 1'); z.any('SELECT 1'); Promise.any('SELECT 1')",
}


@pytest.mark.parametrize("name", OURS)
def test_ours(name: str) -> None:
    text, sink = OURS[name]
    (statement,) = of(text)
    assert (statement.sink, statement.variants[0].text) == (sink, "SELECT id FROM users")


@pytest.mark.parametrize("name", NOT_OURS)
def test_not_ours(name: str) -> None:
    assert of(NOT_OURS[name]) == ()


def test_an_unknown_text_counts_where_the_receiver_is_known() -> None:
    (statement,) = of("import { Pool } from 'pg'; export async function f(pool: Pool, o) { await pool.query(o.text()) }")
    assert (statement.variants, statement.reason) == ((), Reason.UNKNOWN_TEXT)
    assert of("export async function f(client, o) { await client.query(o.text()) }") == ()


def test_sinks_of_the_project() -> None:
    sinks = SinkSettings(functions=("store.fetch", "runSql"), tags=("pg",))
    text = "store.fetch('SELECT 1', [2]); other.fetch('SELECT 3'); runSql(`SELECT 4`); await pg`SELECT ${5}`"
    assert [statement.variants[0].text for statement in of(text, sinks=sinks)] == ["SELECT 1", "SELECT 4", "SELECT $1"]


def test_what_the_project_says_of_a_receiver_decides() -> None:
    call = SourceFile("a.ts", "import { store, client } from './made'; store.query('SELECT 1'); client.query('SELECT 2');")
    made = SourceFile("made.ts", "import { Pool } from 'pg'; export const store = new Pool(); export const client = store;")
    other = SourceFile(
        "made.ts", "import { createClient } from '@clickhouse/client'; export const client = createClient(), store = client;"
    )
    assert [found.variants[0].text for found in statements(call, made)] == ["SELECT 1", "SELECT 2"]
    assert statements(call, other) == ()
    assert [found.variants[0].text for found in statements(call)] == ["SELECT 2"]


def test_tests_are_marked() -> None:
    paths = [
        "a.test.ts",
        "src/__tests__/a.ts",
        "tests/a.ts",
        "e2e/a.ts",
        "a.spec.tsx",
        "src/latest/a.ts",
        "fixtures/a.ts",
        "a.ts",
    ]
    assert [of(f"db.query({QUERY})", path)[0].test for path in paths] == [True] * 5 + [False] * 3
