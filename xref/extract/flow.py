"""Statements in order: branches part and meet, loops may run any number of times, what returns does not go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.assumptions import NOTHING, Assumptions, Atom, under
from xref.extract.choices import chosen
from xref.extract.conditions import Guard, equality, guard
from xref.extract.declarations import CLASSES, FUNCTIONS, bound_names, parameters_of
from xref.extract.evaluate import assign, bind_pattern, evaluate, run_parts
from xref.extract.frame import MAX_DEPTH, Frame
from xref.extract.loops import run_loop
from xref.extract.pieces import Argument
from xref.extract.values import Code, Opaque, Text, single

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_MAX_CASES = 200
_DECLARING = frozenset({"lexical_declaration", "variable_declaration"})
_SKIPPED = LOOPS | _DECLARING | {"expression_statement", "if_statement", "switch_statement", "try_statement"}
_LEAVING = frozenset({"return_statement", "throw_statement", "break_statement", "continue_statement"})


def run_function(function: Node, frame: Frame) -> None:
    """Interpret a function's body, or a class's members, as something that may run any number of times at this point."""
    session = frame.session
    changed = session.changed_in(function.start_byte, function.end_byte)
    if not session.holds_target(function):
        if function.id not in session.followed:
            frame.forget(changed, function)
        return
    frame.forget(changed, function)
    inside = frame.fork()
    if not _is_argument_of_call(function):
        inside.forget(dict.fromkeys(session.changed_in(function.end_byte, session.last_byte), False), function)
    breaks, session.breaks = session.breaks, []
    continues, session.continues = session.continues, []
    returns, session.returns = session.returns, []
    if function.type in CLASSES:
        _run_class(function, inside)
    else:
        _bind_parameters(function, inside)
        body = function.child_by_field_name("body")
        if body is not None:
            execute(body, inside) if body.type == "statement_block" else evaluate(body, inside)
    session.breaks, session.continues, session.returns = breaks, continues, returns


def _is_argument_of_call(function: Node) -> bool:
    """Whether a function is handed to a call, which (as ``withTransaction`` does) runs it now rather than later."""
    return function.parent is not None and function.parent.type == "arguments"


def _run_class(node: Node, frame: Frame) -> None:
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        if not frame.session.holds_target(member):
            continue
        inside = frame.fork()
        inside.owner = node
        if member.type in FUNCTIONS:
            run_function(member, inside)
        else:
            run_parts(member, inside)


def _bind_parameters(function: Node, frame: Frame) -> None:
    start = frame.tree.span(function).start
    given = set(frame.given)
    for index, parameter in enumerate(parameters_of(function)):
        pattern = parameter.child_by_field_name("pattern") or parameter
        span = frame.tree.span(pattern)
        if pattern.type == "identifier":
            name = frame.tree.text(pattern)
            frame.bind(name, single(Text((Argument(frame.tree.file.path, span, start, index),))))
            annotation = parameter.child_by_field_name("type")
            if annotation is not None and "boolean" not in frame.tree.text(annotation):
                given.add(name)
        else:
            bind_pattern(pattern, single(Text((Argument(frame.tree.file.path, span, start, index),))), frame)
    frame.given = frozenset(given)


def execute(node: Node, frame: Frame) -> bool:
    """Interpret a statement; False when what follows it is not reached from it."""
    session = frame.session
    session.steps += 1
    if session.is_past(node):
        return node.type not in _LEAVING
    if node.type in _SKIPPED and session.is_idle(node):
        _skip(node, frame)
        return True
    if session.depth >= MAX_DEPTH or session.exhausted:
        frame.give_up(node)
        return True
    session.depth += 1
    try:
        return _HOW.get(node.type, _other)(node, frame)
    finally:
        session.depth -= 1


def _skip(node: Node, frame: Frame) -> None:
    """Pass a statement on which nothing hangs: the names that it declares are not others any more."""
    for declarator in node.named_children if node.type in _DECLARING else ():
        pattern = declarator.child_by_field_name("name")
        for name in bound_names(frame.tree, pattern) if pattern is not None else ():
            frame.bind(name, frame.unknown(declarator))


def execute_all(statements: Sequence[Node], frame: Frame) -> bool:
    """Interpret statements in order, up to the first that is not passed."""
    return all(execute(statement, frame) for statement in statements)


def _other(node: Node, frame: Frame) -> bool:
    if node.type in FUNCTIONS or node.type in CLASSES:
        run_function(node, frame)
    else:
        run_parts(node, frame)
    return node.type not in _LEAVING


def _expression(node: Node, frame: Frame) -> bool:
    for child in node.named_children:
        if child.type == "call_expression" or not frame.session.is_quiet(child):
            evaluate(child, frame)
    return True


def _block(node: Node, frame: Frame) -> bool:
    outer = frame.names
    frame.names = dict(outer)
    declared: set[str] = set()
    goes_on = True
    for statement in node.named_children:
        if statement.type == "function_declaration":
            named = statement.child_by_field_name("name")
            if named is not None:
                frame.bind(frame.tree.text(named), single(Code(statement, frame.owner)))
    for statement in node.named_children:
        if statement.type in ("lexical_declaration", "function_declaration", "class_declaration"):
            named = statement.child_by_field_name("name")
            declared.update(bound_names(frame.tree, named) if named is not None else ())
            for declarator in statement.named_children:
                pattern = declarator.child_by_field_name("name")
                declared.update(bound_names(frame.tree, pattern) if pattern is not None else ())
        if not execute(statement, frame):
            goes_on = False
            break
    for name in declared:
        frame.names.pop(name, None)
        if name in outer:
            frame.names[name] = outer[name]
    return goes_on


def _declaration(node: Node, frame: Frame) -> bool:
    for declarator in node.named_children:
        pattern, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        if pattern is None:
            continue
        if value is None:
            found = single(Opaque(frame.tree.file.path, frame.tree.span(declarator), absent=True))
        else:
            found = evaluate(value, frame)
        if pattern.type == "identifier":
            frame.bind(frame.tree.text(pattern), found)
        else:
            bind_pattern(pattern, found, frame)
    return True


def _exported(node: Node, frame: Frame) -> bool:
    inner = node.child_by_field_name("declaration") or node.child_by_field_name("value")
    return execute(inner, frame) if inner is not None else True


def _if(node: Node, frame: Frame) -> bool:
    condition, first, second = (node.child_by_field_name(name) for name in ("condition", "consequence", "alternative"))
    if condition is None or first is None:
        run_parts(node, frame)
        return True
    run_parts(condition, frame)
    decided = guard(condition, frame, evaluate)
    taken = _branches(
        frame,
        decided,
        lambda branch: execute(first, branch),
        lambda branch: second is None or execute(second, branch),
    )
    if not taken:
        return False
    frame.adopt(taken)
    return True


def _branches(
    frame: Frame, decided: Guard, first: Callable[[Frame], bool], second: Callable[[Frame], bool]
) -> list[tuple[Frame, Sequence[Assumptions]]]:
    """The states in which the two branches end, of those that are taken and go on."""
    taken: list[tuple[Frame, Sequence[Assumptions]]] = []
    every = (decided.holds, decided.fails)
    picked = chosen(frame, every)
    for index, branch in enumerate((first, second)):
        known = under(frame.assumptions, picked[index])
        if known is None:
            continue
        state = frame.fork(known)
        if branch(state):
            taken.append((state, picked[index]))
        elif frame.session.world is not None and not picked[1 - index]:
            # The way that was chosen leaves: the other is gone too, for what follows.
            other = under(frame.assumptions, every[1 - index])
            state = frame.fork(other)
            if other is not None and (second if index == 0 else first)(state):
                taken.append((state, every[1 - index]))
    return taken


def _loop(node: Node, frame: Frame) -> bool:
    return run_loop(node, frame, execute)


def _return(node: Node, frame: Frame) -> bool:
    returns = frame.session.returns
    if not returns:
        run_parts(node, frame)
        return False
    given_ = [child for child in node.named_children if child.type != "comment"]
    absent = single(Opaque(frame.tree.file.path, frame.tree.span(node), absent=True))
    value = evaluate(given_[0], frame) if given_ else absent
    returns[-1].append((frame.fork(), value))
    return False


def _continue(node: Node, frame: Frame) -> bool:
    if frame.session.continues and not node.named_children:
        frame.session.continues[-1].append(frame.fork())
    return False


def _switch(node: Node, frame: Frame) -> bool:
    tested, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    if tested is None or body is None:
        return True
    evaluate(tested, frame)
    subject = tested.named_children[0] if tested.type == "parenthesized_expression" and tested.named_children else tested
    cases = [child for child in body.named_children if child.type in ("switch_case", "switch_default")]
    if len(cases) > _MAX_CASES:
        frame.give_up(node)
        return True
    ended: list[Frame] = []
    frame.session.breaks.append(ended)
    falling: Frame | None = None
    otherwise: Assumptions | None = frame.assumptions
    for case in cases:
        value = case.child_by_field_name("value")
        entered = otherwise
        if value is not None and otherwise is not None:
            test = _case_test(subject, value, frame)
            entered, otherwise = otherwise.adding(test, True), otherwise.adding(test, False)
        state = _entering(frame, entered, falling)
        if state is None:
            continue
        statements = [child for child in case.named_children if value is None or child.id != value.id]
        falling = state if execute_all(statements, state) else None
    frame.session.breaks.pop()
    if falling is not None:
        ended.append(falling)
    if otherwise is not None and not any(case.type == "switch_default" for case in cases):
        ended.append(frame.fork(otherwise))
    return _meet(frame, ended)


def _case_test(subject: Node, value: Node, frame: Frame) -> Atom:
    if value.type == "string":
        return equality(subject, frame.tree.text(value)[1:-1], frame)
    written = frame.tree.text(value)
    test = equality(subject, written, frame)
    return Atom(test.subject, f"={written}", test.words, test.otherwise, test.place)


def _entering(frame: Frame, entered: Assumptions | None, falling: Frame | None) -> Frame | None:
    """The state at a case's start: as before the switch, or as the case above left it."""
    if entered is None:
        return falling
    state = frame.fork()
    state.adopt([(frame.fork(entered), [NOTHING]), *([(falling, [NOTHING])] if falling is not None else [])])
    return state


