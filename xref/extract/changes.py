"""What functions that are declared in a function may change, and what values become by changes that are not followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS
from xref.extract.values import Items, Opaque, Record, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from xref.extract.pieces import Gap
    from xref.extract.values import Content
    from xref.source import Span

NAMED_FUNCTION = re.compile(
    r"\bfunction\s+([\w$]+)\s*[(<]|\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;\n]+)?=\s*(?:async\b\s*)?(?:function\b|<|\(|[\w$]+\s*=>)"
)
"""A declaration of a function by a name, in text."""

_AS = re.compile(r"\(\s*([\w$.]+)\s+as\s+[^()]*\)|[!?\s]")


def written_name(text: str) -> str:
    """A target of an assignment without casts and indices: ``(query as any).limit`` is ``query.limit``."""
    return _AS.sub(r"\1", text).split("[")[0]


def function_named(name: Node | None) -> Node | None:
    """The function that a name in its declaration names."""
    parent = name.parent if name is not None else None
    if parent is None or parent.type in FUNCTIONS:
        return parent
    value = parent.child_by_field_name("value")
    return value if value is not None and value.type in FUNCTIONS else None


def uses_of_name(name: str, text: str, region: Span) -> Iterator[re.Match[str]]:
    """Where a name is used, with the parenthesis of a call after it if there is one."""
    return re.compile(rf"(?<![\w$.]){re.escape(name)}(?![\w$])\s*(\()?").finditer(text, region.start, region.end)


def lent(content: Content) -> Content:
    """What an array or object may have become in a function that is not followed."""
    if isinstance(content, Items):
        return Items(content.elements, open=True)
    return Record(content.fields, open=True) if isinstance(content, Record) else content


def changed_content(appended: bool, gap: Gap, content: Content) -> Content:
    """What a content may have become after changes that are not followed."""
    if appended and isinstance(content, Items):
        return Items(content.elements, open=True)
    if appended and isinstance(content, Text):
        return Text((*content.pieces, gap))
    return Opaque(gap.path, gap.source)
