"""The command line as a whole: help, version, wrong words, and how a run ends that cannot go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from xref import __version__
from xref.cli import group, outcome
from xref.cli.outcome import guarded

HEAVY = {"sqlglot", "networkx", "tree_sitter", "markdown_it", "pathspec", "rich", "dataclasses", "xref.config"}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_little(option: str) -> None:
    code = f"import sys; from xref.cli.group import main; main(['{option}']); print('\\0' + ' '.join(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(ended.stdout.partition("\0")[2].split())


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"xref {__version__}\n", "")


def test_help_lists_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name, entry in group._COMMANDS.items():
        assert f"{name} " in out
        assert entry.summary in out
        assert run(name, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "message", "advice"),
    [
        (("scna",), 'no such command: "scna"', 'did you mean "scan"?'),
        (("schema", "shwo"), 'no such command: "shwo"', 'did you mean "show"?'),
        (("scan", "--shcema", "a"), "no such option: --shcema", 'did you mean "--schema"?'),
        (("scan", "--format", "jsno"), '--output-format: "jsno" is not a choice', 'did you mean "json"?'),
        (("rules", "--output-format", "xml"), '--output-format: "xml" is not a choice', "use one of text, json"),
        (("scan", "--fail-on", "warn"), '--fail-on: "warn" is not a choice', 'did you mean "warning"?'),
        (
            ("scan", "--output", "json="),
            '--output: "json=" names no file',
            "as in --output json=FILE, or json=- for standard output",
        ),
        (("scan", "--output", "srif=a"), '--output: there is no format "srif"', 'did you mean "sarif"?'),
        (
            ("scan", "--select", "undefined-colum"),
            '--select: there is no rule "undefined-colum"',
            'did you mean "undefined-column"?',
        ),
        (("explain", "undefined-colum"), 'there is no rule "undefined-colum"', 'did you mean "undefined-column"?'),
        (("explain", "99999"), "no rule stands for SQLSTATE 99999", '"xref rules" lists those that there are'),
        (("explain",), "Missing argument 'RULE|SQLSTATE'.", '"xref explain --help" lists what there is'),
    ],
)
def test_wrong_words(run: Run, arguments: tuple[str, ...], message: str, advice: str) -> None:
    assert run(*arguments) == (2, "", f"error: {message}\n  help: {advice}\n")


def test_control_characters_never_reach_the_terminal(run: Run) -> None:
    code, _, err = run("scan", "no\x1b[2Jsuch\u202epath")
    assert code == 2
    assert r"no such file or folder: no\x1b[2Jsuch\u202epath" in err


class TestGuard:
    def test_interrupt(self) -> None:
        def interrupted() -> None:
            raise KeyboardInterrupt

        assert guarded(interrupted) == 130

    def test_own_mistake(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        def mistaken() -> None:
            error = ZeroDivisionError("division by zero")
            error.add_note("while reading src/\x1ba.ts")
            raise error

        monkeypatch.delenv("XREF_TRACEBACK", raising=False)
        assert guarded(mistaken) == 2
        assert capsys.readouterr().err == (
            "error: xref failed: ZeroDivisionError: division by zero\n"
            f"  help: {outcome.REPORT_A_BUG}\n"
            "  while reading src/\\x1ba.ts\n"
            "  XREF_TRACEBACK=1 shows where it happened\n"
        )
        monkeypatch.setenv("XREF_TRACEBACK", "1")
        assert guarded(mistaken) == 2
        assert "Traceback (most recent call last)" in capsys.readouterr().err

    def test_too_deep_recursion_is_a_mistake_like_any_other(self, capsys: pytest.CaptureFixture[str]) -> None:
        def deep() -> None:
            deep()

        assert guarded(deep) == 2
        assert "RecursionError" in capsys.readouterr().err

    def test_closed_pipe(self) -> None:
        command = f"{sys.executable} -m xref rules --format json | true; echo ${{PIPESTATUS[0]}}"
        ended = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
        )
        assert ended.stdout.strip() in ("0", "141")
        assert ended.stderr == ""

    def test_closed_pipe_while_writing(self) -> None:
        run = "guarded(lambda: [print('x' * 99) for _ in range(9999)])"
        code = f"import sys; from xref.cli.outcome import guarded; sys.exit({run})"
        command = f'{sys.executable} -c "{code}" | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}'
        ended = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
        )
        assert (ended.stdout.strip(), ended.stderr) == ("141", "")
