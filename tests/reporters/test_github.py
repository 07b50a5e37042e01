"""Workflow commands: what a runner makes of them, and that scanned code cannot give it any."""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from tests.reporters.hostile import contexts, reports, reports_of
from tests.reporters.runner import Command, command, lines, old_command
from tests.reporters.sample import CONTEXT, LEFTOVER, MISMATCH, UNDEFINED
from xref.cli.actions import without_commands
from xref.finding import Finding, Report, Severity
from xref.reporters import FORMATS, RenderContext, render, render_diagnostics
from xref.reporters.cells import plain
from xref.source import Location, Position
from xref.terminal import escape_control

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def commands(findings: list[Finding], context: RenderContext = CONTEXT) -> list[Command]:
    written = lines(render(Report("/", tuple(findings)), "github", context))
    assert written.pop() == ""
    found = [command(line) for line in written]
    return [it for it in found if it] if all(found) else pytest.fail(f"not a command: {written}")


def at(finding: Finding, path: str, line: int = 1) -> Finding:
    return replace(finding, location=Location(path, Position(line, 1), Position(line, 2)))


def test_a_place_on_one_line_has_columns() -> None:
    (found,) = commands([UNDEFINED], replace(CONTEXT, prefix="apps/api"))
    assert found.properties == {
        "file": "apps/api/src/users.ts",
        "line": "2",
        "endLine": "2",
        "col": "25",
        "endColumn": "30",
        "title": "undefined-column (42703)",
    }
    assert found.message.splitlines()[:3] == [
        'apps/api/src/users.ts:2:25: column "emial" does not exist',
        "apps/api/db/schema.sql:3:3: declared here",
        'help: did you mean "email"?',
    ]


def test_a_place_on_several_lines_has_none() -> None:
    (found,) = commands([replace(UNDEFINED, location=Location("a.ts", Position(2, 25), Position(3, 1)))])
    assert {"col", "endColumn"}.isdisjoint(found.properties)
    assert (found.properties["line"], found.properties["endLine"]) == ("2", "3")


def test_what_is_in_no_file_is_an_annotation_of_none() -> None:
    (found,) = commands([at(UNDEFINED, "postgresql://db/app")])
    assert list(found.properties) == ["title"]


def test_the_most_severe_are_first_and_then_the_path_decides() -> None:
    findings = [at(MISMATCH, "a.ts"), at(LEFTOVER, "z.ts"), at(UNDEFINED, "b.ts", 9), at(UNDEFINED, "b.ts", 10)]
    found = commands(findings)
    assert [(it.name, it.properties["file"], it.properties["line"]) for it in found] == [
        ("error", "b.ts", "9"),
        ("error", "b.ts", "10"),
        ("error", "z.ts", "1"),
        ("warning", "a.ts", "1"),
    ]


def test_ten_of_a_level_are_shown_and_the_rest_is_counted() -> None:
    errors = [at(UNDEFINED, f"{n % 3}.ts", n + 1) for n in range(40)]
    found = commands([*errors, at(MISMATCH, "w.ts"), *(replace(at(UNDEFINED, "n.ts"), severity=Severity.NOTE),) * 10])
    assert Counter(it.name for it in found) == {"error": 10, "warning": 1, "notice": 10}
    assert found[-1].properties == {"title": "xref: 31 more findings"}
    assert found[-1].message == (
        "Not shown, since a step shows 10 of a level: 30 errors, 1 note, in 1.ts (13), 2.ts (13), 0.ts (4), n.ts (1)"
    )


def test_exactly_ten_of_each_level_need_no_summary() -> None:
    findings = [replace(at(UNDEFINED, "a.ts", n), severity=severity) for n in range(1, 11) for severity in Severity]
    assert Counter(it.name for it in commands(findings)) == {"error": 10, "warning": 10, "notice": 10}


@given(report=reports_of(30), context=contexts())
def test_a_runner_gets_the_findings_and_nothing_else(report: Report, context: RenderContext) -> None:
    found = commands(list(report.findings), context)
    assert {it.name for it in found} <= {"error", "warning", "notice"}
    assert all(count <= 10 for count in Counter(it.name for it in found).values())
    known = {"file", "line", "endLine", "col", "endColumn", "title"}
    assert all(set(it.properties) <= known for it in found)
    expected = {expectation(finding, context) for finding in report.findings}
    shown = [it for it in found if not it.properties["title"].startswith("xref: ")]
    assert {(it.name, it.message.split("\n")[0], *sorted(it.properties.items())) for it in shown} <= expected
    assert len(shown) == len(report.findings) or len(found) == len(shown) + 1


def expectation(finding: Finding, context: RenderContext) -> tuple[object, ...]:
    """What a runner makes of a finding: the level, the first line, the properties."""
    start, end = finding.location.start, finding.location.end
    path = escape_control(posixpath.normpath(posixpath.join(context.prefix, finding.location.path)))
    columns = {"col": str(start.column), "endColumn": str(end.column)} if start.line == end.line else {}
    title = f"{finding.rule} ({finding.sqlstate})" if finding.sqlstate else finding.rule
    properties = {"file": path, "line": str(start.line), "endLine": str(end.line), "title": title, **columns}
    message = f"{path}:{start.line}:{start.column}: {plain(finding.message)}"
    return LEVELS[finding.severity], message, *sorted(properties.items())


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "github"])
@given(report=reports, context=contexts())
def test_no_format_gives_a_runner_a_command(name: str, report: Report, context: RenderContext) -> None:
    text = render(report, name, context)
    assert [line for line in lines(text) if command(line)] == []
    if name not in ("text", "concise"):
        assert [line for line in lines(text) if old_command(line)] == []


@pytest.mark.parametrize("name", ["text", "concise"])
def test_the_older_kind_of_command_is_only_text_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report("/", (replace(UNDEFINED, message='column "##[stop-commands]x" does not exist'),))
    text = render(report, name, CONTEXT) + render_diagnostics(report, CONTEXT)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert without_commands(text) == text
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert [line for line in lines(without_commands(text)) if old_command(line)] == []
