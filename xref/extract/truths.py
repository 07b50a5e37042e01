"""Comparisons and memberships of known values: ``i < rows.length``, ``sets.length === 1``, ``ALLOWED.includes(key)``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from xref.extract.pieces import Argument, Imported, Run
from xref.extract.values import Items, Maybe, Number, Opaque, Record, Text, Value, combine
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_ORDER: dict[str, Callable[[int, int], bool]] = {
    "<": lambda first, second: first < second,
    "<=": lambda first, second: first <= second,
    ">": lambda first, second: first > second,
    ">=": lambda first, second: first >= second,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EQUALITY = {"===": True, "==": True, "!==": False, "!=": False}
_CONTAINING = frozenset({"includes", "has"})
_READ = frozenset(
    {"identifier", "member_expression", "number", "string", "undefined", "null", "binary_expression", "subscript_expression"}
)


def truths_of(node: Node, frame: Frame, evaluate: Evaluate, *, counting: bool = False) -> Value | None:
    """The outcomes of a comparison or membership as numbers, 1 for true and 0 for false; None where nothing of it is known.

    ``counting``: a length that stands for larger ones is taken as it is, as in a loop over such an array.
    """
    if not frame.session.is_quiet(node):
        return None
    if node.type == "call_expression":
        return _call(node, frame, evaluate)
    if node.type != "binary_expression":
        return None
    left, operator, right = (node.child_by_field_name(name) for name in ("left", "operator", "right"))
    if left is None or operator is None or right is None or left.type not in _READ or right.type not in _READ:
        return None
    compare = _comparison(operator.type, frame, counting)
    return _outcomes(evaluate(left, frame), evaluate(right, frame), compare) if compare is not None else None


def _outcomes(left: Value, right: Value, compare: Callable[[Content, Content], bool | None]) -> Value | None:
    def outcome(first: Content, second: Content) -> Content:
        truth = compare(first, second)
        return _UNKNOWN if truth is None else Number(int(truth))

    found = combine(left, right, outcome)
    return found if any(isinstance(each.content, Number) for each in found.alternatives) else None


_UNKNOWN = Opaque("", Span(0, 0))


def _comparison(operator: str, frame: Frame, counting: bool) -> Callable[[Content, Content], bool | None] | None:
    if operator in _ORDER:
        return partial(_counted if counting else _ordered, operator)
    if operator == "in":
        return lambda first, second: _among(second, first)
    if operator not in _EQUALITY:
        return None
    wanted, strict = _EQUALITY[operator], len(operator) == 3

    def equal(first: Content, second: Content) -> bool | None:
        truth = _same(first, second, strict, frame)
        return None if truth is None else truth is wanted

    return equal


def _counted(operator: str, first: Content, second: Content) -> bool | None:
    return _ORDER[operator](first.value, second.value) if isinstance(first, Number) and isinstance(second, Number) else None


def _ordered(operator: str, first: Content, second: Content) -> bool | None:
    """The outcome of ``<`` and its like; of a number that stands for larger ones only what holds of all of them."""
    if not isinstance(first, Number) or not isinstance(second, Number) or (first.sample and second.sample):
        return None
    if second.sample:
        return _ordered(_TURNED[operator], second, first)
    outcome = _ORDER[operator](first.value, second.value)
    return outcome if not first.sample or outcome is operator.startswith(">") else None


def _same(first: Content, second: Content, strict: bool, frame: Frame) -> bool | None:
    if isinstance(first, Number) and isinstance(second, Number):
        larger, smaller = (first, second) if first.sample else (second, first)
        return (False if larger.value > smaller.value else None) if larger.sample else first.value == second.value
    one, other = known_text(first), known_text(second)
    if one is not None and other is not None:
        return one == other
    absent = [isinstance(each, Opaque) and each.absent for each in (first, second)]
    if all(absent):
        return True if not strict else _is_null(first, frame) == _is_null(second, frame)
    present = second if absent[0] else first
    return False if any(absent) and _is_present(present) else None


def _is_null(content: Content, frame: Frame) -> bool:
    if not isinstance(content, Opaque) or content.path != frame.tree.file.path:
        return False
    return frame.tree.file.text[content.source.start : content.source.end] == "null"


def _is_present(content: Content) -> bool:
    """Whether a content is surely neither null nor undefined."""
    if isinstance(content, Text):
        return not (len(content.pieces) == 1 and isinstance(content.pieces[0], Argument | Imported))
    return not isinstance(content, Opaque | Maybe)


def known_text(content: Content) -> str | None:
    """The characters of a text that is known."""
    if not isinstance(content, Text) or not all(isinstance(piece, Run) for piece in content.pieces):
        return None
    return "".join(piece.text for piece in content.pieces if isinstance(piece, Run))


def _call(node: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    arguments = listed.named_children if listed is not None else []
    if function is None or function.type != "member_expression" or len(arguments) != 1:
        return None
    owner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
    name = frame.tree.text(named) if named is not None else ""
    if owner is None or owner.type not in ("identifier", "member_expression", "array", "parenthesized_expression"):
        return None
    if frame.tree.text(function) == "Array.isArray":
        value = evaluate(arguments[0], frame)
        return _outcomes(value, value, lambda content, _: True if isinstance(content, Items) else None)
    if name in _CONTAINING or name == "hasOwnProperty":
        return _outcomes(evaluate(owner, frame), evaluate(arguments[0], frame), _among)
    return None


def _among(holder: Content, key: Content) -> bool | None:
    """Whether a key is an element of an array (or set) or a member of an object."""
    if isinstance(key, Opaque) and key.outside:
        return False
    wanted = known_text(key)
    if isinstance(holder, Record):
        listed: list[str | None] = [name for name, _ in holder.fields]
        if wanted in holder.optional:
            return None
        closed = not holder.open
    elif isinstance(holder, Items):
        listed = [known_text(element) for element in holder.elements]
        closed = not holder.open and None not in listed
    else:
        return None
    if wanted is None:
        return None
    return True if wanted in listed else False if closed else None
