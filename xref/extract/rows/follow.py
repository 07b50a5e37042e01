"""One move of a value: what the node around it makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.candidates import arguments_of
from xref.extract.declarations import FUNCTIONS
from xref.extract.row_reads import EACH
from xref.extract.rows.calls import argument, method, returned
from xref.extract.rows.names import function_around

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.rows.trace import Flow, Trace

_TRANSPARENT = frozenset(
    {"await_expression", "parenthesized_expression", "non_null_expression", "satisfies_expression", "as_expression"}
)


def follow(trace: Trace, node: Node, flow: Flow) -> None:
    """Hand a node's value on to what stands around it."""
    parent = node.parent
    if parent is None:
        return
    if parent.type in _TRANSPARENT:
        trace.arrive(parent, flow)
        return
    how = _HOW.get(parent.type)
    if how is not None:
        how(trace, node, parent, flow)


def _field(node: Node, name: str, value: Node) -> bool:
    found = node.child_by_field_name(name)
    return found is not None and found.id == value.id


def _declarator(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    pattern = parent.child_by_field_name("name")
    if pattern is not None and _field(parent, "value", node):
        bind(trace, pattern, flow, node)


def _assignment(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    target = parent.child_by_field_name("left")
    if target is None or not _field(parent, "right", node):
        return
    if target.type == "identifier":
        declared = _declared(trace, target)
        if declared is not None:
            _bind_name(trace, declared, flow)
    elif target.type in ("object_pattern", "array_pattern"):
        _destructure_targets(trace, target, flow)
    trace.arrive(parent, flow)


def _destructure_targets(trace: Trace, pattern: Node, flow: Flow) -> None:
    """``({ rows } = await ...)``: the names are read; what they hold from then on is not followed."""
    for child in pattern.named_children:
        if child.type == "shorthand_property_identifier_pattern":
            trace.read(flow, trace.tree.text(child), child)


def _declared(trace: Trace, target: Node) -> Node | None:
    """The identifier that declares the variable of an assignment."""
    path = trace.tree.path_to(target)
    name = trace.tree.text(target)
    found = trace.declarations.declaration_of(name, path) if path is not None else None
    pattern = found.child_by_field_name("name") if found is not None and found.type == "variable_declarator" else None
    return pattern if pattern is not None and pattern.type == "identifier" else None


def bind(trace: Trace, pattern: Node, flow: Flow, value: Node | None = None) -> None:
    """Give a pattern its value; ``value`` is the node that it is the value of."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        _bind_name(trace, pattern, flow)
    elif pattern.type == "object_pattern":
        for child in pattern.named_children:
            _bind_member(trace, child, flow)
    elif pattern.type == "array_pattern":
        _bind_elements(trace, pattern, flow)
    elif pattern.type == "assignment_pattern":
        inner = pattern.child_by_field_name("left")
        if inner is not None:
            bind(trace, inner, flow)


def _bind_member(trace: Trace, child: Node, flow: Flow) -> None:
    if child.type == "rest_pattern" and child.named_children:
        bind(trace, child.named_children[0], flow)
        return
    if child.type == "pair_pattern":
        key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
    else:
        inner = child.child_by_field_name("left") if child.type == "object_assignment_pattern" else child
        key = inner
    if key is None or inner is None or key.type in ("computed_property_name", "number"):
        return
    taken = trace.read(flow, trace.tree.text(key).strip("'\""), key)
    if taken is not None:
        bind(trace, inner, taken)


def _bind_elements(trace: Trace, pattern: Node, flow: Flow) -> None:
    index = 0
    for child in pattern.children:
        if child.type == ",":
            index += 1
        elif child.type == "rest_pattern" and child.named_children:
            rest = trace.step(flow, EACH)
            if rest is not None:
                bind(trace, child.named_children[0], flow)
        elif child.is_named and child.type != "comment":
            taken = trace.step(flow, index)
            if taken is not None:
                bind(trace, child, taken)


def _bind_name(trace: Trace, declared: Node, flow: Flow) -> None:
    uses = trace.names.uses(declared)
    if uses.written or not uses.followed:
        parent = declared.parent
        first = parent.child_by_field_name("value") if parent is not None and parent.type == "variable_declarator" else None
        unfollowed = [] if uses.followed else [None]
        trace.join(declared, *([first] if first is not None else []), *uses.written, *unfollowed)
        flow = flow.joined(declared)
    trace.reached.add(declared.id)
    for use in uses.read:
        trace.arrive(use, flow)


def _member(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    named, holder = parent.child_by_field_name("property"), parent.parent
    if named is None or holder is None or not _field(parent, "object", node):
        return
    name = trace.tree.text(named)
    if holder.type == "call_expression" and _field(holder, "function", parent):
        method(trace, holder, name, flow, bind)
    elif _is_written(holder, parent):
        trace.give(flow, name)
    else:
        trace.arrive(parent, trace.read(flow, name, named, _instead(trace, parent, node)))


def _subscript(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    index, holder = parent.child_by_field_name("index"), parent.parent
    if index is None or holder is None or not _field(parent, "object", node):
        return
    if index.type == "string":
        name = trace.tree.text(index)[1:-1]
        if _is_written(holder, parent):
            trace.give(flow, name)
        elif "\\" not in name:
            trace.arrive(parent, trace.read(flow, name, index, _instead(trace, parent, node)))
    elif index.type == "number" and trace.tree.text(index).isdecimal():
        trace.arrive(parent, trace.step(flow, int(trace.tree.text(index))))
    elif _is_written(holder, parent) and trace.is_row(flow):
        trace.spoiled.add(flow.origin)
    else:
        trace.arrive(parent, trace.step(flow, EACH))


def _is_written(holder: Node, member: Node) -> bool:
    """Whether a member is assigned, changed or deleted rather than read."""
    if holder.type in ("assignment_expression", "augmented_assignment_expression"):
        return _field(holder, "left", member)
    if holder.type == "unary_expression":
        return holder.children[0].type == "delete"
    return holder.type == "update_expression"


def _instead(trace: Trace, member: Node, value: Node) -> frozenset[str]:
    """The other properties of the same value in ``row.a ?? row.b``."""
    top, outer = member, member.parent
    while outer is not None and (outer.type == "parenthesized_expression" or _operator(outer) in ("??", "||")):
        top, outer = outer, outer.parent
    if top.id == member.id:
        return frozenset()
    written = trace.tree.text(value)
    found: set[str] = set()
    pending = [top]
    while pending:
        node = pending.pop()
        if node.type == "parenthesized_expression" or _operator(node) in ("??", "||"):
            pending.extend(node.named_children)
        elif node.type == "member_expression" and node.id != member.id:
            owner, named = node.child_by_field_name("object"), node.child_by_field_name("property")
            if owner is not None and named is not None and trace.tree.text(owner) == written:
                found.add(trace.tree.text(named))
    return frozenset(found)


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator") if node.type == "binary_expression" else None
    return operator.type if operator is not None else ""


def _binary(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    operator = _operator(parent)
    left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
    if operator == "in" and left is not None and left.type == "string" and _field(parent, "right", node):
        trace.give(flow, trace.tree.text(left)[1:-1])
    elif operator in ("??", "||") or (operator == "&&" and _field(parent, "right", node)):
        trace.join(parent, right if operator == "&&" else left, right)
        trace.arrive(parent, flow.joined(parent))


def _ternary(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    if not _field(parent, "condition", node):
        trace.join(parent, parent.child_by_field_name("consequence"), parent.child_by_field_name("alternative"))
        trace.arrive(parent, flow.joined(parent))


def _argument(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    call = parent.parent
    if call is None or call.type not in ("call_expression", "new_expression"):
        return
    index = next((index for index, each in enumerate(arguments_of(parent)) if each.id == node.id), 0)
    argument(trace, call, index, node, flow, bind)


def _array(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    elements = [child for child in parent.named_children if child.type != "comment"]
    if not any(child.type == "spread_element" for child in elements):
        index = next(index for index, each in enumerate(elements) if each.id == node.id)
        trace.arrive(parent, flow.within(index))


def _spread(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    """``[...rows]`` has the same elements, ``{ ...row, x }`` the same properties and more."""
    holder = parent.parent
    if holder is None:
        return
    if holder.type == "array":
        elements = [child for child in holder.named_children if child.type != "comment"]
        trace.reached.add(parent.id)
        trace.join(holder, *(child if child.type == "spread_element" else None for child in elements))
        trace.arrive(holder, flow.joined(holder) if len(elements) > 1 else flow)
    elif holder.type == "object" and not flow.inside:
        others, known = _members(trace, holder, parent)
        if not others:
            trace.arrive(holder, flow.knowing(known))


def _members(trace: Trace, holder: Node, spread: Node) -> tuple[bool, frozenset[str]]:
    """Whether an object has members whose names are not known beside ``spread``, and the names of those that are."""
    known = set()
    for child in holder.named_children:
        key = child.child_by_field_name("key") or child.child_by_field_name("name")
        if child.type == "comment" or child.id == spread.id:
            continue
        if child.type == "shorthand_property_identifier":
            known.add(trace.tree.text(child))
        elif key is not None and key.type in ("property_identifier", "string"):
            known.add(trace.tree.text(key).strip("'\""))
        else:
            return True, frozenset()
    return False, frozenset(known)


def _pair(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    key = parent.child_by_field_name("key")
    if key is not None and _field(parent, "value", node) and key.type in ("property_identifier", "string"):
        trace.arrive(parent.parent, flow.within(trace.tree.text(key).strip("'\"")))


def _object(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    if node.type == "shorthand_property_identifier":
        trace.arrive(parent, flow.within(trace.tree.text(node)))


def _for(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    target, operator = parent.child_by_field_name("left"), parent.child_by_field_name("operator")
    if target is None or operator is None or operator.type != "of" or not _field(parent, "right", node):
        return
    element = trace.step(flow, EACH)
    if element is not None and parent.child_by_field_name("kind") is not None:
        bind(trace, target, element)


def _return(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    function = function_around(parent)
    if function is not None:
        returned(trace, function, flow)


def _arrow(trace: Trace, node: Node, parent: Node, flow: Flow) -> None:
    if _field(parent, "body", node):
        returned(trace, parent, flow)


_HOW: dict[str, Callable[[Trace, Node, Node, Flow], None]] = {
    "variable_declarator": _declarator,
    "assignment_expression": _assignment,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "binary_expression": _binary,
    "ternary_expression": _ternary,
    "arguments": _argument,
    "array": _array,
    "spread_element": _spread,
    "pair": _pair,
    "object": _object,
    "for_in_statement": _for,
    "return_statement": _return,
    **dict.fromkeys(FUNCTIONS, _arrow),
}
