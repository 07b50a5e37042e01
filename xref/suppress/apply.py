"""Leaving out what is suppressed, and finding the suppressions that do nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.config.spelling import did_you_mean
from xref.finding import Applicability, Edit, Finding, Fix, Severity
from xref.source import Span
from xref.suppress.comments import Mention, Suppression, find_suppressions, schema_comments

if TYPE_CHECKING:
    from xref.analysis import Analysis
    from xref.rule import Rule

UNUSED = "unused-suppression"


def apply_suppressions(findings: Sequence[Finding], analysis: Analysis, rules: Iterable[Rule]) -> tuple[list[Finding], int]:
    """The findings that remain, with those about suppressions if their rule is one of ``rules`` (what ran); how many went."""
    from xref.rules import ALL

    ran = {rule.name: rule for rule in rules}
    kept, suppressed, unused = apply(findings, _of_analysis(analysis), frozenset(ran), [rule.name for rule in ALL])
    if UNUSED in ran:
        kept += [replace(finding, severity=ran[UNUSED].severity) for finding in unused]
    return kept, suppressed


def _of_analysis(analysis: Analysis) -> list[Suppression]:
    asked = {file.path for file in analysis.discovery.files}
    sql: dict[str, set[Span]] = {}
    for statement in analysis.statements:
        sql.setdefault(statement.embedded.path, set()).add(statement.embedded.span)
        for variant in statement.embedded.variants:
            for segment in variant.source_map.segments:
                sql.setdefault(segment.path, set()).add(segment.source)
    in_code = [
        suppression
        for extracted in analysis.extracted
        if extracted.path in asked
        for suppression in find_suppressions(analysis.files[extracted.path], extracted.comments, sql.get(extracted.path, ()))
    ]
    in_schema = [
        suppression
        for file in analysis.schema.files
        if file.path not in asked
        for suppression in find_suppressions(file, schema_comments(file))
    ]
    return in_code + in_schema


def apply(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], ran: Collection[str], known: Collection[str]
) -> tuple[list[Finding], int, list[Finding]]:
    """The findings that no suppression covers, how many one does, and the findings about the suppressions themselves.

    ``ran`` are the rules that were run: a suppression of another is neither used nor unused. ``known`` are all rules.
    """
    by_path: dict[str, list[Suppression]] = {}
    for suppression in suppressions:
        by_path.setdefault(suppression.file.path, []).append(suppression)
    used: set[Mention] = set()
    kept = []
    suppressed = 0
    for finding in findings:
        covering = _covering(finding, by_path.get(finding.location.path, ()))
        if covering:
            used.update(covering)
            suppressed += 1
        else:
            kept.append(finding)
    about = [found for suppression in suppressions for found in _about(suppression, used, ran, known)]
    return kept, suppressed, [finding for finding in about if not _covering(finding, by_path[finding.location.path])]


def _covering(finding: Finding, suppressions: Iterable[Suppression]) -> list[Mention]:
    line = finding.location.start.line
    return [
        mention
        for suppression in suppressions
        if suppression.covers(line)
        for mention in suppression.mentions
        if mention.rule == finding.rule
    ]


def _about(
    suppression: Suppression, used: Collection[Mention], ran: Collection[str], known: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with a suppression: that it cannot be read, or that it does nothing."""
    if not suppression.mentions:
        yield _finding(
            suppression, suppression.comment, "the suppression names no rule", "as in `xref: ignore[undefined-column] why`"
        )
        return
    if suppression.misplaced:
        yield _finding(
            suppression, suppression.comment, "`ignore-file` does nothing here", "move it into the file's first comment"
        )
        return
    for mention in suppression.mentions:
        if mention.rule not in known:
            yield _finding(suppression, mention.span, f'there is no rule "{mention.rule}"', did_you_mean(mention.rule, known))
    unused = [it for it in suppression.mentions if it.rule in ran and it.rule != UNUSED and it not in used]
    if unused:
        names = ", ".join(mention.rule for mention in unused)
        span = Span(unused[0].span.start, unused[-1].span.end)
        found = _finding(suppression, span, f"nothing to suppress here for {names}", None)
        yield replace(found, fix=_removing(suppression, unused))


def _finding(suppression: Suppression, span: Span, message: str, suggestion: str | None) -> Finding:
    """A finding at a span of the suppression's file, cut at the end of its first line."""
    text = suppression.file.text
    line_end = min((end for end in (text.find("\n", span.start), text.find("\r", span.start)) if end >= 0), default=len(text))
    location = suppression.file.location(Span(span.start, min(span.end, line_end)))
    return Finding(UNUSED, Severity.WARNING, message, location, suggestion=suggestion)


def _removing(suppression: Suppression, unused: Sequence[Mention]) -> Fix:
    """The whole comment goes, or, when it suppresses something too, only the names that do not."""
    left = [mention.rule for mention in suppression.mentions if mention not in unused]
    if not left or suppression.listed is None:
        edit = Edit(suppression.file.location(suppression.removal), "")
    else:
        edit = Edit(suppression.file.location(suppression.listed), ", ".join(left))
    return Fix(Applicability.SAFE, (edit,))
