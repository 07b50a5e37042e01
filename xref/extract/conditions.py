"""Conditions of the code as assumptions: what has to hold for each outcome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.assumptions import EQUAL, NOTHING, NULLISH, TRUTHY, Assumptions, Atom, Compound, Condition
from xref.extract.pieces import Run
from xref.extract.truths import truths_of
from xref.extract.values import Code, Items, Number, Opaque, Record, Shape, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content, Value

    Evaluate = Callable[[Node, Frame], Value]

_WRAPPERS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})
_LITERALS = frozenset({"string", "number", "true", "false", "null", "undefined"})
_EQUALITY = {"===": True, "==": True, "!==": False, "!=": False}
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_PATH_END = re.compile(r"\.|$")
_AS = re.compile(r"\(([\w$.]+) as [\w$.<>\[\]]+\)")
_SPACE = re.compile(r"\s+")
_ROOT = re.compile(r"(?<![\w$.'\"`])[A-Za-z_$][\w$]*(?!['\"`\w$])")
_LITERAL_KEY = re.compile(r"\[\s*'([A-Za-z_$][\w$]*)'\s*\]")
_CASTED = re.compile(r"('[^']*') as [\w$.]+(?: [\w$.]+)*")
_MAX_SPELLED = 400
_MAX_DEPTH = 12
_MAX_WORDS = 80


@dataclass(frozen=True, slots=True)
class Guard:
    """The assumptions under which a condition holds and under which it fails, each a list of ways; none: it never does."""

    holds: tuple[Assumptions, ...]
    fails: tuple[Assumptions, ...]

    def ways(self, outcome: bool) -> tuple[Assumptions, ...]:
        """The ways to an outcome."""
        return self.holds if outcome else self.fails


def guard(node: Node, frame: Frame, evaluate: Evaluate) -> Guard:
    """The guard of a condition at this point of the code: by its known value, else as a test."""
    known = _decided(node, frame, evaluate, 0)
    if known is not None:
        return known
    return _plain(node, frame)


def _decided(node: Node, frame: Frame, evaluate: Evaluate, depth: int) -> Guard | None:
    """The guard of a condition of which some part's truth follows from known values; None when none does."""
    if depth > _MAX_DEPTH:
        return None
    inner = node.named_children[0] if node.named_children else node
    if node.type == "unary_expression" and frame.tree.text(node).startswith("!"):
        found = _decided(inner, frame, evaluate, depth + 1)
        return Guard(found.fails, found.holds) if found is not None else _known(node, frame, evaluate)
    if node.type in _WRAPPERS:
        return _decided(inner, frame, evaluate, depth + 1)
    if node.type == "binary_expression":
        left, operator, right = _binary(node, frame)
        if operator in ("&&", "||"):
            first, second = (_decided(part, frame, evaluate, depth + 1) for part in (left, right))
            if first is None and second is None:
                return None
            first, second = first or _plain(left, frame), second or _plain(right, frame)
            return _both(first, second) if operator == "&&" else _contrary(_both(_contrary(first), _contrary(second)))
    return _known(node, frame, evaluate)


def _plain(node: Node, frame: Frame) -> Guard:
    condition, wanted = condition_of(node, frame)
    frame.session.tested.update(_keys(condition))
    return Guard(_adding(frame, condition, wanted), _adding(frame, condition, not wanted))


def _keys(condition: Condition) -> Iterator[str]:
    """The keys of a condition's tests."""
    if isinstance(condition, Atom):
        yield condition.key
    else:
        for part, _ in condition.parts:
            yield from _keys(part)


def _contrary(found: Guard) -> Guard:
    return Guard(found.fails, found.holds)


def _both(first: Guard, second: Guard) -> Guard:
    return Guard(_product(first.holds, second.holds), (*first.fails, *_product(first.holds, second.fails)))


def _product(left: tuple[Assumptions, ...], right: tuple[Assumptions, ...]) -> tuple[Assumptions, ...]:
    return tuple(merged for one in left for other in right if (merged := one.merged(other)) is not None)


def _adding(frame: Frame, condition: Condition, outcome: bool) -> tuple[Assumptions, ...]:
    if frame.assumptions.holds(condition) == (not outcome):
        return ()
    alone = NOTHING.adding(condition, outcome)
    return (alone,) if alone is not None else ()


