"""From an analysis to its report: the rules run, what is suppressed is dropped, the rest is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xref.analysis import Analysis
from xref.config import Config
from xref.config.selection import FileIgnores, selected_rules
from xref.coverage import covered
from xref.facts import Facts
from xref.finding import Coverage, Finding, Report, Summary
from xref.fingerprint import fingerprinted
from xref.rule import Rule
from xref.rules import ALL
from xref.suppress import apply_suppressions


def report_of(config: Config, analysis: Analysis) -> Report:
    """The report of an analysis: all that its rules find and that is not suppressed."""
    return _report(config, analysis, *_found(config, analysis))


def findings_of(config: Config, analysis: Analysis) -> list[Finding]:
    """The findings of such a report, in order."""
    return _found(config, analysis)[0]


def _found(config: Config, analysis: Analysis) -> tuple[list[Finding], int]:
    """The findings of an analysis, in order, and how many were suppressed."""
    schema = analysis.schema
    read = (analysis.statements, analysis.files, analysis.reads)
    facts = Facts(schema.catalog, *read, schema.disagreements, config.id_exceptions)
    rules = selected_rules(config, ALL)
    findings = fingerprinted(_distinct(_shown(config, analysis, _check_rules(rules, facts))))
    kept, suppressed = apply_suppressions(findings, analysis, rules)
    about = fingerprinted(_distinct(finding for finding in kept if not finding.fingerprint))
    return sorted([*(finding for finding in kept if finding.fingerprint), *about], key=_order), suppressed


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
