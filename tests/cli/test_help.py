"""Help that can be taken in at a glance."""

from __future__ import annotations

import click

from tests.cli.conftest import Run
from xref.cli.sections import SectionedCommand

TEXT = """\
Usage: scan [OPTIONS]

  Looks.

What:
  --schema TEXT  Where.

Options:
  --other TEXT
  --help        Show this message and exit.
"""


def test_the_commands_fit_a_screen(run: Run) -> None:
    assert len(run("--help").out.splitlines()) <= 24


def test_every_line_fits_a_screen(run: Run) -> None:
    for command in ("", "scan", "init", "baseline", "schema", "graph", "rules", "explain", "config"):
        assert max(map(len, run(*command.split(), "--help").out.splitlines())) <= 80


def test_options_stand_in_sections_and_what_is_in_none_at_the_end() -> None:
    options: list[click.Parameter] = [
        click.Option(["--other"]),
        click.Option(["--schema", "-s", "schema_"], help="Where."),
        click.Option(["--hidden"], hidden=True),
    ]
    sections = {"Empty": ("--gone", "--hidden"), "What": ("--schema",)}
    command = SectionedCommand("scan", params=options, help="Looks.", sections=sections)
    shown = command.get_help(click.Context(command, info_name="scan"))
    assert [line.rstrip() for line in shown.replace("-s, --schema TEXT", "--schema TEXT").splitlines()] == TEXT.splitlines()


def test_the_options_of_a_scan_stand_in_sections(run: Run) -> None:
    out = run("scan", "--help").out
    places = [
        out.index(f"\n{title}:\n") for title in ("What is checked", "How it is printed", "Exit code", "Instead of a scan")
    ]
    assert places == sorted(places)
    assert "\nOptions:\n" not in out
