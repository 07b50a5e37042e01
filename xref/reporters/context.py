"""What a reporter is given beside the report: the rules' own words, the files' text, and how to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xref import __version__
from xref.finding import Severity
from xref.source import SourceFile


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says of itself: one line, its page in Markdown, its default severity, its SQLSTATE, where its page is."""

    summary: str
    page: str = ""
    severity: Severity = Severity.ERROR
    sqlstate: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RenderContext:
    """How to render a report; the same for every format, each of which reads what it needs.

    ``file`` gives a file's text by the path that locations carry, None where there is none (a live database, a file that is
    gone). ``prefix`` is the root's path from the repository's root, from which the formats for CI name paths. ``category``
    names one analysis among several of one commit, for SARIF alone. ``color`` and ``hyperlinks`` are decided by the caller
    (NO_COLOR, FORCE_COLOR, a terminal or not); ``width`` is in terminal cells.
    """

    rules: Mapping[str, RuleText] = field(default_factory=dict)
    file: Callable[[str], SourceFile | None] = lambda _path: None
    color: bool = False
    hyperlinks: bool = False
    width: int = 100
    quiet: bool = False
    show_unchecked: bool = False
    show_statistics: bool = False
    prefix: str = ""
    category: str | None = None
    version: str = __version__

    def line(self, path: str, number: int) -> str:
        """The text of a 1-based line; empty when the file or the line is not there."""
        file = self.file(path)
        return file.line(number) if file else ""
