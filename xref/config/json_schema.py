"""The JSON Schema of xref.toml, by which editors complete and check it as it is written.

It says of each key what its reader in :mod:`xref.config.keys` takes. What only a run can know (whether a path is inside the
root, whether a version is met) is not in it. Its words mean the same in all drafts since the seventh, for editors that know no
newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from xref.config.model import EVERY_RULE, Config
from xref.finding import Severity

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "pattern": r"\S"}
_STRING: Schema = {"type": "string"}
_ARGUMENT: Schema = {"type": "integer", "minimum": 0, "maximum": 9}
_SEVERITY: Schema = {"enum": [severity.value for severity in Severity]}
_DIALECT: Schema = {"enum": ["postgresql", "other"]}
_LAYER: Schema = {"enum": ["camelCase", "none"]}


def json_schema(rules: Iterable[str]) -> Schema:
    """The schema of a configuration, where these are the names of all rules."""
    properties = {key: {"description": _DESCRIPTIONS[key], **schema} for key, schema in _keys(sorted(rules)).items()}
    for key, default in _defaults().items():
        properties[key]["default"] = default
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "xref.toml",
        "description": "The configuration of xref.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _keys(rules: list[str]) -> Mapping[str, Schema]:
    rule: Schema = {"enum": [EVERY_RULE, *rules]}
    rule_lists = _one_or_more(rule, rule)
    texts = _one_or_more(_TEXT, _STRING)
    return {
        "required-version": _TEXT,
        "schema": texts,
        "include": texts,
        "exclude": texts,
        "select": rule_lists,
        "extend-select": rule_lists,
        "ignore": rule_lists,
        "per-file-ignores": _table(rule_lists),
        "severity": {**_table(_SEVERITY), "propertyNames": {"enum": rules}},
        "fail-on": _SEVERITY,
        "search-path": texts,
        "pg-version": {"type": "integer", "minimum": 12, "maximum": 99},
        "external-schemas": texts,
        "sinks": {"type": "array", "items": _sink()},
        "databases": {"type": "array", "items": _database(texts)},
        "naming": {"anyOf": [_LAYER, _table(_LAYER)]},
        "tenant-column": _TEXT,
        "id-exceptions": texts,
        "type-mapping": _table(_TEXT),
        "min-coverage": {"type": "number", "minimum": 0, "maximum": 100},
        "max-file-size": _size(),
        "max-variants": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "cache-dir": _TEXT,
    }


def _one_or_more(single: Schema, entry: Schema) -> Schema:
    return {"anyOf": [single, {"type": "array", "items": entry}]}


def _table(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _record(required: str, properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": [required], "additionalProperties": False}


def _sink() -> Schema:
    parameters = {"anyOf": [_ARGUMENT, {"const": False}]}
    entry = {"call": _TEXT, "text": _ARGUMENT, "parameters": parameters, "dialect": _DIALECT}
    return {"anyOf": [_TEXT, _record("call", entry)]}


def _database(texts: Schema) -> Schema:
    sinks: Schema = {"type": "array", "items": _sink()}
    return _record("name", {"name": _TEXT, "paths": texts, "sinks": sinks, "schema": texts})


def _size() -> Schema:
    number = r"^\s*(?=[0-9]*[1-9])[0-9]{1,12}\s*(([KkMm][Ii]?)?[Bb])?\s*$"
    return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 999_999_999_999}, {"type": "string", "pattern": number}]}


def _defaults() -> Mapping[str, Any]:
    """The defaults that TOML can write."""
    found = {field.name.replace("_", "-"): field.default for field in fields(Config)}
    return {key: str(found[key]) if key == "fail-on" else found[key] for key in _WITH_DEFAULT}


_WITH_DEFAULT = ("fail-on", "pg-version", "max-file-size", "max-variants")
_DESCRIPTIONS: Mapping[str, str] = {
    "required-version": 'The versions of xref that may run, as ">=0.1, <1".',
    "schema": "Schema sources: .sql files, folders of migrations, Markdown registries. Found by itself when there is none.",
    "include": "Globs of files to read, as in .gitignore. All code when there is none.",
    "exclude": "Globs of files to leave out, as in .gitignore.",
    "select": 'Rules to run; "all" is every one. The rules that are on when there is none.',
    "extend-select": "Rules to run beside those.",
    "ignore": "Rules not to run.",
    "per-file-ignores": "From globs to the rules that are not reported in the files.",
    "severity": "From rules to their severity.",
    "fail-on": "The least severity of a finding that makes the exit code 1.",
    "search-path": 'The schemas in which unqualified names are looked up; "public" when there is none.',
    "pg-version": "PostgreSQL's major version.",
    "external-schemas": "Schemas that belong to something else, and are not checked.",
    "sinks": "Calls that send SQL: a name, or a table with it, the arguments with text and parameters, and the dialect.",
    "databases": "Several databases, each with the files and calls that speak to it and its schema.",
    "naming": "A layer that maps names between code and database, for all files or by glob.",
    "tenant-column": "The column by which rows belong to a tenant. Not used yet.",
    "id-exceptions": "Id columns that need not be uuid, as table.column or schema.table.column; * stands for any characters.",
    "type-mapping": "From TypeScript types to tables. Not used yet.",
    "min-coverage": "The percentage of statements that must be wholly checked.",
    "max-file-size": 'Larger files are left out: bytes, or a size such as "2 MB".',
    "max-variants": "How many texts one statement may have.",
    "cache-dir": "The folder in which results are kept between runs. The user's own cache folder when there is none.",
}
