"""Loops: over known elements one by one, while a test of known numbers holds; any other may run any number of times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.assumptions import NOTHING, Assumptions, under
from xref.extract.conditions import spelled
from xref.extract.declarations import bound_names
from xref.extract.evaluate import evaluate, run_parts
from xref.extract.lists import elements_of, is_unknown
from xref.extract.members import key_of, keyed_elements
from xref.extract.patterns import bind_spelled
from xref.extract.truths import known_text, truths_of
from xref.extract.values import Number, Value, single
from xref.extract.walking import can_walk, sampled, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Execute = Callable[[Node, Frame], bool]

_MAX_ROUNDS = 24


def run_loop(node: Node, frame: Frame, execute: Execute) -> bool:
    """Interpret a loop; False when what follows it is not reached."""
    session = frame.session
    outer = dict(frame.names)
    initializer = node.child_by_field_name("initializer")
    if initializer is not None:
        execute(initializer, frame)
    body = node.child_by_field_name("body")
    goes_on: bool | None = None
    if _is_idle(node, frame):
        goes_on = True
    elif body is not None and not session.exhausted:
        goes_on = _each(node, body, frame, execute) if node.type == "for_in_statement" else _counted(node, body, frame, execute)
    if goes_on is None:
        _any_number_of_times(node, frame, execute)
        goes_on = True
    _restore(initializer, outer, frame)
    return goes_on


def _is_idle(node: Node, frame: Frame) -> bool:
    """Whether a loop does nothing that is followed."""
    return frame.session.is_quiet(node) and not (frame.session.returns and "return" in frame.tree.text(node))


def _each(node: Node, body: Node, frame: Frame, execute: Execute) -> bool | None:
    left, right, operator = (node.child_by_field_name(name) for name in ("left", "right", "operator"))
    if left is None or right is None or operator is None or operator.type != "of":
        return None
    value = keyed_elements(right, key_of(left), body, frame, evaluate)
    if value is None:
        plain = evaluate(right, frame)
        if all(is_unknown(each.content) for each in plain.alternatives) and not frame.session.changed_in(
            body.start_byte, body.end_byte
        ):
            return None
        value = elements_of(right, frame, evaluate)
    value = sampled(value)
    if not can_walk(value, frame):
        return None
    stopped: list[Frame] = []
    written = spelled(right, frame)

    def step(element: Content, index: int, state: Frame) -> bool:
        bind_spelled(left, single(element), state, evaluate, f"{written}[{index}]")
        return _round(body, state, execute, stopped, _words(frame, left, element))

    return walk(value, frame, step, stopped)


def _words(frame: Frame, left: Node, element: Content) -> str:
    """How people are told which round of a loop over known texts it is."""
    text = known_text(element)
    return f"when `{frame.tree.text(left)}` is '{text}'" if text is not None and len(text) < 40 else ""


def _round(body: Node, state: Frame, execute: Execute, stopped: list[Frame], words: str = "") -> bool:
    """Run a loop's body once; False when no further round is reached."""
    session = state.session
    ended: list[Frame] = []
    session.breaks.append(stopped)
    session.continues.append(ended)
    session.iterations.append(words)
    inside = state.fork()
    if execute(body, inside):
        ended.append(inside)
    session.breaks.pop()
    session.continues.pop()
    session.iterations.pop()
    if not ended:
        return False
    state.adopt([(end, [NOTHING]) for end in ended])
    return True


def _counted(node: Node, body: Node, frame: Frame, execute: Execute) -> bool | None:
    """A ``for`` or ``while`` whose condition is decided in each round; None when it is not."""
    condition = node.child_by_field_name("condition")
    if condition is None or node.type == "do_statement":
        return None
    _lengths_in(condition, frame)
    going = frame.fork()
    ended: list[Frame] = []
    for _ in range(_MAX_ROUNDS + 1):
        tested = (
            condition.named_children[0] if condition.type in ("parenthesized_expression", "expression_statement") else condition
        )
        truths = truths_of(tested, going, evaluate, counting=True)
        if truths is None or not all(isinstance(each.content, Number) for each in truths.alternatives):
            return None
        stays, again = (under(going.assumptions, _outcome(truths, value)) for value in (0, 1))
        ended += [going.fork(stays)] if stays is not None else []
        if again is None:
            break
        going = going.fork(again)
        if not _round(body, going, execute, ended):
            break
        increment = node.child_by_field_name("increment")
        if increment is not None:
            evaluate(increment, going)
    else:
        return None
    if ended:
        frame.adopt([(end, [NOTHING]) for end in ended])
    return bool(ended)


def _outcome(truths: Value, wanted: int) -> list[Assumptions]:
    return [
        each.assumptions for each in truths.alternatives if isinstance(each.content, Number) and each.content.value == wanted
    ]


def _lengths_in(condition: Node, frame: Frame) -> None:
    """Look at the arrays whose length a loop's condition asks for as arrays of a few elements."""
    for operand in condition.named_children if condition.type == "binary_expression" else ():
        if operand.type == "member_expression" and frame.tree.text(operand).endswith(".length"):
            owner = operand.child_by_field_name("object")
            if owner is not None and owner.type == "identifier":
                elements_of(owner, frame, evaluate)


def _any_number_of_times(node: Node, frame: Frame, execute: Execute) -> None:
    session = frame.session
    changed = session.changed_in(node.start_byte, node.end_byte)
    right = node.child_by_field_name("right")
    if right is not None:
        evaluate(right, frame)
    frame.forget(changed, node)
    inside = frame.fork()
    target = node.child_by_field_name("left")
    if target is not None:
        for name in bound_names(frame.tree, target):
            inside.bind(name, frame.unknown(target))
    for part in ("condition", "increment"):
        tested = node.child_by_field_name(part)
        if tested is not None:
            run_parts(tested, inside)
    body = node.child_by_field_name("body")
    breaks, session.breaks = session.breaks, []
    session.continues.append([])
    if body is not None:
        execute(body, inside)
    session.continues.pop()
    session.breaks = breaks


def _restore(initializer: Node | None, outer: dict[str, Value], frame: Frame) -> None:
    """Names that a loop's head declares are not those outside it."""
    if initializer is None or initializer.type != "lexical_declaration":
        return
    for declarator in initializer.named_children:
        name = declarator.child_by_field_name("name")
        for bound in bound_names(frame.tree, name) if name is not None else ():
            if bound not in outer:
                frame.names.pop(bound, None)
