"""What connections a file offers to others: by the places of its exports, and what they are like where that is another's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xref.extract.declarations import CALLED, CLASSES, FUNCTIONS, Import, declared, handed, parameters_of
from xref.extract.places import returned, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.declarations import Declarations
    from xref.extract.places import Place
    from xref.extract.receivers import Receiver, Receivers
    from xref.syntax import SyntaxTree

_TRACED = frozenset({"identifier", "member_expression", "call_expression", "new_expression", "as_expression"})
_MOST = 2_000
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What is at a place: a connection of a ``kind`` (``foreign`` too), or what ``like`` says. One of them is None."""

    place: Place
    kind: str | None
    like: Import | None = None


@dataclass
class Offers:
    """The offers of one file."""

    tree: SyntaxTree
    declarations: Declarations
    receivers: Receivers
    found: dict[Place, Offer] = field(default_factory=dict)

    def collect(self) -> tuple[Offer, ...]:
        """All that is declared at the top level, whether it is exported or not: one thing may be like another."""
        root = self.tree.root
        for statement in root.named_children:
            for name, node in declared(self.tree, statement):
                self._declared(name, node, [root, statement])
            if len(self.found) > _MOST:
                break
        default = self.declarations.nodes.get("default")
        if default is not None:
            self._value(("default",), default, self._path(default), 0)
        for name, node in self.declarations.types.items():
            self._type(name, node)
        return tuple(self.found.values())

    def _path(self, node: Node) -> list[Node]:
        return self.tree.path_to(node) or [self.tree.root]

    def _declared(self, name: str, node: Node, path: list[Node]) -> None:
        if node.type in CLASSES:
            self._class(name, node, [*path, node])
        elif node.type in FUNCTIONS:
            self._function((name,), node, [*path, node])
        elif node.type == "variable_declarator":
            value = node.child_by_field_name("value")
            pattern = node.child_by_field_name("name")
            annotated = node.child_by_field_name("type") is not None
            if value is None or pattern is None:
                return
            if annotated or pattern.type != "identifier":
                self._add((name,), self.receivers.kind_and_origin(name, [self.tree.root]))
            if pattern.type == "identifier":
                self._value((name,), value, [*path, node], 0)

    def _value(self, place: Place, value: Node, path: list[Node], depth: int) -> None:
        """What an expression gives: an object of connections, a function that gives one, or a connection."""
        value = unwrapped(value)
        if value.type == "object":
            self._object(place, value, [*path, value], depth)
        elif value.type in FUNCTIONS:
            self._function(place, value, [*path, value])
        elif value.type in CLASSES:
            self._class(place[0], value, [*path, value])
        elif value.type in _TRACED:
            self._add(place, self.receivers.resolve(value, path))

    def _object(self, place: Place, node: Node, path: list[Node], depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        for member in node.named_children:
            key, value = member.child_by_field_name("key"), member.child_by_field_name("value")
            if member.type == "shorthand_property_identifier":
                name = self.tree.text(member)
                self._add((*place, name), self.receivers.kind_and_origin(name, path))
            elif member.type == "method_definition":
                named = member.child_by_field_name("name")
                if named is not None:
                    self._callbacks((*place, self.tree.text(named)), member, [*path, member])
            elif key is not None and value is not None:
                self._value((*place, self.tree.text(key).strip("'\"")), value, [*path, member], depth + 1)

    def _function(self, place: Place, node: Node, path: list[Node]) -> None:
        self._callbacks(place, node, path)
        if any(step != CALLED for step in place[1:]):
            return
        for given in returned(node):
            if given.type in _TRACED:
                inside = self.tree.path_to(given) or path
                self._add((*place, CALLED), self.receivers.resolve(given, inside))
            elif given.type == "object":
                inside = self.tree.path_to(given) or path
                self._object((*place, CALLED), given, inside, 1)

    def _callbacks(self, place: Place, function: Node, path: list[Node]) -> None:
        """What a function hands to the functions that it is given: ``fn(client)``, ``work({ tx })``."""
        text = self.tree.text(function)
        for index, parameter in enumerate(parameters_of(function)):
            pattern = parameter.child_by_field_name("pattern") or parameter
            if pattern.type != "identifier":
                continue
            start = self.tree.span(function).start
            for match in re.finditer(rf"(?<![\w$.])({re.escape(self.tree.text(pattern))})\s*\(", text):
                node = self.tree.node_at(start + match.start(1))
                call = node.parent if node is not None else None
                listed = call.child_by_field_name("arguments") if call is not None else None
                if call is not None and listed is not None:
                    self._handed((*place,), index, listed, self.tree.path_to(call) or path)

    def _handed(self, place: Place, index: int, listed: Node, path: Sequence[Node]) -> None:
        for number, argument in enumerate(child for child in listed.named_children if child.type != "comment"):
            step = handed(index, number)
            if argument.type == "object":
                self._object((*place, step), argument, list(path), 1)
            elif argument.type in _TRACED:
                self._add((*place, step), self.receivers.resolve(argument, path))

    def _class(self, name: str, node: Node, path: list[Node]) -> None:
        for parent in self._parents(node):
            self._add((name, CALLED), parent)
        body = node.child_by_field_name("body")
        for member in body.named_children if body is not None else ():
            named = member.child_by_field_name("name")
            if named is None or body is None:
                continue
            place = (name, CALLED, self.tree.text(named))
            if member.type == "public_field_definition":
                self._field(place, member, [*path, body, member])
            elif place[-1] == "constructor":
                for parameter in parameters_of(member):
                    pattern = parameter.child_by_field_name("pattern")
                    if pattern is not None and pattern.type == "identifier":
                        field_name = self.tree.text(pattern)
                        self._add((name, CALLED, field_name), self.receivers.field(field_name, [*path, body, member]))
            else:
                self._callbacks(place, member, [*path, body, member])

    def _field(self, place: Place, member: Node, path: list[Node]) -> None:
        value = member.child_by_field_name("value")
        if value is not None and unwrapped(value).type in FUNCTIONS:
            self._callbacks(place, unwrapped(value), [*path, unwrapped(value)])
        else:
            self._add(place, self.receivers.field(place[-1], path))

    def _parents(self, node: Node) -> Iterator[Receiver]:
        heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
        clause = heritage.named_children[0] if heritage is not None and heritage.named_children else None
        value = clause.child_by_field_name("value") if clause is not None else None
        if value is not None:
            yield self.receivers.instance(value, [self.tree.root])

    def _type(self, name: str, node: Node) -> None:
        value = node.child_by_field_name("value") or node.child_by_field_name("body")
        if value is None:
            return
        for child in node.named_children:
            if child.type == "extends_type_clause":
                self._add((name, CALLED), self.receivers.of_type(self.tree.text(child)))
        if value.type in ("interface_body", "object_type"):
            for member in value.named_children:
                named, annotation = member.child_by_field_name("name"), member.child_by_field_name("type")
                if member.type == "property_signature" and named is not None and annotation is not None:
                    self._add((name, CALLED, self.tree.text(named)), self.receivers.of_type(self.tree.text(annotation)))
        elif value.type in ("type_identifier", "generic_type", "nested_type_identifier", "intersection_type"):
            self._add((name, CALLED), self.receivers.of_type(self.tree.text(value)))

    def _add(self, place: Place, receiver: Receiver | None) -> None:
        """Keep what is known of a place; nothing, if it is only itself."""
        if receiver is None or place in self.found:
            return
        if receiver.kind is not None and receiver.kind not in ("local", "raw"):
            self.found[place] = Offer(place, receiver.kind)
        elif receiver.origin is not None and receiver.origin != Import("", place[0], place[1:]):
            self.found[place] = Offer(place, None, receiver.origin)
