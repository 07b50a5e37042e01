"""Reading suppressions out of comments.

``xref: ignore[rule, rule] why`` holds for its own line, or, when the comment stands alone, for the next line that is not a
comment. ``xref: ignore-file[rule] why`` holds for the file and stands in its first comment. Comments are those of TypeScript
(also ``{/* */}`` in JSX), of SQL inside a string or in a file, and of Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xref.source import SourceFile, Span

_DIRECTIVE = re.compile(
    r"(?://++|/\*++|<!--++|--++)[\s*]*+xref:\s*+ignore(?P<file>-file)?(?![\w-])\s*+(?:\[(?P<rules>[^\]\r\n]*)\])?"
)
_SQL_OPENING = re.compile(r"(?<!-)--++[ \t]*+xref:\s*+ignore\b|/\*[\s*]*+xref:\s*+ignore\b")
_MARKDOWN_OPENING = re.compile(r"<!--")
_CLOSINGS = {"--": "\n", "/*": "*/", "<!": "-->"}
_NAME = re.compile(r"[^,\s]+")
_HEAD = re.compile(r"(?:#![^\n]*)?(?>\s+|//[^\n]*|--[^\n]*|/\*.*?\*/|<!--.*?-->|'use \w+'|\"use \w+\"|;)*", re.DOTALL)
"""What may stand before the first code: comments and directives such as ``"use client"``."""
_COMMENT_LINE = re.compile(r"\s*(?://.*|\{?/\*(?:(?!\*/).)*\*/\}?|<!--(?:(?!-->).)*-->)\s*")
_SQL_COMMENT_LINE = re.compile(r"\s*(?:--.*|/\*(?:(?!\*/).)*\*/)\s*")
_MARK = "xref:"


@dataclass(frozen=True, slots=True)
class Mention:
    """A rule that a suppression names, and where."""

    path: str
    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suppression:
    """A suppression comment of one file.

    ``comment`` is the whole of it, ``removal`` what has to go for it to be gone, ``listed`` what stands between the brackets
    (None when there are none). It holds for the 1-based ``lines``, both included, None for the whole file. ``misplaced``: it
    is for the whole file and not in the first comment.
    """

    file: SourceFile
    comment: Span
    removal: Span
    mentions: tuple[Mention, ...]
    listed: Span | None
    lines: tuple[int, int] | None
    misplaced: bool = False

    def covers(self, line: int) -> bool:
        """Whether it holds for a 1-based line."""
        return not self.misplaced and (self.lines is None or self.lines[0] <= line <= self.lines[1])


def find_suppressions(file: SourceFile, comments: Iterable[Span], sql: Iterable[Span] = ()) -> tuple[Suppression, ...]:
    """The suppressions of a file, in order: in its ``comments``, and in the SQL comments inside the spans of ``sql``."""
    if _MARK not in file.text:
        return ()
    own = sorted(set(comments))
    inside = sorted({comment for span in sql for comment in _sql_comments(file.text, span)})
    reader = _Reader(file)
    found = [suppression for comment in (*own, *inside) if (suppression := reader.read(comment)) is not None]
    return tuple(sorted(found, key=lambda suppression: suppression.comment))


def schema_comments(file: SourceFile) -> tuple[Span, ...]:
    """The comments of a schema file in which a suppression can stand: of Markdown by its ending, else of SQL."""
    if _MARK not in file.text:
        return ()
    is_markdown = file.path.lower().endswith((".md", ".mdx", ".markdown"))
    return tuple(_closed(file.text, _MARKDOWN_OPENING if is_markdown else _SQL_OPENING, 0, len(file.text)))


def _sql_comments(text: str, span: Span) -> Iterator[Span]:
    """The SQL comments in a string or template; a delimiter at its end is not part of one."""
    end = span.end - 1 if text[span.end - 1 : span.end] in ("`", "'", '"') else span.end
    yield from _closed(text, _SQL_OPENING, span.start, end)


def _closed(text: str, opening: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
    """The comments from where each opens to where it is closed; one that is not closed reaches the end and is the last."""
    while (match := opening.search(text, start, end)) is not None:
        closing = _CLOSINGS[match[0][:2]]
        found = text.find(closing, match.end(), end)
        start = end if found < 0 else found + len(closing)
        comment_end = found if found >= 0 and closing == "\n" else start
        yield Span(match.start(), comment_end - (text[comment_end - 1] == "\r"))


class _Reader:
    """Reads one file's comments."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        head = _HEAD.match(file.text)
        self._head = head.end() if head is not None else 0

    def read(self, comment: Span) -> Suppression | None:
        """The suppression that a comment is, if it is one."""
        match = _DIRECTIVE.match(self._file.text, comment.start, comment.end)
        if match is None:
            return None
        listed = Span(*match.span("rules")) if match["rules"] is not None else None
        mentions = tuple(
            Mention(self._file.path, name[0], Span(*name.span()))
            for name in (_NAME.finditer(self._file.text, listed.start, listed.end) if listed is not None else ())
        )
        whole = match["file"] is not None
        return Suppression(
            file=self._file,
            comment=comment,
            removal=self._removal(comment),
            mentions=mentions,
            listed=listed,
            lines=None if whole else self._lines(comment),
            misplaced=whole and not self._is_first(comment),
        )

    def _line(self, offset: int) -> int:
        return self._file.position(offset).line

    def _around(self, comment: Span) -> tuple[str, str]:
        """What stands on the comment's lines before and after it, but for the braces that hold it in JSX."""
        text = self._file.text
        before = text[self._start_of_line(comment.start) : comment.start].strip()
        after = text[comment.end : self._end_of_line(comment.end)].strip()
        if before.endswith("{") and after.startswith("}"):
            before, after = before[:-1].strip(), after[1:].strip()
        return before, after

    def _is_first(self, comment: Span) -> bool:
        """Whether it stands before all code; in Markdown, where all is text, before all other comments."""
        return comment.start < self._head or self._file.text.find("<!--") == comment.start

    def _is_alone(self, comment: Span) -> bool:
        return self._around(comment) == ("", "")

    def _lines(self, comment: Span) -> tuple[int, int]:
        first, last = self._line(comment.start), self._line(comment.end)
        if not self._is_alone(comment):
            return first, last
        further = _SQL_COMMENT_LINE if self._file.text.startswith("--", comment.start) else _COMMENT_LINE
        following = last + 1
        while further.fullmatch(self._file.line(following)):
            following += 1
        return following, following

    def _removal(self, comment: Span) -> Span:
        """The comment with its braces in JSX and the blanks before it; its whole lines when it stands alone."""
        text = self._file.text
        if self._is_alone(comment):
            end = self._end_of_line(comment.end)
            line_end = 2 if text.startswith("\r\n", end) else 1
            return Span(self._start_of_line(comment.start), min(end + line_end, len(text)))
        start, end = comment.start, comment.end
        if text[start - 1 : start] == "{" and text[end : end + 1] == "}":
            start, end = start - 1, end + 1
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        return Span(start, end)

    def _start_of_line(self, offset: int) -> int:
        return self._file.line_starts[self._line(offset) - 1]

    def _end_of_line(self, offset: int) -> int:
        line = self._line(offset)
        return self._file.line_starts[line - 1] + len(self._file.line(line))
