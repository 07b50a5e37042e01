"""The README lists what there is, all of it: options, commands, keys, reasons, formats, the action's inputs, the gate."""

from __future__ import annotations

import re
from pathlib import Path

import click
import yaml

from xref import HOMEPAGE, __version__
from xref.cli import group
from xref.cli.scan import command
from xref.cli.sections import SCAN
from xref.config.json_schema import json_schema
from xref.config.keys import READERS
from xref.reason import Reason
from xref.reporters import FORMATS

ALIASES = {"--format"}
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table_under(heading: str) -> dict[str, str]:
    """The code spans of a table's first column, each with the text of the second."""
    section = re.split(r"^#+ ", README.split(f"# {heading}\n")[1], flags=re.MULTILINE)[0]
    rows = (row.strip("|").split("|") for row in section.splitlines() if row.startswith("| `"))
    return {name: cells[1].strip() for cells in rows for name in re.findall(r"`([^`]+)`", cells[0])}


def options_of_scan() -> set[str]:
    parameters = (parameter for parameter in command.params if isinstance(parameter, click.Option))
    return {option for parameter in parameters for option in parameter.opts if option.startswith("--")} - ALIASES


def test_every_option_of_scan() -> None:
    described = {span.split()[0] for span in table_under("Use")}
    assert {option for option in described if option.startswith("--")} == options_of_scan()


def test_every_option_of_scan_has_a_section_in_its_help() -> None:
    assert options_of_scan() <= {option for options in SCAN.values() for option in options}


def test_every_command() -> None:
    described = {span.split()[1] for span in table_under("Use") if span.startswith("xref ")}
    assert described == set(group._COMMANDS)


def test_every_input_of_the_action() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert set(table_under("In CI")) == set(inputs)


def test_the_addresses_are_the_programs_own() -> None:
    name = HOMEPAGE.removeprefix("https://github.com/")
    assert f"uses: {name}@v{__version__}\n" in README
    assert f"repo: {HOMEPAGE}\n  rev: v{__version__}\n" in README
    assert f"git+{HOMEPAGE}@v{__version__}\n" in README


def test_keys_without_effect_are_those_that_nothing_reads() -> None:
    modules = [path for path in (ROOT / "xref").rglob("*.py") if path.name != "json_schema.py"]
    read = {name for path in modules for name in re.findall(r"\bconfig\.(\w+)", path.read_text(encoding="utf-8"))}
    unread = {key for key in READERS if key.replace("-", "_") not in read} - {"required-version"}
    sentence = re.search(r"Accepted and without effect so far: (.*?)\.\s", README, re.DOTALL)
    assert (set(re.findall(r"`([^`]+)`", sentence[1])) if sentence else set()) == unread
    described = json_schema(())["properties"]
    assert {key for key in described if "Not used yet" in described[key]["description"]} == unread


def test_every_key_of_the_configuration() -> None:
    assert set(table_under("Configuration")) == set(READERS)


def test_every_reason_with_its_meaning() -> None:
    assert table_under("What is not checked") == {reason.value: reason.meaning for reason in Reason}


def test_every_format() -> None:
    assert set(table_under("Formats")) == set(FORMATS)


def test_the_gate_runs_the_test_command() -> None:
    command = "python -m pytest -n 2"
    assert f".venv/bin/{command}\n" in README
    assert f"step {command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
