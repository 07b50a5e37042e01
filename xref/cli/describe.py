"""``xref describe``: what is known of one statement: parameters, result columns, what is wrong, what is not decided and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xref.cli.options import AdvisedError, config_file, output_format, schema_sources
from xref.cli.output import print_text
from xref.config import Config, load_config

if TYPE_CHECKING:
    from xref.analysis import Analysis
    from xref.cli.descriptions import Described


@click.command("describe")
@click.argument("place", metavar="FILE:LINE|-")
@schema_sources
@config_file
@output_format(("text", "json"))
def command(place: str, schema: tuple[str, ...], config_file: str | None, output_format: str) -> None:
    """Describe the statements at a line of a file, or SQL from standard input: the types of its parameters and columns."""
    from xref.cli.descriptions import description_json, description_text

    overrides = {"schema": list(schema)} if schema else {}
    path, line = (None, 0) if place == "-" else _place(place)
    config = load_config([path] if path is not None else (), overrides, Path(config_file) if config_file else None)
    described = _of_standard_input(config) if path is None else _at(config, path, line)
    if output_format == "json":
        print_text(json.dumps({"version": 1, "statements": [description_json(one) for one in described]}, indent=2))
    else:
        print_text("\n\n".join(description_text(one) for one in described))


def _place(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    if not path or not line.isdigit() or int(line) < 1:
        raise AdvisedError(f'"{place}" is no place', "as in src/users.ts:12, or - for SQL from standard input")
    if not Path(path).is_file():
        raise AdvisedError(f'there is no file "{path}"', "name it as it is reached from here")
    return path, int(line)


def _of_standard_input(config: Config) -> list[Described]:
    from xref.analysis import described_text, load_project_schema
    from xref.cli.descriptions import Described
    from xref.resolve.lookup import Names

    schema = load_project_schema(config)
    text = sys.stdin.read()
    names = Names(schema.catalog, config.pg_version)
    return [Described(names, schema.disagreements, text, one) for one in described_text(text, schema, names)]


def _at(config: Config, path: str, line: int) -> list[Described]:
    from xref.analysis import analyse_project
    from xref.discovery.found import relative_path

    analysis = analyse_project(config)
    found = _statements(analysis, relative_path(Path(path).resolve(), config.root), line, config)
    if not found:
        raise AdvisedError(f"no SQL is sent at {path}:{line}", "name a line of the call or of its text")
    return found


def _statements(analysis: Analysis, path: str, line: int, config: Config) -> list[Described]:
    from xref.cli.descriptions import Described
    from xref.resolve.lookup import Names

    names = Names(analysis.schema.catalog, config.pg_version)
    file = analysis.files.get(path)
    if file is None:
        return []
    found: list[Described] = []
    for statement in analysis.statements:
        embedded = statement.embedded
        if embedded.path != path:
            continue
        first, last = file.position(embedded.call.start).line, file.position(embedded.call.end).line
        if first <= line <= last:
            place = f"{path}:{file.position(embedded.span.start).line}"
            found += [
                Described(names, analysis.schema.disagreements, variant.text, one, place, variant.condition)
                for variant, one in statement.described()
            ]
    return found
