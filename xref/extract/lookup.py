"""Names that the function at hand does not declare: the file's constants, classes and imports; and members of objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.assumptions import NOTHING
from xref.extract.conditions import equality
from xref.extract.declarations import CLASSES, FUNCTIONS, Import, is_own_module, key_of
from xref.extract.distant import distant_member, found_elsewhere
from xref.extract.frame import Frame
from xref.extract.lists import expanded
from xref.extract.pieces import Imported
from xref.extract.shapes import shape_member
from xref.extract.tables import WHOLE_TABLE
from xref.extract.truths import known_text
from xref.extract.values import Code, Items, Number, Opaque, Record, Shape, Text, Value, single, transform, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.assumptions import Assumptions
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_MAX_CHOICES = 32


def constant(name: str, node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of a top-level constant or of an import."""
    session = frame.session
    if name not in session.constants:
        session.constants[name] = None  # met again while it is computed: it refers to itself
        session.constants[name] = _constant(name, frame, evaluate)
    value = session.constants[name]
    if value is not None:
        return value
    imported = session.declarations.imports.get(name)
    if imported is not None and is_own_module(imported.module):
        distant = Text((_imported(imported, node, frame),))
        return found_elsewhere(distant, frame, evaluate) or single(distant)
    return frame.unknown(node)


def _imported(imported: Import, node: Node, frame: Frame) -> Imported:
    return Imported(frame.tree.file.path, frame.tree.span(node), imported.module, imported.name)


def _constant(name: str, frame: Frame, evaluate: Evaluate) -> Value | None:
    declared = frame.session.declarations.nodes.get(name)
    if name in frame.session.declarations.imports:
        return None
    if declared is not None and declared.type in FUNCTIONS:
        return single(Code(declared))
    if declared is None or declared.type != "variable_declarator":
        return _enumeration(declared, frame, evaluate) if declared is not None else None
    parent, value = declared.parent, declared.child_by_field_name("value")
    pattern = declared.child_by_field_name("name")
    fixed = parent is not None and parent.children[0].type == "const"
    key = key_of(frame.tree, pattern, name) if pattern is not None and pattern.type == "object_pattern" else None
    if value is None or pattern is None or (pattern.type != "identifier" and key is None) or not fixed:
        return None
    with frame.session.awaiting_nothing():
        found = evaluate(value, Frame(frame.session))
    if key is not None:
        member_found = _member_of(found, key, pattern, frame, evaluate)
        if member_found is None:
            return None
        found = member_found
    if isinstance(found.only, Record) and found.only.field(WHOLE_TABLE) is not None:
        return found
    if isinstance(found.only, Record | Items) and _is_changed(name, declared, frame):
        return None
    return found


def _is_changed(name: str, declared: Node, frame: Frame) -> bool:
    """Whether members of a constant object are assigned, or elements of an array added, anywhere in the file."""
    mutated = r"\.(?:push|unshift|splice|pop|shift|sort|reverse)\("
    assigned = r"(?:\.[\w$]{1,80}|\[[^\]\n`]{0,80}\]){1,6}\s*[-+*/%|&?]{0,2}=(?![=>])"
    changing = rf"(?<![\w$.]){re.escape(name)}(?:{mutated}|{assigned})"
    span = frame.tree.span(declared)
    text = frame.tree.file.text
    return any(not span.start <= match.start() < span.end for match in re.finditer(changing, text))


