"""The keys, values and entries of objects: of known ones, and of unknown ones whose keys the code compares with known lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.assumptions import EQUAL, TRUTHY, Atom
from xref.extract.conditions import spelled, subject_of
from xref.extract.lists import unwrapped
from xref.extract.pieces import Run
from xref.extract.truths import known_text
from xref.extract.values import Items, Maybe, Opaque, Record, Text, Value, combine, single, transform, union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from xref.extract.assumptions import Assumptions
    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_OF_OBJECT = re.compile(r"^Object\s*\.\s*(keys|values|entries)$")
_LISTS = (
    r"([\w$]+(?:\.[\w$]+)*)\s*(?:\?\.|\.)\s*(?:includes|has|get|indexOf|hasOwnProperty)\(\s*{key}(?:\s+as\s+(?:[^()]|\([^()]*\))*)?\s*\)",
    r"{key}\s+in\s+([\w$]+(?:\.[\w$]+)*)",
    r"([\w$]+(?:\.[\w$]+)*)\s*\[\s*{key}(?:\s+as\s+[^\[\]]*(?:\[[^\]]*\])?)?\s*\]",
    r"Object\.(?:hasOwn|prototype\.hasOwnProperty\.call)\(\s*([\w$]+(?:\.[\w$]+)*)\s*,\s*{key}\s*\)",
)
MAX_KEYS = 64


def members_call(node: Node, frame: Frame) -> tuple[str, Node] | None:
    """What of which object ``Object.keys(x)``, ``Object.values(x)`` or ``Object.entries(x)`` asks for."""
    node = unwrapped(node)
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    match = _OF_OBJECT.match(frame.tree.text(function)) if node.type == "call_expression" and function is not None else None
    if match is None or listed is None or len(listed.named_children) != 1:
        return None
    return match.group(1), listed.named_children[0]


def members_of(node: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    """The value of ``Object.entries(x)`` and its like where the object is known; None where it is not."""
    asked = members_call(node, frame)
    if asked is None:
        return None
    kind, owner = asked
    value = evaluate(owner, frame)
    if not value.alternatives or not all(
        isinstance(each.content, Record) and not each.content.open for each in value.alternatives
    ):
        return None
    found: list[tuple[Value, Assumptions]] = []
    for each in value.alternatives:
        assert isinstance(each.content, Record)
        found.append((_listed(each.content, kind, frame, owner), each.assumptions))
    return union(found)


def _listed(record: Record, kind: str, frame: Frame, node: Node) -> Value:
    """A known object's members in order; those that may be absent as elements that may be."""
    value = single(Items(()))
    for name in dict.fromkeys(name for name, _ in record.fields):
        held = record.field(name)
        assert held is not None
        key = text_of(name, frame, node)
        test = presence(node, name, frame) if name in record.optional else None

        def element(content: Content, key: Text = key, test: Atom | None = test) -> Content:
            made: Content = key if kind == "keys" else content if kind == "values" else Items((key, content))
            return made if test is None else Maybe(made, test, wanted=False)

        members = transform(held, element) if kind != "keys" else single(element(key))
        value = combine(value, members, _appended)
    return value


def _appended(items: Content, element: Content) -> Content:
    return items.having((*items.elements, element)) if isinstance(items, Items) else items


def text_of(name: str, frame: Frame, node: Node) -> Text:
    """A text that stands for a key of an object at ``node``: where it is written if it is written there."""
    span = frame.tree.span(node)
    return Text((Run(name, frame.tree.file.path, span, verbatim=False),))


def key_of(pattern: Node) -> Node | None:
    """The variable that a loop over keys or entries gives the key to."""
    if pattern.type == "array_pattern":
        return pattern.named_children[0] if pattern.named_children else None
    return pattern if pattern.type == "identifier" else None


def keyed_elements(right: Node, key: Node | None, body: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    """The elements of ``Object.keys(x)`` or ``.entries(x)`` for an unknown ``x``: the known keys that ``body`` compares with.

    Each of those keys may be there; so may one that is none of them. None where the code has no such list.
    """
    asked = members_call(right, frame)
    if asked is None or asked[0] == "values" or key is None or key.type != "identifier":
        return None
    kind, owner = asked
    if any(isinstance(each.content, Record) and not each.content.open for each in evaluate(owner, frame).alternatives):
        return None
    keys = _candidates(frame.tree.text(key), body, frame, evaluate)
    if not keys or len(keys) > MAX_KEYS:
        return None
    return single(
        Items((*(_member(name, text, kind, owner, frame) for name, text in keys.items()), _other(kind, owner, frame)))
    )


def _member(name: str, text: Text, kind: str, owner: Node, frame: Frame) -> Maybe:
    path, span = frame.tree.file.path, frame.tree.span(owner)
    test = presence(owner, name, frame)
    return Maybe(text if kind == "keys" else Items((text, Opaque(path, span))), test, wanted=False)


def presence(owner: Node, name: str, frame: Frame) -> Atom:
    """The test whether a member is absent (undefined) in an object."""
    written = f"{spelled(owner, frame)}.{name}"
    head, _, versions = subject_of(owner, frame).partition(" ")
    subject = f"{head}.{name} {versions}".strip()
    return Atom(subject, f"{EQUAL}undefined", f"unless `{written}` is given", f"when `{written}` is given", owner.start_byte)


def _other(kind: str, owner: Node, frame: Frame) -> Maybe:
    """A key that is none of those that the code lists."""
    path, span = frame.tree.file.path, frame.tree.span(owner)
    written = spelled(owner, frame)
    test = Atom(f"{subject_of(owner, frame)} other keys", TRUTHY, f"when `{written}` has other keys", "", owner.start_byte)
    outside = Opaque(path, span, outside=True)
    return Maybe(outside if kind == "keys" else Items((outside, Opaque(path, span))), test)


def _candidates(key: str, body: Node, frame: Frame, evaluate: Evaluate) -> dict[str, Text]:
    """The known keys that a body compares ``key`` with, in the order in which they are listed."""
    found: dict[str, Text] = {}
    for holder in _holders(key, body, frame):
        content = evaluate(holder, frame).only
        if isinstance(content, Record) and not content.open:
            found.update({name: text_of(name, frame, holder) for name, _ in content.fields if name not in found})
        elif isinstance(content, Items) and not content.open:
            for element in content.elements:
                name = known_text(element)
                if name is not None and isinstance(element, Text):
                    found.setdefault(name, element)
    return found


def _holders(key: str, body: Node, frame: Frame) -> Iterator[Node]:
    """The expressions in ``body`` that a key is looked up in."""
    span = frame.tree.span(body)
    written = frame.tree.file.text[span.start : span.end]
    for pattern in _LISTS:
        named = pattern.replace("{key}", rf"{re.escape(key)}(?![\w$])")
        for match in re.finditer(rf"(?<![\w$.]){named}", written):
            node = frame.tree.node_at(span.start + match.end(1) - 1)
            parent = node.parent if node is not None else None
            if node is not None and parent is not None and parent.type == "member_expression" and "." in match.group(1):
                node = parent
            if node is not None and frame.tree.text(node) == match.group(1):
                yield node
