"""Calls of the file's own functions: the callee is interpreted with what it is given, and what it changes is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.across import apply_elsewhere
from xref.extract.assumptions import NOTHING
from xref.extract.declarations import bound_names, parameters_of
from xref.extract.evaluate import evaluate
from xref.extract.flow import execute
from xref.extract.frame import MAX_DEPTH, Frame, Passed
from xref.extract.patterns import bind_spelled
from xref.extract.values import Code, Items, Opaque, Value, single, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

MAX_CALLS = 6
"""How deep calls within calls are followed."""

_MAX_LENGTH = 8_000


def apply(code: Code, arguments: Sequence[Passed], frame: Frame) -> Value:
    """The value of a call of ``code``, with its effects on ``frame``; what is not followed may have changed what it could."""
    session = frame.session
    node = code.node
    if code.home is not None and code.home is not session:
        return apply_elsewhere(code, arguments, frame, apply)
    too_deep = len(session.calling) >= MAX_CALLS or session.depth >= MAX_DEPTH - 10 or not session.may_follow
    too_long = node.end_byte - node.start_byte > _MAX_LENGTH
    if too_deep or too_long or node.id in session.calling or session.holds_target(node):
        return _unfollowed(node, arguments, frame)
    inner = session.region.start <= frame.tree.span(node).start < session.region.end
    inside = frame.fork() if inner else Frame(session, {}, dict(frame.versions), frame.assumptions, code.owner)
    inside.owner = code.owner
    names = _bind_arguments(node, arguments, inside)
    session.calling.append(node.id)
    breaks, session.breaks = session.breaks, []
    continues, session.continues = session.continues, []
    session.returns.append([])
    try:
        with session.following_on():
            ends = _run(node, inside)
    finally:
        session.returns.pop()
        session.breaks, session.continues = breaks, continues
        session.calling.pop()
    if not ends:
        return frame.unknown(node)
    value = union([(found, state.assumptions.beyond(frame.assumptions)) for state, found in ends])
    states = [_outside(state, names, node, frame, inner=inner) for state, _ in ends]
    before = frame.assumptions
    frame.adopt([(state, [NOTHING]) for state in states])
    if session.world is None:
        frame.assumptions = before
    return value


def _unfollowed(node: Node, arguments: Sequence[Passed], frame: Frame) -> Value:
    frame.give_up(node)
    if not frame.session.holds_target(node):
        for passed in arguments:
            frame.lend(passed)
    return frame.unknown(node)


def _run(node: Node, inside: Frame) -> list[tuple[Frame, Value]]:
    """The states in which a function ends, each with what it gives."""
    body = node.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [(inside, evaluate(body, inside))]
    goes_on = execute(body, inside)
    ends = list(inside.session.returns[-1])
    if goes_on:
        ends.append((inside, single(Opaque(inside.tree.file.path, inside.tree.span(body), absent=True))))
    return ends


def _bind_arguments(node: Node, arguments: Sequence[Passed], inside: Frame) -> dict[str, Passed | None]:
    """Give a function's parameters their values; the names that are bound, with the arguments that they stand for."""
    names: dict[str, Passed | None] = {}
    versions = dict(inside.versions)
    for index, parameter in enumerate(parameters_of(node)):
        pattern = parameter.child_by_field_name("pattern") or parameter
        passed = arguments[index] if index < len(arguments) else None
        names.update(dict.fromkeys(bound_names(inside.tree, pattern)))
        if pattern.type == "rest_pattern":
            elements = [each.value.only for each in arguments[index:]]
            known = tuple(element for element in elements if element is not None)
            for name in bound_names(inside.tree, pattern):
                inside.bind(name, single(Items(known, open=len(known) != len(elements))))
            continue
        value = _argument(parameter, passed, inside)
        if pattern.type == "identifier":
            names[inside.tree.text(pattern)] = passed
        bind_spelled(pattern, value, inside, evaluate, passed.written if passed is not None else None)
    for name in names:
        if name in versions and any(
            re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", each) for each in inside.spelled.values()
        ):
            inside.versions[name] = versions[name]  # the name as the caller means it, in what arguments are written as
    return names


def _argument(parameter: Node, passed: Passed | None, inside: Frame) -> Value:
    default = parameter.child_by_field_name("value")
    content = passed.value.only if passed is not None else None
    missing = passed is None or (isinstance(content, Opaque) and content.absent)
    if missing and default is not None:
        return evaluate(default, inside)
    if passed is None:
        return single(Opaque(inside.tree.file.path, inside.tree.span(parameter), absent=True))
    return passed.value


def _outside(state: Frame, names: dict[str, Passed | None], node: Node, frame: Frame, *, inner: bool) -> Frame:
    """A state in which a function ended as its caller sees it: without its parameters, with what it did to arguments."""
    changed = {
        passed.name: state.names[name]
        for name, passed in names.items()
        if passed is not None and passed.name is not None and _is_changed(name, passed, state, node)
    }
    outside = state if inner else frame.fork(state.assumptions)
    if inner:
        for name in names:
            outside.names.pop(name, None)
            outside.versions.pop(name, None)
            if name in frame.names:
                outside.names[name] = frame.names[name]
            if name in frame.versions:
                outside.versions[name] = frame.versions[name]
    for name, value in changed.items():
        outside.bind(name, value)
    outside.spelled = dict(frame.spelled)
    return outside


def _is_changed(name: str, passed: Passed, state: Frame, node: Node) -> bool:
    """Whether an argument's array or object was changed through the parameter, which was not given another one."""
    if name not in state.names or state.names[name] is passed.value:
        return False
    return (
        re.search(rf"(?<![\w$.]){re.escape(name)}\s*=(?![=>])", state.tree.text(node.child_by_field_name("body") or node))
        is None
    )
