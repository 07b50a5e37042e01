"""The README lists what there is, all of it: keys, reasons, formats, and the commands of the gate."""

from __future__ import annotations

import re
from pathlib import Path

import click

from xref.cli.scan import command
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


def test_every_option_of_scan() -> None:
    options = {option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts}
    described = {span.split()[0] for span in table_under("Use")}
    assert described == {option for option in options if option.startswith("--")} - ALIASES


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
