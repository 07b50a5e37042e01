"""The action for GitHub and the hook for pre-commit: its scripts are run as a runner does, on a repository with a history."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import yaml

from xref.cli.scan import command as scan

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
OPTIONS = {option for parameter in scan.params if isinstance(parameter, click.Option) for option in parameter.opts}
EXPRESSION = re.compile(r"\$\{\{ (?:inputs\.(?P<input>[\w-]+)|steps\.(?P<step>[\w-]+)\.outputs\.(?P<output>[\w-]+)) \}\}")
CONDITION = "inputs.upload == 'true' && steps.scan.outputs.complete == 'true'"
SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL);\n"
CODE = "import { Pool } from 'pg';\nconst db = new Pool();\nexport const f = () => db.query('SELECT COLUMN FROM users');\n"
HOSTILE = ("$(touch pwned) `touch pwned` ${IFS} && touch pwned #", "\"; touch pwned; \"\n'; touch pwned; '\ntouch pwned\n")


class Outcome(NamedTuple):
    """What a run of the action left: its exit code, what was printed, the outputs of the scan, what was uploaded."""

    code: int
    out: str
    outputs: dict[str, str]
    uploaded: dict[str, str] | None


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose project is in a subfolder; the last commit brought a mistake."""
    top = tmp_path / "repository"
    project = top / "apps" / "api"
    (project / "src").mkdir(parents=True)
    git(top, "init", "--quiet", "--initial-branch=main")
    (project / "xref.toml").write_text('schema = "schema.sql"\n')
    (project / "schema.sql").write_text(SCHEMA)
    (project / "src" / "old.ts").write_text(CODE.replace("COLUMN", "name"))
    commit(top, "first")
    (project / "src" / "users.ts").write_text(CODE.replace("COLUMN", "emial"))
    commit(top, "second")
    return top


def commit(top: Path, message: str) -> None:
    git(top, "add", "--all")
    git(top, "-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "--quiet", "--message", message)


def git(top: Path, *arguments: str) -> None:
    settings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=top, env=settings, check=True, capture_output=True)


