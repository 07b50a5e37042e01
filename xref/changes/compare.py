"""Which findings a change brings: the findings of the tree before it and of the tree after it, matched with each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xref.changes.line_map import unchanged_lines
from xref.changes.renames import renamed
from xref.finding import Finding
from xref.source import SourceFile

ReadFile = Callable[[str], SourceFile | None]
Key = Callable[[Finding], Hashable]


@dataclass(frozen=True)
class Side:
    """One of the two trees: what was found, its code by path, and any file of it that a finding may stand in."""

    findings: Sequence[Finding]
    code: Mapping[str, SourceFile]
    read: ReadFile


def brought(before: Side, after: Side) -> list[Finding]:
    """The findings of ``after`` on lines that changed, and those elsewhere that ``before`` does not have.

    A line that only moved, or only its indentation, did not change. A finding is the same one where rule and subject are and
    it stands on the same line; else where its statement is the same too, in its file and then in any, one for one. One that
    is more severe than it was is not the same.
    """
    return _Matching(before, after).left()


class _Matching:
    """Findings still to be matched; each pass takes some away."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before = before
        self.after = after
        self.old = list(before.findings)
        self.new = list(after.findings)
        self._same: dict[str, dict[int, int]] = {}
        self._lines: dict[tuple[int, str], list[str]] = {}

    def left(self) -> list[Finding]:
        """The findings that are shown, in their order."""
        self._match(self._former_place, _place)
        self._match(self._in_file_on_line(new=True), self._in_file_on_line(new=False))
        self._match(self._on_line(new=True), self._on_line(new=False))
        touched = [finding for finding in self.new if self._former_line(finding) is None]
        self.new = [finding for finding in self.new if self._former_line(finding) is not None]
        self._match(self._in_file, _in_file)
        self._match(_anywhere, _anywhere)
        shown = {id(finding) for finding in (*touched, *self.new)}
        return [finding for finding in self.after.findings if id(finding) in shown]

    def _match(self, key: Key, former_key: Key) -> None:
        """Takes away one old finding for one new finding with the same key, unless the key is None."""
        old: dict[Hashable, list[Finding]] = {}
        for finding in self.old:
            old.setdefault(former_key(finding), []).append(finding)
        new, matched = [], set()
        for finding in self.new:
            found = key(finding)
            candidates = old.get(found, []) if found is not None else []
            same = next((one for one in candidates if one.severity.rank >= finding.severity.rank), None)
            if same is None:
                new.append(finding)
            else:
                candidates.remove(same)
                matched.add(id(same))
        self.new = new
        self.old = [finding for finding in self.old if id(finding) not in matched]

    def _former_place(self, finding: Finding) -> Hashable:
        line = self._former_line(finding)
        return None if line is None else (finding.rule, finding.subject, self._former_path(finding.location.path), line)

    def _former_line(self, finding: Finding) -> int | None:
        """The 1-based line of the old file that the finding's line is; None where it changed."""
        path = finding.location.path
        if path not in self._same:
            former = self._text(self._former_path(path), new=False)
            self._same[path] = unchanged_lines(former, self._text(path, new=True))
        line = self._same[path].get(finding.location.start.line - 1)
        return None if line is None else line + 1

    def _former_path(self, path: str) -> str:
        return self._former_paths.get(path, path)

    @cached_property
    def _former_paths(self) -> dict[str, str]:
        before, after = self.before.code, self.after.code
        wanted = {finding.location.path for finding in self.after.findings}
        gone = {path: file for path, file in before.items() if path not in after}
        return renamed(gone, {path: file for path, file in after.items() if path not in before and path in wanted})

    def _in_file_on_line(self, *, new: bool) -> Key:
        in_file = self._in_file if new else _in_file
        return lambda finding: (in_file(finding), self._line(finding, new=new))

    def _on_line(self, *, new: bool) -> Key:
        def key(finding: Finding) -> Hashable:
            found = _anywhere(finding)
            return None if found is None else (found, self._line(finding, new=new))

        return key

    def _in_file(self, finding: Finding) -> Hashable:
        return (finding.rule, finding.subject, finding.statement, self._former_path(finding.location.path))

    def _line(self, finding: Finding, *, new: bool) -> str:
        """The text of the finding's line without its indentation."""
        lines = self._text(finding.location.path, new=new)
        number = finding.location.start.line
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def _text(self, path: str, *, new: bool) -> list[str]:
        key = (int(new), path)
        if key not in self._lines:
            side = self.after if new else self.before
            self._lines[key] = _split(side.code.get(path) or side.read(path))
        return self._lines[key]


def _place(finding: Finding) -> Hashable:
    return (finding.rule, finding.subject, finding.location.path, finding.location.start.line)


def _in_file(finding: Finding) -> Hashable:
    return (finding.rule, finding.subject, finding.statement, finding.location.path)


def _anywhere(finding: Finding) -> Hashable:
    """None for a finding that neither its subject nor its statement tells from another."""
    return (finding.rule, finding.subject, finding.statement) if finding.subject or finding.statement else None


def _split(file: SourceFile | None) -> list[str]:
    """The lines as :class:`SourceFile` counts them, without their ends."""
    if file is None:
        return []
    text = file.text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")
