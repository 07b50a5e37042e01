"""Microsoft's SARIF validator finds nothing wrong, nor do its rules for GitHub."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.reporters.sample import CONTEXT, REPORT
from tests.reporters.test_sarif_limits import many
from tests.support.sarif_validator import VARIABLE, complaints, validator
from xref.cli.group import main
from xref.finding import Report
from xref.reporters import render

FIXTURE = Path(__file__).parents[2] / "fixtures" / "projects" / "workers-api"


@pytest.fixture(scope="module")
def program() -> Path:
    found = validator()
    if found is None:
        pytest.skip(f"{VARIABLE} names no folder with npm's @microsoft/sarif-multitool")
    return found


@pytest.mark.parametrize("report", [REPORT, Report("/"), replace(REPORT, findings=())], ids=["all", "nothing", "clean"])
def test_reports(report: Report, program: Path, tmp_path: Path) -> None:
    text = render(report, "sarif", replace(CONTEXT, category="xref/api", prefix="apps/api"))
    assert complaints(program, text, tmp_path) == []


def test_many_findings(program: Path, tmp_path: Path) -> None:
    assert complaints(program, render(many(2_000), "sarif", CONTEXT), tmp_path) == []


def test_a_project(program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(FIXTURE), "--output-format", "sarif", "--quiet"]) == 1
    assert complaints(program, capsys.readouterr().out, tmp_path) == []


def test_the_validator_does_complain(program: Path, tmp_path: Path) -> None:
    text = render(REPORT, "sarif", CONTEXT).replace('"2.1.0"', '"2.0.0"').replace('"startLine": 2', '"startLine": 0')
    assert complaints(program, text, tmp_path)
