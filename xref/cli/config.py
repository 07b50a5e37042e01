"""``xref config``: what a configuration may say."""

from __future__ import annotations

import json

import click

from xref.cli.options import SuggestingGroup
from xref.cli.output import print_text
from xref.cli.rule_texts import rule_names


@click.group("config", cls=SuggestingGroup)
def command() -> None:
    """Describe the configuration."""


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of xref.toml, for completion in editors.

    Keep it as a file, and name that in the first line of xref.toml: #:schema ./xref.schema.json
    """
    from xref.config.json_schema import json_schema

    print_text(json.dumps(json_schema(rule_names()), indent=2))
