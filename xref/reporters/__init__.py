"""Reports as text: one format a file, each a pure function of the report and the context.

A format is imported when it is asked for: a run needs one of them, and its start is a good part of what a warm run costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from xref.finding import Report
from xref.reporters.context import RenderContext, RuleText

__all__ = ["FORMATS", "RenderContext", "RuleText", "render", "render_diagnostics"]

Reporter = Callable[[Report, RenderContext], str]


def _from(module: str) -> Reporter:
    """A format's reporter, imported when it is first used."""

    def render(report: Report, context: RenderContext) -> str:
        text: str = import_module(f"xref.reporters.{module}").render(report, context)
        return text

    return render


_NAMES = ("text", "concise", "json", "sarif", "github", "gitlab", "rdjson", "markdown")
FORMATS: Mapping[str, Reporter] = MappingProxyType({name: _from(name) for name in _NAMES})


def render(report: Report, output_format: str, context: RenderContext) -> str:
    """The report in one of :data:`FORMATS`. Raises KeyError for another name; asking the user again is up to the caller."""
    return FORMATS[output_format](report, context)


def render_diagnostics(report: Report, context: RenderContext) -> str:
    """What the run says about its input, one line each, for standard error: text and concise do not have it."""
    if not report.diagnostics:
        return ""
    from xref.reporters import text

    return text.render_diagnostics(report, context)
