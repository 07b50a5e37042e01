"""SARIF: what GitHub code scanning asks for, and what it would get wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.reporters.sample import CONTEXT, LEFTOVER, MISMATCH, REPORT, UNDEFINED
from xref.finding import Annotation, Diagnostic, Finding, Report, Severity
from xref.reporters import RenderContext, RuleText, render
from xref.reporters.sarif_message import message_text, uri
from xref.source import Location, Position


def run_of(report: Report = REPORT, context: RenderContext = CONTEXT) -> dict[str, Any]:
    read = json.loads(render(report, "sarif", context))
    assert read["version"] == "2.1.0"
    assert read["$schema"]
    (run,) = read["runs"]
    assert isinstance(run, dict)
    return run


def result_of(finding: Finding, context: RenderContext = CONTEXT) -> dict[str, Any]:
    (result,) = run_of(Report("/", (finding,)), context)["results"]
    assert isinstance(result, dict)
    return result


def test_has_what_github_requires() -> None:
    run = run_of()
    driver = run["tool"]["driver"]
    assert driver["name"] == "xref"
    assert driver["semanticVersion"] == CONTEXT.version
    for rule in driver["rules"]:
        texts = [rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")]
        assert all([rule["id"], rule["name"], rule["help"]["markdown"], *texts])
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        assert result["partialFingerprints"]["primaryLocationLineHash"]


def test_columns_are_code_points_and_ends_exclusive() -> None:
    assert run_of()["columnKind"] == "unicodeCodePoints"
    (location,) = result_of(UNDEFINED)["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 25, "endLine": 2, "endColumn": 30}


def test_a_place_of_several_lines_or_none_is_on_one_line() -> None:
    long = replace(UNDEFINED, location=Location("src/users.ts", Position(4, 3), Position(5, 2)))
    empty = replace(UNDEFINED, location=Location("src/users.ts", Position(4, 3), Position(4, 3)))
    regions = [result_of(finding)["locations"][0]["physicalLocation"]["region"] for finding in (long, empty)]
    assert regions[0] == {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 38}
    assert regions[1] == {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 4}


def test_the_message_links_to_each_related_place() -> None:
    result = result_of(MISMATCH)
    assert result["message"]["text"] == (
        r"operator does not exist: uuid = text[] (42883). See [this is uuid](1), [declared \[here\]](2)."
    )
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]


def test_the_message_says_when_and_what_to_do() -> None:
    assert result_of(LEFTOVER)["message"]["text"] == (
        'column u.joinedat does not exist: "joinedAt" folds to lower case (42703) (when `status` is given). Write joined_at.'
        " See [the query begins here](1)."
    )


def test_a_live_database_is_no_place_in_the_repository() -> None:
    assert len(result_of(LEFTOVER)["relatedLocations"]) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("type text[] here", "type text[] here"),
        ("[x](1)", r"\[x\](1)"),
        (r"\[x\](1)", r"\\\[x\\\](1)"),
        ("[x](https://example.invalid)", r"\[x\](https://example.invalid)"),
        ("array {0} and {a}", "array {{0}} and {a}"),
        ("two\nlines", "two lines"),
        ("right\u202eleft", r"right\u202eleft"),
    ],
)
def test_text_is_no_markup(text: str, shown: str) -> None:
    assert message_text(text) == shown


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        ("", "src/a b.ts", "src/a%20b.ts"),
        ("", "src/[id]/日.ts", "src/%5Bid%5D/%E6%97%A5.ts"),
        ("", "a:b.ts", "a%3Ab.ts"),
        ("", "50%.ts", "50%25.ts"),
        ("", "latin\udce9.ts", "latin%E9.ts"),
        ("", "lone\ud800.ts", "lone%EF%BF%BD.ts"),
        ("apps/workers/", "src/a.ts", "apps/workers/src/a.ts"),
        ("apps/workers", "../../db/schema.sql", "db/schema.sql"),
    ],
)
def test_paths_become_uris_of_the_repository(prefix: str, path: str, expected: str) -> None:
    assert uri(prefix, path) == expected


def test_a_line_that_is_not_there_has_no_line_hash() -> None:
    gone = replace(UNDEFINED, location=Location("src/gone.ts", Position(1, 1), Position(1, 2)))
    assert result_of(gone)["partialFingerprints"] == {"xref/v1": UNDEFINED.fingerprint}
    assert "partialFingerprints" not in result_of(replace(gone, fingerprint=""))


def test_security_severity_is_for_rules_about_security() -> None:
    rules = {rule["id"]: rule["properties"] for rule in run_of()["tool"]["driver"]["rules"]}
    assert [name for name, properties in rules.items() if "security-severity" in properties] == ["missing-rls"]
    assert "security" in rules["missing-rls"]["tags"]


def test_descriptions_are_not_too_long() -> None:
    context = RenderContext(rules={"undefined-column": RuleText("s" * 2000, "# t\n\n" + "p" * 2000)})
    (rule,) = run_of(Report("/"), context)["tool"]["driver"]["rules"]
    assert len(rule["shortDescription"]["text"]) == len(rule["fullDescription"]["text"]) == 1024


def test_a_rule_is_described_by_what_its_page_says_first() -> None:
    page = "# t\n\nerror, SQLSTATE 42703\n\n## What it does\n\nFinds [that](that.md),\nand this.\n\nMore.\n\n## Example\n"
    rules = {"invalid-literal": RuleText("s", page, sqlstate="22P02/22007"), "no-page": RuleText("summary")}
    first, second = run_of(Report("/"), RenderContext(rules=rules))["tool"]["driver"]["rules"]
    assert first["fullDescription"]["text"] == "Finds that, and this."
    assert first["properties"]["tags"] == ["postgresql", "sqlstate/22P02", "sqlstate/22007"]
    assert second["fullDescription"]["text"] == "summary"


def test_a_rule_that_is_not_known_is_still_described() -> None:
    assert [rule["id"] for rule in run_of(REPORT, RenderContext())["tool"]["driver"]["rules"]] == [
        "camelcase-column",
        "null-comparison",
        "operator-mismatch",
        "undefined-column",
    ]


def test_an_error_of_the_run_itself_is_told() -> None:
    (invocation,) = run_of()["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [it["level"] for it in invocation["toolExecutionNotifications"]] == ["warning", "note"]
    failed = replace(REPORT, diagnostics=tuple(replace(it, level=Severity.ERROR) for it in REPORT.diagnostics))
    assert run_of(failed)["invocations"][0]["executionSuccessful"] is False


def test_a_schema_beside_the_repository_is_no_place_in_it() -> None:
    here, there = UNDEFINED.related[0], Annotation("declared there", Location("../db/a.sql", Position(1, 1), Position(1, 2)))
    finding = replace(UNDEFINED, related=(there, here))
    assert [note["message"]["text"] for note in result_of(finding)["relatedLocations"]] == ["declared here"]
    assert len(result_of(finding, replace(CONTEXT, prefix="workers"))["relatedLocations"]) == 2
    away = replace(REPORT, diagnostics=(Diagnostic(Severity.NOTE, "skipped", "/etc/a.sql", 3),))
    assert "locations" not in run_of(away)["invocations"][0]["toolExecutionNotifications"][0]


def test_a_category_tells_analyses_of_one_commit_apart() -> None:
    assert "automationDetails" not in run_of()
    assert run_of(REPORT, replace(CONTEXT, category="xref/workers"))["automationDetails"] == {"id": "xref/workers/"}