def _known(node: Node, frame: Frame, evaluate: Evaluate) -> Guard | None:
    """The guard of something whose truth follows from known values: ``conditions.length > 0``, ``where !== ''``."""
    compared = _compared(node, frame)
    if compared is not None:
        subject, literal, equal = compared
        return _sorted_out(node, evaluate(subject, frame), frame, lambda content: _equals(content, literal), contrary=not equal)
    tested, zero = _tested(node, frame)
    if tested is not None and tested.type in _PLAIN:
        return _sorted_out(node, evaluate(tested, frame), frame, _truth, contrary=zero)
    truths = truths_of(node, frame, evaluate)
    return _sorted_out(node, truths, frame, _truth, contrary=False) if truths is not None else None


_PLAIN = frozenset({"identifier", "member_expression", "true", "false", "number", "string", "array"})


def _sorted_out(
    node: Node, value: Value, frame: Frame, truth_of: Callable[[Content], bool | None], *, contrary: bool
) -> Guard | None:
    """The alternatives of a value by whether they make ``node`` true; None when none of them says.

    Where some do not say, the test is made in words: it may turn out either way.
    """
    if value.truncated:
        return None
    holds: list[Assumptions] = []
    fails: list[Assumptions] = []
    unsaid: list[Assumptions] = []
    for alternative in value.alternatives:
        truth = truth_of(alternative.content)
        (unsaid if truth is None else holds if truth is not contrary else fails).append(alternative.assumptions)
    if not holds and not fails:
        return None
    if unsaid:
        plain = _plain(node, frame)
        holds += _product(tuple(unsaid), plain.holds)
        fails += _product(tuple(unsaid), plain.fails)
    frame.session.note_tested(holds, fails)
    return Guard(tuple(holds), tuple(fails))


def _compared(node: Node, frame: Frame) -> tuple[Node, str, bool] | None:
    """What is compared with a string literal, the literal's text, and whether for equality."""
    if node.type != "binary_expression":
        return None
    left, operator, right = _binary(node, frame)
    if left.type == "string":
        left, right = right, left
    if operator not in _EQUALITY or right.type != "string" or left.type not in ("identifier", "member_expression"):
        return None
    literal = frame.tree.text(right)[1:-1]
    return None if "\\" in literal else (left, literal, _EQUALITY[operator])


def _equals(content: Content, literal: str) -> bool | None:
    """Whether a value is this string: not known where a part of the value is not, unless what is known is longer."""
    if isinstance(content, Text):
        known = "".join(piece.text for piece in content.pieces if isinstance(piece, Run))
        if all(isinstance(piece, Run) for piece in content.pieces):
            return known == literal
        return False if len(known) > len(literal) else None
    return False if isinstance(content, Opaque) and content.absent else None


def _tested(node: Node, frame: Frame) -> tuple[Node | None, bool]:
    """What is tested for truth, and whether the test is for its contrary."""
    contrary = False
    for _ in range(_MAX_DEPTH):
        if node.type in _WRAPPERS and node.named_children:
            node = node.named_children[0]
        elif node.type == "unary_expression" and frame.tree.text(node).startswith("!"):
            contrary = not contrary
            node = node.named_children[0]
        else:
            break
    if node.type == "binary_expression":
        left, operator, right = _binary(node, frame)
        if frame.tree.text(left).endswith(".length"):
            compared = operator + frame.tree.text(right)
            if compared in (">0", "!==0", "!=0", ">=1"):
                return left, contrary
            if compared in ("===0", "==0", "<1"):
                return left, not contrary
        return None, False
    return node, contrary


def _truth(content: Content) -> bool | None:
    if isinstance(content, Number):
        return content.value != 0
    if isinstance(content, Items):
        return True
    if isinstance(content, Text):
        if any(isinstance(piece, Run) and piece.text for piece in content.pieces):
            return True
        return None if content.pieces else False
    if isinstance(content, Opaque):
        return False if content.absent else content.truth
    return True if isinstance(content, Record | Code | Shape) else None


def condition_of(node: Node, frame: Frame, depth: int = 0) -> tuple[Condition, bool]:
    """A condition and the outcome of it that makes ``node`` true."""
    inner = node.named_children[0] if node.named_children else node
    if depth > _MAX_DEPTH:
        return _test(node, frame, TRUTHY), True
    if node.type in _WRAPPERS:
        return condition_of(inner, frame, depth + 1)
    if node.type == "unary_expression" and frame.tree.text(node).startswith("!"):
        condition, wanted = condition_of(inner, frame, depth + 1)
        return condition, not wanted
    if node.type == "call_expression" and frame.tree.text(node).startswith("Boolean("):
        argument = _only_argument(node)
        return condition_of(argument, frame, depth + 1) if argument is not None else (_test(node, frame, TRUTHY), True)
    if node.type == "binary_expression":
        return _binary_condition(node, frame, depth)
    return _test(node, frame, TRUTHY), True


