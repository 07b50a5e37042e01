"""Reports whose every text may hold anything: control characters, bidi overrides, lone surrogates, Markdown."""

from __future__ import annotations

from hypothesis import strategies as st

from xref.finding import Annotation, Diagnostic, Finding, Report, Severity, Uncovered
from xref.reporters import RenderContext
from xref.source import Location, Position, SourceFile

PATHS = ("a.ts", "b\x1b]0;x\x07.ts", "c\u202e.sql", "d\udcff [1](2).ts")

texts = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    ["\x1b[31m", "a\r\nb", "[x](1)", "\\[x\\](1)", "{0}", "x](y", "\u2066\u202e", "\ud800\udc00", "::error::x", "日本\t🎉"]
)
positions = st.builds(Position, st.integers(1, 6), st.integers(1, 60))


@st.composite
def locations(draw: st.DrawFn) -> Location:
    """A place in one of the files, or beyond its end."""
    start, end = sorted((draw(positions), draw(positions)))
    return Location(draw(st.sampled_from(PATHS)), start, end)


findings = st.builds(
    Finding,
    rule=st.just("undefined-column"),
    severity=st.sampled_from(Severity),
    message=texts,
    location=locations(),
    subject=st.none() | texts,
    condition=st.none() | texts,
    suggestion=st.none() | texts,
    related=st.lists(st.builds(Annotation, texts, locations()), max_size=3).map(tuple),
    url=st.none() | texts,
)
reports = st.builds(
    Report,
    root=texts,
    findings=st.lists(findings, max_size=4).map(tuple),
    uncovered=st.lists(st.builds(Uncovered, path=st.sampled_from(PATHS), position=positions), max_size=2).map(tuple),
    diagnostics=st.lists(st.builds(Diagnostic, st.sampled_from(Severity), texts, st.none() | texts), max_size=2).map(tuple),
)


@st.composite
def contexts(draw: st.DrawFn) -> RenderContext:
    """Files with any content; any width; no colours, whose codes are control characters."""
    files = {path: SourceFile(path, draw(texts) + draw(texts)) for path in PATHS[:3]}
    return RenderContext(file=files.get, width=draw(st.integers(0, 120)), show_unchecked=True, show_statistics=True)
