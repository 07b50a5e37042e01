"""Reports as text: one format a file, each a pure function of the report and the context.

A format is imported when it is asked for: a run needs one of them, and its start is a good part of what a warm run costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from xref.finding import Report
from xref.reporters.context import RenderContext, RuleText

__all__ = ["FORMATS", "RenderContext", "RuleText", "render", "render_diagnostics"]


def _text(report: Report, context: RenderContext) -> str:
    from xref.reporters import text

    return text.render(report, context)


def _concise(report: Report, context: RenderContext) -> str:
    from xref.reporters import concise

    return concise.render(report, context)


def _json(report: Report, context: RenderContext) -> str:
    from xref.reporters import json

    return json.render(report, context)


def _sarif(report: Report, context: RenderContext) -> str:
    from xref.reporters import sarif

    return sarif.render(report, context)


FORMATS: Mapping[str, Callable[[Report, RenderContext], str]] = MappingProxyType(
    {"text": _text, "concise": _concise, "json": _json, "sarif": _sarif}
)


def render(report: Report, output_format: str, context: RenderContext) -> str:
    """The report in one of :data:`FORMATS`. Raises KeyError for another name; asking the user again is up to the caller."""
    return FORMATS[output_format](report, context)


def render_diagnostics(report: Report, context: RenderContext) -> str:
    """What the run says about its input, one line each, for standard error: text and concise do not have it."""
    if not report.diagnostics:
        return ""
    from xref.reporters import text

    return text.render_diagnostics(report, context)