def _binary_condition(node: Node, frame: Frame, depth: int) -> tuple[Condition, bool]:
    left, operator, right = _binary(node, frame)
    if operator in ("&&", "||"):
        parts = (condition_of(left, frame, depth + 1), condition_of(right, frame, depth + 1))
        written = _shown(node, frame)
        return Compound(parts, operator == "&&", f"when `{written}`", f"unless `{written}`", node.start_byte), True
    tested, contrary = _tested(node, frame)
    if tested is not None:
        return _test(tested, frame, TRUTHY), not contrary
    if operator in _EQUALITY:
        if left.type in _LITERALS:
            left, right = right, left
        if right.type in _LITERALS:
            return _equality(left, operator, right, frame), _EQUALITY[operator]
    return _test(node, frame, TRUTHY), True


def _equality(left: Node, operator: str, right: Node, frame: Frame) -> Atom:
    literal = frame.tree.text(right).replace('"', "'")
    written = _shown(left, frame)
    if left.type == "unary_expression" and written.startswith("typeof ") and literal == "'undefined'":
        return _present(left.named_children[0], frame, EQUAL + "undefined")
    if literal in ("null", "undefined"):
        return _present(left, frame, EQUAL + literal if len(operator) == 3 else NULLISH)
    return Atom(
        subject_of(left, frame),
        EQUAL + literal,
        f"when `{written}` is {literal}",
        f"unless `{written}` is {literal}",
        left.start_byte,
    )


def _present(node: Node, frame: Frame, relation: str) -> Atom:
    written = _shown(node, frame)
    return Atom(
        subject_of(node, frame), relation, f"unless `{written}` is given", f"when `{written}` is given", node.start_byte
    )


def equality(node: Node, literal: str, frame: Frame) -> Atom:
    """The test whether ``node`` is the string ``literal``."""
    written = _shown(node, frame)
    when, unless = (f"{word} `{written}` is '{literal}'" for word in ("when", "unless"))
    return Atom(subject_of(node, frame), f"{EQUAL}'{literal}'", when, unless, node.start_byte)


def absence(node: Node, frame: Frame) -> Atom:
    """The test whether ``node`` is null or undefined."""
    return _present(node, frame, NULLISH)


def _test(node: Node, frame: Frame, relation: str) -> Atom:
    written = _shown(node, frame)
    given = " is given" if written in frame.given else ""
    return Atom(subject_of(node, frame), relation, f"when `{written}`{given}", f"unless `{written}`{given}", node.start_byte)


def subject_of(node: Node, frame: Frame) -> str:
    """The tested expression's text, with the versions of the names in it, so that it is another one after they change."""
    text = _AS.sub(r"\1", spelled(node, frame)).replace(" ", "").replace("?.", ".")
    paths = {path[: end.start()] for path in _NAME.findall(text) for end in _PATH_END.finditer(path)}
    changed = {f"{path}#{frame.versions[path]}" for path in paths if path in frame.versions}
    return " ".join([text, *sorted(changed)])


def spelled(node: Node, frame: Frame) -> str:
    """An expression's text on one line, with what its names stand for: ``body[key]`` as ``body.name``."""
    text = _SPACE.sub(" ", frame.tree.text(node))
    if frame.spelled and len(text) <= _MAX_SPELLED:
        replaced = _ROOT.sub(lambda match: frame.spelled.get(match.group(), match.group()), text)
        text = _LITERAL_KEY.sub(r".\1", _CASTED.sub(r"\1", replaced)) if replaced != text else text
    return text


def _shown(node: Node, frame: Frame) -> str:
    text = spelled(node, frame).replace("`", "'")
    return text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 1] + "…"


def _binary(node: Node, frame: Frame) -> tuple[Node, str, Node]:
    left, operator, right = (node.child_by_field_name(name) for name in ("left", "operator", "right"))
    return left or node, operator.type if operator is not None else "", right or node


def _only_argument(call: Node) -> Node | None:
    arguments = call.child_by_field_name("arguments")
    children: Sequence[Node] = arguments.named_children if arguments is not None else ()
    return children[0] if len(children) == 1 else None
