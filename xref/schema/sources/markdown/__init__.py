"""The Markdown registry as a schema source."""

from __future__ import annotations

import re

from xref.schema.declaration import Declarations, Form
from xref.source import SourceFile

__all__ = ["is_registry", "load_markdown"]

_TITLES = re.compile(r"^(?=.*\|)(?=.*type)(?=.*(?:col|field|name|attribute)).*$", re.IGNORECASE | re.MULTILINE)


def load_markdown(file: SourceFile) -> Declarations:
    """All that a Markdown document declares; see :func:`xref.schema.sources.markdown.registry.load_markdown`."""
    from xref.schema.sources.markdown import registry

    return registry.load_markdown(file)


def is_registry(text: str) -> bool:
    """Whether a document describes at least one table: a heading that names it and a table of columns (Column and Type)."""
    if not _TITLES.search(text):
        return False
    declared = load_markdown(SourceFile("", text)).relations
    return any(relation.form is Form.COLUMN_TABLE for relation in declared)
