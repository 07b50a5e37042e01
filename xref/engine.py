"""The run: configuration in, report out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xref.analysis import Analysis, analyse_project
from xref.config import Config
from xref.config.selection import FileIgnores, selected_rules
from xref.facts import Facts
from xref.finding import Coverage, Finding, Report, Summary, Uncovered
from xref.fingerprint import fingerprinted
from xref.graph import ReferenceGraph
from xref.rule import Rule
from xref.rules import ALL
from xref.suppress import apply_suppressions


def check(config: Config) -> Report:
    """Check a project: extract its SQL, resolve it against its schema, run the rules, drop what is suppressed.

    Raises :class:`xref.config.ConfigError` and :class:`xref.schema.declaration.SchemaError` for what the user has to mend.
    """
    analysis = analyse_project(config)
    facts = Facts(analysis.schema.catalog, analysis.statements, analysis.files)
    rules = selected_rules(config, ALL)
    findings = fingerprinted(_distinct(_shown(config, analysis, _check_rules(rules, facts))))
    kept, suppressed = apply_suppressions(findings, analysis, rules)
    return _report(config, analysis, kept, suppressed)


def build_graph(config: Config) -> ReferenceGraph:
    """The reference graph of a project. Raises what :func:`check` raises."""
    analysis = analyse_project(config)
    return Facts(analysis.schema.catalog, analysis.statements, analysis.files).graph


def _check_rules(rules: Iterable[Rule], facts: Facts) -> list[Finding]:
    return [finding for rule in rules for finding in rule.check(facts, rule)]


def _shown(config: Config, analysis: Analysis, findings: Iterable[Finding]) -> list[Finding]:
    """The findings in files that were asked for and in which their rule is not ignored."""
    asked = {file.path for file in analysis.discovery.files}
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
    counts = dict.fromkeys(Coverage, 0)
    uncovered = []
    for statement in analysis.statements:
        embedded = statement.embedded
        if embedded.path not in asked:
            continue
        for coverage, reason in statement.coverages():
            counts[coverage] += 1
            if reason is not None and coverage is not Coverage.CHECKED:
                position = analysis.files[embedded.path].position(embedded.span.start)
                uncovered.append(Uncovered(embedded.path, position, coverage, reason))
    summary = Summary(
        files=len(asked),
        statements=sum(counts.values()),
        checked=counts[Coverage.CHECKED],
        partial=counts[Coverage.PARTIAL],
        unchecked=counts[Coverage.UNCHECKED],
        suppressed=suppressed,
    )
    return Report(
        root=config.root.as_posix(),
        findings=tuple(sorted(findings, key=_order)),
        schema=analysis.schema.entries,
        summary=summary,
        uncovered=tuple(sorted(uncovered, key=lambda entry: (entry.path, entry.position))),
        diagnostics=analysis.diagnostics,
        files=tuple(sorted(asked)),
    )
