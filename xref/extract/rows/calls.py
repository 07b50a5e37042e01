"""Calls on the way of a value: methods of arrays and promises, callbacks, functions of the file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.candidates import arguments_of
from xref.extract.declarations import parameters_of
from xref.extract.row_reads import EACH, Returned
from xref.extract.rows.functions import calls_of, given_to, local_function, named, return_values
from xref.extract.sinks import HANDING_ON

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.rows.trace import Flow, Trace

    Bind = Callable[[Trace, Node, Flow], None]

_SAME = frozenset({"filter", "slice", "sort", "reverse", "toSorted", "toReversed", "values"})
_ELEMENT = frozenset({"find", "findLast", "at", "pop", "shift"})
_CALLING = {
    **dict.fromkeys(
        ("map", "forEach", "filter", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "flatMap"), (0,)
    ),
    **dict.fromkeys(("sort", "toSorted"), (0, 1)),
    **dict.fromkeys(("reduce", "reduceRight"), (1,)),
}
_SAME_VALUE = frozenset({"Promise.all", "Promise.resolve", "Array.from", "structuredClone", "Object.freeze"})
_HARMLESS = re.compile(
    r"(?:^|\.)(?:console|logger|log|JSON|expect|assert|res|reply)\.|(?:^|\.)(?:json|send|push|unshift|set|add|stringify|write"
    r"|emit|log|info|warn|error|debug|trace|resolve|reject|enqueue|publish|put|end|next)$|^expect"
)
_TRANSACTION = re.compile(r"transaction", re.IGNORECASE)
_MAX_ENTERED = 4


def method(trace: Trace, call: Node, name: str, flow: Flow, bind: Bind) -> None:
    """A method is called on the value."""
    listed = call.child_by_field_name("arguments")
    arguments = arguments_of(listed) if listed is not None and listed.type == "arguments" else []
    if name in ("then", "catch", "finally"):
        _promise(trace, call, name, arguments, flow, bind)
        return
    if not flow.inside and flow.origin in trace.queries:
        trace.arrive(call, trace.step(flow, f"@{name}"))
    element = trace.step(flow, EACH)
    if element is None:
        return
    if name in _SAME:
        trace.arrive(call, flow)
    elif name in _ELEMENT:
        trace.arrive(call, element)
    if name in _CALLING and arguments:
        for index in _CALLING[name]:
            _call_back(trace, call, arguments[0], index, element, bind)


def _promise(trace: Trace, call: Node, name: str, arguments: list[Node], flow: Flow, bind: Bind) -> None:
    if name == "then" and arguments:
        _call_back(trace, call, arguments[0], 0, flow, bind)
    elif name == "catch" and arguments:
        caught = (
            return_values(trace, arguments[0]) if arguments[0].type in ("arrow_function", "function_expression") else [None]
        )
        trace.join(call, *caught)
        trace.arrive(call, flow.joined(call))
    elif name == "finally":
        trace.arrive(call, flow)


def _call_back(trace: Trace, call: Node, given: Node, index: int, flow: Flow, bind: Bind) -> None:
    """A function is called with the value as its parameter number ``index``."""
    if given.type in ("arrow_function", "function_expression"):
        _bind_parameter(trace, given, index, flow, bind)
    elif given.type == "identifier":
        function = local_function(trace, given)
        if function is not None:
            trace.reached.add(given.id)
            _enter(trace, call, function, index, flow, bind)


def _bind_parameter(trace: Trace, function: Node, index: int, flow: Flow, bind: Bind) -> None:
    parameters = parameters_of(function)
    if index < len(parameters):
        bind(trace, parameters[index].child_by_field_name("pattern") or parameters[index], flow)


def _enter(trace: Trace, call: Node, function: Node, index: int, flow: Flow, bind: Bind) -> None:
    """A function of the file is called with the value; what it returns of it comes back to this call alone."""
    parameters = parameters_of(function)
    if index >= len(parameters) or len(flow.entered) >= _MAX_ENTERED:
        return
    trace.join(parameters[index], *given_to(trace, function, index))
    inside = replace(flow.joined(parameters[index]), entered=((function.id, call.id, flow.joins), *flow.entered))
    trace.entered[call.id] = call
    _bind_parameter(trace, function, index, inside, bind)


def argument(trace: Trace, call: Node, index: int, node: Node, flow: Flow, bind: Bind) -> None:
    """The value is the argument number ``index`` of a call."""
    callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if callee is None:
        return
    written = trace.tree.text(callee)
    listed = call.child_by_field_name("arguments")
    arguments = arguments_of(listed) if listed is not None else []
    if written in _SAME_VALUE and index == 0:
        _same(trace, call, arguments, flow, bind)
    elif written == "Promise.allSettled" and flow.inside:
        trace.arrive(call, replace(flow, inside=(flow.inside[0], "value", *flow.inside[1:])))
    elif written == "Object.assign" and index == 0:
        _assigned(trace, call, arguments[1:], flow)
    elif not flow.inside and not flow.steps and flow.origin in trace.queries:
        name = callee.child_by_field_name("property")
        if name is not None:
            trace.arrive(call, trace.step(flow, f"@{trace.tree.text(name)}"))
    else:
        function = local_function(trace, callee) if callee.type == "identifier" else None
        if function is not None:
            _enter(trace, call, function, index, flow, bind)
        elif call.type == "call_expression" and not _HARMLESS.search(written) and _is_for_effect(call):
            trace.spoiled.add(flow.origin)


def _same(trace: Trace, call: Node, arguments: list[Node], flow: Flow, bind: Bind) -> None:
    if len(arguments) == 1:
        trace.arrive(call, flow)
        return
    element = trace.step(flow, EACH)  # Array.from(rows, (row) => ...)
    if element is not None:
        _call_back(trace, call, arguments[1], 0, element, bind)


def _assigned(trace: Trace, call: Node, others: list[Node], flow: Flow) -> None:
    """``Object.assign(row, { x })``: the row has ``x`` from then on."""
    for other in others:
        for child in other.named_children if other.type == "object" else ():
            key = child.child_by_field_name("key")
            if child.type == "shorthand_property_identifier":
                trace.give(flow, trace.tree.text(child))
            elif key is not None and key.type in ("property_identifier", "string"):
                trace.give(flow, trace.tree.text(key).strip("'\""))
            elif child.type != "comment":
                trace.spoiled.add(flow.origin)
        if other.type != "object":
            trace.spoiled.add(flow.origin)
    trace.arrive(call, flow)


def _is_for_effect(call: Node) -> bool:
    """Whether nothing takes a call's result: it may be there to change what it is given."""
    holder = call.parent
    while holder is not None and holder.type in ("await_expression", "unary_expression", "parenthesized_expression"):
        holder = holder.parent
    return holder is not None and holder.type in ("expression_statement", "arrow_function")


