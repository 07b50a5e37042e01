"""By which steps other code reaches a function or an object of a file: ``db.query``, ``createDb().one``, ``Store().find``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.declarations import CALLED, CLASSES, EXPORTED, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from xref.syntax import SyntaxTree

Place = tuple[str, ...]
"""A name of a file's top level and the steps from there, as in :class:`xref.extract.declarations.Import`."""

_AROUND = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "arguments"})
_KEEPING = re.compile(r"Object\.(?:freeze|seal)")
_TOP = frozenset({"program", "export_statement"})


def place_of(tree: SyntaxTree, path: Sequence[Node]) -> Place | None:
    """The place of the function, object or class that ``path`` ends in; one that is out of reach has an empty name first."""
    node, held = path[-1], _holder(tree, path)
    named = node.child_by_field_name("name")
    if held is None:
        return None
    holder = path[held]
    if holder.type == "variable_declarator":
        name = holder.child_by_field_name("name")
        return _declared(tree, path[: held + 1], tree.text(name)) if name is not None and name.type == "identifier" else None
    if node.type == "method_definition" or holder.type in ("pair", "public_field_definition"):
        return _member(tree, path, held)
    if named is not None and (holder.type in _TOP or holder.type == "statement_block"):
        return _declared(tree, path, tree.text(named))
    if holder.type == "export_statement":
        return ("default",)
    if holder.type == "assignment_expression":
        left = holder.child_by_field_name("left")
        match = EXPORTED.fullmatch(tree.text(left)) if left is not None else None
        return (match[1] or match[2] or "default",) if match is not None else None
    return _given_back(tree, path, held)


def _holder(tree: SyntaxTree, path: Sequence[Node]) -> int | None:
    """The index of what holds the last node of ``path``: parentheses, casts and ``Object.freeze`` left out."""
    for index in range(len(path) - 2, -1, -1):
        node = path[index]
        if node.type == "call_expression":
            function = node.child_by_field_name("function")
            if function is None or not _KEEPING.fullmatch(tree.text(function)):
                return None
        elif node.type not in _AROUND:
            return index
    return None


def _member(tree: SyntaxTree, path: Sequence[Node], held: int) -> Place | None:
    """The place of a method or of a member's value: that of its object or class, and its name."""
    own = path[-1] if path[-1].type == "method_definition" else path[held]
    index = len(path) - 1 if own is path[-1] else held
    key = own.child_by_field_name("name") or own.child_by_field_name("key")
    around = path[index - 1]
    if key is None or index < 1:
        return None
    owner = path[: index - 1] if around.type == "class_body" else path[:index]
    place = place_of(tree, owner) if owner else None
    if place is None:
        return None
    static = any(child.type == "static" for child in own.children)
    instance = (CALLED,) if around.type == "class_body" and not static else ()
    return (*place, *instance, tree.text(key).strip("'\""))


def _declared(tree: SyntaxTree, path: Sequence[Node], name: str) -> Place | None:
    """The place of what is declared as ``name``: at the top level, or in a function that gives it to its caller."""
    depth = next((index for index in range(len(path) - 2, -1, -1) if path[index].type in FUNCTIONS), None)
    if depth is None:
        return (name,)
    for given in returned(path[depth]):
        key = _key_of(tree, given, name)
        if key is not None:
            place = place_of(tree, path[: depth + 1])
            return (*place, CALLED, *key) if place is not None else None
    return ("", name)


def _key_of(tree: SyntaxTree, given: Node, name: str) -> Place | None:
    """How what a function returns leads to its variable ``name``."""
    if given.type == "identifier":
        return () if tree.text(given) == name else None
    for member in given.named_children if given.type == "object" else ():
        key, value = member.child_by_field_name("key"), member.child_by_field_name("value")
        if member.type == "shorthand_property_identifier" and tree.text(member) == name:
            return (name,)
        if key is not None and value is not None and value.type == "identifier" and tree.text(value) == name:
            return (tree.text(key).strip("'\""),)
    return None


def _given_back(tree: SyntaxTree, path: Sequence[Node], held: int) -> Place | None:
    """The place of what a function returns: as its body, or with ``return``."""
    holder = path[held]
    if holder.type == "return_statement":
        held = next((index for index in range(held - 1, -1, -1) if path[index].type in FUNCTIONS), -1)
    elif holder.type != "arrow_function":
        return None
    place = place_of(tree, path[: held + 1]) if held >= 0 else None
    return (*place, CALLED) if place is not None else None


def returned(function: Node) -> Iterator[Node]:
    """What a function gives: the body of an arrow function, the returns at the end and directly inside of a block."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield unwrapped(body)
        return
    for statement in reversed(body.named_children):
        if statement.type == "return_statement" and statement.named_children:
            yield unwrapped(statement.named_children[0])


def unwrapped(node: Node) -> Node:
    """An expression without parentheses, casts, ``await`` and ``Object.freeze``."""
    for _ in range(_MAX_AROUND):
        if node.type in ("call_expression", *CLASSES) or not node.named_children:
            listed = node.child_by_field_name("arguments") if node.type == "call_expression" else None
            function = node.child_by_field_name("function")
            keeping = function is not None and function.type == "member_expression" and function.text in _FREEZING
            if listed is None or not keeping or not listed.named_children:
                return node
            node = listed.named_children[0]
        elif node.type in _AROUND or node.type == "await_expression":
            node = node.named_children[0]
        else:
            return node
    return node


_MAX_AROUND = 12
_FREEZING = (b"Object.freeze", b"Object.seal")
