"""Binding patterns and members of known objects as targets of assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.declarations import bound_names
from xref.extract.distant import distant_member, found_elsewhere
from xref.extract.truths import known_text
from xref.extract.values import Items, Opaque, Record, Value, single, transform, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]


def bind_pattern(pattern: Node, value: Value, frame: Frame, evaluate: Evaluate, depth: int = 0) -> None:
    """Bind the names of a pattern: from a known record's members or array's elements, else to nothing known."""
    if pattern.type == "identifier":
        frame.bind(frame.tree.text(pattern), value)
        return
    if pattern.type in ("assignment_pattern", "object_assignment_pattern") and depth < 8:
        left, default = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
        if left is not None and default is not None:
            held = _or_default(value, default, frame, evaluate)
            if left.type == "shorthand_property_identifier_pattern":
                frame.bind(frame.tree.text(left), held)
            else:
                bind_pattern(left, held, frame, evaluate, depth + 1)
        return
    parts = [child for child in pattern.named_children if child.type != "comment"]
    for index, child in enumerate(parts):
        found = _part(pattern, child, index, value, frame, evaluate) if depth < 8 else None
        if found is None:
            for name in bound_names(frame.tree, child):
                frame.bind(name, frame.unknown(child))
        elif child.type == "shorthand_property_identifier_pattern":
            frame.bind(frame.tree.text(child), found)
        else:
            target = child.child_by_field_name("value") if child.type == "pair_pattern" else child
            bind_pattern(target or child, found, frame, evaluate, depth + 1)


def bind_spelled(pattern: Node, value: Value, frame: Frame, evaluate: Evaluate, written: str | None = None) -> None:
    """Bind a loop's variable or a parameter; conditions speak of what it stands for: a known text, or ``written``."""
    text = known_text(value.only) if value.only is not None else None
    if pattern.type == "identifier":
        frame.spell(frame.tree.text(pattern), value, f"'{text}'" if text is not None else written)
        return
    bind_pattern(pattern, value, frame, evaluate)
    content = value.only
    if pattern.type == "array_pattern" and isinstance(content, Items):
        for element, child in zip(content.elements, pattern.named_children, strict=False):
            if child.type == "identifier" and known_text(element) is not None:
                bind_spelled(child, single(element), frame, evaluate)


def _part(pattern: Node, child: Node, index: int, value: Value, frame: Frame, evaluate: Evaluate) -> Value | None:
    """What a part of a pattern takes of a value; None when that is not known."""
    content = value.only
    if pattern.type == "array_pattern":
        if not isinstance(content, Items) or content.open or child.type == "rest_pattern":
            return None
        absent = Opaque(frame.tree.file.path, frame.tree.span(child), absent=True)
        return single(content.elements[index] if index < len(content.elements) else absent)
    name = _member_name(child, frame)
    if name is None:
        return None
    found = [(_field(each.content, name, child, frame, evaluate), each.assumptions) for each in value.alternatives]
    known = [(held, assumptions) for held, assumptions in found if held is not None]
    return union(known) if known and len(known) == len(found) else None


def _member_name(child: Node, frame: Frame) -> str | None:
    if child.type == "pair_pattern":
        child = child.child_by_field_name("key") or child
    elif child.type == "object_assignment_pattern":
        child = child.child_by_field_name("left") or child
    named = child.type in ("shorthand_property_identifier_pattern", "property_identifier")
    return frame.tree.text(child) if named else None


def _field(content: Content, name: str, child: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    if not isinstance(content, Record):
        distant = distant_member(content, name, frame.tree.span(child))
        return None if distant is None else found_elsewhere(distant, frame, evaluate) or single(distant)
    found = content.field(name)
    if found is None and not content.open:
        return single(Opaque(frame.tree.file.path, frame.tree.span(child), absent=True))
    return found


def _or_default(value: Value, default: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """A value, or the default where it is undefined."""
    if not any(isinstance(each.content, Opaque) and each.content.absent for each in value.alternatives):
        return value
    held = evaluate(default, frame)
    return union(
        [
            (held if isinstance(each.content, Opaque) and each.content.absent else Value((each,)), each.assumptions)
            for each in value.alternatives
        ]
    )


def assign_member(target: Node, value: Value, frame: Frame, evaluate: Evaluate) -> bool:
    """Give a member of a known object its value: ``set.name = x``, ``set[key] = x``; False where that cannot be followed."""
    owner = target.child_by_field_name("object")
    if owner is None or owner.type != "identifier" or frame.tree.text(owner) not in frame.names:
        return False
    record, name = frame.names[frame.tree.text(owner)], _assigned_name(target, frame, evaluate)
    if name is None or not all(isinstance(each.content, Record) for each in record.alternatives):
        return False

    def given(content: Content) -> Content:
        if not isinstance(content, Record):
            return content
        if any(key == name for key, _ in content.fields):
            fields = tuple((key, value if key == name else held) for key, held in content.fields)
        else:
            fields = (*content.fields, (name, value))
        return Record(fields, content.open, tuple(key for key in content.optional if key != name))

    frame.bind(frame.tree.text(owner), transform(record, given))
    frame.versions[f"{frame.tree.text(owner)}.{name}"] = frame.session.next_version()
    return True


def _assigned_name(target: Node, frame: Frame, evaluate: Evaluate) -> str | None:
    if target.type == "member_expression":
        named = target.child_by_field_name("property")
        return frame.tree.text(named) if named is not None else None
    key = target.child_by_field_name("index") if target.type == "subscript_expression" else None
    content = evaluate(key, frame).only if key is not None else None
    return known_text(content) if content is not None else None
