"""Whole scans: what is kept changes how long they take and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import cast

import pytest

from tests.benchmark.project import PROJECTS, multiply
from xref.cache.folder import CacheFolder, open_folder
from xref.cache.project import kept_report
from xref.cli.group import main
from xref.config import Config, Sink, load_config
from xref.extracting import extracting
from xref.run import Run
from xref.source import SourceFile

HEAVY = {"sqlglot", "networkx", "tree_sitter", "tree_sitter_typescript", "markdown_it"}
SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL);\n"
CODE = (
    "import { Pool } from 'pg';\nimport { columns } from '@shared/columns';\nconst db = new Pool();\n"
    "export const one = () => db.query('SELECT emial FROM users');\n"
    "export const two = () => db.query(`SELECT ${columns} FROM users`);\n"
)


@pytest.fixture(autouse=True)
def base(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder of one test."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "CI", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return folder / "xref"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose files are older than what counts as young."""
    files = {
        "xref.toml": "",
        "db/migrations/001_users.sql": SCHEMA,
        "src/users.ts": CODE,
        "lib/columns.ts": "export const columns = 'email';\n",
        "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@shared/*": ["lib/*"]}}}\n',
        "docs/schema.md": "# Schema\n\nNothing yet.\n",
    }
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    age(tmp_path / "project")
    return tmp_path / "project"


def age(root: Path) -> None:
    """Makes the files' modification times those of long ago. Their other time is the system's own."""
    for path in root.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.fixture
