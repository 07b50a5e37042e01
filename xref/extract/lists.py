"""Arrays whose length is not known: they are looked at with one and with several elements, the same in every place.

A text that is built from such an array is complete then, and its numbering that of a real run. Where the code asks whether the
array is empty, the empty one is looked at too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.assumptions import EQUAL, NOTHING, TRUTHY, Assumptions, Atom
from xref.extract.choices import settled
from xref.extract.conditions import spelled, subject_of
from xref.extract.pieces import Argument, Imported
from xref.extract.values import (
    Alternative,
    Content,
    Items,
    Maybe,
    Number,
    Opaque,
    Text,
    Value,
    combine,
    limited,
    single,
    transform,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from xref.extract.frame import Frame

    Evaluate = Callable[[Node, Frame], Value]

SEVERAL = 2
"""How many elements stand for more than one."""

MAX_ELEMENTS = 100
"""How many elements of a known array are followed one by one."""

_WRAPPED = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression"}
)
_MEMBERS = re.compile(r"^Object\.(?:entries|values)\(")


def elements_of(node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of ``node`` where an array is wanted: what is not known as arrays of one and of several unknown elements."""
    value = evaluate(node, frame)
    if not any(is_unknown(each.content) for each in value.alternatives):
        return value
    node = unwrapped(node)
    head, _, versions = subject_of(node, frame).partition(" ")
    lengths = _of_unknown_length(f"{_MEMBERS.sub('Object.keys(', head)}.length {versions}", node, frame)
    found = union(
        [
            (lengths if is_unknown(each.content) else Value((Alternative(each.content),)), each.assumptions)
            for each in value.alternatives
        ]
    )
    found = Value(found.alternatives, found.truncated or value.truncated)
    if node.type == "identifier" and frame.tree.text(node) in frame.names:
        frame.names[frame.tree.text(node)] = found  # the same array, seen more closely: tests of it stay what they are
    return found


def seen_elements_of(node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """As :func:`elements_of`, but only of arrays of which elements were asked for before; any other is left as it is."""
    value = evaluate(node, frame)
    if not any(is_unknown(each.content) for each in value.alternatives):
        return value
    head, _, versions = subject_of(unwrapped(node), frame).partition(" ")
    seen = f"{TRUTHY} {f'{head}.length {versions}'.strip()}" in frame.session.lists
    return elements_of(node, frame, evaluate) if seen else value


def unwrapped(node: Node) -> Node:
    """An expression without parentheses, casts and ``await``."""
    while node.type in _WRAPPED and node.named_children:
        node = node.named_children[0]
    return node


def is_unknown(content: Content) -> bool:
    """Whether a content may be an array of any length."""
    if isinstance(content, Opaque):
        return not content.absent
    return isinstance(content, Text) and len(content.pieces) == 1 and isinstance(content.pieces[0], Argument | Imported)


def _of_unknown_length(about: str, node: Node, frame: Frame) -> Value:
    """Arrays of several, one and (where the code asks for it) no elements; tests of the number of them are ``about`` it."""
    element = Opaque(frame.tree.file.path, frame.tree.span(node))
    cases = [
        (single(Items((element,) * count, sample=count == SEVERAL)), known)
        for count, known in _counts(about.strip(), node, frame)
    ]
    return union(cases)


def _counts(about: str, node: Node, frame: Frame) -> Iterator[tuple[int, Assumptions]]:
    written, place = spelled(node, frame), node.start_byte
    some = Atom(about, TRUTHY, f"unless `{written}` is empty", f"when `{written}` is empty", place)
    alone = Atom(about, f"{EQUAL}1", f"when `{written}` has one element", f"when `{written}` has several elements", place)
    frame.session.lists.add(some.key)
    frame.session.lengths.update((some.key, alone.key))
    filled = NOTHING.adding(some, True) or NOTHING
    yield SEVERAL, filled.adding(alone, False) or filled
    yield 1, filled.adding(alone, True) or filled
    if frame.session.asks_length:
        yield 0, NOTHING.adding(some, False) or NOTHING


def lengths_of(node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of ``node`` where the length of an array is wanted: what is not known as one and as several."""
    if node.type == "member_expression" and frame.tree.text(node).endswith(".length"):
        owner = node.child_by_field_name("object")
        if owner is not None:
            elements_of(owner, frame, evaluate)
    value = evaluate(node, frame)
    if not any(is_unknown(each.content) for each in value.alternatives):
        return value
    numbers = union(
        [
            (single(Number(count, sample=count == SEVERAL)), known)
            for count, known in _counts(subject_of(node, frame), node, frame)
        ]
    )
    return union(
        [
            (numbers if is_unknown(each.content) else Value((Alternative(each.content),)), each.assumptions)
            for each in value.alternatives
        ]
    )


def expanded(value: Value, frame: Frame | None = None) -> Value:
    """The value with each element that may be missing there or not; in a world it is one of the two."""
    if not any(_has_maybe(each.content) for each in value.alternatives):
        return value
    if frame is not None and frame.session.world is not None:
        value = transform(value, lambda content: _in_world(content, frame))
    found: list[tuple[Value, Assumptions]] = []
    for each in value.alternatives:
        parts = single(each.content.having(())) if isinstance(each.content, Items) else single(each.content)
        for element in each.content.elements if isinstance(each.content, Items) else ():
            parts = combine(parts, _present(element), _spliced)
        found.append((parts, each.assumptions))
    return Value(union(found).alternatives, value.truncated or any(part.truncated for part, _ in found))


def _in_world(content: Content, frame: Frame) -> Content:
    """An array without the elements that the world leaves out."""
    if not isinstance(content, Items):
        return content
    kept: list[Content] = []
    for element in content.elements:
        one = settled(_present(element), frame).only
        kept += one.elements if isinstance(one, Items) else ()
    return content.having(tuple(kept))


def _has_maybe(content: Content) -> bool:
    return isinstance(content, Items) and any(isinstance(element, Maybe) for element in content.elements)


def _present(element: Content) -> Value:
    if not isinstance(element, Maybe):
        return single(Items((element,)))
    there, missing = (NOTHING.adding(element.test, outcome) or NOTHING for outcome in (element.wanted, not element.wanted))
    return limited([Alternative(Items((element.content,)), there), Alternative(Items(()), missing)])


def _spliced(first: Content, second: Content) -> Content:
    if isinstance(first, Items) and isinstance(second, Items):
        return first.following(second)
    return first
