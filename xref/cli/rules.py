"""``xref rules``: what xref looks for."""

from __future__ import annotations

import json

import click

from xref.cli.options import output_format
from xref.cli.output import print_text
from xref.rules import ALL


@click.command("rules")
@output_format(("text", "json"))
def command(output_format: str) -> None:
    """List the rules with their SQLSTATE and default severity."""
    print_text(_as_json() if output_format == "json" else _as_table())


def _as_json() -> str:
    rows = [
        {
            "name": rule.name,
            "sqlstate": rule.sqlstate,
            "severity": rule.severity.value,
            "enabled": rule.enabled,
            "summary": rule.summary,
        }
        for rule in ALL
    ]
    return json.dumps(rows, indent=2)


def _as_table() -> str:
    rows = [
        (rule.name, rule.sqlstate or "", rule.severity.value if rule.enabled else "off", rule.summary.rstrip("."))
        for rule in ALL
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])).rstrip() for row in rows
    )
