"""Expectations: what a fixture says, in comments on its own lines, that xref must report there.

``// error: [undefined-column] "emial"`` in TypeScript, ``-- error: ...`` in SQL, ``/* error: ... */`` in both and
``<!-- error: ... -->`` in Markdown. One comment may hold several: ``error: [a] "x" [b] "y" warning: [c] "z"``. The quoted text
is the exact source text that the finding underlines, as a JSON string. A comment that stands alone on its line speaks for the
next line that is not itself one, otherwise for its own.

Known limits: ``todo-error: [rule] "token" reason`` is what PostgreSQL refuses and xref does not report yet;
``todo-ok: [rule] "token" reason`` what xref reports although PostgreSQL accepts it. Both fail once they are no longer true.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Reported = tuple[int, str, str, str]
"""A finding as a fixture sees it: 1-based line, severity, rule, underlined source text."""


class Todo(StrEnum):
    """A known limit: xref misses an error, or reports what is right."""

    ERROR = "todo-error"
    OK = "todo-ok"


@dataclass(frozen=True, slots=True, order=True)
class Expectation:
    """One expected finding, about a 1-based line. A ``todo`` has the severity "error" and matches any."""

    line: int
    severity: str
    rule: str
    token: str
    todo: Todo | None = None

    def __str__(self) -> str:
        return f"{self.todo or self.severity}: [{self.rule}] {json.dumps(self.token, ensure_ascii=False)}"


class MalformedExpectationError(ValueError):
    """A comment that starts like an expectation and cannot be read as one."""


_KEYWORD = r"(?P<keyword>error|warning|note|todo-error|todo-ok):\s*(?=\[)"
_COMMENT = re.compile(r"(?P<marker>//|--|/\*|<!--)\s*(?:(?=(?:error|warning|note):\s*\[)|(?=todo-(?:error|ok)\b))")
_ITEM = re.compile(rf'\s*(?:{_KEYWORD})?\[(?P<rule>[a-z0-9-]+)\]\s*(?P<token>"(?:[^"\\]|\\.)*")')
_ENDS = {"/*": "*/", "<!--": "-->"}


def read_expectations(text: str) -> tuple[Expectation, ...]:
    """The expectations of a fixture's text, in order of the line that they are about.

    Raises:
        MalformedExpectationError: a comment starts like an expectation but has no rule, no quoted token, or no reason (a todo).
    """
    found: list[Expectation] = []
    waiting: list[Expectation] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        here, alone = _read_line(line, number)
        if alone:
            waiting += here
            continue
        found += [replace(expectation, line=number) for expectation in waiting] + here
        waiting = []
    if waiting:
        raise MalformedExpectationError(f"line {waiting[0].line}: no line follows that {waiting[0]} could speak for")
    return tuple(sorted(found, key=lambda expectation: expectation.line))


def _read_line(line: str, number: int) -> tuple[list[Expectation], bool]:
    """The expectations in a line, and whether nothing but expectation comments stands on it."""
    found: list[Expectation] = []
    rest = ""
    offset = 0
    for comment in _COMMENT.finditer(line):
        if comment.start() < offset:
            continue
        rest += line[offset : comment.start()]
        end = _ENDS.get(comment["marker"])
        stop = line.find(end, comment.end()) if end else -1
        body = line[comment.end() : stop if stop >= 0 else len(line)]
        items, read = _read_body(body, number)
        found += items
        offset = stop + len(end) if end and stop >= 0 else comment.end() + read
    rest += line[offset:]
    return found, bool(found) and not rest.strip()


def _read_body(body: str, number: int) -> tuple[list[Expectation], int]:
    """The expectations in a comment's text, and how many of its characters belong to them."""
    found: list[Expectation] = []
    keyword = ""
    offset = 0
    while item := _ITEM.match(body, offset):
        keyword = item["keyword"] or keyword
        offset = item.end()
        todo = Todo(keyword) if keyword.startswith("todo-") else None
        token = _unquoted(item["token"], number)
        found.append(Expectation(number, "error" if todo else keyword, item["rule"], token, todo))
    if _lacks_reason(found, body[offset:]):
        raise MalformedExpectationError(f"line {number}: a todo says why: {body.strip()}")
    if not found or re.match(r"\s*(?:\[|(?:error|warning|note|todo-error|todo-ok):)", body[offset:]):
        raise MalformedExpectationError(f'line {number}: not KIND: [rule] "token": {body.strip()}')
    return found, len(body) if found[-1].todo else offset


def _unquoted(token: str, number: int) -> str:
    try:
        return str(json.loads(token))
    except ValueError as error:
        raise MalformedExpectationError(f"line {number}: not a JSON string: {token}") from error


def _lacks_reason(found: list[Expectation], rest: str) -> bool:
    """Whether a comment that ends in a todo has no reason after it."""
    return bool(found) and found[-1].todo is not None and not re.search(r"\w", rest)


def compare(expectations: Iterable[Expectation], findings: Iterable[Reported]) -> list[str]:
    """What differs between the expectations and the findings of one file, in words; empty when they agree.

    Equal ones are counted: two equal expectations want two findings.
    """
    expected = list(expectations)
    unexpected = Counter(findings)
    unmet: list[Expectation] = []
    differences: list[tuple[int, str]] = []
    for expectation in sorted(expected, key=lambda one: one.todo is not None):
        match = next(_matches(expectation, unexpected), None)
        if match is not None:
            unexpected[match] -= 1
        if expectation.todo is Todo.ERROR and match is not None:
            differences.append((expectation.line, f"{expectation} is reported now: expect {match[1]}: instead"))
        elif expectation.todo is Todo.OK and match is None:
            differences.append((expectation.line, f"{expectation} is not reported any more: remove the todo"))
        elif expectation.todo is None and match is None:
            unmet.append(expectation)
    left = sorted(unexpected.elements())
    differences += [(one.line, f"not reported: {one}{_nearest(one, left)}") for one in unmet]
    differences += [(one[0], f"not expected: {Expectation(*one)}") for one in left]
    return [f"line {line}: {message}" for line, message in sorted(differences)]


def _matches(expectation: Expectation, findings: Counter[Reported]) -> Iterator[Reported]:
    for finding, count in findings.items():
        line, severity, rule, token = finding
        same = (line, rule, token) == (expectation.line, expectation.rule, expectation.token)
        if count and same and (expectation.todo or severity == expectation.severity):
            yield finding


def _nearest(expectation: Expectation, findings: list[Reported]) -> str:
    """What was reported instead, when something alike was."""
    alike = [
        Expectation(*one)
        for one in findings
        if one[0] == expectation.line or (one[2] == expectation.rule and one[3] == expectation.token)
    ]
    if not alike:
        return ""
    best = min(alike, key=lambda one: (one.rule != expectation.rule, abs(one.line - expectation.line)))
    return f" (reported on line {best.line}: {best})"