class Runner:
    """Runs the steps of the action in order; ``install`` builds and installs xref, else the one that runs the tests is used."""

    def __init__(self, repository: Path, inputs: Mapping[str, str], *, install: bool = False) -> None:
        assert set(inputs) <= set(ACTION["inputs"])
        self.repository = repository
        self.inputs = {name: given.get("default", "") for name, given in ACTION["inputs"].items()} | dict(inputs)
        self.temporary = repository.parent / "runner temp"
        self.temporary.mkdir(exist_ok=True)
        installed = {"folder": str(self.temporary), "programs": str(Path(sys.executable).parent)}
        self.outputs: dict[str, dict[str, str]] = {} if install else {"install": installed}

    def run(self) -> Outcome:
        printed, uploaded = "", None
        for step in STEPS:
            if step.get("id") in self.outputs:
                continue
            if "uses" in step:
                assert step["if"] == CONDITION
                scanned = self.outputs["scan"]
                if self.inputs["upload"] == "true" and scanned.get("complete") == "true":
                    uploaded = {name: self.expand(value) for name, value in step["with"].items()}
                continue
            done = self.step(step)
            printed += done.stdout + done.stderr
            if done.returncode:
                return Outcome(done.returncode, printed, self.outputs.get("scan", {}), uploaded)
        return Outcome(0, printed, self.outputs["scan"], uploaded)

    def step(self, step: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        script, output = self.temporary / "script.sh", self.temporary / "output"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTHON", "XREF_"))}
        runner = {"RUNNER_TEMP": str(self.temporary), "GITHUB_OUTPUT": str(output), "GITHUB_ACTION_PATH": str(ROOT)}
        given = {name: self.expand(value) for name, value in step.get("env", {}).items()}
        folder = self.repository / self.expand(step.get("working-directory", "."))
        environment = {**kept, **runner, "GITHUB_ACTIONS": "true", **given}
        command = [*SHELL, str(script)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        lines = output.read_text(encoding="utf-8").splitlines()
        self.outputs[step.get("id", "")] = {name: value for name, _, value in (line.partition("=") for line in lines)}
        return done

    def expand(self, text: str) -> str:
        return EXPRESSION.sub(
            lambda it: self.inputs[it["input"]] if it["input"] else self.outputs[it["step"]][it["output"]], text
        )


def run(repository: Path, **inputs: str) -> Outcome:
    """Runs the action on the project in the subfolder."""
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    return Runner(repository, {"working-directory": "apps/api", **given}).run()


def uris(outcome: Outcome) -> list[str]:
    """The paths of the results that were written."""
    (sarif,) = json.loads(Path(outcome.outputs["sarif-file"]).read_text(encoding="utf-8"))["runs"]
    return [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in sarif["results"]]


def test_no_script_has_an_expression_in_it() -> None:
    assert [step for step in STEPS if "${{" in step.get("run", "")] == []
    assert {step["shell"] for step in STEPS if "run" in step} == {"bash"}


def test_every_input_is_used_and_described() -> None:
    used = {found["input"] for found in EXPRESSION.finditer((ROOT / "action.yml").read_text(encoding="utf-8"))}
    assert set(ACTION["inputs"]) - used <= {"upload"}
    assert used - {None} <= set(ACTION["inputs"])
    assert all(entry["description"].endswith(".") for entry in ACTION["inputs"].values())


def test_every_option_is_one_of_scan() -> None:
    script = next(step["run"] for step in STEPS if step.get("id") == "scan")
    named = set(re.findall(r"(?<=[ \"])--[a-z-]+", script))
    assert "--fail-on" in named
    assert named <= OPTIONS


def test_findings_are_annotated_and_written(repository: Path) -> None:
    outcome = run(repository, upload="true", category="api")
    assert outcome.code == 1
    assert outcome.outputs["exit-code"] == "1"
    assert "::error " in outcome.out
    assert "file=apps/api/src/users.ts" in outcome.out
    assert uris(outcome) == ["apps/api/src/old.ts", "apps/api/src/users.ts"]
    assert outcome.uploaded == {"sarif_file": outcome.outputs["sarif-file"], "category": "api"}


@pytest.mark.parametrize(
    ("inputs", "code", "uploaded"),
    [
        ({"paths": "src/users.ts"}, 1, True),
        ({"arguments": "--exit-zero"}, 0, True),
        ({"arguments": "--ignore\nundefined-column"}, 0, True),
        ({"schema": "nope.sql"}, 2, False),
        ({"paths": "nope"}, 2, False),
        ({"paths": "schema.sql"}, 3, False),
    ],
)
def test_the_exit_code_is_the_scans(repository: Path, inputs: dict[str, str], code: int, uploaded: bool) -> None:
    outcome = run(repository, upload="true", **inputs)
    assert (outcome.code, outcome.uploaded is not None) == (code, uploaded), outcome.out


def test_what_is_new(repository: Path) -> None:
    assert uris(run(repository, since="HEAD~1")) == ["apps/api/src/users.ts"]
    assert run(repository, since="HEAD").code == 0


def test_a_repository_that_has_findings_adopts_it(repository: Path) -> None:
    project = repository / "apps" / "api"
    environment = {**os.environ, "GITHUB_ACTIONS": "false"}
    write = [sys.executable, "-m", "xref", "baseline", "write"]
    subprocess.run(write, cwd=project, env=environment, check=True, capture_output=True)
    commit(repository, "adopt")
    # What is old does not block, nor does it when its file moves.
    assert run(repository, baseline="xref-baseline.json").code == 0
    git(repository, "mv", "apps/api/src/old.ts", "apps/api/src/moved.ts")
    commit(repository, "move")
    assert run(repository, baseline="xref-baseline.json").code == 0
    # What is new does.
    (project / "src" / "new.ts").write_text(CODE.replace("COLUMN", "nope"))
    commit(repository, "new")
    outcome = run(repository, baseline="xref-baseline.json")
    assert (outcome.code, uris(outcome)) == (1, ["apps/api/src/new.ts"])


def test_a_migration_that_breaks_a_file_that_did_not_change(repository: Path) -> None:
    project = repository / "apps" / "api"
    (project / "src" / "right.ts").write_text(CODE.replace("COLUMN", "email"))
    commit(repository, "right")
    (project / "schema.sql").write_text(SCHEMA + "ALTER TABLE users RENAME COLUMN email TO mail;\n")
    commit(repository, "rename")
    outcome = run(repository, since="HEAD~1")
    assert (outcome.code, uris(outcome)) == (1, ["apps/api/src/right.ts"])


def test_lists_are_one_a_line(repository: Path) -> None:
    (repository / "apps/api/more tables.sql").write_text("CREATE TABLE orders (id uuid);\n")
    outcome = run(repository, schema="\r\n  schema.sql\r\nmore tables.sql\n\n", paths="src/old.ts\n\nsrc/users.ts\n")
    assert (outcome.code, len(uris(outcome))) == (1, 2)


def test_a_path_is_no_option(repository: Path) -> None:
    outcome = run(repository, paths=f"--output=json={repository / 'stolen'}")
    assert outcome.code == 2
    assert not (repository / "stolen").exists()


def test_the_sarif_may_be_anywhere(repository: Path) -> None:
    assert run(repository, sarif_file="a b.sarif").outputs["sarif-file"] == str(repository / "apps/api/a b.sarif")
    elsewhere = str(repository / "c.sarif")
    assert run(repository, sarif_file=elsewhere).outputs["sarif-file"] == elsewhere


@pytest.mark.parametrize("value", HOSTILE, ids=["line", "lines"])
@pytest.mark.parametrize("name", sorted(set(ACTION["inputs"]) - {"working-directory", "python", "upload"}))
def test_an_input_is_never_run(name: str, value: str, repository: Path) -> None:
    before = set(repository.parent.rglob("*"))
    outcome = run(repository, **{name.replace("-", "_"): value})
    assert set(outcome.outputs) <= {"exit-code", "sarif-file", "complete"}
    made = {path.name for path in set(repository.parent.rglob("*")) - before}
    assert made <= {"runner temp", "xref.sarif", "script.sh", "output", value}
    assert "pwned" not in made


@pytest.mark.parametrize("value", ["a\nexit-code=0", "a\rexit-code=0"])
def test_an_input_adds_no_output(value: str, repository: Path) -> None:
    for name in ("sarif_file", "paths", "schema", "category"):
        assert run(repository, **{name: value}).outputs.get("exit-code") != "0"


def test_a_python_that_is_too_old_is_said(repository: Path) -> None:
    outcome = Runner(repository, {"python": "false"}, install=True).run()
    assert outcome.code == 2
    assert "::error title=xref::xref needs Python 3.11 or newer" in outcome.out


@pytest.mark.slow
def test_the_whole_action_runs_nothing_of_the_checkout(repository: Path) -> None:
    project = repository / "apps" / "api"
    for folder in (repository, project):
        for name in ("venv", "pip", "ensurepip", "hatchling", "sitecustomize", "click", "xref", "json", "sys"):
            (folder / f"{name}.py").write_text("import pathlib\npathlib.Path('pwned').touch()\nraise SystemExit(9)\n")
    outcome = Runner(repository, {"working-directory": "apps/api", "python": sys.executable}, install=True).run()
    assert outcome.code == 1, outcome.out
    assert len(uris(outcome)) == 2
    assert not list(repository.rglob("pwned"))


def test_the_hook_runs_once_for_the_whole_project() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["language"], hook["entry"]) == ("xref", "python", "xref scan")
    assert hook["pass_filenames"] is False
    assert hook["require_serial"] is True
    assert {"ts", "tsx", "sql", "markdown"} <= set(hook["types_or"])
