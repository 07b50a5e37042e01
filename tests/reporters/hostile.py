"""Reports whose every text may hold anything: control characters, bidi overrides, lone surrogates, Markdown, commands."""

from __future__ import annotations

from hypothesis import strategies as st

from xref.finding import (
    Annotation,
    Applicability,
    Confidence,
    Coverage,
    Diagnostic,
    Edit,
    Finding,
    Fix,
    Report,
    Severity,
    Summary,
    Uncovered,
)
from xref.reason import Reason
from xref.reporters import RenderContext
from xref.source import Location, Position, SourceFile

PATHS = (
    "a.ts",
    "b\x1b]0;x\x07.ts",
    "c\u202e.sql",
    "::error file=a,line=1::x.ts",
    "e%0A::error::x\n::stop-commands::x.ts",
    " ::warning::f.ts",
    "g|`<img src=x onerror=alert(1)>@octocat #1 **x** $y$.ts",
    "d\udcff [1](2).ts",
)
TRICKS = (
    "\x1b[31m",
    "a\r\nb",
    "[x](1)",
    "\\[x\\](1)",
    "{0}",
    "x](y",
    "\u2066\u202e",
    "\ud800\udc00",
    "::error::x",
    "\n::stop-commands::x\n",
    "\r::set-output name=x::y",
    "%0A::error::x",
    "%250A",
    "##[error]x",
    "##[stop-commands]x",
    "a | b",
    "a \\| b",
    "`code` ``more`",
    "</code><script>alert(1)</script>",
    "<!-- --> <br>",
    "&lt;b&gt; &amp;",
    "@octocat/team @a@b",
    "a@example.invalid",
    "#1 GH-1 octo/repo#2 :tada: $x$ www.example.invalid",
    "https://example.invalid/?a=b",
    "![x](https://example.invalid/x.png)",
    "_x_ __y__ snake_case *z* ~~w~~",
    "| a | b |\n|---|---|\n| c | d |",
    "# heading\n- item\n> quote",
    "\x9b31m\u2028\u2029\x85",
    "日本\t🎉",
)
texts = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(TRICKS)
positions = st.builds(Position, st.integers(1, 6), st.integers(1, 60))


@st.composite
def locations(draw: st.DrawFn) -> Location:
    """A place in one of the files, or beyond its end."""
    start, end = sorted((draw(positions), draw(positions)))
    return Location(draw(st.sampled_from(PATHS)), start, end)


fixes = st.builds(
    Fix, st.sampled_from(Applicability), st.lists(st.builds(Edit, locations(), texts), min_size=1, max_size=3).map(tuple)
)
findings = st.builds(
    Finding,
    rule=st.just("undefined-column"),
    severity=st.sampled_from(Severity),
    message=texts,
    location=locations(),
    subject=st.none() | texts,
    sqlstate=st.none() | st.just("42703"),
    confidence=st.sampled_from(Confidence),
    condition=st.none() | texts,
    suggestion=st.none() | texts,
    related=st.lists(st.builds(Annotation, texts, locations()), max_size=3).map(tuple),
    fix=st.none() | fixes,
    fingerprint=st.sampled_from(["", "a" * 64, "b" * 64]),
    url=st.none() | texts | st.sampled_from(["https://example.invalid/a", "https://a.invalid/)[x](y", "javascript:alert(1)"]),
)
uncovered = st.builds(
    Uncovered,
    st.sampled_from(PATHS),
    positions,
    st.sampled_from([Coverage.PARTIAL, Coverage.UNCHECKED]),
    st.sampled_from(Reason),
)
diagnostics = st.builds(
    Diagnostic, st.sampled_from(Severity), texts, st.none() | texts | st.sampled_from(PATHS), st.none() | st.just(3)
)
counts = st.integers(0, 3)


def reports_of(most: int) -> st.SearchStrategy[Report]:
    """Reports with so many findings at most."""
    return st.builds(
        Report,
        root=texts,
        findings=st.lists(findings, max_size=most).map(tuple),
        summary=st.builds(Summary, counts, counts, counts, counts, counts, counts, counts),
        uncovered=st.lists(uncovered, max_size=2).map(tuple),
        diagnostics=st.lists(diagnostics, max_size=2).map(tuple),
    )


reports = reports_of(4)


@st.composite
def contexts(draw: st.DrawFn) -> RenderContext:
    """Files with any content; any width; no colours, whose codes are control characters."""
    files = {path: SourceFile(path, draw(texts) + draw(texts)) for path in PATHS[:3]}
    return RenderContext(
        file=files.get,
        width=draw(st.integers(0, 120)),
        show_unchecked=True,
        show_statistics=True,
        quiet=draw(st.booleans()),
        prefix=draw(st.sampled_from(["", "apps/api", "::error::/x"])),
    )
