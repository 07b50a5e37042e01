"""``xref baseline``: accepting the findings of today, so that only new ones show."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from xref.baseline import FILE_NAME, Key, accept, counted, read_baseline, write_baseline
from xref.cli.options import SuggestingGroup, config_file, schema_sources
from xref.cli.outcome import ExitCode, complain, say
from xref.cli.output import print_text
from xref.config import Config, load_config
from xref.finding import Report
from xref.terminal import escape_control

baseline_file = click.option("--baseline", metavar="FILE", help=f"The file [default: {FILE_NAME} in the root].")


@click.group("baseline", cls=SuggestingGroup)
def command() -> None:
    """Accept the findings of today; report only new ones.

    The file counts the findings of each rule, file and subject; it has no lines in it, so code may move. Commit it, and scan
    with --baseline.
    """


@command.command("write")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@baseline_file
@schema_sources
@config_file
def write(paths: tuple[str, ...], baseline: str | None, schema: tuple[str, ...], config_file: str | None) -> int:
    """Write a baseline that accepts every finding there is now.

    PATH limits it to the findings there; what the file says of others stays.
    """
    config = _config(paths, schema, config_file)
    path = _file(baseline, config)
    report = _report(config)
    if report is None:
        return ExitCode.NOTHING_ANALYSED
    counts = counted(report.findings)
    if config.root not in config.paths and path.exists():
        counts |= {key: count for key, count in read_baseline(path).counts.items() if not _is_asked(config)(key.path)}
    write_baseline(path, counts)
    total = sum(counts.values())
    print_text(f"wrote {_shown(path)}: {_counted(total, 'finding')} accepted\n")
    say(f"next: xref scan --baseline {_shown(path)}")
    return ExitCode.CLEAN


@command.command("prune")
@baseline_file
@schema_sources
@config_file
def prune(baseline: str | None, schema: tuple[str, ...], config_file: str | None) -> int:
    """Drop from the baseline what no longer occurs. It accepts nothing that it did not accept before."""
    config = _config((), schema, config_file)
    path = _file(baseline, config)
    known = read_baseline(path)
    report = _report(config)
    if report is None:
        return ExitCode.NOTHING_ANALYSED
    files = frozenset(report.files)

    def exists(name: str) -> bool:
        return name in files or os.path.lexists(config.root / name)

    accepted = accept(report.findings, known, exists).accepted
    counts: dict[Key, int] = counted(accepted)
    if counts != known.counts:
        write_baseline(path, counts)
    dropped = known.total - len(accepted)
    print_text(f"{_shown(path)}: {_counted(dropped, 'finding')} dropped, {len(accepted)} still accepted\n")
    return ExitCode.CLEAN


def _config(paths: tuple[str, ...], schema: tuple[str, ...], config_file: str | None) -> Config:
    from xref.cli.rule_texts import rule_names

    overrides = {"schema": list(schema)} if schema else {}
    return load_config(paths, overrides, Path(config_file) if config_file else None, rule_names)


def _file(baseline: str | None, config: Config) -> Path:
    """The file as it was given, which is relative to the current folder, else the one in the root."""
    return config.root / FILE_NAME if baseline is None else Path(baseline)


def _report(config: Config) -> Report | None:
    """All that is found; None, and that is said, when nothing was analysed."""
    from xref.engine import check

    report = check(config)
    for diagnostic in report.diagnostics:
        place = ":".join(str(part) for part in (diagnostic.path, diagnostic.line) if part is not None)
        say(escape_control(f"{diagnostic.level}: {place + ': ' if place else ''}{diagnostic.message}"))
    if report.summary.files:
        return report
    from xref.cli.show import why_nothing

    complain("nothing was analysed", advice=why_nothing(config))
    return None


def _is_asked(config: Config) -> Callable[[str], bool]:
    """Whether a path of the baseline lies at or below one that was given."""
    from xref.discovery.found import is_at_or_below, relative_path

    asked = [relative_path(path, config.root) for path in config.paths]
    return lambda path: any(is_at_or_below(path, folder) for folder in asked)


def _shown(path: Path) -> str:
    """The path from the current folder where it lies below it."""
    absolute = path.absolute()
    current = Path.cwd()
    shown = absolute.relative_to(current).as_posix() if absolute.is_relative_to(current) else str(path)
    return escape_control(shown)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
