"""Rules as SARIF's reporting descriptors, out of their pages."""

from __future__ import annotations

import re
from typing import Any

from xref.finding import Severity
from xref.reporters.context import RuleText
from xref.reporters.sarif_limits import MOST_TAGS

_MOST_CHARACTERS = 1024
_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
# What GitHub calls a security alert, with a CVSS score: a table that everyone may read, a query over all tenants.
_SECURITY_SEVERITY = {"missing-rls": "7.0", "policy-setting": "5.0", "tenant-filter": "6.5"}
_WHAT_IT_DOES = re.compile(r"^## What it does\n+", re.MULTILINE)


def descriptor(name: str, rule: RuleText) -> dict[str, Any]:
    """The descriptor of the rule with this kebab-case name."""
    page = rule.page.strip() or rule.summary
    described: dict[str, Any] = {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": _cut(rule.summary)},
        "fullDescription": {"text": _cut(_what_it_does(page) or rule.summary)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": _properties(name, rule),
    }
    if rule.url:
        described["helpUri"] = rule.url
    return described


def _properties(name: str, rule: RuleText) -> dict[str, Any]:
    tags = ["postgresql", *(f"sqlstate/{code}" for code in (rule.sqlstate or "").split("/") if code)]
    properties: dict[str, Any] = {
        "precision": "very-high" if rule.severity is Severity.ERROR else "high",
        "problem.severity": _PROBLEM_SEVERITY[rule.severity],
    }
    if name in _SECURITY_SEVERITY:
        properties["security-severity"] = _SECURITY_SEVERITY[name]
        tags.insert(0, "security")
    properties["tags"] = tags[:MOST_TAGS]
    return properties


def _what_it_does(page: str) -> str:
    """The first paragraph of the section that says it, or of the page where it has none such, without links."""
    section = _WHAT_IT_DOES.split(page, maxsplit=1)[-1]
    paragraphs = (" ".join(block.split()) for block in section.split("\n\n"))
    prose = next((text for text in paragraphs if text and not text.startswith(("#", "```", "|"))), "")
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", prose)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 3] + "..."
