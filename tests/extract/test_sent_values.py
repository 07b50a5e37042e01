"""What is plainly known of the values that are sent: their sort, their texts, their places."""

from __future__ import annotations

import pickle

import pytest

from tests.extract.reading import of, statements
from xref.extract.sent_values import SentValue, Sort
from xref.source import SourceFile

HEAD = """import { Pool } from 'pg'
import { format } from './own'
const pool = new Pool()
interface Ticket { id: number; tags?: string[]; due: Date | null; title: string; nested: { a: number } }
type Key = number | undefined
type Either = number | string
type State = 'open' | "closed" | null
enum Phase { First = 'first', Last = 'last' }
enum Level { Low = 1, High = 2 }
enum Counted { A, B }
const LIMIT = 10
let changing = 5
const NAMES = { open: 'open', count: 5 } as const
const loose = { open: 'open' }
"""


def sent(parameters: str, value: str, before: str = "") -> list[tuple[str, tuple[str, ...] | None]]:
    text = f"{HEAD}export async function f({parameters}) {{ {before}\n await pool.query('SELECT $1', [{value}]) }}"
    (statement,) = of(text)
    values = statement.variants[0].values
    return [(each.sort.value, each.texts) for each in (values[0] if values else ())]


def test_literals() -> None:
    assert sent("", "'a\\n\\u0041'") == [("string", ("a\nA",))]
    assert sent("", "`plain`") == [("string", ("plain",))]
    assert sent("a", "`x${a}`") == []
    assert sent("", "-1.50") == [("number", ("-1.5",))]
    assert sent("", "12n") == [("bigint", ("12",))]
    assert sent("", "false") == [("boolean", ("false",))]
    assert sent("", "null") == sent("", "undefined") == []
    assert sent("", "['a', 1, null]") == [("array", ('{"a","1",NULL}',))]
    assert sent("a", "[a]") == sent("a", "[...a]") == [("array", None)]
    assert sent("", "{ a: 1, b: 'x' }") == [("object", ('{"a":1,"b":"x"}',))]
    assert sent("a", "{ a }") == [("object", None)]
    assert sent("a", "{ ...a }") == sent("", "{ toPostgres() { return 'x' } }") == []


@pytest.mark.parametrize(
    ("written", "sort"),
    [
        ("new Date(a)", Sort.DATE),
        ("Date.now()", Sort.EPOCH),
        ("Math.floor(Date.now() - 24 * 3_600_000)", Sort.EPOCH),
        ("Math.floor(Date.now() / 1000)", Sort.NUMBER),
        ("Date.now() - a", Sort.NUMBER),
        ("crypto.randomUUID()", Sort.UUID),
        ("JSON.stringify(a)", Sort.JSON),
        ("JSON.stringify(a.map(String))", Sort.JSON_ARRAY),
        ("Number(a)", Sort.NUMBER),
        ("parseInt(a, 10)", Sort.NUMBER),
        ("a.length", Sort.NUMBER),
        ("a.length * 2", Sort.NUMBER),
        ("(a - 1) * 20", Sort.NUMBER),
        ("new Date().toISOString()", Sort.TIMESTAMP),
        ("a === 1", Sort.BOOLEAN),
        ("!a", Sort.BOOLEAN),
        ("a.map((x) => x.id)", Sort.ARRAY),
        ("Object.keys(a)", Sort.ARRAY),
        ("BigInt(a)", Sort.BIGINT),
    ],
)
def test_expressions_of_one_sort(written: str, sort: Sort) -> None:
    assert sent("a", written) == [(sort.value, None)]


@pytest.mark.parametrize(
    "written", ["a", "a()", "await a", "a + 1", "a * a", "String(a)", "a.toString()", "a[0]", "a && b", "format(a)"]
)
def test_what_is_not_plain_is_not_known(written: str) -> None:
    assert [each for each in sent("a, b", written) if each != ("string", None)] == []


@pytest.mark.parametrize(
    ("parameters", "written", "expected"),
    [
        ("id: number", "id", ("number", None)),
        ("id?: number | null", "id", ("number", None)),
        ("id: Key", "id", ("number", None)),
        ("at: Date", "at", ("Date", None)),
        ("ids: readonly string[]", "ids", ("array", None)),
        ("ids: (string | null)[]", "ids", ("array", None)),
        ("ids: Array<string>", "ids", ("array", None)),
        ("state: State", "state", ("string", ("open", "closed"))),
        ("phase: Phase", "phase", ("string", ("first", "last"))),
        ("level: Level", "level", ("number", ("1", "2"))),
        ("", "Phase.Last", ("string", ("last",))),
        ("", "Level.High", ("number", ("2",))),
        ("t: Ticket", "t.id", ("number", None)),
        ("t: Ticket", "t.due", ("Date", None)),
        ("t: Ticket", "t.tags", ("array", None)),
        ("{ id, due: at }: Ticket", "at", ("Date", None)),
        ("{ id }: { id: boolean }", "id", ("boolean", None)),
        ("", "LIMIT", ("number", ("10",))),
        ("", "NAMES.open", ("string", ("open",))),
        ("a", "a as number", ("number", None)),
        ("a", "'x' as unknown as number", ("string", ("x",))),
    ],
)
def test_declared_types_and_constants(parameters: str, written: str, expected: tuple[str, tuple[str, ...] | None]) -> None:
    assert sent(parameters, written) == [expected]


