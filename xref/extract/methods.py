"""Calls whose result is known: methods of strings and arrays. Any other call is opaque, its arguments are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract import tagged
from xref.extract.operators import template_part
from xref.extract.pieces import Pieces, Run
from xref.extract.values import Items, Number, Opaque, Tagged, Text, Value, combine, single, transform

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_SAME_TEXT = frozenset({"trim", "trimStart", "trimEnd", "toString", "valueOf"})


def appended(items: Content, element: Content) -> Content:
    """``items`` with one element more."""
    return Items((*items.elements, element), items.open) if isinstance(items, Items) else items


def spread_into(items: Content, spread: Content) -> Content:
    """``[...items, ...spread]``."""
    if not isinstance(items, Items):
        return items
    if isinstance(spread, Items):
        return Items((*items.elements, *spread.elements), items.open or spread.open)
    return Items(items.elements, open=True)


def call(node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of a call, with its effects."""
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    arguments = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    if function is not None:
        made = tagged.library_call(node, function, arguments, frame, evaluate)
        if made is not None:
            return made
    if function is not None and function.type == "member_expression":
        found = _method(node, function, arguments, frame, evaluate)
        if found is not None:
            return found
    if function is not None:
        _run(function, frame, evaluate)
    for argument in arguments:
        if not frame.session.is_quiet(argument):
            evaluate(argument, frame)
    return frame.unknown(node)


def _run(node: Node, frame: Frame, evaluate: Evaluate) -> None:
    if not frame.session.is_quiet(node):
        for child in node.named_children:
            evaluate(child, frame)


def _method(node: Node, function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    owner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
    name = frame.tree.text(named) if named is not None else ""
    if owner is None:
        return None
    if name in _SAME_TEXT:
        return evaluate(owner, frame)
    if name == "concat":
        return _concatenated(owner, arguments, frame, evaluate)
    if name == "join":
        return _join(node, owner, arguments, frame, evaluate)
    if name == "push" and owner.type == "identifier" and frame.tree.text(owner) in frame.names:
        return _push(node, owner, arguments, frame, evaluate)
    return None


def _concatenated(owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    value = evaluate(owner, frame)
    if not all(isinstance(each.content, Text) for each in value.alternatives):
        return None
    for argument in arguments:
        put = template_part(frame.tree.file.path, frame.tree.span(argument))
        value = combine(value, transform(evaluate(argument, frame), put), _after)
    return value


def _after(first: Content, second: Content) -> Content:
    return Text((*_pieces(first), *_pieces(second)))


def _pieces(content: Content) -> Pieces:
    return content.pieces if isinstance(content, Text | Tagged) else ()


def _push(node: Node, owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value:
    value = frame.names[frame.tree.text(owner)]
    for argument in arguments:
        if argument.type == "spread_element":
            value = combine(value, evaluate(argument.named_children[0], frame), spread_into)
        else:
            value = combine(value, evaluate(argument, frame), appended)
    frame.bind(frame.tree.text(owner), value)
    unknown = Opaque(frame.tree.file.path, frame.tree.span(node))

    def length(content: Content) -> Content:
        return Number(len(content.elements)) if isinstance(content, Items) and not content.open else unknown

    return transform(value, length)


def _join(node: Node, owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value:
    value = evaluate(owner, frame)
    separator = (
        evaluate(arguments[0], frame).only
        if arguments
        else Text((Run(",", frame.tree.file.path, frame.tree.span(node), False),))
    )
    path, span = frame.tree.file.path, frame.tree.span(node)
    put = template_part(path, span)

    def joined(content: Content) -> Content:
        if not isinstance(content, Items) or content.open or not isinstance(separator, Text):
            return Opaque(path, span)
        pieces: Pieces = ()
        for index, element in enumerate(content.elements):
            pieces += (separator.pieces if index else ()) + _pieces(put(element))
        return Text(pieces)

    return transform(value, joined)


__all__ = ["appended", "call", "single", "spread_into"]
