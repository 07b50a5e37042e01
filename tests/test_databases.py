"""Several databases: each statement against its own catalog, by its call, its connection or its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.reading import IDIOMS
from tests.support.expectations import compare, read_expectations
from xref.config import ConfigError, load_config
from xref.engine import check
from xref.source import SourceFile

FOLDER = IDIOMS / "databases"


def test_each_statement_against_its_own() -> None:
    report = check(load_config([FOLDER], {}))
    reported: dict[str, list[tuple[int, str, str, str]]] = {}
    for finding in report.findings:
        line = (FOLDER / finding.location.path).read_text().splitlines()[finding.location.start.line - 1]
        token = line[finding.location.start.column - 1 : finding.location.end.column - 1]
        found = (finding.location.start.line, str(finding.severity), finding.rule, token)
        reported.setdefault(finding.location.path, []).append(found)
    for path in sorted(FOLDER.glob("*.ts")):
        file = SourceFile(path.name, path.read_text())
        assert compare(read_expectations(file.text), reported.get(path.name, [])) == []
    assert {entry.path for entry in report.schema} == {"main.sql", "billing.sql"}
    assert (report.summary.statements, report.summary.checked) == (9, 9)


def test_what_no_database_claims(tmp_path: Path) -> None:
    (tmp_path / "b.sql").write_text("CREATE TABLE t (id int);")
    (tmp_path / "a.ts").write_text("db.query('SELECT gone FROM t')")
    config = tmp_path / "xref.toml"
    config.write_text('[[databases]]\nname = "b"\npaths = ["x/**"]\nschema = "b.sql"\n')
    assert [entry.reason.value for entry in check(load_config([tmp_path], {})).uncovered] == ["no-schema"]
    config.write_text('[[databases]]\nname = "b"\nschema = "b.sql"\n')
    assert [finding.rule for finding in check(load_config([tmp_path], {})).findings] == ["undefined-column"]


def test_naming_by_glob(tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text("CREATE TABLE t (full_name text);")
    code = "import postgres from 'postgres'; const sql = postgres(); sql`INSERT INTO t ${sql(x, 'fullName')}`;"
    for name in ("a.ts", "b.ts"):
        (tmp_path / name).write_text(code)
    (tmp_path / "xref.toml").write_text('schema = "s.sql"\n[naming]\n"**" = "camelCase"\n"b.ts" = "none"\n')
    found = check(load_config([tmp_path], {})).findings
    assert [(finding.location.path, finding.rule) for finding in found] == [("b.ts", "camelcase-column")]


def test_a_dialect_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "xref.toml").write_text('sinks = [{ call = "x", dialect = "othr" }]')
    with pytest.raises(ConfigError, match="dialect"):
        load_config([tmp_path], {})