def returned(trace: Trace, function: Node, flow: Flow) -> None:
    """A function returns the value."""
    if function.type.startswith("generator") or any(child.type == "*" for child in function.children):
        return
    values = return_values(trace, function)
    trace.join(function, *values)
    if flow.entered and flow.entered[0][0] == function.id:
        _, call_id, joins = flow.entered[0]
        back = replace(flow, entered=flow.entered[1:], joins=joins)
        _back(trace, trace.entered[call_id], function, back.joined(function) if len(values) > 1 else back)
        return
    if len(values) > 1:
        flow = flow.joined(function)
    holder = function.parent
    if holder is None:
        return
    if holder.type == "arguments" and holder.parent is not None:
        _called_back(trace, holder.parent, flow)
    elif holder.type == "parenthesized_expression" and holder.parent is not None:
        if holder.parent.type == "call_expression":
            trace.arrive(holder.parent, flow)
    else:
        _from_named(trace, function, flow)


def _back(trace: Trace, call: Node, function: Node, flow: Flow) -> None:
    """What a function makes of an argument arrives at the call that gave it."""
    callee = call.child_by_field_name("function")
    direct = local_function(trace, callee) if callee is not None and callee.type == "identifier" else None
    if direct is not None and direct.id == function.id:
        trace.arrive(call, flow)
    else:
        _called_back(trace, call, flow)


def _from_named(trace: Trace, function: Node, flow: Flow) -> None:
    found = named(trace, function)
    if found is None:
        return
    summary = Returned(found.name, found.owner, flow.origin, flow.inside, flow.steps, flow.known)
    trace.returned.append((summary, flow))
    for call, used in calls_of(trace, found):
        if used.parent is not None and used.parent.id == call.id:
            trace.arrive(call, trace.call_of(call, flow))
        else:
            _called_back(trace, call, flow)


def _called_back(trace: Trace, call: Node, flow: Flow) -> None:
    """What a function returns arrives at the call that it is given to, if that hands it on."""
    callee = call.child_by_field_name("function")
    if callee is None:
        return
    name = trace.tree.text(callee.child_by_field_name("property") or callee)
    if name == "map" and callee.type == "member_expression":
        trace.arrive(call, flow.within(EACH))
    elif name == "then" or name in HANDING_ON or _TRANSACTION.search(name):
        trace.arrive(call, flow)
