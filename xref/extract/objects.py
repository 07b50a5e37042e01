"""Functions of ``Object`` that give an object whose members are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.truths import known_text
from xref.extract.values import Items, Record, Value, single

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_SAME = frozenset({"freeze", "seal", "preventExtensions"})


def object_call(name: str, arguments: Sequence[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    """``Object.freeze(x)``, ``Object.fromEntries(list)``; None for other calls, and where the members are not known."""
    if len(arguments) != 1:
        return None
    if name in _SAME:
        return evaluate(arguments[0], frame)
    if name != "fromEntries":
        return None
    content = evaluate(arguments[0], frame).only
    if not isinstance(content, Items) or content.open:
        return None
    members = [_member(element) for element in content.elements]
    known = [member for member in members if member is not None]
    return single(Record(tuple(known))) if len(known) == len(members) else None


def _member(entry: Content) -> tuple[str, Value] | None:
    if not isinstance(entry, Items) or entry.open or len(entry.elements) != 2:
        return None
    name = known_text(entry.elements[0])
    return (name, single(entry.elements[1])) if name is not None else None
