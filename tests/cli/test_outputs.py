"""What ``xref scan`` writes where: several formats in one run, GitHub Actions' log and summary, and what cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.reporters.runner import command, lines, old_command


@pytest.fixture(autouse=True)
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """No CI, though the tests may run in one."""
    for name in ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


def is_text(out: str) -> bool:
    return "Found 1 error in 1 file." in out


class TestOutputs:
    def test_several_in_one_run(self, run: Run, project: Path) -> None:
        code, out, _ = run("scan", "--output", "sarif=x.sarif", "--output", "github=-", "--output", "json=x.json")
        assert code == 1
        assert [it.name for it in map(command, out.splitlines()) if it] == ["error"]
        assert not is_text(out)
        assert json.loads((project / "x.sarif").read_text())["version"] == "2.1.0"
        assert json.loads((project / "x.json").read_text())["version"] == 1

    @pytest.mark.parametrize("spelling", ["json", "json=-"])
    def test_standard_output(self, run: Run, project: Path, spelling: str) -> None:
        assert json.loads(run("scan", "--output", spelling).out)["version"] == 1

    def test_files_alone_leave_the_default(self, run: Run, project: Path) -> None:
        assert is_text(run("scan", "--output", "json=a.json").out)

    def test_what_was_asked_for_comes_first_and_once(self, run: Run, project: Path) -> None:
        _, out, _ = run("scan", "--format", "concise", "--output", "text", "--output", "concise=-")
        assert out.startswith("src/users.ts:4:43: error")
        assert is_text(out)
        assert out.count("src/users.ts:4:43") == 2

    def test_a_file_named_dash(self, run: Run, project: Path) -> None:
        run("scan", "--output", "json=./-")
        assert json.loads((project / "-").read_text())["version"] == 1

    @pytest.mark.parametrize(
        ("arguments", "message", "advice"),
        [
            (["json="], '--output: "json=" names no file', "as in --output json=FILE, or json=- for standard output"),
            (["gihub"], '--output: there is no format "gihub"', 'did you mean "github"?'),
            (["mardkown=-"], '--output: there is no format "mardkown"', 'did you mean "markdown"?'),
            (
                ["x\x1b[2J=a"],
                '--output: there is no format "x\\x1b[2J"',
                "FORMAT=FILE, as in sarif=xref.sarif; the formats are ",
            ),
            (["json=a", "sarif=./a"], "--output: two formats are to be written to ", "give each a file of its own"),
        ],
    )
    def test_mistakes(self, run: Run, project: Path, arguments: list[str], message: str, advice: str) -> None:
        code, out, err = run("scan", *(word for argument in arguments for word in ("--output", argument)))
        assert (code, out) == (2, "")
        assert err.startswith(f"error: {message}")
        assert f"\n  help: {advice}" in err

    def test_statistics_in_markdown(self, run: Run, project: Path) -> None:
        _, out, _ = run("scan", "--format", "markdown", "--statistics")
        assert "### Findings by rule" in out


class TestActions:
    def test_the_default_is_github(self, run: Run, project: Path, actions: None) -> None:
        assert run("scan").out.startswith("::error file=src/users.ts,line=4,endLine=4,col=43,endColumn=48,")
        assert run("scan", "--output", "sarif=a").out.startswith("::error ")
        assert is_text(run("scan", "--format", "text").out)
        assert run("scan", "--output", "concise").out.startswith("src/users.ts:4:43")

    def test_elsewhere_it_is_text(self, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_ACTIONS", "false")
        assert is_text(run("scan").out)

    def test_paths_are_from_the_top_of_the_repository(
        self, run: Run, project: Path, actions: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = project / "apps" / "api"
        app.mkdir(parents=True)
        (project / "src").rename(app / "src")
        (project / "schema.sql").rename(app / "schema.sql")
        (app / "xref.toml").write_text("")
        subprocess.run(["git", "init", "-q", project], check=True)
        monkeypatch.chdir(app)
        assert run("scan").out.startswith("::error file=apps/api/src/users.ts,")

    def test_the_summary_is_added_to(self, run: Run, project: Path, actions: None, monkeypatch: pytest.MonkeyPatch) -> None:
        summary = project / "summary.md"
        summary.write_text("# before\n\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        run("scan")
        run("scan", "--statistics")
        before, first, second = summary.read_text().split("## xref: 1 error\n")
        assert before == "# before\n\n"
        assert first.endswith("|\n\n")
        assert "### Findings by rule" in second

    def test_a_summary_that_cannot_be_written_fails_nothing(
        self, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for path, reason in (
            (project, "Is a directory"),
            (project / "no" / "such", "No such file or directory"),
        ):
            monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
            code, out, err = run("scan")
            assert code == 1
            assert is_text(out)
            assert err == f"warning: the job's summary was not written: {reason}\n"

    def test_a_summary_that_github_would_refuse_is_left_as_it_is(
        self, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        summary = project / "summary.md"
        summary.write_bytes(b"x" * (1024 * 1024 - 100))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        assert "1 MiB" in run("scan").err
        assert summary.stat().st_size == 1024 * 1024 - 100

    @pytest.mark.parametrize("name", ["github", "text", "concise", "json", "markdown", "gitlab", "rdjson", "sarif"])
    def test_hostile_files_give_a_runner_nothing(self, run: Run, project: Path, actions: None, name: str) -> None:
        content = "import { Pool } from 'pg';\nconst db = new Pool();\ndb.query('SELECT \"##[stop-commands]x\" FROM users');\n"
        for path in ("::error file=x::y.ts", "a%0A\n::error::b.ts", "##[error]c.ts", "\u202ed`|@me.ts"):
            (project / "src" / path).write_text(content)
            (project / path).write_text(content)
        (project / "bad\n::error::x.ts").write_bytes(b"\0")
        (project / "::error::##[error]y.ts").write_bytes(b"\0")
        _, out, err = run("scan", "--format", name, "--show-unchecked", "--statistics")
        commands = [it for it in map(command, lines(out)) if it]
        assert {it.name for it in commands} <= ({"error", "notice"} if name == "github" else set())
        assert len(commands) == (9 if name == "github" else 0)
        assert [line for line in lines(err) if command(line) or old_command(line)] == []
        assert [line for line in lines(out) if old_command(line) and not command(line)] == []


class TestStreams:
    def scan(self, redirection: str, *, cwd: Path) -> subprocess.CompletedProcess[str]:
        script = f'"{sys.executable}" -m xref scan {redirection}'
        path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path}
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=cwd, env=environment)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
    def test_a_full_disk(self, project: Path) -> None:
        done = self.scan(">/dev/full", cwd=project)
        assert (done.returncode, done.stderr) == (2, "error: standard output cannot be written: No space left on device\n")

    def test_standard_error_closed(self, project: Path) -> None:
        done = self.scan("2>&-", cwd=project)
        assert done.returncode == 1
        assert is_text(done.stdout)

    def test_a_reader_that_has_gone(self, project: Path) -> None:
        done = self.scan("--output json --output sarif --output text | head -c 1; exit ${PIPESTATUS[0]}", cwd=project)
        assert done.returncode in (1, 141)
        assert done.stderr == ""

    def test_quiet_when_piped(self, project: Path) -> None:
        done = self.scan("", cwd=project)
        assert (done.returncode, done.stderr) == (1, "")
        assert "\x1b" not in done.stdout
