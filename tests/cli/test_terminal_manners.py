"""``xref scan`` in a real terminal: a pseudo-terminal of which this test is the other side."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

pty = pytest.importorskip("pty", reason="a system that has pseudo-terminals")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
NOTHING: Mapping[str, str] = MappingProxyType({})


class Ended(NamedTuple):
    code: int
    shown: str


class Terminal:
    """A program in a terminal of so many columns."""

    def __init__(self, *command: str | Path, cwd: Path, columns: int = 80, environment: Mapping[str, str] = NOTHING) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, (24).to_bytes(2, sys.byteorder) + columns.to_bytes(2, sys.byteorder) + bytes(4))
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")}
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=cwd,
            env={**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment},
            start_new_session=True,
        )
        os.close(theirs)
        self.shown = ""

    def read(self, until: str | None = None) -> str:
        """What is shown until a text is there, or until the program has ended."""
        end = time.monotonic() + PATIENCE
        while until is None or until not in self.shown:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"still waiting for {until!r} after {self.shown!r}"
            try:
                part = os.read(self._ours, 65536)
            except OSError:  # Linux says so when the other side is closed
                part = b""
            if not part:
                break
            self.shown += part.decode("utf-8", "replace")
        return self.shown

    def ended(self) -> Ended:
        shown = self.read()
        code = self.process.wait(PATIENCE)
        os.close(self._ours)
        return Ended(code, shown.replace("\r\n", "\n"))


def scan(cwd: Path, *arguments: str, columns: int = 80, environment: Mapping[str, str] = NOTHING) -> Ended:
    return Terminal(sys.executable, "-m", "xref", "scan", *arguments, cwd=cwd, columns=columns, environment=environment).ended()


@pytest.fixture
def large(project: Path) -> Path:
    """The project with so many statements that a scan takes some seconds on any machine."""
    for number in range(24):
        body = "\n".join(f"db.query('SELECT email, c{number}_{n} FROM users WHERE id = $1', [1]);" for n in range(300))
        (project / "src" / f"f{number}.ts").write_text(f"import {{ Pool }} from 'pg';\nconst db = new Pool();\n{body}\n")
    return project


class TestColors:
    def test_in_a_terminal(self, project: Path) -> None:
        code, shown = scan(project)
        assert code == 1
        assert "\x1b[1;31merror[undefined-column]\x1b[0m" in shown

    @pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
    def test_not_where_they_are_not_wanted(self, project: Path, variable: dict[str, str]) -> None:
        assert "\x1b" not in scan(project, environment=variable).shown

    def test_errors_on_standard_error_too(self, project: Path) -> None:
        assert "\x1b[1;31merror\x1b[0m: --fail-on" in scan(project, "--fail-on", "nope").shown


class TestLinks:
    def test_a_rule_leads_to_its_page(self, project: Path) -> None:
        shown = scan(project, environment={"VTE_VERSION": "7600"}).shown
        assert re.search(r"\x1b\]8;;https://[!-~]+\x1b\\undefined-column\x1b\]8;;\x1b\\", shown)

    @pytest.mark.parametrize("variable", [{}, {"VTE_VERSION": "7600", "TERM": "dumb"}, {"VTE_VERSION": "7600", "CI": "true"}])
    def test_not_where_they_may_not_be_known(self, project: Path, variable: dict[str, str]) -> None:
        assert "\x1b]8" not in scan(project, environment=variable).shown


@pytest.mark.parametrize(("columns", "widest"), [(50, 50), (200, 130)])
def test_the_width_is_the_terminals(project: Path, columns: int, widest: int) -> None:
    padding = ", ".join(f"'{n}'" for n in range(12))
    (project / "src" / "users.ts").write_text(
        f"import {{ Pool }} from 'pg';\nnew Pool().query(\"SELECT {padding}, emial, {padding} FROM users\");\n"
    )
    shown = scan(project, "--quiet", columns=columns, environment={"NO_COLOR": "1"}).shown
    code = next(line for line in shown.splitlines() if line.startswith("2 | "))
    assert "emial" in code
    assert columns - 8 <= len(code) <= widest if columns == 50 else columns > len(code) > 100


class TestProgress:
    def watched(
        self, seconds: float, *, cwd: Path, columns: int = 80, ending: str = "pass", environment: Mapping[str, str] = NOTHING
    ) -> str:
        """What is left of a work that takes so long."""
        command = (sys.executable, "-c", self.program(seconds, ending))
        return Terminal(*command, cwd=cwd, columns=columns, environment=environment).ended().shown

    @staticmethod
    def program(seconds: float, ending: str = "pass") -> str:
        return (
            "import sys, time\n"
            "from xref.cli.progress import progress_line\n"
            "with progress_line(sys.stderr) as progress:\n"
            f"    progress('resolving the SQL')\n    time.sleep({seconds})\n    {ending}\n"
            "print('done')\n"
        )

    def test_nothing_of_what_is_done_at_once(self, project: Path) -> None:
        assert self.watched(0.0, cwd=project) == "done\n"

    def test_one_line_that_is_gone_at_the_end(self, project: Path) -> None:
        shown = self.watched(0.9, cwd=project)
        assert shown.startswith("\rxref: resolving the SQL ... 0 s")
        assert re.search(r"\r +\rdone\n$", shown)
        assert shown.count("\n") == 1

    def test_it_is_gone_when_the_work_fails(self, project: Path) -> None:
        assert re.search(r"\r +\rTraceback", self.watched(0.7, cwd=project, ending="raise KeyboardInterrupt"))

    def test_it_does_not_wrap(self, project: Path) -> None:
        shown = self.watched(0.7, cwd=project, ending="progress('x' * 99); time.sleep(0.4)", columns=44)
        assert max(map(len, re.split(r"[\r\n]", shown))) < 44

    @pytest.mark.parametrize("variable", [{"CI": "true"}, {"TERM": "dumb"}])
    def test_none_for_who_cannot_see_it(self, project: Path, variable: dict[str, str]) -> None:
        assert self.watched(0.7, cwd=project, environment=variable) == "done\n"

    def test_none_in_a_pipe(self, project: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "FORCE_COLOR": "1"}
        done = subprocess.run(
            [sys.executable, "-c", self.program(0.7)], capture_output=True, cwd=project, env=environment, check=True
        )
        assert (done.stdout, done.stderr) == (b"done\n", b"")


def test_an_interrupt_ends_cleanly(large: Path) -> None:
    terminal = Terminal(sys.executable, "-m", "xref", "scan", cwd=large)
    terminal.read(until="xref: ")
    terminal.process.send_signal(signal.SIGINT)
    code, shown = terminal.ended()
    assert code == 130
    assert "Traceback" not in shown
    assert re.search(r"\r +\r\n?$", shown), "the line of the progress is cleared"


def test_an_interrupt_in_a_pipe_ends_cleanly(large: Path) -> None:
    command = [sys.executable, "-m", "xref", "scan"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=-1, stderr=-1, cwd=large, env=environment, start_new_session=True) as process:
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


def test_what_a_project_holds_moves_no_cursor(project: Path) -> None:
    (project / "src" / "\x1b[2J\u202e.ts").write_text(
        "import { Pool } from 'pg';\nnew Pool().query('SELECT \"\x1b]0;title\x07\u202e\" FROM users');\n"
    )
    shown = scan(project, environment={"NO_COLOR": "1"}).shown
    assert r"src/\x1b[2J\u202e.ts:2" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