@pytest.mark.parametrize(
    ("parameters", "written"),
    [
        ("id: Either", "id"),
        ("id: any", "id"),
        ("f: () => number", "f"),
        ("f: (a: string[]) => string[]", "f"),
        ("t: Ticket", "t.missing"),
        ("t: Ticket", "t.nested"),
        ("t: Partial<Ticket>", "t.id"),
        ("phase: Counted", "phase"),
        ("", "Counted.A"),
        ("", "changing"),
        ("", "loose.open"),
        ("limit = 5", "limit"),
        ("...ids: number[]", "ids[0]"),
    ],
)
def test_types_that_are_not_plain(parameters: str, written: str) -> None:
    assert sent(parameters, written) == []


def test_each_branch_is_one() -> None:
    assert sent("a", "a ? 'x' : 5") == [("string", ("x",)), ("number", ("5",))]
    assert sent("a", "a ?? 'x'") == sent("a", "a || 'x'") == [("string", ("x",))]
    # A constant may have been asked about in between.
    assert sent("a", "b", "const b = a ? 'x' : 5") == sent("a", "b", "const b = a ?? 'x'") == []
    assert sent("a", "b", "const b = (a || 'x') as string") == []


def test_names_that_another_declaration_hides() -> None:
    assert sent("ids", "LIMIT", "for (const LIMIT of ids)") == []
    assert sent("ids", "ids.map((LIMIT) => LIMIT)[0]") == []
    assert sent("LIMIT", "LIMIT") == []
    assert sent("", "LIMIT", "const LIMIT = 'x'") == [("string", ("x",))]
    assert sent("", "Date.now()", "const Date = other") == []


def test_pushes_are_known_by_variant() -> None:
    (statement,) = of(
        f"""{HEAD}export async function f(id: number, at?: Date) {{
  const values: unknown[] = ['x']
  let sql = 'SELECT 1 WHERE a = $1'
  if (at) {{
    values.push(at)
    sql += ` AND b = $${{values.length}}`
  }}
  values.push(id)
  sql += ` AND c = $${{values.length}}`
  await pool.query(sql, values)
}}"""
    )
    found = {variant.condition: [[each.sort for each in sent] for sent in variant.values] for variant in statement.variants}
    assert found == {
        "when `at` is given": [[Sort.STRING], [Sort.DATE], [Sort.NUMBER]],
        "unless `at` is given": [[Sort.STRING], [Sort.NUMBER]],
    }


def test_places_are_where_the_values_are_written() -> None:
    text = f"{HEAD}export const f = (id: number) => pool.query('SELECT $1, $2', [id, LIMIT])"
    (statement,) = of(text)
    values = [each for sent in statement.variants[0].values for each in sent]
    assert [text[each.span.start : each.span.end] for each in values] == ["id", "LIMIT"]
    assert [text[each.declared.start : each.declared.end] for each in values if each.declared] == [": number", "10"]
    assert pickle.loads(pickle.dumps(statement)) == statement


def test_templates_have_the_values_of_their_holes() -> None:
    head = "import { neon } from '@neondatabase/serverless'\nconst sql = neon('x')\n"
    text = head + "export const f = (id: number) => sql`SELECT 1 FROM t WHERE a = ${id} AND b = ${'a'}`"
    (statement,) = of(text)
    assert statement.driver
    assert [[each.texts for each in sent] for sent in statement.variants[0].values] == [[None], [("a",)]]


def test_constants_of_other_files() -> None:
    own = SourceFile("own.ts", "export const DONE = 'done'\nexport enum Phase { First = 'first' }\nexport const f = () => 'x'")
    call = "import { Pool } from 'pg'\nimport { DONE, Phase, f } from './own'\nconst pool = new Pool()\n"
    (statement,) = statements(own, SourceFile("a.ts", f"{call}pool.query('SELECT $1, $2, $3', [DONE, Phase.First, f])"))
    known = [[each.texts for each in sent] for sent in statement.variants[0].values]
    assert known == [[("done",)], [("first",)], [None]]


def test_a_wrapper_that_changes_the_values_leaves_nothing_known() -> None:
    wrapper = "async function run(text: string, values: unknown[]) { return pool.query(text, values%s) }\n"
    call = "export const f = () => run('SELECT $1', ['x'])"
    (kept,) = of(HEAD + wrapper % "" + call)
    (changed,) = of(HEAD + wrapper % ".map(encode)" + call)
    assert kept.driver
    assert kept.variants[0].values == ((SentValue("calls.ts", kept.variants[0].values[0][0].span, Sort.STRING, ("x",)),),)
    assert changed.variants[0].values == ()
    assert changed.variants[0].parameters is None
