"""The run as a whole: order, fingerprints, conditions, softened findings, coverage."""

from __future__ import annotations

from pathlib import Path

from tests.support.agreement import project_config
from xref.engine import check
from xref.finding import Confidence, Coverage, Report, Severity
from xref.reason import Reason

SCHEMA = "CREATE TABLE users (id int, email text, session_token text);\n"


def run(folder: Path, code: str, name: str = "app.ts", schema: str = SCHEMA) -> Report:
    (folder / "schema.sql").write_text(schema)
    (folder / name).parent.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(code)
    return check(project_config(folder))


def test_a_fingerprint_survives_lines_that_move(tmp_path: Path) -> None:
    code = "await db.query(`SELECT emial\n  FROM users`)\nawait db.query('SELECT emial FROM users')\n"
    before = run(tmp_path, code).findings
    after = run(tmp_path, "// a line\n\n" + code.replace("\n  FROM", "\n\n     FROM")).findings
    assert [finding.fingerprint for finding in before] == [finding.fingerprint for finding in after]
    assert len({finding.fingerprint for finding in before}) == 2
    assert [finding.location.start.line for finding in after] == [3, 6]


def test_a_fingerprint_survives_a_function_that_moves_and_a_variable_that_is_renamed(tmp_path: Path) -> None:
    first = "export function a(db: Pool) {\n  const rows = db.query('SELECT emial FROM users')\n  return rows\n}\n"
    second = "export function b(db: Pool) {\n  return db.query('SELECT nope FROM users')\n}\n"
    before = run(tmp_path, first + second).findings
    after = run(tmp_path, second + first.replace("rows", "found").replace("db", "pool")).findings
    assert {finding.fingerprint for finding in before} == {finding.fingerprint for finding in after}
    assert [finding.subject for finding in before] != [finding.subject for finding in after]


def test_a_declaration_is_a_related_location(tmp_path: Path) -> None:
    (finding,) = run(tmp_path, "await db.query('SELECT \"sessionToken\" FROM users')").findings
    assert (finding.rule, finding.sqlstate) == ("camelcase-column", "42703")
    assert finding.message == 'column "sessionToken" does not exist'
    assert finding.suggestion == "did you mean `session_token`?"
    assert [(note.location.path, note.location.start.column) for note in finding.related] == [("schema.sql", 41)]


def test_all_errors_of_a_statement_are_found(tmp_path: Path) -> None:
    report = run(tmp_path, "await db.query('SELECT emial, u.idd FROM users u WHERE x.id = nope')")
    assert [(finding.rule, finding.location.start.column) for finding in report.findings] == [
        ("undefined-column", 24),
        ("undefined-column", 33),
        ("undefined-alias", 56),
        ("undefined-column", 63),
    ]


def test_a_finding_of_one_variant_says_when(tmp_path: Path) -> None:
    code = """
export async function list(db: Pool, search?: string) {
  const where = search ? 'WHERE emial = $1' : ''
  return db.query(`SELECT id FROM users ${where}`, search ? [search] : [])
}
"""
    (finding,) = run(tmp_path, code).findings
    assert finding.condition is not None
    assert "search" in finding.condition
    assert finding.location.start.line == 3


def test_a_finding_that_needs_several_conditions_is_a_warning_and_names_those_alone(tmp_path: Path) -> None:
    code = """
export async function list(db: Pool, q: { join?: boolean; mail?: string; org?: number; id?: number }) {
  let sql = 'SELECT u.id FROM users u'
  if (q.join) sql += ' JOIN users m ON m.id = u.id'
  sql += ' WHERE true'
  if (q.mail) sql += " AND m.email = 'x'"
  if (q.org) sql += ' AND u.org = 1'
  if (q.id) sql += ' AND u.id IS NOT NULL'
  return db.query(sql)
}
"""
    alias, column = run(tmp_path, code).findings
    assert (alias.rule, alias.condition) == ("undefined-alias", "unless `q.join`, when `q.mail`")
    assert (alias.severity, alias.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert (column.rule, column.condition) == ("undefined-column", "when `q.org`")
    assert (column.severity, column.confidence) == (Severity.ERROR, Confidence.HIGH)


def test_an_error_in_a_test_is_a_warning(tmp_path: Path) -> None:
    (finding,) = run(tmp_path, "await db.query('SELECT emial FROM users')", "src/app.test.ts").findings
    assert finding.severity is Severity.WARNING


def test_what_a_hole_leaves_open_is_counted(tmp_path: Path) -> None:
    code = "export const f = (db: Pool, t: string) => db.query(`SELECT id, emial FROM users WHERE ${t}`)\n"
    report = run(tmp_path, code)
    assert [finding.rule for finding in report.findings] == ["undefined-column", "interpolated-value"]
    assert [(entry.coverage, entry.reason) for entry in report.uncovered] == [(Coverage.PARTIAL, Reason.HOLE)]
    assert (report.summary.statements, report.summary.partial) == (1, 1)


def test_a_hole_among_the_tables_leaves_names_open(tmp_path: Path) -> None:
    code = (
        "export const f = (db: Pool, t: string) => db.query(`SELECT id, x.emial, other FROM users ${t} WHERE users.nope = 1`)\n"
    )
    errors = [finding.message for finding in run(tmp_path, code).findings if finding.severity is Severity.ERROR]
    assert errors == ["column users.nope does not exist"]


def test_variants_do_not_multiply_a_statement_and_two_in_a_text_count_twice(tmp_path: Path) -> None:
    code = """
const q = a ? 'SELECT id FROM users' : 'SELECT email FROM users'
await db.query(q)
await db.query('SELECT 1; SELECT 2')
"""
    report = run(tmp_path, code)
    assert (report.summary.statements, report.summary.checked) == (3, 3)


def test_a_table_that_the_code_makes_for_itself_is_not_missing(tmp_path: Path) -> None:
    code = """
await db.query('CREATE TEMP TABLE IF NOT EXISTS staging (id int)')
await db.query('INSERT INTO staging (id) SELECT id FROM users')
await db.query('SELECT id FROM stagin')
"""
    report = run(tmp_path, code)
    assert [finding.message for finding in report.findings] == ['relation "stagin" does not exist']
    assert {entry.reason for entry in report.uncovered} == {Reason.UTILITY_STATEMENT, Reason.UNKNOWN_RELATION}


def test_without_a_schema_names_are_unchecked(tmp_path: Path) -> None:
    (tmp_path / "app.ts").write_text("await db.query('SELECT id FROM users')\nawait db.query('SELECT id FROM users WHERE')\n")
    report = check(project_config(tmp_path))
    assert [finding.rule for finding in report.findings] == ["syntax-error"]
    assert {entry.reason for entry in report.uncovered} == {Reason.NO_SCHEMA}
    assert any("no schema was found" in diagnostic.message for diagnostic in report.diagnostics)
