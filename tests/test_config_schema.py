"""The JSON Schema of the configuration takes what the loader takes, key by key, and nothing else."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Run, run  # noqa: F401  # a fixture
from xref.cli.rule_texts import rule_names
from xref.config import Config, ConfigError, load_config
from xref.config.check import read_options
from xref.config.json_schema import json_schema
from xref.config.keys import READERS

FIXTURES = Path(__file__).parents[1] / "fixtures"
TEXTS = (['"a"', "[]", '["a", "b"]', '[""]'], ['""', '" "', "3", "[3]", "true", '[["a"]]', "{ a = 1 }", "1979-05-27"])
TEXT = (['"a"', '"a b"'], ['""', '"\\t"', "1", "false", '["a"]', "{}"])
RULES = (
    ['"undefined-column"', '"all"', "[]", '["undefined-table", "all"]'],
    ['"undefined-colum"', '["undefined_table"]', '""', "1", "{}"],
)
SEVERITY = (['"error"', '"warning"', '"note"'], ['"off"', '"Error"', "3", '["error"]'])
SINKS = (
    [
        "[]",
        '["run", "db.raw"]',
        '[{ call = "f" }]',
        '[{ call = "f", text = 9, parameters = 0 }, { call = "g", parameters = false }]',
    ],
    [
        '"run"',
        "[1]",
        '[""]',
        "[{}]",
        '[{ call = "f", text = 10 }]',
        '[{ call = "f", parameters = true }]',
        '[{ call = "f", at = 1 }]',
    ],
)
VALUES: Mapping[str, tuple[list[str], list[str]]] = {
    "required-version": (['">=0.1"', '"0.1.0"'], TEXT[1]),
    "schema": TEXTS,
    "include": TEXTS,
    "exclude": TEXTS,
    "select": RULES,
    "extend-select": RULES,
    "ignore": RULES,
    "per-file-ignores": (
        ["{}", '{ "a/**" = "all", "b" = ["undefined-column"] }'],
        ['"a"', "[]", '{ "a/**" = ["nope"] }', '{ "a/**" = 1 }'],
    ),
    "severity": (
        ["{}", '{ undefined-column = "note" }'],
        ['"error"', '{ nope = "note" }', '{ all = "note" }', '{ undefined-column = "off" }', "{ undefined-column = 1 }"],
    ),
    "fail-on": SEVERITY,
    "search-path": TEXTS,
    "pg-version": (["12", "18", "99"], ["11", "100", '"18"', "true", "17.5", "[18]"]),
    "external-schemas": TEXTS,
    "sinks": SINKS,
    "databases": (
        ["[]", '[{ name = "a" }]', '[{ name = "a", paths = "a/**", sinks = ["f"], schema = ["a.sql"] }]'],
        [
            "{}",
            '["a"]',
            "[{}]",
            "[{ paths = [] }]",
            '[{ name = "" }]',
            '[{ name = "a", pathz = [] }]',
            '[{ name = "a", sinks = "f" }]',
        ],
    ),
    "naming": (
        ['"camelCase"', '"none"', "{}", '{ "kysely/**" = "camelCase" }'],
        ['"camelcase"', "1", '{ "a" = "snake" }', '["none"]', '{ "a" = {} }'],
    ),
    "tenant-column": TEXT,
    "id-exceptions": TEXTS,
    "type-mapping": (["{}", '{ UserRow = "users" }'], ['"users"', '{ UserRow = "" }', '{ UserRow = ["users"] }']),
    "min-coverage": (["0", "99.5", "100"], ["-1", "100.5", '"90"', "true", "[90]", "inf"]),
    "max-file-size": (
        ["1", '"2 MB"', '"1"', '" 10kb "', '"3 MiB"', '"5B"', '"1 kIb"', '"010"'],
        ["0", "-1", "1.5", '"0"', '"0 MB"', '"big"', '"1 GB"', '"1 I"', '"-1"', '"1.5 MB"', "true", '""', '"1234567890123"'],
    ),
    "max-variants": (["1", "10_000"], ["0", "10_001", '"64"', "1.5", "false"]),
    "cache-dir": TEXT,
}


@cache
def schema() -> dict[str, Any]:
    return json_schema(rule_names())


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema())


def loads(folder: Path, text: str) -> bool:
    """Whether the loader takes a configuration."""
    (folder / "xref.toml").write_text(text, encoding="utf-8")
    try:
        load_config([folder], rules=rule_names)
    except ConfigError:
        return False
    return True


def test_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft7Validator.check_schema(schema())


def test_has_every_key_and_its_default() -> None:
    assert set(schema()["properties"]) == set(READERS) == set(VALUES)
    defaults = {key: value["default"] for key, value in schema()["properties"].items() if "default" in value}
    config = Config(Path("/"))
    assert defaults == {key: getattr(config, key.replace("-", "_")) for key in defaults}
    assert all(value["description"].endswith(".") for value in schema()["properties"].values())


@pytest.mark.parametrize("key", READERS)
def test_takes_what_the_loader_takes(key: str, tmp_path: Path) -> None:
    good, bad = VALUES[key]
    for value in (*good, *bad):
        text = f"{key} = {value}\n"
        assert loads(tmp_path, text) is (value in good), text
        assert validator().is_valid(tomllib.loads(text)) is (value in good), text


words = st.sampled_from(
    ["", " ", "a", "all", "error", "off", "camelCase", "none", "undefined-column", "1", "0", "2 MB", "00 kb", "12MiB"]
) | st.sampled_from(["call", "text", "parameters", "name", "paths", "sinks", "schema"])
# A float without a fraction is a whole number for JSON and none for TOML.
scalars = st.booleans() | st.integers(-2, 10_002) | words | st.floats(-1, 101).filter(lambda number: number % 1)
tables = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3))


@given(st.sampled_from(sorted(READERS)), tables)
def test_agrees_with_the_loader_about_any_value(key: str, value: object) -> None:
    _, problems = read_options({key: value}, rule_names)
    assert validator().is_valid({key: value}) is not bool(problems), problems


def test_an_unknown_key_is_wrong_for_both(tmp_path: Path) -> None:
    assert not loads(tmp_path, "schemas = []\n")
    assert not validator().is_valid({"schemas": []})


@pytest.mark.parametrize("file", sorted(FIXTURES.rglob("xref.toml")), ids=lambda file: file.parent.name)
def test_the_fixtures_configurations_are_valid(file: Path) -> None:
    validator().validate(tomllib.loads(file.read_text(encoding="utf-8")))


def test_the_command_prints_it(run: Run) -> None:  # noqa: F811  # the fixture
    code, out, err = run("config", "schema")
    assert (code, err) == (0, "")
    assert json.loads(out) == schema()
