"""The run: configuration in, report out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xref.cache.project import Checked, keep_report, kept_report
from xref.config import Config
from xref.discovery.found import is_at_or_below, relative_path
from xref.finding import Diagnostic, Report, Severity
from xref.run import Run

if TYPE_CHECKING:
    from xref.analysis import Analysis
    from xref.baseline import Baseline, Key
    from xref.changes import Against
    from xref.graph import ReferenceGraph

Progress = Callable[[str], object]
"""Told what is done next, in words for people."""


def _untold(stage: str) -> None:
    """Nobody wants to know."""


def check(
    config: Config,
    progress: Progress = _untold,
    *,
    baseline: Path | None = None,
    against: Against | None = None,
    run: Run | None = None,
) -> Report:
    """Check a project: extract its SQL, resolve it against its schema, run the rules, drop what is suppressed.

    ``against`` leaves only the findings that the change since then brings, ``baseline`` only those that it does not accept.
    ``run`` is what the run has at hand; without it one process works, and nothing is kept. Where an earlier run kept
    the report, nothing that parses is imported. Raises :class:`xref.config.ConfigError` and
    :class:`xref.schema.declaration.SchemaError` for what the user has to mend.
    """
    accepting = None if baseline is None else _baseline(baseline)
    comparison = None if against is None else _Comparison(config, against)
    run = run or Run()
    if comparison is None:
        kept = kept_report(run.folder, config) if run.folder is not None else None
        checked = kept or _checked(config, run, progress)[1]
        report = checked.report
    else:
        analysis, checked = _checked(config, run, progress)
        progress("comparing")
        report = comparison.narrowed(checked.report, analysis)
    return report if accepting is None else _accepted(report, config, checked, accepting)


def _checked(config: Config, run: Run, progress: Progress) -> tuple[Analysis, Checked]:
    from xref.analysis import analyse_project

    progress("analysing")
    analysis = analyse_project(config, run)
    progress("checking")
    from xref.checking import report_of

    checked = Checked(report_of(config, analysis), frozenset(analysis.files))
    if run.folder is not None and run.inputs is not None:
        keep_report(run.folder, config, run.inputs, checked)
    return analysis, checked


def _baseline(path: Path) -> Baseline:
    from xref.baseline import read_baseline

    return read_baseline(path)


class _Comparison:
    """Leaving the findings that a change brings. What to compare with is looked for first: a wrong name is said at once."""

    def __init__(self, config: Config, against: Against) -> None:
        from xref.changes.earlier import find_base

        self._config = config
        self._base = find_base(config.root, against)

    def narrowed(self, report: Report, analysis: Analysis) -> Report:
        """The report with only what the change brings."""
        from xref.changes.earlier import findings_brought
        from xref.checking import findings_of

        brought = findings_brought(self._base, self._config, analysis, report.findings, findings_of)
        return replace(report, findings=tuple(brought.findings), diagnostics=(*report.diagnostics, *brought.diagnostics))


def _accepted(report: Report, config: Config, checked: Checked, baseline: Baseline) -> Report:
    """The report without what the baseline accepts of all that was found; what a change brings is accepted last."""
    from xref.baseline import accept

    found = checked.report.findings

    def exists(path: str) -> bool:
        return path in checked.known or os.path.lexists(config.root / path)

    narrowed = frozenset(report.findings)
    kept, accepted, unused = accept(found, baseline, exists, fresh=narrowed if len(narrowed) < len(found) else ())
    return replace(
        report,
        findings=tuple(finding for finding in kept if finding in narrowed),
        summary=replace(report.summary, baselined=len(accepted)),
        diagnostics=(*report.diagnostics, *_unused(unused, config, baseline)),
    )


def _unused(unused: Mapping[Key, int], config: Config, baseline: Baseline) -> Iterator[Diagnostic]:
    """What the baseline accepts and this run would have found again."""
    if not unused:
        return
    from xref.config.selection import selected_rules
    from xref.rules import ALL

    ran = {rule.name for rule in selected_rules(config, ALL)}
    asked = [relative_path(path, config.root) for path in config.paths] or [""]
    count = sum(
        count for key, count in unused.items() if key.rule in ran and any(is_at_or_below(key.path, folder) for folder in asked)
    )
    if count:
        words = (
            f'{count} of the findings that it accepts {"is" if count == 1 else "are"} no longer there: "xref baseline prune"'
        )
        yield Diagnostic(Severity.NOTE, words, baseline.name)


def build_graph(config: Config) -> ReferenceGraph:
    """The reference graph of a project. Raises what :func:`check` raises."""
    from xref.analysis import analyse_project
    from xref.facts import Facts

    analysis = analyse_project(config)
    return Facts(analysis.schema.catalog, analysis.statements, analysis.files).graph
