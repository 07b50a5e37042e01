"""Every fixture says in comments what is found in it; nothing else may be found, and nothing of it may be missing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.support.agreement import project_config
from tests.support.expectations import compare, read_expectations
from xref.engine import check
from xref.finding import Finding, Report
from xref.rules import ALL
from xref.source import SourceFile

FIXTURES = Path(__file__).parent.parent / "fixtures"
SUFFIXES = {".ts", ".tsx", ".sql", ".md"}
PROJECTS = sorted([*(FIXTURES / "rules").iterdir(), *(FIXTURES / "projects").iterdir()])


@cache
def report(project: Path) -> Report:
    return check(project_config(project))


def token(file: SourceFile, finding: Finding) -> str:
    starts = file.line_starts
    start, end = finding.location.start, finding.location.end
    return file.text[starts[start.line - 1] + start.column - 1 : starts[end.line - 1] + end.column - 1]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_findings_are_those_expected(project: Path) -> None:
    disagreements = []
    findings = report(project).findings
    for path in sorted(path for path in project.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        file = SourceFile(path.relative_to(project).as_posix(), path.read_text(encoding="utf-8"))
        reported = [
            (finding.location.start.line, finding.severity, finding.rule, token(file, finding))
            for finding in findings
            if finding.location.path == file.path
        ]
        disagreements += [f"{file.path}: {words}" for words in compare(read_expectations(file.text), reported)]
    assert not disagreements, "\n" + "\n".join(disagreements)


def test_every_rule_has_a_fixture_and_a_case_of_its_own() -> None:
    for rule in ALL:
        rules = {finding.rule for finding in report(FIXTURES / "rules" / rule.name).findings}
        assert rule.name in rules
