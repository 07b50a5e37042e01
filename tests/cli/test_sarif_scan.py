"""SARIF of a scan: rules with their pages, paths from the top of the repository, and nothing that was accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from xref import HOMEPAGE
from xref.cli.rule_texts import rule_texts
from xref.rules import ALL

RULES = Path(__file__).parents[2] / "xref" / "rules"


def sarif(run: Run, *arguments: str) -> dict[str, Any]:
    written = json.loads(run("scan", "--output-format", "sarif", *arguments).out)["runs"][0]
    assert isinstance(written, dict)
    return written


def test_rules_have_their_pages(run: Run, project: Path) -> None:
    driver = sarif(run)["tool"]["driver"]
    assert driver["informationUri"] == HOMEPAGE
    assert {rule["id"] for rule in driver["rules"]} == {rule.name for rule in ALL}
    for rule in driver["rules"]:
        address = rule["helpUri"].removeprefix(f"{HOMEPAGE}/blob/main/xref/rules/")
        assert (RULES / address).is_file()
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
        assert rule["fullDescription"]["text"].startswith("Reports ")
        assert "](undefined_" not in rule["help"]["markdown"]


def test_no_page_is_read_for_another_format() -> None:
    assert {text.page for text in rule_texts(pages=False).values()} == {""}
    assert all(text.page for text in rule_texts(pages=True).values())


def test_paths_are_from_the_top_of_the_repository(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = project / "top"
    (top / ".git").mkdir(parents=True)
    (top / "apps").mkdir()
    inner = top / "apps" / "api"
    inner.mkdir()
    for name in ("src", "schema.sql"):
        (project / name).rename(inner / name)
    (inner / "xref.toml").write_text('schema = "schema.sql"\n')
    monkeypatch.chdir(inner)
    (result,) = sarif(run)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "apps/api/src/users.ts"


def test_a_schema_beside_the_repository_is_no_place_in_it(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "src" / ".git").mkdir()
    monkeypatch.chdir(project / "src")
    (result,) = sarif(run, "--schema", "../schema.sql")["results"]
    assert "relatedLocations" not in result
    assert "See [" not in result["message"]["text"]


def test_what_is_suppressed_is_no_alert(run: Run, project: Path) -> None:
    file = project / "src" / "users.ts"
    file.write_text(file.read_text().replace("emial FROM users');", "emial FROM users'); // xref: ignore[undefined-column] so"))
    assert sarif(run)["results"] == []


def test_what_is_in_the_baseline_is_no_alert(run: Run, project: Path) -> None:
    assert run("baseline", "write").code == 0
    assert sarif(run, "--baseline", "xref-baseline.json")["results"] == []


def test_the_category_is_the_analysis(run: Run, project: Path) -> None:
    assert sarif(run, "--category", "api")["automationDetails"] == {"id": "api/"}
    assert "automationDetails" not in sarif(run)
