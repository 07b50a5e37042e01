"""Help whose options stand in sections, since those of a scan are too many for one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import click

Sections = Mapping[str, Sequence[str]]

SCAN: Sections = MappingProxyType(
    {
        "What is checked": ("--schema", "--config", "--select", "--extend-select", "--ignore"),
        "What is new": ("--since", "--changed", "--baseline"),
        "How it is printed": ("--output-format", "--output", "--category", "--statistics", "--show-unchecked", "--quiet"),
        "How it runs": ("--jobs", "--no-cache"),
        "Exit code": ("--fail-on", "--exit-zero"),
        "Instead of a scan": ("--show-files", "--show-settings", "--help"),
    }
)
"""The options of ``xref scan``, by section."""


class SectionedCommand(click.Command):
    """A command that lists its options by section; one that is in none stands at the end, under "Options"."""

    def __init__(self, *arguments: Any, sections: Sections, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes a section for each that has an option."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        by_name = {name: option for option in options for name in option.opts}
        sections = {title: [by_name[name] for name in names if name in by_name] for title, names in self.sections.items()}
        placed = {option for found in sections.values() for option in found}
        sections["Options"] = [option for option in options if option not in placed]
        for title, found in sections.items():
            records = [record for option in found if (record := option.get_help_record(ctx))]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
