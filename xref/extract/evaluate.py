"""Expressions as values. What is not understood is opaque; the calls that are waited for are reached wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract import arrays, lists, lookup, methods, patterns, tagged
from xref.extract.assumptions import NOTHING, Compound, under
from xref.extract.changes import written_name
from xref.extract.choices import chosen, settled
from xref.extract.conditions import absence, condition_of, guard
from xref.extract.declarations import CLASSES, FUNCTIONS
from xref.extract.frame import MAX_DEPTH
from xref.extract.literals import cooked
from xref.extract.object_literals import object_literal
from xref.extract.operators import add, arithmetic, concatenate, template_part
from xref.extract.patterns import assign_member
from xref.extract.values import (
    Code,
    Items,
    Number,
    Opaque,
    Record,
    Text,
    Value,
    combine,
    given,
    opaque,
    single,
    transform,
    union,
)
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from xref.extract.assumptions import Assumptions
    from xref.extract.frame import Frame
    from xref.extract.values import Content


def evaluate(node: Node, frame: Frame) -> Value:
    """What ``node`` can be at this point, with the effects of computing it on ``frame``."""
    session = frame.session
    session.steps += 1
    if session.depth >= MAX_DEPTH or session.exhausted:
        frame.give_up(node)
        return frame.unknown(node)
    session.depth += 1
    try:
        value = _HOW.get(node.type, _other)(node, frame)
    finally:
        session.depth -= 1
    return value if session.world is None or len(value.alternatives) < 2 else settled(value, frame)


def run_parts(node: Node, frame: Frame) -> None:
    """Compute the parts of a node for what they do, if they do anything."""
    if not frame.session.is_quiet(node):
        for child in node.named_children:
            evaluate(child, frame)


def _other(node: Node, frame: Frame) -> Value:
    run_parts(node, frame)
    return frame.unknown(node)


def _inner(node: Node, frame: Frame) -> Value:
    children = node.named_children
    return evaluate(children[0], frame) if children else frame.unknown(node)


def _absent(node: Node, frame: Frame) -> Value:
    return single(Opaque(frame.tree.file.path, frame.tree.span(node), absent=True))


def _string(node: Node, frame: Frame) -> Value:
    span = frame.tree.span(node)
    return single(Text(tuple(cooked(frame.tree.file, Span(span.start + 1, span.end - 1)))))


def _template(node: Node, frame: Frame) -> Value:
    value = single(Text(()))
    for part in tagged.template_parts(node, frame):
        if isinstance(part, Span):
            value = concatenate(value, single(Text(tuple(cooked(frame.tree.file, part)))))
        else:
            held = _counting(part, frame)
            value = concatenate(value, transform(held, template_part(frame.tree.file.path, frame.tree.span(part))))
    return value


def _number(node: Node, frame: Frame) -> Value:
    text = frame.tree.text(node)
    return single(Number(int(text))) if text.isdecimal() and len(text) < 10 else frame.unknown(node)


def _identifier(node: Node, frame: Frame) -> Value:
    name = frame.tree.text(node)
    value = frame.names.get(name)
    if value is not None:
        return given(value, frame.assumptions)
    return lookup.constant(name, node, frame, evaluate)


def _member(node: Node, frame: Frame) -> Value:
    return lookup.member(node, frame, evaluate)


def _subscript(node: Node, frame: Frame) -> Value:
    return lookup.subscript(node, frame, evaluate)


def _binary(node: Node, frame: Frame) -> Value:
    operator = _operator(node)
    if operator == "+":
        return _sum(node, frame)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return _other(node, frame)
    if operator in ("&&", "||", "??"):
        return _choice(node, operator, left, right, frame)
    return _arithmetic(operator, _counting(left, frame), _counting(right, frame), node, frame)


def _counting(node: Node, frame: Frame) -> Value:
    """An operand or a part of a text: the length of an array that is not known is that of the arrays that stand for it."""
    if node.type == "member_expression" and frame.tree.text(node).endswith((".length", ".size")):
        return lists.lengths_of(node, frame, evaluate)
    return evaluate(node, frame)


def _arithmetic(operator: str, left: Value, right: Value, node: Node, frame: Frame) -> Value:
    path, span = frame.tree.file.path, frame.tree.span(node)
    return combine(left, right, lambda first, second: arithmetic(operator, first, second, path, span))


def _sum(node: Node, frame: Frame) -> Value:
    """Operands of a chain of ``+`` from left to right, without recursion: chains may be thousands long."""
    operands: list[Node] = []
    current: Node | None = node
    while current is not None and current.type == "binary_expression" and _operator(current) == "+":
        right = current.child_by_field_name("right")
        operands += [right] if right is not None else []
        current = current.child_by_field_name("left")
    value = _operand(current, frame) if current is not None else frame.unknown(node)
    rest = [_operand(operand, frame) for operand in reversed(operands)]
    return add([value, *rest], frame.tree.file.path, frame.tree.span(node))


def _operand(node: Node, frame: Frame) -> Value:
    """An operand of ``+``; a parameter is where it is put in."""
    value = _counting(node, frame)
    if not any(lists.is_unknown(each.content) for each in value.alternatives):
        return value
    put = template_part(frame.tree.file.path, frame.tree.span(node))
    return transform(value, lambda content: put(content) if isinstance(content, Text) else content)


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _choice(node: Node, operator: str, left: Node, right: Node, frame: Frame) -> Value:
    """``a && b``, ``a || b``, ``a ?? b``: one of the two, by the first."""
    missing = lookup.no_member(left, frame, evaluate) if operator != "&&" and left.type == "subscript_expression" else None
    if missing is not None:
        first = evaluate(left, frame)
        found = NOTHING.adding(Compound(tuple(missing), True, "", ""), False) or NOTHING
        return union([(first, found), *_taken(frame, [(right, (missing,)), (None, (found,))])])
    if operator == "??":
        return _fallback(left, right, frame)
    run_parts(left, frame)
    decided = guard(left, frame, evaluate)
    first = evaluate(left, frame) if left.type in _PLAIN else frame.unknown(left)
    if operator == "&&":
        first = transform(first, _falsy)
    kept, other = (decided.fails, decided.holds) if operator == "&&" else (decided.holds, decided.fails)
    return union([*((first, assumptions) for assumptions in kept), *_taken(frame, [(right, other), (None, kept)])])


def _falsy(content: Content) -> Content:
    if isinstance(content, Opaque):
        return replace(content, truth=False)
    if lists.is_unknown(content) and isinstance(content, Text):
        return Opaque(content.pieces[0].path, content.pieces[0].source, truth=False)
    return content


def _fallback(left: Node, right: Node, frame: Frame) -> Value:
    first = evaluate(left, frame)
    test = absence(left, frame)
    there, missing = (NOTHING.adding(test, wanted) or NOTHING for wanted in (False, True))
    kept: list[tuple[Value, Assumptions]] = []
    absent: list[Assumptions] = []
    for each in first.alternatives:
        if isinstance(each.content, Opaque) and each.content.absent:
            absent.append(each.assumptions)
            continue
        known = isinstance(each.content, Text | Number | Items | Record) and not lists.is_unknown(each.content)
        kept.append((Value((each,)), NOTHING if known else there))
        more = None if known else each.assumptions.merged(missing)
        absent += [more] if more is not None else []
    if not absent:
        return first
    ways = tuple(
        way for value, known in kept for each in value.alternatives if (way := each.assumptions.merged(known)) is not None
    )
    return union([*kept, *_taken(frame, [(right, tuple(absent)), (None, ways)])])


_PLAIN = frozenset({"identifier", "member_expression", "string", "template_string", "number", "subscript_expression"})


def _ternary(node: Node, frame: Frame) -> Value:
    condition, first, second = (node.child_by_field_name(name) for name in ("condition", "consequence", "alternative"))
    if condition is None or first is None or second is None:
        return _other(node, frame)
    run_parts(condition, frame)
    decided = guard(condition, frame, evaluate)
    cases = _taken(frame, [(first, decided.holds), (second, decided.fails)])
    return union(cases) if cases else frame.unknown(node)


def _taken(frame: Frame, branches: list[tuple[Node | None, tuple[Assumptions, ...]]]) -> list[tuple[Value, Assumptions]]:
    """The values of branches of an expression, each under the assumptions by which it is taken, with the effects of either."""
    cases: list[tuple[Value, Assumptions]] = []
    ends: list[tuple[Frame, Sequence[Assumptions]]] = []
    for (node, _), ways in zip(branches, chosen(frame, [ways for _, ways in branches]), strict=True):
        known = under(frame.assumptions, ways)
        if known is None:
            continue
        state = frame.fork(known)
        if node is not None:
            value = evaluate(node, state)
            cases += [(value, assumptions) for assumptions in ways]
        ends.append((state, ways))
    if frame.session.world is not None:
        frame.adopt(ends)
    elif any(node is not None and not frame.session.is_quiet(node) for node, _ in branches):
        before = frame.assumptions
        frame.adopt(ends)
        frame.assumptions = before
    return cases


def _call(node: Node, frame: Frame) -> Value:
    if node.id in frame.session.targets:
        frame.session.reached(node, frame)
    arguments = node.child_by_field_name("arguments")
    if arguments is not None and arguments.type == "template_string":
        return tagged.tagged_template(node, arguments, frame, evaluate)
    return methods.call(node, frame, evaluate, assign)


def _boolean(node: Node, frame: Frame) -> Value:
    return single(Opaque(frame.tree.file.path, frame.tree.span(node), truth=node.type == "true"))


def _new(node: Node, frame: Frame) -> Value:
    made = methods.made_by_new(node, frame, evaluate)
    return made if made is not None else _other(node, frame)


def _awaited(node: Node, frame: Frame) -> Value:
    value = _inner(node, frame)
    known = all(isinstance(each.content, Text | Items | Number | Record) for each in value.alternatives)
    return value if known else frame.unknown(node)


def _unary(node: Node, frame: Frame) -> Value:
    operand = node.child_by_field_name("argument")
    number = evaluate(operand, frame).only if operand is not None and _operator(node) == "-" else None
    return single(Number(-number.value)) if isinstance(number, Number) and not number.sample else _other(node, frame)


def _assignment(node: Node, frame: Frame) -> Value:
    target, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = evaluate(right, frame) if right is not None else frame.unknown(node)
    assign(target, value, frame)
    return value


def assign(target: Node | None, value: Value, frame: Frame) -> None:
    """Give a target of an assignment its value: a name, the names of a pattern, a member (of which no track is kept)."""
    if target is None:
        return
    if target.type == "identifier":
        frame.bind(frame.tree.text(target), value)
    elif target.type in ("object_pattern", "array_pattern"):
        bind_pattern(target, value, frame)
    elif not assign_member(target, value, frame, evaluate):
        frame.change_member(written_name(frame.tree.text(target)))


def bind_pattern(pattern: Node, value: Value, frame: Frame) -> None:
    """Bind the names of a pattern: from a known record's members or array's elements, else to nothing known."""
    patterns.bind_pattern(pattern, value, frame, evaluate)


def _augmented(node: Node, frame: Frame) -> Value:
    target, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if target is None or right is None:
        return _other(node, frame)
    operator = _operator(node)
    before = evaluate(target, frame)
    added = evaluate(right, frame)
    path, span = frame.tree.file.path, frame.tree.span(node)
    if operator == "+=":
        value = add([before, added], path, span)
    elif operator in ("-=", "*="):
        value = _arithmetic(operator[:-1], before, added, node, frame)
    else:
        value = opaque(path, span)
    assign(target, value, frame)
    return value


def _update(node: Node, frame: Frame) -> Value:
    target = node.child_by_field_name("argument")
    if target is None or target.type != "identifier":
        return _other(node, frame)
    before = evaluate(target, frame)
    step = 1 if "++" in frame.tree.text(node) else -1
    path, span = frame.tree.file.path, frame.tree.span(node)

    def stepped(content: Content) -> Content:
        return Number(content.value + step, content.sample) if isinstance(content, Number) else Opaque(path, span)

    after = transform(before, stepped)
    frame.bind(frame.tree.text(target), after)
    return after if node.children[0].type in ("++", "--") else before


def _array(node: Node, frame: Frame) -> Value:
    return arrays.listed(node.named_children, frame, evaluate)


def _object(node: Node, frame: Frame) -> Value:
    return object_literal(node, frame, evaluate, _identifier, _inner, run_parts)


def _function(node: Node, frame: Frame) -> Value:
    frame.session.enter(node, frame)
    return single(Code(node, frame.owner))


def _class(node: Node, frame: Frame) -> Value:
    frame.session.enter(node, frame)
    return frame.unknown(node)


_HOW: dict[str, Callable[[Node, Frame], Value]] = {
    "string": _string,
    "template_string": _template,
    "number": _number,
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "binary_expression": _binary,
    "ternary_expression": _ternary,
    "parenthesized_expression": _inner,
    "as_expression": _inner,
    "satisfies_expression": _inner,
    "non_null_expression": _inner,
    "call_expression": _call,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "update_expression": _update,
    "array": _array,
    "object": _object,
    "await_expression": _awaited,
    "new_expression": _new,
    "unary_expression": _unary,
    "true": _boolean,
    "false": _boolean,
    "undefined": _absent,
    "null": _absent,
    **dict.fromkeys(FUNCTIONS, _function),
    **dict.fromkeys(CLASSES, _class),
}

__all__ = ["assign", "bind_pattern", "condition_of", "evaluate", "run_parts"]
