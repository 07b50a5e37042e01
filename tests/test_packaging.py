"""The package that users install has all that the program reads, and runs away from its repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import xref

ROOT = Path(__file__).parents[1]
FIXTURE = ROOT / "fixtures" / "projects" / "workers-api"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, statuses: tuple[int, ...] = (0,)) -> str:
    """A command's standard output, in an environment that knows nothing of the repository."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in statuses, done.stdout + done.stderr
    return done.stdout


def files_below(folder: Path) -> set[str]:
    """The files of a folder of the repository, relative to its root."""
    found = (path.relative_to(ROOT) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # which Python 3.11.4 brought
        packed.extractall(folder)
    return folder / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution alone."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=sdist)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_has_every_file_of_the_package_and_the_queries(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == files_below(ROOT / "xref") | {f"xref/{name}" for name in files_below(ROOT / "queries")}


def test_the_source_distribution_can_be_tested(sdist: Path) -> None:
    missing = {name for folder in ("fixtures", "queries", "tests", "xref") for name in files_below(ROOT / folder)}
    missing -= {path.relative_to(sdist).as_posix() for path in sdist.rglob("*")}
    assert missing == set()


def test_the_source_distribution_has_what_stands_beside_the_package(sdist: Path) -> None:
    beside = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "action.yml", ".pre-commit-hooks.yaml", ".ci/run"}
    assert {name for name in beside if not (sdist / name).is_file()} == set()


def test_the_addresses_are_the_programs_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"]["Homepage"] == xref.HOMEPAGE
    assert project["urls"]["Changelog"].startswith(xref.HOMEPAGE)


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel and what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "venv", cwd=folder)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
    return programs


@pytest.mark.parametrize("output_format", ["json", "sarif", "text"])
def test_an_installed_xref_scans_as_the_checkout_does(output_format: str, programs: Path, tmp_path: Path) -> None:
    project = shutil.copytree(FIXTURE, tmp_path / "project")
    arguments = ("scan", project, "--output-format", output_format)
    installed = run(programs / "xref", *arguments, cwd=tmp_path, statuses=(1,))
    assert installed == run(sys.executable, "-m", "xref", *arguments, cwd=ROOT, statuses=(1,))
    if output_format == "json":
        summary = json.loads(installed)["summary"]
        assert summary["files"] > 0
        assert summary["checked"] > 0


def test_an_installed_xref_has_every_command(programs: Path, tmp_path: Path) -> None:
    assert run(programs / "xref", "--version", cwd=tmp_path) == f"xref {xref.__version__}\n"
    assert "undefined-column" in run(programs / "xref", "explain", "42703", cwd=tmp_path)
    assert '"undefined-column"' in run(programs / "xref", "config", "schema", cwd=tmp_path)
