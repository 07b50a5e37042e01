"""Rules as SARIF's reporting descriptors, out of their pages."""

from __future__ import annotations

from typing import Any

from xref.finding import Severity
from xref.reporters.context import RuleText

_MOST_CHARACTERS = 1024
_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
# What GitHub calls a security alert, with a CVSS score: a table that everyone may read, a query over all tenants.
_SECURITY_SEVERITY = {"missing-rls": "7.0", "policy-setting": "5.0", "tenant-filter": "6.5"}


def descriptor(name: str, rule: RuleText) -> dict[str, Any]:
    """The descriptor of the rule with this kebab-case name."""
    page = rule.page.strip() or rule.summary
    described: dict[str, Any] = {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": _cut(rule.summary)},
        "fullDescription": {"text": _cut(_first_paragraph(page) or rule.summary)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": _properties(name, rule),
    }
    if rule.url:
        described["helpUri"] = rule.url
    return described


def _properties(name: str, rule: RuleText) -> dict[str, Any]:
    tags = ["postgresql", *([f"sqlstate/{rule.sqlstate}"] if rule.sqlstate else [])]
    properties: dict[str, Any] = {
        "precision": "very-high" if rule.severity is Severity.ERROR else "high",
        "problem.severity": _PROBLEM_SEVERITY[rule.severity],
        "tags": tags,
    }
    if name in _SECURITY_SEVERITY:
        properties["security-severity"] = _SECURITY_SEVERITY[name]
        tags.append("security")
    return properties


def _first_paragraph(page: str) -> str:
    """The first paragraph that is prose: what the rule does, below the page's headings."""
    paragraphs = (" ".join(block.split()) for block in page.split("\n\n"))
    return next((text for text in paragraphs if text and not text.startswith(("#", "```", "|"))), "")


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 3] + "..."
