"""``xref schema``: what the schema sources say, merged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from xref.cli.options import AdvisedError, SuggestingGroup, config_file, output_format, schema_sources
from xref.cli.output import print_text
from xref.config import load_config
from xref.config.spelling import did_you_mean
from xref.schema.catalog import Catalog, Relation
from xref.schema.listing import render_relation, render_relations
from xref.schema.render import catalog_json
from xref.terminal import escape_control


@click.group("schema", cls=SuggestingGroup)
def command() -> None:
    """Show what the schema sources say."""


@command.command("show")
@click.argument("relation", required=False, metavar="[RELATION]")
@schema_sources
@config_file
@output_format(("text", "json"))
def show(relation: str | None, schema: tuple[str, ...], config_file: str | None, output_format: str) -> None:
    """List the relations that are known, or show one with its columns, types, keys and where each is stated."""
    catalog = _catalog(schema, config_file)
    found = None if relation is None else _find(catalog, relation)
    if output_format == "text":
        text = render_relations(catalog) if found is None else render_relation(found, catalog)
        print_text(escape_control(text, keep="\n"))
        return
    if found is not None:
        catalog = replace(catalog, relations={(found.name.schema, found.name.name): found})
    print_text(json.dumps(catalog_json(catalog), indent=2, ensure_ascii=False))


def _catalog(schema: tuple[str, ...], config_file: str | None) -> Catalog:
    from xref.analysis import load_project_schema

    overrides = {"schema": list(schema)} if schema else {}
    loaded = load_project_schema(load_config((), overrides, Path(config_file) if config_file else None))
    if not loaded.entries:
        raise AdvisedError("no schema was found", 'name one with --schema, or as "schema" in xref.toml')
    return loaded.catalog


def _find(catalog: Catalog, written: str) -> Relation:
    """The relation that is meant by a name with or without its schema."""
    schema, _, name = written.rpartition(".")
    found = catalog.relation(name, schema or None)
    if found is not None:
        return found
    names = [relation.name.name for relation in catalog.relations.values()]
    names += [str(relation.name) for relation in catalog.relations.values()]
    advice = did_you_mean(written, names) or '"xref schema show" lists the relations'
    raise AdvisedError(f'no relation "{written}" is known', advice)