def _enumeration(declared: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    body = declared.child_by_field_name("body")
    if declared.type != "enum_declaration" or body is None:
        return None
    fields = []
    for member_ in body.named_children:
        named, value = member_.child_by_field_name("name"), member_.child_by_field_name("value")
        if member_.type == "enum_assignment" and named is not None and value is not None:
            fields.append((frame.tree.text(named), evaluate(value, Frame(frame.session))))
    return single(Record(tuple(fields)))


def member(node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of ``object.property``: a record's member, an array's length, a class's field, a constant of another file."""
    owner, named = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or named is None:
        return frame.unknown(node)
    name = frame.tree.text(named)
    if owner.type == "this" or owner.type == "identifier":
        class_node = frame.owner if owner.type == "this" else _class(frame.tree.text(owner), frame)
        if class_node is not None:
            return _class_field(class_node, name, frame, evaluate) or frame.unknown(node)
    value = evaluate(owner, frame)
    found = _member_of(value, name, node, frame, evaluate)
    return found if found is not None else frame.unknown(node)


def _member_of(value: Value, name: str, node: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    content = value.only
    if isinstance(content, Record):
        return content.field(name)
    if isinstance(content, Shape):
        return shape_member(content, name, node, frame)
    if any(isinstance(each.content, Record) for each in value.alternatives):
        held = [
            (each.content.field(name) if isinstance(each.content, Record) else None, each.assumptions)
            for each in value.alternatives
        ]
        return union([(found or frame.unknown(node), assumptions) for found, assumptions in held])
    distant = distant_member(content, name, frame.tree.span(node))
    if distant is not None:
        return found_elsewhere(distant, frame, evaluate) or single(distant)
    if name in ("length", "size"):
        unknown = frame.unknown(node).alternatives[0].content

        def length(each: Content) -> Content:
            text = known_text(each)
            if text is not None:
                return Number(len(text))
            return each.length if isinstance(each, Items) and not each.open else unknown

        return transform(expanded(value, frame), length)
    return None


def _class(name: str, frame: Frame) -> Node | None:
    node = frame.session.declarations.nodes.get(name) if name not in frame.names else None
    return node if node is not None and node.type in CLASSES else None


def _class_field(class_node: Node, name: str, frame: Frame, evaluate: Evaluate) -> Value | None:
    """The value of a field that is written where it is declared and, as far as is seen, nowhere else."""
    body = class_node.child_by_field_name("body")
    for field in body.named_children if body is not None else ():
        named, value = field.child_by_field_name("name"), field.child_by_field_name("value")
        if named is None or value is None or frame.tree.text(named) != name:
            continue
        fixed = any(child.type == "readonly" for child in field.children)
        assigned = not fixed and re.search(rf"\.{re.escape(name)}\s*[-+*|&?]*=(?![=>])", frame.tree.text(class_node))
        return None if assigned else evaluate(value, Frame(frame.session, owner=class_node))
    return None


def subscript(node: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of ``object[key]``: a member by a literal key, or any member by a key that is not known."""
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("index")
    if owner is None or key is None:
        return frame.unknown(node)
    value = evaluate(owner, frame)
    content = value.only
    asked = evaluate(key, frame).only
    if isinstance(content, Items) and isinstance(asked, Number) and not content.open and not asked.sample:
        return single(content.elements[asked.value]) if 0 <= asked.value < len(content.elements) else frame.unknown(node)
    if not isinstance(content, Record):
        return frame.unknown(node)
    name = known_text(asked) if asked is not None else None
    found = content.field(name) if name is not None else None
    if found is not None:
        return found
    if name is not None or (isinstance(asked, Opaque) and asked.outside):
        absent = name not in content.optional and not content.open
        return single(Opaque(frame.tree.file.path, frame.tree.span(node), absent=True)) if absent else frame.unknown(node)
    if not content.open and len(content.fields) <= _MAX_CHOICES:
        return _chosen(content, key, node, frame)
    return frame.unknown(node)


def _chosen(record: Record, key: Node, node: Node, frame: Frame) -> Value:
    # A key that no member has gives undefined, and no text worth analysing.
    cases = [(value, NOTHING.adding(equality(key, name, frame), True) or NOTHING) for name, value in record.fields]
    return union(cases) if cases else frame.unknown(node)


def no_member(node: Node, frame: Frame, evaluate: Evaluate) -> Assumptions | None:
    """What holds when ``object[key]`` is undefined, the object's members being known; None when they are not."""
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("index")
    content = evaluate(owner, frame).only if owner is not None and key is not None else None
    if key is None or key.type == "string" or not isinstance(content, Record) or len(content.fields) > _MAX_CHOICES:
        return None
    asked = evaluate(key, frame).only
    if asked is not None and (known_text(asked) is not None or (isinstance(asked, Opaque) and asked.outside)):
        return None
    assumptions = NOTHING
    for name, _ in content.fields:
        assumptions = assumptions.adding(equality(key, name, frame), False) or assumptions
    return assumptions
