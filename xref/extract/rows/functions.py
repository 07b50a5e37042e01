"""Functions of the file: which one a name calls, what it returns, where it is called."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.candidates import arguments_of
from xref.extract.declarations import CLASSES, FUNCTIONS
from xref.extract.rows.names import function_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from xref.extract.rows.trace import Trace

_MAX_RETURNS = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A function's name, the node that binds it, and the class or object that it is a member of."""

    name: str
    node: Node
    owner: str | None = None
    body: Node | None = None


def local_function(trace: Trace, name: Node) -> Node | None:
    """The function of this file that an identifier means."""
    path = trace.tree.path_to(name)
    found = trace.declarations.declaration_of(trace.tree.text(name), path) if path is not None else None
    if found is not None and found.type == "variable_declarator":
        found = found.child_by_field_name("value")
    return found if found is not None and found.type in FUNCTIONS else None


def return_values(trace: Trace, function: Node) -> list[Node | None]:
    """What a function's return statements (or its body, an expression) give; None for too many of them."""
    if function.id not in trace.values:
        trace.values[function.id] = _return_values(trace, function)
    return trace.values[function.id]


def _return_values(trace: Trace, function: Node) -> list[Node | None]:
    body = function.child_by_field_name("body")
    if body is None:
        return [None]
    if body.type != "statement_block":
        return [body]
    span = trace.tree.span(body)
    found: list[Node | None] = []
    places = trace.returns
    for offset in places[bisect_left(places, span.start) : bisect_left(places, span.end)]:
        node = trace.tree.node_at(offset)
        if node is None or node.type != "return_statement" or not node.named_children:
            continue
        around = function_around(node)
        if around is not None and around.id == function.id:
            found.append(node.named_children[0])
        if len(found) > _MAX_RETURNS:
            return [None]
    return found


def named(trace: Trace, function: Node) -> Named | None:
    """The name under which a function is called; None for one that has none."""
    holder = function.parent
    own = function.child_by_field_name("name")
    if function.type == "method_definition" and own is not None and holder is not None:
        return _member(trace, own, holder)
    if own is not None and own.type == "identifier":
        return Named(trace.tree.text(own), own)
    if holder is None:
        return None
    if holder.type == "variable_declarator":
        name = holder.child_by_field_name("name")
        return Named(trace.tree.text(name), name) if name is not None and name.type == "identifier" else None
    key = holder.child_by_field_name("key") or holder.child_by_field_name("name")
    if holder.type in ("pair", "public_field_definition") and key is not None and holder.parent is not None:
        return _member(trace, key, holder.parent)
    return None


def _member(trace: Trace, name: Node, body: Node) -> Named:
    """The member of a class's body or of an object that is a constant's value."""
    holder = body.parent
    owner = holder.child_by_field_name("name") if holder is not None else None
    known = holder is not None and (holder.type in CLASSES or holder.type == "variable_declarator")
    return Named(
        trace.tree.text(name).strip("'\""), name, trace.tree.text(owner) if owner is not None and known else None, body
    )


def calls_of(trace: Trace, function: Named) -> Iterator[tuple[Node, Node]]:
    """The calls in the file of a named function; with each, what stands there for the function."""
    if function.body is None:
        for use in trace.names.uses(function.node).read:
            call = _call_by(use)
            if call is not None:
                yield call, use
        return
    text = trace.tree.file.text
    for match in re.compile(rf"\.\s*({re.escape(function.name)})(?=\s*[<(])").finditer(text):
        node = trace.tree.node_at(match.start(1))
        member = node.parent if node is not None else None
        if member is None or member.type != "member_expression":
            continue
        of = member.child_by_field_name("object")
        call = _call_by(member)
        if call is not None and of is not None and _is_of(trace, of, function):
            yield call, member


def _is_of(trace: Trace, receiver: Node, function: Named) -> bool:
    if receiver.type == "this":
        body = function.body
        current = receiver.parent
        while current is not None and body is not None and current.id != body.id:
            if current.type == "class_body":
                return False
            current = current.parent
        return current is not None
    return function.owner is not None and trace.tree.text(receiver) == function.owner


def _call_by(used: Node) -> Node | None:
    """The call that ``used`` is the function of, or that is given it to call (``rows.map(toUser)``)."""
    holder = used.parent
    if holder is None:
        return None
    called = holder.child_by_field_name("function") if holder.type == "call_expression" else None
    if called is not None and called.id == used.id:
        return holder
    return holder.parent if holder.type == "arguments" and holder.parent is not None else None


def given_to(trace: Trace, function: Node, index: int) -> list[Node | None]:
    """What a parameter is given in all calls of the function; None for one that is not to be seen."""
    found = named(trace, function)
    statement = function.parent
    while statement is not None and statement.type in ("variable_declarator", "lexical_declaration"):
        statement = statement.parent
    if found is None or found.body is not None or (statement is not None and statement.type == "export_statement"):
        return [None]
    given: list[Node | None] = []
    for use in trace.names.uses(found.node).read:
        holder = use.parent
        call = _call_by(use)
        if call is None or holder is None:
            given.append(None)
        elif holder.type == "arguments":
            given.append(use)
        else:
            listed = call.child_by_field_name("arguments")
            arguments = arguments_of(listed) if listed is not None else []
            given += [arguments[index]] if index < len(arguments) else []
    return given
