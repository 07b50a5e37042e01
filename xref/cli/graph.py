"""``xref graph``: the cross-reference itself."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xref.cli.options import config_file, output_format, schema_sources
from xref.cli.output import print_text
from xref.config import load_config


@click.command("graph")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@schema_sources
@config_file
@output_format(("json", "mermaid"))
def command(paths: tuple[str, ...], schema: tuple[str, ...], config_file: str | None, output_format: str) -> None:
    """Print which code refers to which tables and columns."""
    from xref.engine import build_graph
    from xref.graph.export import graph_json, graph_mermaid

    overrides = {"schema": list(schema)} if schema else {}
    graph = build_graph(load_config(paths, overrides, Path(config_file) if config_file else None))
    print_text(graph_mermaid(graph) if output_format == "mermaid" else json.dumps(graph_json(graph), indent=2))
