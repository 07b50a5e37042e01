"""How the values of a call are given: as a list, by name, apart from the text. Which placeholders are replaced hangs on it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from xref.extract.values import Record

if TYPE_CHECKING:
    from tree_sitter import Node

    from xref.extract.values import Value
    from xref.syntax import SyntaxTree


class Given(StrEnum):
    """The values are a list, named, bound by the server (Sequelize's ``bind``), or there are none."""

    LIST = "list"
    NAMED = "named"
    BOUND = "bound"
    NONE = "none"


def how_given(tree: SyntaxTree, sink: str, values: Node | None) -> Given | None:
    """How the values of a sink of this kind are given; None when that is not to be seen."""
    if sink == "sequelize":
        return _of_options(tree, values)
    if values is None:
        return Given.NONE
    return {"array": Given.LIST, "object": Given.NAMED}.get(values.type)


def _of_options(tree: SyntaxTree, options: Node | None) -> Given | None:
    """Sequelize takes ``{ replacements }`` or ``{ bind }``."""
    if options is None:
        return Given.NONE
    if options.type != "object":
        return None
    for member in options.named_children:
        named = member.child_by_field_name("key")
        key = tree.text(named if named is not None else member).strip("'\"")
        if member.type == "spread_element":
            return None
        if key == "bind":
            return Given.BOUND
        if key == "replacements":
            value = member.child_by_field_name("value")
            return {"array": Given.LIST, "object": Given.NAMED}.get(value.type if value is not None else "")
    return Given.NONE


def of_object(value: Value, counts: Value | None) -> tuple[Value, Value | None]:
    """The text and the values that are sent where an object may hold both: ``{ text, values }``."""
    content = value.only
    text = content.field("text") if isinstance(content, Record) else None
    if text is None or not isinstance(content, Record):
        return value, counts
    return text, content.field("values") if counts is None else counts
