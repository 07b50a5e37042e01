"""A small report, made by hand, that has one of everything; the reporters' snapshots are of it."""

from __future__ import annotations

from xref.finding import (
    Annotation,
    Applicability,
    Confidence,
    Coverage,
    Diagnostic,
    Edit,
    Finding,
    Fix,
    IdiomCoverage,
    Report,
    SchemaEntry,
    Severity,
    Summary,
    Uncovered,
)
from xref.idiom import Idiom
from xref.reason import Reason
from xref.reporters import RenderContext, RuleText
from xref.source import Location, Position, SourceFile, Span

USERS = SourceFile(
    "src/users.ts",
    """\
export async function find(db: Pool, id: string, status?: string) {
  let sql = 'SELECT id, emial FROM users u WHERE u.id = $1';
  if (status) sql += ' AND u.status = $2 AND u.joinedAt > now()';
  return db.query(sql, [id, status]);
}

export const wide = (db: Pool) =>
\tdb.query(`SELECT '日本語 🎉' AS "título", nope FROM users`);
""",
)
SCHEMA = SourceFile(
    "db/schema.sql",
    """\
CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  joined_at timestamptz NOT NULL
);
""",
)
LONG = SourceFile(
    "src/long [1].ts",
    "db.query('SELECT " + ", ".join(f"column_{n}" for n in range(40)) + ", missing FROM users ORDER BY 1, 2, 3');\n",
)
FILES = {file.path: file for file in (USERS, SCHEMA, LONG)}


def at(file: SourceFile, token: str, occurrence: int = 0) -> Location:
    """Where a token stands in a file."""
    start = -1
    for _ in range(occurrence + 1):
        start = file.text.index(token, start + 1)
    return file.location(Span(start, start + len(token)))


UNDEFINED = Finding(
    rule="undefined-column",
    severity=Severity.ERROR,
    message='column "emial" does not exist',
    location=at(USERS, "emial"),
    subject="public.users.emial",
    sqlstate="42703",
    suggestion='did you mean "email"?',
    related=(Annotation("declared here", at(SCHEMA, "email")),),
    fix=Fix(Applicability.UNSAFE, (Edit(at(USERS, "emial"), "email"),)),
    fingerprint="1f" * 32,
)
MISMATCH = Finding(
    rule="operator-mismatch",
    severity=Severity.WARNING,
    message="operator does not exist: uuid = text[]",
    location=at(USERS, "=", 3),
    sqlstate="42883",
    confidence=Confidence.MEDIUM,
    related=(Annotation("this is uuid", at(USERS, "u.id")), Annotation("declared [here]", at(SCHEMA, "id uuid"))),
    fingerprint="2e" * 32,
)
LEFTOVER = Finding(
    rule="camelcase-column",
    severity=Severity.ERROR,
    message='column u.joinedat does not exist: "joinedAt" folds to lower case',
    location=at(USERS, "joinedAt"),
    subject="public.users.joinedat",
    sqlstate="42703",
    condition="when `status` is given",
    suggestion="write joined_at",
    related=(
        Annotation("the query begins here", at(USERS, "SELECT")),
        Annotation("the table as the live database has it", Location("postgresql://db/app", Position(1, 1), Position(1, 1))),
    ),
    fingerprint="3d" * 32,
)
WIDE = Finding(
    rule="undefined-column",
    severity=Severity.ERROR,
    message='column "nope" does not exist',
    location=at(USERS, "nope"),
    sqlstate="42703",
    fingerprint="4c" * 32,
)
CUT = Finding(
    rule="null-comparison",
    severity=Severity.NOTE,
    message="a line that is too long for the terminal is cut around the token",
    location=at(LONG, "missing"),
    confidence=Confidence.LOW,
    url="https://example.invalid/rules/null-comparison",
    fingerprint="5b" * 32,
)
REPORT = Report(
    root="/srv/app",
    findings=(CUT, UNDEFINED, MISMATCH, LEFTOVER, WIDE),
    schema=(SchemaEntry("ddl", "db/schema.sql", 1),),
    summary=Summary(
        files=2, statements=5, checked=3, partial=1, unchecked=1, suppressed=2, baselined=1, row_reads=9, unchecked_reads=2
    ),
    uncovered=(
        Uncovered("src/users.ts", Position(2, 13), Coverage.PARTIAL, Reason.HOLE, Idiom.APPENDED),
        Uncovered("src/report.ts", Position(10, 3), Coverage.UNCHECKED, Reason.UNKNOWN_TEXT),
    ),
    idioms=(IdiomCoverage(Idiom.LITERAL, 3), IdiomCoverage(Idiom.APPENDED, 0, 1), IdiomCoverage(Idiom.OTHER, 0, 0, 1)),
    diagnostics=(
        Diagnostic(Severity.WARNING, "skipped: larger than 1 MB", "src/bundle.js"),
        Diagnostic(Severity.NOTE, "no table of this name any more", "docs/schema.md", 12),
    ),
)
RULES = {
    "undefined-column": RuleText(
        "A column that no relation in scope has.",
        "# undefined-column\n\n## What it does\n\nFinds columns that the schema does not have.\n",
        Severity.ERROR,
        "42703",
        "https://example.invalid/rules/undefined-column",
    ),
    "operator-mismatch": RuleText("An operator that has no such operand types.", "", Severity.ERROR, "42883"),
    "camelcase-column": RuleText("A camelCase name of a snake_case column.", "", Severity.ERROR, "42703"),
    "missing-rls": RuleText("A table without row-level security.", "", Severity.WARNING),
    "null-comparison": RuleText("A comparison with NULL.", "", Severity.NOTE),
}
CONTEXT = RenderContext(rules=RULES, file=FILES.get, width=80, version="0.0.0")
