"""Calls: methods of texts, arrays and objects, functions of the file. Of any other only the arguments are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract import arrays, shapes, tagged, texts
from xref.extract.conditions import spelled
from xref.extract.declarations import FUNCTIONS
from xref.extract.distant import distant_member, found_elsewhere, required_module
from xref.extract.frame import Passed
from xref.extract.lists import elements_of, is_unknown
from xref.extract.members import members_of
from xref.extract.objects import object_call
from xref.extract.operators import template_part
from xref.extract.pieces import Imported, Run
from xref.extract.truths import known_text
from xref.extract.values import Code, Items, Opaque, Record, Tagged, Text, Value, combine, single, transform

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.pieces import Piece
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]
    Store = Callable[[Node, Value, Frame], None]

_NAMED = frozenset({"identifier", "member_expression", "subscript_expression"})
_LISTING = frozenset({"join", "keys", "values", "entries"})
_MAKING = frozenset({"Array", "Array.from", "Array.of"})


def call(node: Node, frame: Frame, evaluate: Evaluate, store: Store) -> Value:
    """The value of a call, with its effects."""
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    arguments = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    if function is None:
        return frame.unknown(node)
    made = required_module(node, function, arguments, frame)
    if made is None:
        made = None if _is_of_text(function, frame) else tagged.library_call(node, function, arguments, frame, evaluate)
    if made is None and function.type == "member_expression":
        made = _method(node, function, arguments, frame, evaluate, store)
    elif made is None:
        made = _function(node, function, arguments, frame, evaluate)
    if made is not None:
        return made
    _run(function, frame, evaluate)
    for argument in arguments:
        if not frame.session.is_quiet(argument):
            evaluate(argument, frame)
    if function.type == "identifier" and node.id not in frame.session.targets:
        for argument in arguments:
            if argument.type == "identifier" and frame.tree.text(argument) in frame.names:
                frame.lend(_passed(argument, frame, evaluate))
    return frame.unknown(node)


def _is_of_text(function: Node, frame: Frame) -> bool:
    """Whether a call is one of a method of a text that has the name of a library's object: ``sql.trim()``."""
    owner = function.child_by_field_name("object") if function.type == "member_expression" else None
    held = frame.names.get(frame.tree.text(owner)) if owner is not None and owner.type == "identifier" else None
    return held is not None and any(
        isinstance(each.content, Text) and not is_unknown(each.content) for each in held.alternatives
    )


def _run(node: Node, frame: Frame, evaluate: Evaluate) -> None:
    if not frame.session.is_quiet(node):
        for child in node.named_children:
            evaluate(child, frame)


def _method(node: Node, function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate, store: Store) -> Value | None:
    owner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
    name = frame.tree.text(named) if named is not None else ""
    if owner is None:
        return None
    if name in ("keys", "values", "entries") and owner.type == "identifier" and frame.tree.text(owner) == "Object":
        return members_of(node, frame, evaluate)
    if owner.type == "identifier" and frame.tree.text(owner) == "Object":
        return object_call(name, arguments, frame, evaluate)
    if frame.tree.text(function) in _MAKING:
        return arrays.made_array(frame.tree.text(function), arguments, node, frame, evaluate)
    found = shapes.shape_call(function, arguments, frame, evaluate)
    if found is not None:
        return found
    if name in arrays.CHANGING:
        return _changing(name, node, owner, arguments, frame, evaluate, store)
    if name in arrays.WALKING:
        return arrays.walking(name, node, owner, arguments, frame, evaluate)
    if name in arrays.READING or name in texts.METHODS:
        return _reading(name, node, owner, arguments, frame, evaluate)
    if name == "get" and len(arguments) == 1:
        return _got(owner, arguments[0], node, frame, evaluate)
    return _own_method(node, function, owner, name, arguments, frame, evaluate)


def _changing(
    name: str, node: Node, owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate, store: Store
) -> Value | None:
    if owner.type == "identifier" and frame.tree.text(owner) not in frame.names:
        return None
    if not any(isinstance(each.content, Items) for each in evaluate(owner, frame).alternatives):
        return None
    return arrays.changing(name, node, owner, arguments, frame, evaluate, store)


