"""``xref scan``: check, render, exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from xref.cli.options import comma_list, config_file, output_format, schema_sources, word
from xref.cli.outcome import ExitCode, complain, say
from xref.cli.output import output_file, print_text, render_context, written
from xref.cli.rule_texts import rule_names
from xref.cli.show import files, settings, why_nothing
from xref.config import Config, load_config
from xref.finding import Report, Severity
from xref.reporters import FORMATS, render, render_diagnostics
from xref.terminal import wants_color

_SEVERITIES = [str(severity) for severity in Severity]


@click.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@schema_sources
@config_file
@output_format(tuple(FORMATS))
@click.option(
    "--output", "outputs", type=output_file, multiple=True, metavar="FORMAT=FILE", help="Also write the report to a file."
)
@click.option("--select", type=comma_list, metavar="RULE,..", help="Run these rules only.")
@click.option("--extend-select", type=comma_list, metavar="RULE,..", help="Run these rules too.")
@click.option("--ignore", type=comma_list, metavar="RULE,..", help="Do not run these rules.")
@click.option(
    "--fail-on",
    type=word("--fail-on", _SEVERITIES),
    metavar="|".join(_SEVERITIES),
    help="The least severity that exits with 1 [default: error].",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="List the files that would be read, and what is left out, and stop.")
@click.option("--show-unchecked", is_flag=True, help="List the statements that are not wholly checked, with the reason.")
@click.option("--show-settings", is_flag=True, help="List the settings and where each is from, and stop.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
def command(paths: tuple[str, ...], config_file: str | None, **options: Any) -> int:
    """Check the SQL in TypeScript against its schema.

    PATH limits where findings are shown; the default is the current folder's project. Exits with 0 when all is well, 1 for
    findings at or above --fail-on, 2 for a mistake in usage, configuration or schema, 3 when nothing was analysed.
    """
    config = load_config(paths, _overrides(options), Path(config_file) if config_file else None, rule_names)
    if options["show_settings"]:
        print_text(settings(config))
        return ExitCode.CLEAN
    if options["show_files"]:
        text, count = files(config)
        print_text(text)
        return ExitCode.CLEAN if count else ExitCode.NOTHING_ANALYSED
    return _check(config, options)


def _overrides(options: Mapping[str, Any]) -> dict[str, object]:
    """The options that stand for a key of the configuration and were given."""
    keys = ("select", "extend_select", "ignore", "fail_on")
    given: dict[str, object] = {key.replace("_", "-"): options[key] for key in keys if options[key] is not None}
    if options["schema"]:
        given["schema"] = list(options["schema"])
    return given


def _check(config: Config, options: Mapping[str, Any]) -> int:
    from xref.engine import check

    report = check(config)
    context = render_context(config, options)
    for output in options["outputs"]:
        written(output, render(report, output.format, replace(context, color=False, hyperlinks=False)))
    if report.diagnostics and not options["quiet"]:
        say(render_diagnostics(report, replace(context, color=wants_color(sys.stderr))).rstrip("\n"))
    print_text(render(report, options["output_format"], context))
    if report.summary.files == 0:
        complain("nothing was analysed", advice=why_nothing(config))
        return ExitCode.NOTHING_ANALYSED
    if options["exit_zero"]:
        return ExitCode.CLEAN
    return exit_code(report, config.fail_on)


def exit_code(report: Report, fail_on: Severity) -> int:
    """1 when a finding is at least as severe as ``fail_on``, else 0."""
    return ExitCode.FINDINGS if any(finding.severity.rank >= fail_on.rank for finding in report.findings) else ExitCode.CLEAN
