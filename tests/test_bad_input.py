"""Bad input: every kind of it, through the real command line, ends in a message and the right exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from xref.cli.group import main

PROJECT = Path(__file__).parents[1]
SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL);\n"
HEAD = "import { Pool } from 'pg';\nconst db = new Pool();\n"
WRONG = "db.query('SELECT emial FROM users');\n"
RIGHT = "db.query('SELECT email FROM users');\n"


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The report, which was asked for as JSON."""
        report: dict[str, Any] = json.loads(self.out)
        return report

    @property
    def findings(self) -> list[tuple[str, str, int, int]]:
        """Rule, path, line and column of each finding."""
        return [
            (one["rule"], one["path"], one["span"]["start"]["line"], one["span"]["start"]["column"])
            for one in self.report["findings"]
        ]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("XREF_TRACEBACK", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema.sql").write_text(SCHEMA)
    return tmp_path


@pytest.fixture
def scan(capsys: pytest.CaptureFixture[str]) -> Any:
    """Scans and gives how it ended; whatever happens, it is not with a traceback or an own mistake."""

    def run(*arguments: str) -> Ended:
        code = main(["scan", "--format", "json", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "xref failed" not in err
        return Ended(code, out, err)

    return run


class TestPaths:
    def test_no_such_path(self, root: Path, scan: Any) -> None:
        (root / "workers").mkdir()
        expected = 'error: no such file or folder: wrokers\n  help: did you mean "workers"?\n'
        assert scan("wrokers") == (2, "", expected)

    def test_path_that_is_no_path(self, root: Path, scan: Any) -> None:
        assert scan("a" * 5_000).code == 2
        assert scan("a\0b").code == 2
        assert scan("").code in (2, 3)

    def test_no_typescript_there(self, root: Path, scan: Any) -> None:
        (root / "docs").mkdir()
        (root / "docs" / "a.md").touch()
        ended = scan("docs")
        assert ended.code == 3
        assert ended.report["summary"]["files"] == 0
        assert ended.err.startswith("error: nothing was analysed\n  help: there is no .ts, .tsx")

    def test_all_of_it_left_out(self, root: Path, scan: Any) -> None:
        (root / "node_modules").mkdir()
        (root / "node_modules" / "a.ts").touch()
        ended = scan()
        assert ended.code == 3
        assert "left out were: 1 dependencies; --show-files lists them" in ended.err

    def test_symbolic_link_loop(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + WRONG)
        (root / "loop").symlink_to(root)
        (root / "self.ts").symlink_to("self.ts")
        (root / "twin.ts").symlink_to("a.ts")
        ended = scan()
        assert ended.findings == [("undefined-column", "a.ts", 3, 18)]
        assert scan("self.ts").code == 2

    def test_link_out_of_the_root_is_not_read(self, root: Path, scan: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
        outside = tmp_path_factory.mktemp("outside")
        (outside / "secret.ts").write_text(HEAD + WRONG)
        (root / "secret.ts").symlink_to(outside / "secret.ts")
        (root / "away").symlink_to(outside)
        (root / "a.ts").write_text(HEAD + RIGHT)
        ended = scan()
        assert (ended.code, ended.report["summary"]["files"]) == (0, 1)

    def test_folder_named_like_a_file(self, root: Path, scan: Any) -> None:
        (root / "x.ts").mkdir()
        assert scan().code == 3

    def test_dangling_link(self, root: Path, scan: Any) -> None:
        (root / "gone.ts").symlink_to("nowhere.ts")
        assert scan().code == 3

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_unreadable_file(self, root: Path, scan: Any) -> None:
        (root / "locked.ts").touch(0)
        (root / "a.ts").write_text(HEAD + WRONG)
        ended = scan()
        assert ended.code == 1
        assert "warning: locked.ts: cannot be read: Permission denied" in ended.err


class TestContent:
    def test_empty_file(self, root: Path, scan: Any) -> None:
        (root / "a.ts").touch()
        assert (scan().code, scan().findings) == (0, [])

    def test_line_of_ten_megabytes(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + WRONG + "// " + "x" * 10_000_000)
        ended = scan()
        assert ended.code == 3
        assert "1 larger than 1,000,000 bytes" in ended.err
        (root / "xref.toml").write_text('max-file-size = "20 MB"\n')
        assert scan().findings == [("undefined-column", "a.ts", 3, 18)]

    def test_binary(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_bytes(bytes(range(256)) * 10)
        (root / "b.ts").write_text(HEAD + WRONG)
        ended = scan()
        assert ended.code == 1
        assert ended.err == "warning: a.ts: holds NUL bytes: a binary file, left out\n"
        assert ended.report["diagnostics"] == [
            {"level": "warning", "path": "a.ts", "line": None, "message": "holds NUL bytes: a binary file, left out"}
        ]

    def test_nothing_but_a_binary(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_bytes(b"\0\1\2")
        assert scan().code == 3

    def test_broken_utf8(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_bytes(HEAD.encode() + b"/* \xe4\xf6 */ " + WRONG.encode())
        ended = scan()
        assert ended.findings == [("undefined-column", "a.ts", 3, 27)]
        assert ended.err.startswith("warning: a.ts:3: is not UTF-8 throughout")

    def test_byte_order_mark(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_bytes(b"\xef\xbb\xbf" + ("const db = new (require('pg').Pool)(); " + WRONG).encode())
        (root / "b.ts").write_bytes(b"\xff\xfe" + (HEAD + WRONG).encode("utf-16-le"))
        assert scan().findings == [("undefined-column", "a.ts", 1, 57), ("undefined-column", "b.ts", 3, 18)]

    def test_carriage_returns(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_bytes((HEAD + "db.query(`SELECT id,\n  emial\nFROM users`);\n").replace("\n", "\r\n").encode())
        assert scan().findings == [("undefined-column", "a.ts", 4, 3)]

    def test_astral_characters_are_one_column(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + "/* 𝒳👩‍👧 */ " + WRONG, encoding="utf-8")
        assert scan().findings == [("undefined-column", "a.ts", 3, 18 + 11)]

    def test_typescript_syntax_error(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + WRONG + "function ( { ;;; ]\n" + "const x = = 1;\n")
        ended = scan()
        assert ("undefined-column", "a.ts", 3, 18) in ended.findings

    @pytest.mark.parametrize("depth", [100, 5_000])
    def test_nested_parentheses_in_sql(self, root: Path, scan: Any, depth: int) -> None:
        (root / "a.ts").write_text(HEAD + f"db.query('SELECT {'(' * depth}1{')' * depth}');\n" + WRONG)
        ended = scan()
        assert ended.findings == [("undefined-column", "a.ts", 4, 18)]
        if depth == 5_000:
            assert [entry["reason"] for entry in ended.report["unchecked"]] == ["nested-too-deeply"]

    def test_nested_typescript(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + WRONG + "const a = " + "[" * 20_000 + "]" * 20_000 + ";\n")
        (root / "b.ts").write_text(HEAD + "const s = " + "'a' + " * 20_000 + "'b';\ndb.query(s);\n")
        assert ("undefined-column", "a.ts", 3, 18) in scan().findings

    def test_control_characters_in_sql(self, root: Path, scan: Any, capsys: pytest.CaptureFixture[str]) -> None:
        (root / "a.ts").write_text(HEAD + 'db.query(`SELECT "\x1b]0;owned\x07\u202e" FROM users`);\n', encoding="utf-8")
        assert main(["scan"]) == 1
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\u202e" not in out


class TestSchema:
    @pytest.mark.parametrize("text", ["", "-- nothing\n", "SELECT 1;\n"])
    def test_that_defines_nothing(self, root: Path, scan: Any, text: str) -> None:
        (root / "schema.sql").write_text(text)
        (root / "a.ts").write_text(HEAD + RIGHT)
        ended = scan("--schema", "schema.sql")
        assert ended.code == 2
        assert ended.err.startswith("error: ")
        assert "schema.sql" in ended.err

    def test_that_is_missing(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + RIGHT)
        ended = scan("--schema", "shcema.sql")
        assert ended.code == 2
        assert "shcema.sql" in ended.err

    def test_that_is_binary_or_not_utf8(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + RIGHT)
        for content in (b"\0\1\2", b"CREATE TABLE t (\xff int);"):
            (root / "schema.sql").write_bytes(content)
            assert scan("--schema", "schema.sql").code in (0, 2)

    def test_that_is_a_folder_without_sql(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + RIGHT)
        (root / "migrations").mkdir()
        assert scan("--schema", "migrations").code == 2


class TestConfiguration:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                '\nseverty = { undefined-column = "note" }\n',
                'error: unknown key "severty"\n  --> xref.toml:2\n  help: did you mean "severity"?\n',
            ),
            ("select = [\n", "error: not valid TOML: Invalid value\n  --> xref.toml:2\n"),
            (
                'a = "b" "c"\n',
                "error: not valid TOML: Expected newline or end of document after a statement\n  --> xref.toml:1:9\n",
            ),
            (
                'ignore = ["syntax-eror"]\n',
                'error: ignore: there is no rule "syntax-eror"\n  --> xref.toml:1\n  help: did you mean "syntax-error"?\n',
            ),
        ],
    )
    def test_broken(self, root: Path, scan: Any, text: str, message: str) -> None:
        (root / "xref.toml").write_text(text)
        (root / "a.ts").write_text(HEAD + WRONG)
        assert scan() == (2, "", message)

    def test_unknown_rule_as_option(self, root: Path, scan: Any) -> None:
        (root / "a.ts").write_text(HEAD + WRONG)
        message = 'error: --ignore: there is no rule "undefinedcolumn"\n  help: did you mean "undefined-column"?\n'
        assert scan("--ignore", "undefinedcolumn") == (2, "", message)


class TestAsAProcess:
    """A few of the same as a process of its own."""

    @staticmethod
    def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "NO_COLOR": "1"}
        environment.pop("XREF_TRACEBACK", None)
        command = [sys.executable, "-m", "xref", "scan", *arguments]
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)

    def test_findings(self, root: Path) -> None:
        (root / "a.ts").write_text(HEAD + WRONG)
        ended = self.run(root, "--format", "concise")
        assert (ended.returncode, ended.stderr) == (1, "")
        assert ended.stdout.startswith("a.ts:3:18: error[undefined-column]")

    def test_nothing_there(self, root: Path) -> None:
        ended = self.run(root)
        assert ended.returncode == 3
        assert "nothing was analysed" in ended.stderr

    def test_no_such_path(self, root: Path) -> None:
        ended = self.run(root, "nope")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith("error: no such file or folder: nope")

    def test_ascii_terminal(self, root: Path) -> None:
        (root / "ä.ts").write_text(HEAD + WRONG)
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        command = [sys.executable, "-m", "xref", "scan"]
        ended = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
        assert ended.returncode == 1
        assert ended.stdout.decode("utf-8").startswith("ä.ts:3:18")
