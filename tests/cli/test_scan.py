"""``xref scan``: its options and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """No CI, though the tests may run in one."""
    for name in ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


class TestExitCodes:
    def test_findings(self, run: Run, project: Path) -> None:
        code, out, _ = run("scan", "--format", "concise")
        assert code == 1
        assert out.startswith("src/users.ts:4:43: error[undefined-column]")

    def test_clean(self, run: Run, project: Path) -> None:
        (project / "src" / "users.ts").write_text("export const x = 1;\n")
        assert run("scan").code == 0

    def test_exit_zero(self, run: Run, project: Path) -> None:
        assert run("scan", "--exit-zero").code == 0

    @pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1)])
    def test_fail_on(self, run: Run, project: Path, fail_on: str, code: int) -> None:
        (project / "xref.toml").write_text('severity = { undefined-column = "warning" }\n')
        assert run("scan", "--fail-on", fail_on).code == code

    def test_nothing_analysed(self, run: Run, project: Path) -> None:
        (project / "docs").mkdir()
        code, _, err = run("scan", "docs")
        assert code == 3
        assert "error: nothing was analysed" in err

    def test_schema_that_is_missing(self, run: Run, project: Path) -> None:
        code, _, err = run("scan", "--schema", "nope.sql")
        assert code == 2
        assert err.startswith("error: ")


class TestSelection:
    def test_ignore(self, run: Run, project: Path) -> None:
        assert run("scan", "--ignore", "undefined-column").code == 0

    def test_select(self, run: Run, project: Path) -> None:
        assert run("scan", "--select", "undefined-table,ambiguous-column").code == 0

    def test_per_file_ignores(self, run: Run, project: Path) -> None:
        (project / "xref.toml").write_text('[per-file-ignores]\n"src/" = "undefined-column"\n')
        assert run("scan").code == 0

    def test_suppression(self, run: Run, project: Path) -> None:
        file = project / "src" / "users.ts"
        file.write_text(
            file.read_text().replace("emial FROM users');", "emial FROM users'); // xref: ignore[undefined-column] why")
        )
        code, out, _ = run("scan", "--format", "json")
        assert code == 0
        assert json.loads(out)["summary"]["suppressed"] == 1


class TestOutput:
    def test_report_on_stdout_and_all_else_on_stderr(self, run: Run, project: Path) -> None:
        (project / "src" / "binary.ts").write_bytes(b"\0\1")
        code, out, err = run("scan", "--format", "json")
        assert code == 1
        assert json.loads(out)["version"] == 1
        assert err == "warning: src/binary.ts: holds NUL bytes: a binary file, left out\n"
        assert run("scan", "--format", "json", "--quiet").err == ""

    def test_output_files(self, run: Run, project: Path) -> None:
        code, out, _ = run("scan", "--format", "concise", "--output", "json=a.json", "--output", "sarif=b.sarif")
        assert code == 1
        assert out.startswith("src/users.ts")
        assert json.loads((project / "a.json").read_text())["version"] == 1
        assert json.loads((project / "b.sarif").read_text())["version"] == "2.1.0"

    def test_output_file_that_cannot_be_written(self, run: Run, project: Path) -> None:
        code, _, err = run("scan", "--output", "json=no/such/folder.json")
        assert code == 2
        assert err == "error: no/such/folder.json cannot be written: No such file or directory\n"

    def test_color_only_where_wanted(self, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "\x1b" not in run("scan").out
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[" in run("scan", "--output", "text=a.txt").out
        assert "\x1b" not in (project / "a.txt").read_text()
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in run("scan").out

    def test_statistics(self, run: Run, project: Path) -> None:
        assert "1  error[undefined-column]" in run("scan", "--statistics").out


class TestShow:
    def test_files(self, run: Run, project: Path) -> None:
        (project / "node_modules").mkdir()
        assert run("scan", "--show-files") == (
            0,
            "src/users.ts\nleft out: node_modules/ (dependencies)\n1 file to read, 1 left out\n",
            "",
        )
        assert run("scan", "--show-files", "schema.sql").code == 3

    def test_settings(self, run: Run, project: Path) -> None:
        (project / "xref.toml").write_text('\nfail-on = "note"\nschema = "schema.sql"\n')
        code, out, _ = run("scan", "--show-settings", "--ignore", "undefined-table")
        assert code == 0
        settings = {line.split()[0]: line.split(None, 1)[1] for line in out.splitlines()}
        assert settings["root"] == str(project)
        assert settings["fail-on"] == "note  (xref.toml:2)"
        assert settings["ignore"] == "undefined-table  (--ignore)"
        assert settings["pg-version"] == "18  (default)"
        assert settings["schema"] == f"{project}/schema.sql  (xref.toml:3)"

    def test_unchecked(self, run: Run, project: Path) -> None:
        (project / "src" / "users.ts").write_text(
            "import { Pool } from 'pg';\nconst db = new Pool();\n"
            "export const f = (sql: string) => db.query(`SELECT ${sql} FROM users`);\n"
        )
        assert "src/users.ts:3:" in run("scan", "--show-unchecked").out
