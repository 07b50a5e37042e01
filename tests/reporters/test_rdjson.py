"""reviewdog's format: columns in bytes, and fixes as suggestions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.reporters.sample import CONTEXT, FILES, LONG, MISMATCH, REPORT, UNDEFINED, USERS, WIDE, at
from xref.finding import Applicability, Edit, Finding, Fix, Report
from xref.reporters import RenderContext, render
from xref.source import Location, Position, SourceFile, Span


def diagnostic(finding: Finding, context: RenderContext = CONTEXT) -> dict[str, Any]:
    (found,) = json.loads(render(Report("/", (finding,)), "rdjson", context))["diagnostics"]
    return dict(found)


def bytes_between(file: SourceFile, found: dict[str, Any]) -> str:
    """What reviewdog reads at a range on one line."""
    start, end = found["start"], found["end"]
    assert start["line"] == end["line"]
    return file.line(start["line"]).encode()[start["column"] - 1 : end["column"] - 1].decode()


@pytest.mark.parametrize("token", ["nope", '"título"', "日本語", "🎉", "FROM users`"])
def test_columns_count_bytes(token: str) -> None:
    found = diagnostic(replace(WIDE, location=at(USERS, token)))
    assert bytes_between(USERS, found["location"]["range"]) == token


def test_columns_are_left_out_where_they_are_not_known() -> None:
    gone = diagnostic(UNDEFINED, RenderContext())
    assert gone["location"]["range"] == {"start": {"line": 2}, "end": {"line": 2}}
    misencoded = SourceFile("a.ts", "'caf\ufffd' nope")
    finding = replace(WIDE, location=misencoded.location(Span(7, 11)))
    assert "column" not in diagnostic(finding, RenderContext(file={"a.ts": misencoded}.get))["location"]["range"]["start"]


def test_fields() -> None:
    found = diagnostic(UNDEFINED, replace(CONTEXT, prefix="apps/api/"))
    assert found["message"] == 'column "emial" does not exist (42703)\nhelp: did you mean "email"?'
    assert found["severity"] == "ERROR"
    assert found["code"] == {"value": "undefined-column", "url": "https://example.invalid/rules/undefined-column"}
    assert found["location"]["path"] == "apps/api/src/users.ts"
    (related,) = found["related_locations"]
    assert (related["message"], related["location"]["path"]) == ("declared here", "apps/api/db/schema.sql")
    assert diagnostic(MISMATCH)["code"] == {"value": "operator-mismatch"}


def test_a_fix_is_a_suggestion() -> None:
    (suggestion,) = diagnostic(UNDEFINED)["suggestions"]
    assert bytes_between(USERS, suggestion["range"]) == "emial"
    assert suggestion["text"] == "email"


def test_edits_that_belong_together_are_one_suggestion() -> None:
    edits = (Edit(at(USERS, "u.id"), "users.id"), Edit(at(USERS, "emial"), "email"), Edit(at(USERS, "users u"), "users"))
    (suggestion,) = diagnostic(replace(UNDEFINED, fix=Fix(Applicability.SAFE, edits)))["suggestions"]
    assert bytes_between(USERS, suggestion["range"]) == "emial FROM users u WHERE u.id"
    assert suggestion["text"] == "email FROM users WHERE users.id"


def test_edits_that_no_suggestion_can_be_are_none() -> None:
    elsewhere = (Edit(at(USERS, "emial"), "email"), Edit(at(LONG, "missing"), "there"))
    overlapping = (Edit(at(USERS, "emial"), "email"), Edit(at(USERS, "mial FROM"), "x"))
    beyond = (Edit(Location(USERS.path, Position(99, 1), Position(99, 2)), "x"),)
    for edits in (elsewhere, overlapping, beyond, elsewhere[1:]):
        assert "suggestions" not in diagnostic(replace(UNDEFINED, fix=Fix(Applicability.SAFE, edits)))


def test_every_finding_is_there() -> None:
    read = json.loads(render(REPORT, "rdjson", CONTEXT))
    assert read["source"]["name"] == "xref"
    assert len(read["diagnostics"]) == len(REPORT.findings)
    assert [it["severity"] for it in read["diagnostics"]] == ["INFO", "ERROR", "WARNING", "ERROR", "ERROR"]
    assert {it["location"]["path"] for it in read["diagnostics"]} <= set(FILES)
