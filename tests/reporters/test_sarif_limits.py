"""SARIF within the limits beyond which GitHub code scanning refuses a file: what is left out, and that it is said."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from dataclasses import replace
from typing import Any

from tests.reporters.sample import CONTEXT, CUT, LEFTOVER, MISMATCH, UNDEFINED
from xref.finding import Annotation, Finding, Report
from xref.reporters import render

KINDS = (CUT, MISMATCH, CUT, UNDEFINED, CUT, LEFTOVER)


def many(count: int, noise: int = 0) -> Report:
    """That many findings, half of them notes, with fingerprints and text that do not compress."""
    chance = random.Random(1)

    def one(number: int) -> Finding:
        kind = KINDS[number % len(KINDS)]
        return replace(kind, message=f"{kind.message} {chance.randbytes(noise).hex()}", fingerprint=chance.randbytes(32).hex())

    return Report("/srv/app", tuple(one(number) for number in range(count)))


def read(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The results, and what the notifications say."""
    (run,) = json.loads(text)["runs"]
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    return run["results"], [f"{note['level']}: {note['message']['text']}" for note in notifications]


def test_a_run_of_thirty_thousand_findings_is_within_all_limits() -> None:
    text = render(many(30_000), "sarif", CONTEXT)
    results, said = read(text)
    assert len(gzip.compress(text.encode(), 6)) < 10_000_000
    assert Counter(result["level"] for result in results) == {"error": 10_000, "warning": 5_000, "note": 10_000}
    assert [result["level"] for result in results] == ["error"] * 10_000 + ["warning"] * 5_000 + ["note"] * 10_000
    assert said == [
        "warning: 30,000 findings, of which the 25,000 most severe are here: code scanning takes 25,000 results and 10 MB.",
        "note: 25,000 results, of which code scanning shows the 5,000 most severe.",
    ]
    assert max(len(result.get("relatedLocations", ())) for result in results) <= 100
    assert max(len(rule["properties"]["tags"]) for rule in json.loads(text)["runs"][0]["tool"]["driver"]["rules"]) <= 20


def test_a_file_is_no_larger_than_is_taken() -> None:
    text = render(many(6_000, noise=3_000), "sarif", CONTEXT)
    results, said = read(text)
    assert 8_000_000 < len(gzip.compress(text.encode(), 6)) <= 10_000_000
    assert {result["level"] for result in results[:2_000]} == {"error"}
    assert said[0].startswith(f"warning: 6,000 findings, of which the {len(results):,} most severe are here")


def test_one_finding_more_than_a_run_may_have() -> None:
    results, said = read(render(Report("/", (CUT,) * 25_000 + (UNDEFINED,)), "sarif", CONTEXT))
    assert len(results) == 25_000
    assert results[0]["ruleId"] == "undefined-column"
    assert said[0].startswith("warning: 25,001 findings")


def test_what_is_within_the_limits_stays_in_its_order_and_nothing_is_said() -> None:
    results, said = read(render(many(600), "sarif", CONTEXT))
    assert [result["level"] for result in results[:6]] == [kind.severity.value for kind in KINDS]
    assert said == []


def test_related_places_are_at_most_a_hundred() -> None:
    note = Annotation("here", UNDEFINED.location)
    results, said = read(render(Report("/", (replace(UNDEFINED, related=(note,) * 1_200),)), "sarif", CONTEXT))
    assert len(results[0]["relatedLocations"]) == 100
    assert "[here](100)" in results[0]["message"]["text"]
    assert "[here](101)" not in results[0]["message"]["text"]
    assert said == ["note: A finding has 1,200 related places, of which 100 are here."]
