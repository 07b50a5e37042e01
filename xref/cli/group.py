"""The commands by name. Only the one that is called is imported, so that ``--help`` and ``--version`` are quick."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click

from xref import __version__
from xref.cli.options import SuggestingGroup
from xref.cli.outcome import guarded


class _Entry(NamedTuple):
    module: str
    summary: str


_COMMANDS = {
    "scan": _Entry("scan", "Check the SQL in TypeScript against its schema."),
    "init": _Entry("init", "Write an xref.toml with what was found here."),
    "baseline": _Entry("baseline", "Accept the findings of today; report only new ones."),
    "schema": _Entry("schema", "Show what the schema sources say."),
    "describe": _Entry("describe", "Print the types of a statement's parameters and columns."),
    "graph": _Entry("graph", "Print which code refers to which tables and columns."),
    "rules": _Entry("rules", "List the rules."),
    "explain": _Entry("explain", "Explain a rule or an SQLSTATE."),
    "config": _Entry("config", "Print the JSON Schema of xref.toml."),
}


class _LazyGroup(SuggestingGroup):
    """A group that knows its commands' names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = import_module(f"xref.cli.{entry.module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, "-V", "--version", message="xref %(version)s")
def xref() -> None:
    """Cross-references TypeScript with its PostgreSQL schema: what PostgreSQL would say, without a PostgreSQL."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and gives its exit code."""
    return guarded(lambda: xref.main(arguments, prog_name="xref", standalone_mode=False))
