"""``xref scan``: check, render, exit code."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xref.cli.actions import append_summary, summary_file, without_commands
from xref.cli.options import AdvisedError, comma_list, config_file, output_format, positive, schema_sources, word
from xref.cli.outcome import ExitCode, complain, say
from xref.cli.output import Output, on_terminal, output, outputs, print_text, render_context, write
from xref.cli.progress import progress_line
from xref.cli.rule_texts import rule_names
from xref.cli.sections import SCAN, SectionedCommand
from xref.cli.show import files, settings, why_nothing
from xref.config import Config, load_config
from xref.finding import Report, Severity
from xref.reporters import FORMATS, RenderContext, render, render_diagnostics
from xref.terminal import escape_control

if TYPE_CHECKING:
    from xref.changes import Against

_SEVERITIES = [str(severity) for severity in Severity]


@click.command("scan", cls=SectionedCommand, sections=SCAN)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@schema_sources
@config_file
@output_format(tuple(FORMATS), otherwise="text; github in GitHub Actions")
@click.option(
    "--output",
    "outputs",
    type=output,
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write it to a file too, or to standard output (-); may be repeated.",
)
@click.option("--category", metavar="NAME", help="The name of this analysis, where code scanning gets several of a commit.")
@click.option(
    "--since", metavar="REF", help="Only what changed since the merge base of REF and HEAD, and what it breaks elsewhere."
)
@click.option("--changed", is_flag=True, help="Only what differs from HEAD, and what that breaks elsewhere.")
@click.option("--baseline", metavar="FILE", help="Accept the findings that this baseline lists; see `xref baseline write`.")
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
@click.option("--statistics", is_flag=True, help="Count the findings of each rule, and the statements of each idiom.")
@click.option("--show-files", is_flag=True, help="List the files that would be read, and what is left out, and stop.")
@click.option("--show-unchecked", is_flag=True, help="List the statements that are not wholly checked, with the reason.")
@click.option("--show-settings", is_flag=True, help="List the settings and where each is from, and stop.")
@click.option("--jobs", "-j", type=positive("--jobs"), metavar="N", help="How many processes work [default: one a core].")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of other runs.")
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
    from xref.run import begin

    wanted = outputs(options)
    baseline = Path(options["baseline"]) if options["baseline"] is not None else None
    against = _against(options)
    run = begin(config, options["jobs"], cached=not options["no_cache"])
    with progress_line(sys.stderr, wanted=not options["quiet"]) as progress:
        report = check(config, progress, baseline=baseline, against=against, run=run)
    _show(report, wanted, render_context(config, options, {output.format for output in wanted}, run.entries("rules")))
    if report.summary.files == 0:
        complain("nothing was analysed", advice=why_nothing(config))
        return ExitCode.NOTHING_ANALYSED
    if options["exit_zero"]:
        return ExitCode.CLEAN
    enough = _is_enough(report, config.min_coverage)
    return exit_code(report, config.fail_on) if enough else ExitCode.FINDINGS


def _is_enough(report: Report, wanted: float | None) -> bool:
    """Whether the share of statements that are wholly checked is what the configuration demands; says so if it is not."""
    share = report.summary.checked_share
    if wanted is None or share >= wanted:
        return True
    checked = f"{report.summary.checked} of {report.summary.statements} statements are wholly checked"
    complain(
        f"{checked}: {math.floor(share * 10) / 10:g}%, and min-coverage is {wanted:g}%",
        advice="--show-unchecked lists the others, --statistics counts them",
    )
    return False


def _against(options: Mapping[str, Any]) -> Against | None:
    """What --since and --changed compare with."""
    if options["since"] is None and not options["changed"]:
        return None
    from xref.changes import Against

    if options["since"] is not None and options["changed"]:
        raise AdvisedError("--since and --changed exclude each other", "--since includes what is not committed")
    return Against("HEAD") if options["changed"] else Against(options["since"], merge_base=True)


def _show(report: Report, wanted: Sequence[Output], context: RenderContext) -> None:
    """Writes the files and the job's summary, then what there is to say of the input, then to standard output."""
    for it in wanted:
        if it.path:
            write(it, render(report, it.format, context))
    _summarise(report, context)
    if report.diagnostics and not context.quiet:
        say(without_commands(render_diagnostics(report, on_terminal(context, sys.stderr)).rstrip("\n")))
    for it in wanted:
        if not it.path:
            write(it, render(report, it.format, on_terminal(context, sys.stdout)))


def _summarise(report: Report, context: RenderContext) -> None:
    path = summary_file()
    reason = append_summary(path, render(report, "markdown", context)) if path else None
    if reason:
        say(f"warning: the job's summary was not written: {escape_control(reason)}")


def exit_code(report: Report, fail_on: Severity) -> int:
    """1 when a finding is at least as severe as ``fail_on``, else 0."""
    return ExitCode.FINDINGS if any(finding.severity.rank >= fail_on.rank for finding in report.findings) else ExitCode.CLEAN