def _meet(frame: Frame, ended: list[Frame]) -> bool:
    if not ended:
        return False
    frame.adopt([(state, [NOTHING]) for state in ended])
    return True


def _break(node: Node, frame: Frame) -> bool:
    if frame.session.breaks and not node.named_children:
        frame.session.breaks[-1].append(frame.fork())
    return False


def _try(node: Node, frame: Frame) -> bool:
    body, handler, finalizer = (node.child_by_field_name(name) for name in ("body", "handler", "finalizer"))
    if body is None:
        return True
    failing = frame.fork()
    failing.forget(dict.fromkeys(frame.session.changed_in(body.start_byte, body.end_byte), False), body)
    after = frame.fork()
    ended = [after] if execute(body, after) else []
    if handler is not None:
        parameter, caught = handler.child_by_field_name("parameter"), handler.child_by_field_name("body")
        if parameter is not None:
            for name in bound_names(frame.tree, parameter):
                failing.bind(name, frame.unknown(parameter))
        if caught is not None and execute(caught, failing):
            ended.append(failing)
    goes_on = _meet(frame, ended)
    if finalizer is not None:
        inside = finalizer.child_by_field_name("body") or finalizer
        goes_on = execute(inside, frame) and goes_on
    return goes_on


_HOW: dict[str, Callable[[Node, Frame], bool]] = {
    "expression_statement": _expression,
    "statement_block": _block,
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "export_statement": _exported,
    "if_statement": _if,
    "else_clause": _block,
    "switch_statement": _switch,
    "break_statement": _break,
    "continue_statement": _continue,
    "return_statement": _return,
    "try_statement": _try,
    **dict.fromkeys(LOOPS, _loop),
}

__all__ = ["assign", "execute", "execute_all", "run_function"]
