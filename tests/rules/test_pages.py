"""The rules' pages: every section is there, and their examples are true, for xref and for PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.agreement import compare_project, project_config
from tests.support.expectations import compare, read_expectations
from tests.test_fixtures import SUFFIXES, token
from xref.engine import check
from xref.rule import Rule
from xref.rules import ALL, page
from xref.source import SourceFile

SECTIONS = ["What it does", "Why it matters", "Example", "How to fix", "When to ignore it"]
_BLOCK = re.compile(r"^```(?P<language>\w+)(?P<role>[^\n]*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def project(rule: Rule, folder: Path) -> Path:
    """The examples of a page as a project: its schema, and each block of TypeScript as a file."""
    for number, block in enumerate(_BLOCK.finditer(page(rule.name))):
        if block["role"].strip() == "schema":
            name = "schema.sql" if block["language"] == "sql" else "docs/DATABASE_SCHEMA_REGISTRY.md"
        elif block["language"] == "ts":
            name = f"example{number}.ts"
        else:
            continue
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(block["text"], encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_page_has_every_section(rule: Rule) -> None:
    text = page(rule.name)
    assert text.startswith(f"# {rule.name}\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_examples_are_true(rule: Rule, tmp_path: Path) -> None:
    config = project_config(project(rule, tmp_path))
    findings = check(config).findings
    assert rule.name in {finding.rule for finding in findings}
    wrong = []
    for path in sorted(path for path in tmp_path.rglob("*") if path.suffix in SUFFIXES):
        file = SourceFile(path.relative_to(tmp_path).as_posix(), path.read_text(encoding="utf-8"))
        reported = [
            (one.location.start.line, one.severity, one.rule, token(file, one))
            for one in findings
            if one.location.path == file.path
        ]
        wrong += compare(read_expectations(file.text), reported)
    assert wrong == []


@pytest.mark.parametrize("rule", [rule for rule in ALL if rule.sqlstate], ids=lambda rule: rule.name)
def test_postgresql_agrees_with_the_examples(rule: Rule, tmp_path: Path) -> None:
    agreement = compare_project(project_config(project(rule, tmp_path)))
    assert not agreement.disagreements, agreement.table()
