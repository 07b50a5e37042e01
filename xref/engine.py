"""The run: configuration in, report out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from xref.analysis import Analysis, analyse_project
from xref.baseline import Baseline, Key, accept, read_baseline
from xref.changes import Against
from xref.config import Config
from xref.config.selection import FileIgnores, selected_rules
from xref.coverage import covered
from xref.discovery.found import is_at_or_below, relative_path
from xref.facts import Facts
from xref.finding import Coverage, Diagnostic, Finding, Report, Severity, Summary
from xref.fingerprint import fingerprinted
from xref.graph import ReferenceGraph
from xref.rule import Rule
from xref.rules import ALL
from xref.suppress import apply_suppressions

Progress = Callable[[str], object]
"""Told what is done next, in words for people."""


def _untold(stage: str) -> None:
    """Nobody wants to know."""


def check(
    config: Config, progress: Progress = _untold, *, baseline: Path | None = None, against: Against | None = None
) -> Report:
    """Check a project: extract its SQL, resolve it against its schema, run the rules, drop what is suppressed.

    ``against`` leaves only the findings that the change since then brings, ``baseline`` only those that it does not accept.
    Raises :class:`xref.config.ConfigError` and :class:`xref.schema.declaration.SchemaError` for what the user has to mend.
    """
    accepting = None if baseline is None else read_baseline(baseline)
    comparison = None if against is None else _Comparison(config, against)
    progress("analysing")
    analysis = analyse_project(config)
    progress("checking")
    found, suppressed = _found(config, analysis)
    report = _report(config, analysis, found, suppressed)
    if comparison is not None:
        progress("comparing")
        report = comparison.narrowed(report, analysis)
    return report if accepting is None else _accepted(report, config, analysis, accepting, found)


def _found(config: Config, analysis: Analysis) -> tuple[list[Finding], int]:
    """The findings of an analysis, in order, and how many were suppressed."""
    schema = analysis.schema
    facts = Facts(schema.catalog, analysis.statements, analysis.files, analysis.reads, schema.disagreements)
    rules = selected_rules(config, ALL)
    findings = fingerprinted(_distinct(_shown(config, analysis, _check_rules(rules, facts))))
    kept, suppressed = apply_suppressions(findings, analysis, rules)
    about = fingerprinted(_distinct(finding for finding in kept if not finding.fingerprint))
    return sorted([*(finding for finding in kept if finding.fingerprint), *about], key=_order), suppressed


class _Comparison:
    """Leaving the findings that a change brings. What to compare with is looked for first: a wrong name is said at once."""

    def __init__(self, config: Config, against: Against) -> None:
        from xref.changes.earlier import find_base

        self._config = config
        self._base = find_base(config.root, against)

    def narrowed(self, report: Report, analysis: Analysis) -> Report:
        """The report with only what the change brings."""
        from xref.changes.earlier import findings_brought

        def find_all(config: Config, earlier: Analysis) -> list[Finding]:
            return _found(config, earlier)[0]

        brought = findings_brought(self._base, self._config, analysis, report.findings, find_all)
        return replace(report, findings=tuple(brought.findings), diagnostics=(*report.diagnostics, *brought.diagnostics))


def _accepted(report: Report, config: Config, analysis: Analysis, baseline: Baseline, found: Sequence[Finding]) -> Report:
    """The report without what the baseline accepts of all that was found; what a change brings is accepted last."""

    def exists(path: str) -> bool:
        return path in analysis.files or os.path.lexists(config.root / path)

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
    analysis = analyse_project(config)
    return Facts(analysis.schema.catalog, analysis.statements, analysis.files).graph


def _check_rules(rules: Iterable[Rule], facts: Facts) -> list[Finding]:
    return [finding for rule in rules for finding in rule.check(facts, rule)]


def _shown(config: Config, analysis: Analysis, findings: Iterable[Finding]) -> list[Finding]:
    """The findings in files that were asked for and in which their rule is not ignored."""
    asked = {file.path for file in analysis.discovery.files} | {file.path for file in analysis.schema.files}
    ignores = FileIgnores(config)
    return [
        finding
        for finding in findings
        if finding.location.path in asked and not ignores.ignores(finding.location.path, finding.rule)
    ]


def _order(finding: Finding) -> tuple[str, int, int, str]:
    return finding.location.path, finding.location.start.line, finding.location.start.column, finding.rule


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """In order, and one where two statements share the token (a fragment that both use)."""
    unique: dict[object, Finding] = {}
    for finding in findings:
        unique.setdefault((finding.location, finding.rule, finding.message), finding)
    return sorted(unique.values(), key=_order)


def _report(config: Config, analysis: Analysis, findings: Sequence[Finding], suppressed: int) -> Report:
    asked = {file.path for file in analysis.discovery.files} & analysis.files.keys()
    decided = covered(analysis, asked)
    summary = Summary(
        files=len(asked),
        statements=decided.statements,
        checked=decided.counts[Coverage.CHECKED],
        partial=decided.counts[Coverage.PARTIAL],
        unchecked=decided.counts[Coverage.UNCHECKED],
        suppressed=suppressed,
        row_reads=decided.row_reads,
        unchecked_reads=decided.unchecked_reads,
    )
    return Report(
        root=config.root.as_posix(),
        findings=tuple(sorted(findings, key=_order)),
        schema=analysis.schema.entries,
        summary=summary,
        uncovered=decided.uncovered,
        diagnostics=analysis.diagnostics,
        files=tuple(sorted(asked)),
        idioms=decided.idioms,
    )