def _reading(name: str, node: Node, owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    listing = name in _LISTING and owner.type in _NAMED
    value = elements_of(owner, frame, evaluate) if listing else evaluate(owner, frame)
    given = [evaluate(argument, frame) for argument in arguments]
    if name == "concat" and _is_of_pg_promise(owner, frame) and len(given) == 1:
        by = Text((Run(";", frame.tree.file.path, frame.tree.span(node), verbatim=False),))
        return arrays.reading("join", node, given[0], [single(by)], frame)
    if name == "concat" and all(_is_text(each.content) for each in value.alternatives):
        for argument, part in zip(arguments, given, strict=True):
            value = combine(value, transform(part, template_part(frame.tree.file.path, frame.tree.span(argument))), _after)
        return value
    found = arrays.reading(name, node, value, given, frame) if name in arrays.READING else None
    return found if found is not None or name not in texts.METHODS else texts.text_method(node, name, value, given, frame)


def _is_of_pg_promise(owner: Node, frame: Frame) -> bool:
    """Whether it is ``pgp.helpers``, whose ``concat`` makes one text of several statements."""
    return owner.type == "member_expression" and frame.tree.text(owner).endswith(".helpers")


def _is_text(content: Content) -> bool:
    """Whether it is a text for certain: what another file exports may be anything that has such a method."""
    return isinstance(content, Text) and not any(isinstance(piece, Imported) for piece in content.pieces)


def _after(first: Content, second: Content) -> Content:
    return Text((*_pieces(first), *_pieces(second)))


def _pieces(content: Content) -> tuple[Piece, ...]:
    return content.pieces if isinstance(content, Text | Tagged) else ()


def _got(owner: Node, key: Node, node: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    """``map.get(key)`` of a known map by a known key."""
    record = evaluate(owner, frame).only if owner.type == "identifier" else None
    content = evaluate(key, frame).only if isinstance(record, Record) else None
    if not isinstance(record, Record) or content is None:
        return None
    name = known_text(content)
    found = record.field(name) if name is not None else None
    outside = isinstance(content, Opaque) and content.outside
    if found is None and not record.open and (name is not None or outside):
        return single(Opaque(frame.tree.file.path, frame.tree.span(node), absent=True))
    return found


def _own_method(
    node: Node, function: Node, owner: Node, name: str, arguments: list[Node], frame: Frame, evaluate: Evaluate
) -> Value | None:
    """A call of ``this.method()`` of the class at hand, or of a function that is a member of a known object."""
    code: Content | None = None
    if owner.type == "this" and frame.owner is not None:
        method = _method_of(frame.owner, name, frame)
        code = Code(method, frame.owner) if method is not None else None
    elif owner.type == "identifier":
        holder = evaluate(owner, frame).only
        distant = distant_member(holder, name, frame.tree.span(function))
        member = holder.field(name) if isinstance(holder, Record) else found_elsewhere(distant, frame, evaluate)
        code = member.only if member is not None else None
    return _applied(node, code, arguments, frame, evaluate) if isinstance(code, Code) else None


def _method_of(class_node: Node, name: str, frame: Frame) -> Node | None:
    body = class_node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        named = member.child_by_field_name("name")
        if named is None or frame.tree.text(named) != name:
            continue
        value = member.child_by_field_name("value") if member.type not in FUNCTIONS else member
        return value if value is not None and value.type in FUNCTIONS else None
    return None


def _function(node: Node, function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    name = frame.tree.text(function) if function.type == "identifier" else ""
    if name == "Array":
        return arrays.made_array(name, arguments, node, frame, evaluate)
    if name == "String" and len(arguments) == 1:
        path, span = frame.tree.file.path, frame.tree.span(node)
        return transform(evaluate(arguments[0], frame), template_part(path, span))
    if function.type not in ("identifier", "parenthesized_expression", *FUNCTIONS):
        return None
    if function.type == "identifier" and not frame.session.may_call(name, frame):
        return None
    code = evaluate(function, frame).only
    return _applied(node, code, arguments, frame, evaluate) if isinstance(code, Code) else None


def _applied(node: Node, code: Code, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    if frame.session.apply is None or node.id in frame.session.targets or not arrays.is_worth_following(code, frame):
        return None
    if any(argument.type == "spread_element" for argument in arguments):
        return None
    passed = [_passed(argument, frame, evaluate) for argument in arguments]
    value = frame.session.apply(code, passed, frame)
    if any(isinstance(each.content, Opaque) and not each.content.absent for each in value.alternatives):
        here = Opaque(frame.tree.file.path, frame.tree.span(node))
        return transform(value, lambda content: here if isinstance(content, Opaque) and not content.absent else content)
    return value


def _passed(argument: Node, frame: Frame, evaluate: Evaluate) -> Passed:
    value = evaluate(argument, frame)
    text = known_text(value.only) if value.only is not None else None
    written = spelled(argument, frame) if argument.type in _NAMED else f"'{text}'" if text is not None else None
    name = frame.tree.text(argument) if argument.type == "identifier" and frame.tree.text(argument) in frame.names else None
    return Passed(value, written, name)


def made_by_new(node: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    """``new Array(n)``, ``new Set(list)``, ``new Map(entries)`` with known keys."""
    constructor, listed = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    arguments = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    name = frame.tree.text(constructor) if constructor is not None else ""
    if name in ("Array", "Set"):
        return arrays.made_array(name, arguments, node, frame, evaluate)
    entries = evaluate(arguments[0], frame).only if name == "Map" and arguments else None
    if not isinstance(entries, Items) or entries.open:
        return None
    fields = []
    for entry in entries.elements:
        key = known_text(entry.elements[0]) if isinstance(entry, Items) and len(entry.elements) == 2 else None
        if key is None or not isinstance(entry, Items):
            return None
        fields.append((key, single(entry.elements[1])))
    return single(Record(tuple(fields)))
