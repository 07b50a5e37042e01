"""The frame of a finding: the lines of code that it is about, with what matters in them underlined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xref.finding import Finding
from xref.reporters.cells import Line, plain, plain_path, window
from xref.reporters.context import RenderContext
from xref.reporters.style import SEVERITY_STYLES, Pen, Style
from xref.source import Location

_LEAST_ROOM = 40


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place to underline, and the words for it."""

    location: Location
    label: str
    sign: str
    style: Style


@dataclass(frozen=True, slots=True)
class Gutter:
    """The column of line numbers at the left of a frame."""

    digits: int
    pen: Pen

    def row(self, text: str = "", number: int | None = None) -> str:
        """A row of the frame, with a line number or without."""
        label = "" if number is None else str(number)
        return (self.pen.paint(f"{label:>{self.digits}} |", Style.GUTTER) + f" {text}").rstrip()

    def place(self, text: str) -> str:
        """A row that says in which file the following rows are."""
        return f"{' ' * self.digits}{self.pen.paint('-->', Style.GUTTER)} {text}"

    def remark(self, word: str, text: str, style: Style) -> str:
        """A row below the code: a suggestion, a condition."""
        return f"{' ' * self.digits} {self.pen.paint('=', Style.GUTTER)} {self.pen.paint(word, style)}: {text}"


def frame(finding: Finding, context: RenderContext, pen: Pen) -> Iterator[str]:
    """The rows below a finding's first line: code, related places, the condition and the suggestion."""
    seen = [mark for mark in _marks(finding) if context.line(mark.location.path, mark.location.start.line)]
    unseen = [mark for mark in _marks(finding)[1:] if mark not in seen]
    gutter = Gutter(max((len(str(mark.location.start.line)) for mark in seen), default=1), pen)
    path = finding.location.path
    for of_path, marks in _by_path(seen):
        if of_path != path:
            yield gutter.place(pen.paint(place(marks[0].location), Style.STRONG))
        yield gutter.row()
        yield from _code(marks, gutter, context)
    remarks = list(_remarks(finding, unseen, gutter))
    if seen and remarks:
        yield gutter.row()
    yield from remarks


def _remarks(finding: Finding, unseen: list[_Mark], gutter: Gutter) -> Iterator[str]:
    for mark in unseen:
        yield gutter.remark("note", f"{mark.label} ({place(mark.location)})", Style.STRONG)
    if finding.condition:
        yield gutter.remark("holds", plain(finding.condition), Style.STRONG)
    if finding.suggestion:
        yield gutter.remark("help", plain(finding.suggestion), Style.HELP)


def place(location: Location) -> str:
    """``path:line:column`` of where it starts."""
    return f"{plain_path(location.path)}:{location.start.line}:{location.start.column}"


def _marks(finding: Finding) -> list[_Mark]:
    first = _Mark(finding.location, "", "^", SEVERITY_STYLES[finding.severity])
    return [first, *(_Mark(note.location, plain(note.message), "-", Style.RELATED) for note in finding.related)]


def _by_path(marks: list[_Mark]) -> list[tuple[str, list[_Mark]]]:
    paths: dict[str, list[_Mark]] = {}
    for mark in marks:
        paths.setdefault(mark.location.path, []).append(mark)
    return [(path, sorted(of_path, key=lambda mark: mark.location)) for path, of_path in paths.items()]


def _code(marks: list[_Mark], gutter: Gutter, context: RenderContext) -> Iterator[str]:
    room = max(context.width - gutter.digits - 3, _LEAST_ROOM)
    before: int | None = None
    shown = ""
    for mark in marks:
        number = mark.location.start.line
        text = context.line(mark.location.path, number)
        line = Line.of(text)
        start = line.cell(mark.location.start.column)
        end = line.cell(mark.location.end.column) if mark.location.end.line == number else line.starts[-1]
        part = window(line, start, end, room)
        if before is not None and number > before + 1:
            yield gutter.pen.paint("...", Style.GUTTER)
        if number != before or part.text != shown:
            yield gutter.row(part.text, number)
        left, right = part.place(start, end)
        underline = mark.sign * (right - left) + (f" {mark.label}" if mark.label else "")
        yield gutter.row(" " * left + gutter.pen.paint(underline, mark.style))
        before, shown = number, part.text