def scan(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Scans a project and gives what was printed."""

    def call(root: Path, *arguments: str, output_format: str = "json") -> str:
        capsys.readouterr()
        code = main(["scan", str(root), "--output-format", output_format, *arguments])
        written = capsys.readouterr()
        assert code in (0, 1, 3), written.err
        return written.out

    return call


def folder_of(root: Path) -> CacheFolder:
    config = load_config((root,))
    folder = open_folder(config.root, config.cache_dir)
    assert folder is not None
    return folder


def is_served(root: Path) -> bool:
    """Whether the next scan is served what an earlier one kept."""
    return kept_report(folder_of(root), load_config((root,))) is not None


@pytest.mark.parametrize("output_format", ["json", "sarif"])
@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.iterdir()))
def test_all_ways_to_a_report_give_the_same(name: str, output_format: str, tmp_path: Path, scan: Callable[..., str]) -> None:
    copytree(PROJECTS / name, tmp_path / name)
    runs = (("--no-cache", "--jobs", "1"), ("--no-cache", "--jobs", "2"), ("--jobs", "2"), (), ("--select", "all"))
    texts = [scan(tmp_path / name, *arguments, output_format=output_format) for arguments in runs]
    assert len(set(texts[:-1])) == 1
    assert is_served(tmp_path / name)
    assert scan(tmp_path / name, "--no-cache", "--select", "all", output_format=output_format) == texts[-1]


@pytest.mark.parametrize("output_format", ["json", "sarif"])
def test_a_project_that_is_shared_out_gives_the_same(tmp_path: Path, output_format: str, scan: Callable[..., str]) -> None:
    root = multiply(tmp_path / "project", 40)
    alone = scan(root, "--no-cache", "--jobs", "1", output_format=output_format)
    assert scan(root, "--no-cache", "--jobs", "3", output_format=output_format) == alone
    assert scan(root, "--jobs", "2", output_format=output_format) == alone
    file = next(root.rglob("*.ts"))
    file.write_text(file.read_text() + "\n// more\n")
    parts = scan(root, output_format=output_format)
    assert parts == scan(root, "--no-cache", output_format=output_format)


def replace_kept_time(path: Path, text: str) -> None:
    """Another text of the same length, and the same time: what an unpacked archive does."""
    status = path.stat()
    path.write_text(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def make_folder(root: Path) -> None:
    (root / "src/users.ts").unlink()
    (root / "src/users.ts").mkdir()


def changes() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """Each input of a run, changed."""
    yield "code", lambda root: (root / "src/users.ts").write_text(CODE.replace("emial", "email"))
    yield (
        "code of the same size and time",
        lambda root: replace_kept_time(root / "src/users.ts", CODE.replace("emial", "email")),
    )
    yield "code that is imported", lambda root: (root / "lib/columns.ts").write_text("export const columns = 'nmae';\n")
    yield "code added", lambda root: (root / "src/more.ts").write_text(CODE.replace("emial", "nmae"))
    yield "code removed", lambda root: (root / "src/users.ts").unlink()
    yield "code renamed", lambda root: (root / "src/users.ts").rename(root / "src/people.ts")
    yield "code ignored", lambda root: (root / ".gitignore").write_text("src/users.ts\n")
    yield "code in place of which is a folder", make_folder
    yield "schema", lambda root: (root / "db/migrations/001_users.sql").write_text(SCHEMA.replace("email", "emial"))
    yield (
        "migration added",
        lambda root: (root / "db/migrations/002_more.sql").write_text("ALTER TABLE users ADD emial text;\n"),
    )
    yield "schema added", lambda root: (root / "schema.sql").write_text("CREATE TABLE people (id uuid);\n")
    yield (
        "registry",
        lambda root: (root / "docs/schema.md").write_text(
            "# Schema\n\n## people\n\n| Column | Type |\n|---|---|\n| id | uuid |\n"
        ),
    )
    yield "configuration", lambda root: (root / "xref.toml").write_text('ignore = "undefined-column"\n')
    yield "settings of modules", lambda root: (root / "tsconfig.json").write_text("{}\n")
    yield (
        "nearer settings of modules",
        lambda root: (root / "src/tsconfig.json").write_text('{"compilerOptions": {"paths": {"@shared/*": ["./other/*"]}}}\n'),
    )


@pytest.mark.parametrize(("what", "change"), list(changes()), ids=[what for what, _ in changes()])
def test_what_changed_is_seen(what: str, change: Callable[[Path], object], project: Path, scan: Callable[..., str]) -> None:
    scan(project)
    assert is_served(project)
    change(project)
    assert not is_served(project)
    assert scan(project) == scan(project, "--no-cache")
    assert is_served(project)


def test_what_is_none_of_the_input_changes_nothing(project: Path, scan: Callable[..., str]) -> None:
    scan(project)
    (project / "NOTES.txt").write_text("more\n")
    (project / "src/users.ts").touch()
    assert is_served(project)


def test_young_files_are_compared_by_their_content(project: Path, scan: Callable[..., str]) -> None:
    path = project / "src/users.ts"
    scan(project)
    status = path.stat()
    # As on a file system whose clock stands still: all that stat says is the same.
    with path.open("r+") as stream:
        stream.write(CODE.replace("emial", "email"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not is_served(project)


def test_options_that_change_the_report_have_their_own(project: Path, scan: Callable[..., str]) -> None:
    scan(project)
    assert "undefined-column" not in scan(project, "--ignore", "undefined-column")
    assert "undefined-column" in scan(project)


def test_a_scan_without_the_cache_neither_reads_nor_writes_it(project: Path, base: Path, scan: Callable[..., str]) -> None:
    scan(project, "--no-cache")
    assert not base.exists()


def test_a_baseline_is_applied_to_what_is_kept(project: Path, scan: Callable[..., str]) -> None:
    scan(project)
    baseline = project / "accepted.json"
    assert main(["baseline", "write", str(project), "--baseline", str(baseline)]) == 0
    accepted = scan(project, "--baseline", str(baseline))
    assert '"baselined":1' in accepted.replace(" ", "")
    assert accepted == scan(project, "--baseline", str(baseline), "--no-cache")
    baseline.unlink()
    assert '"baselined":0' in scan(project).replace(" ", "")


def test_an_unchanged_project_is_served_without_a_parser(project: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "xref", "scan", str(project)]
    for served in (False, True):
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
        assert ("sqlglot" in imported, "tree_sitter" in imported) == (not served, not served)
        assert served <= (not imported & HEAVY)


def test_runs_that_meet_give_the_same(project: Path, scan: Callable[..., str]) -> None:
    command = [sys.executable, "-m", "xref", "scan", str(project), "--output-format", "json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    texts = {process.communicate()[0] for process in running}
    assert texts == {scan(project, "--no-cache")}
    assert [path.name[:7] for path in folder_of(project).path.glob("report-*")] == ["report-"]
    assert not list(folder_of(project).path.glob("temporary-*"))


def test_a_configured_folder_is_used_and_left_out_of_version_control(
    project: Path, base: Path, scan: Callable[..., str]
) -> None:
    (project / "xref.toml").write_text('cache-dir = ".xref-cache"\n')
    first = scan(project)
    assert {path.name for path in base.iterdir()} == {"key"}
    assert (project / ".xref-cache/.gitignore").read_text() == "*\n"
    assert len(list((project / ".xref-cache").iterdir())) == 2
    assert is_served(project)
    assert scan(project) == first


def test_a_file_on_which_xref_fails_says_so_and_the_others_go_on(tmp_path: Path) -> None:
    broken = Config(tmp_path, sinks=(Sink(cast(str, None)),))
    files = {name: SourceFile(name, CODE * 100) for name in ("a.ts", "b.ts")}
    for jobs in (1, 2):
        with extracting(files, broken, Run(jobs)) as work:
            found = work.finished()
        assert [file.path for file in found] == ["a.ts", "b.ts"]
        assert all("xref failed on it (AttributeError: " in file.diagnostics[0].message for file in found)


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5"])
def test_jobs_are_a_number_from_1(jobs: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(project), "--jobs", jobs]) == 2
    assert f'--jobs: "{jobs}" is not a number from 1' in capsys.readouterr().err
