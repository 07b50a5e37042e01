"""Methods of arrays: what they make, and what they do to the array and, through their callbacks, to other values."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from xref.extract.conditions import guard, spelled
from xref.extract.declarations import FUNCTIONS, parameters_of
from xref.extract.frame import Passed
from xref.extract.lists import MAX_ELEMENTS, elements_of, expanded, lengths_of
from xref.extract.members import key_of, keyed_elements
from xref.extract.operators import template_part
from xref.extract.patterns import bind_spelled
from xref.extract.pieces import Pieces, Run
from xref.extract.truths import known_text
from xref.extract.values import Alternative, Code, Items, Number, Opaque, Tagged, Text, Value, combine, single, transform, union
from xref.extract.walking import can_walk, sampled, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content, Place

    Evaluate = Callable[[Node, Frame], Value]
    Store = Callable[[Node, Value, Frame], None]

WALKING = frozenset({"map", "flatMap", "filter", "forEach"})
CHANGING = frozenset({"push", "unshift", "pop", "shift", "splice", "sort", "reverse", "fill"})
READING = frozenset({"join", "flat", "slice", "concat", "at", "keys", "values", "entries"})
_MADE = "*made"
_SHORT = 200


def appended(items: Content, element: Content) -> Content:
    """``items`` with one element more."""
    return items.having((*items.elements, element)) if isinstance(items, Items) else items


def appended_at(place: Place, items: Content, element: Content) -> Content:
    """``items`` with one element more, which is written at ``place``."""
    return items.following(Items((element,), places=(place,))) if isinstance(items, Items) else items


def spread_into(items: Content, spread: Content) -> Content:
    """``[...items, ...spread]``."""
    if not isinstance(items, Items):
        return items
    if isinstance(spread, Items):
        return items.following(spread)
    return Items(items.elements, open=True)


def listed(arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value:
    """Arguments or elements as an array, ``...spread`` ones put in."""
    value = single(Items(()))
    for argument in arguments:
        if argument.type == "spread_element":
            held = elements_of(argument.named_children[0], frame, evaluate) if argument.named_children else single(Items(()))
            value = combine(value, expanded(held, frame), spread_into)
        elif argument.type != "comment":
            place = frame.tree.file.path, frame.tree.span(argument)
            value = combine(value, evaluate(argument, frame), partial(appended_at, place))
    return value


def changing(
    name: str, node: Node, owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate, store: Store
) -> Value:
    """The value of a call that changes the array ``owner``, which is changed."""
    before = expanded(evaluate(owner, frame), frame)
    given = listed(arguments, frame, evaluate)
    unknown = Opaque(frame.tree.file.path, frame.tree.span(node))

    def pair(content: Content, extra: Content) -> Content:
        """What the array is then, and what the call gives."""
        if not isinstance(content, Items) or not isinstance(extra, Items):
            return Items((unknown, unknown))
        return Items(_changed(name, content, extra, unknown))

    both = combine(before, given, pair)
    store(owner, transform(both, lambda content: _at(content, 0, unknown)), frame)
    return transform(both, lambda content: _at(content, 1, unknown))


def _at(content: Content, index: int, unknown: Content) -> Content:
    return content.elements[index] if isinstance(content, Items) else unknown


def _changed(name: str, items: Items, given: Items, unknown: Content) -> tuple[Content, Content]:
    elements = items.elements
    if name in ("push", "unshift"):
        both = items.following(given) if name == "push" else given.following(items)
        return both, unknown if both.open else both.length
    if items.open or given.open:
        return unknown, unknown
    if name in ("pop", "shift"):
        last = name == "pop"
        rest = elements[:-1] if last else elements[1:]
        return items.having(rest), (elements[-1 if last else 0] if elements else unknown)
    if name == "reverse":
        return items.having(elements[::-1]), items.having(elements[::-1])
    if name == "fill" and len(given.elements) == 1:
        filled = items.having(given.elements * len(elements))
        return filled, filled
    if name == "splice" and given.elements:
        return _spliced(elements, given.elements, unknown)
    texts = [known_text(element) for element in elements]
    if name == "sort" and not given.elements and None not in texts:
        ordered = Items(
            tuple(element for _, element in sorted(zip(texts, elements, strict=True), key=lambda each: each[0] or ""))
        )
        return ordered, ordered
    return unknown, unknown


def _spliced(elements: tuple[Content, ...], given: tuple[Content, ...], unknown: Content) -> tuple[Content, Content]:
    numbers = [each.value for each in given[:2] if isinstance(each, Number)]
    if len(numbers) != min(len(given), 2):
        return unknown, unknown
    start, _, _ = slice(numbers[0], None).indices(len(elements))
    count = max(numbers[1], 0) if len(numbers) > 1 else len(elements)
    return Items((*elements[:start], *given[2:], *elements[start + count :])), Items(elements[start : start + count])


def reading(name: str, node: Node, value: Value, arguments: list[Value], frame: Frame) -> Value | None:
    """The value of a call that reads an array."""
    value = expanded(value, frame)
    path, span = frame.tree.file.path, frame.tree.span(node)
    unknown = Opaque(path, span)
    if not any(isinstance(each.content, Items) for each in value.alternatives):
        return None
    if name == "join":
        comma: Content = Text((Run(",", path, span, verbatim=False),))
        put = template_part(path, span)
        return combine(value, arguments[0] if arguments else single(comma), lambda items, by: _joined(items, by, put, unknown))
    if name == "concat":
        for argument in arguments:
            value = combine(
                value,
                argument,
                lambda items, more: spread_into(items, more) if isinstance(more, Items) else _maybe_many(items, more),
            )
        return value
    numbers = [argument.only for argument in arguments]
    bounds = [number.value for number in numbers if isinstance(number, Number)]
    if len(bounds) != len(numbers):
        return None

    def read(content: Content) -> Content:
        if not isinstance(content, Items) or content.open:
            return unknown
        if name == "slice":
            return content.having(content.elements[bounds[0] if bounds else None : bounds[1] if len(bounds) > 1 else None])
        if name == "at" and bounds and -len(content.elements) <= bounds[0] < len(content.elements):
            return content.elements[bounds[0]]
        if name == "keys":
            return content.having(tuple(Number(index) for index in range(len(content.elements))))
        if name == "entries":
            return content.having(tuple(Items((Number(index), each)) for index, each in enumerate(content.elements)))
        return content if name == "values" else _flat(content) if name == "flat" else unknown

    return transform(value, read)


def _maybe_many(items: Content, more: Content) -> Content:
    """``concat`` puts in an array's elements and anything else as it is: of what is not known it may be either."""
    return spread_into(items, more) if isinstance(more, Opaque) else appended(items, more)


def _flat(items: Items) -> Items:
    found: list[Content] = []
    is_open = items.open
    for element in items.elements:
        if isinstance(element, Items):
            found += element.elements
            is_open = is_open or element.open
        else:
            found.append(element)
            is_open = is_open or isinstance(element, Opaque)
    return Items(tuple(found), is_open, items.sample)


def _joined(items: Content, separator: Content, put: Callable[[Content], Content], unknown: Opaque) -> Content:
    if not isinstance(items, Items) or items.open or not isinstance(separator, Text):
        return unknown
    pieces: list[Pieces] = []
    for index, element in enumerate(items.elements):
        if index:
            pieces.append(separator.pieces)
        if not (isinstance(element, Opaque) and element.absent):
            made = element if isinstance(element, Text | Tagged) else put(element)
            pieces.append(made.pieces if isinstance(made, Text | Tagged) else ())
    return Text(tuple(piece for each in pieces for piece in each))


def walking(name: str, node: Node, owner: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    """The value of ``map``, ``flatMap``, ``filter`` or ``forEach``, with what its callback does; None if it is not followed."""
    callback = arguments[0] if arguments else None
    session = frame.session
    if callback is None or session.apply is None or session.holds_target(callback):
        return None
    if name == "filter" and frame.tree.text(callback) == "Boolean":
        return _truthy(elements_of(owner, frame, evaluate), frame)
    code = code_of(callback, frame, evaluate)
    if code is None:
        return None
    parameters = parameters_of(code.node)
    first = (parameters[0].child_by_field_name("pattern") or parameters[0]) if parameters else None
    value = keyed_elements(owner, key_of(first), code.node, frame, evaluate) if first is not None else None
    if value is None:
        known = any(isinstance(each.content, Items) for each in evaluate(owner, frame).alternatives)
        if not known and not is_worth_following(code, frame):
            return None
        value = elements_of(owner, frame, evaluate)
    value = sampled(expanded(value, frame) if len(parameters) > 1 else value)
    if not can_walk(value, frame):
        return None
    return _walked(name, value, code, spelled(owner, frame), frame, evaluate)


def code_of(callback: Node, frame: Frame, evaluate: Evaluate) -> Code | None:
    """The function that a callback is, written in its place or named."""
    if callback.type in FUNCTIONS:
        return Code(callback, frame.owner)
    code = evaluate(callback, frame).only if callback.type == "identifier" else None
    return code if isinstance(code, Code) else None


_MAKING_TEXT = ("'", '"', "`", "sql.", "Object.")


def is_worth_following(code: Code, frame: Frame) -> bool:
    """Whether a function makes texts or changes something, so that it may matter for a statement."""
    home = code.home or frame.session
    text = home.tree.text(code.node)
    body = code.node.child_by_field_name("body")
    short = body is not None and body.type != "statement_block" and len(text) < _SHORT
    return short or any(mark in text for mark in _MAKING_TEXT) or not home.is_quiet(code.node)


def _walked(name: str, value: Value, code: Code, written: str, frame: Frame, evaluate: Evaluate) -> Value:
    made = f"{_MADE}{code.node.id}"
    before = frame.names.get(made)
    frame.bind(made, transform(value, lambda items: items.having(()) if isinstance(items, Items) else items))

    def step(element: Content, index: int, state: Frame) -> bool:
        text = known_text(element)
        passed = [
            Passed(single(element), f"'{text}'" if text is not None else f"{written}[{index}]"),
            Passed(single(Number(index))),
        ]
        if name == "filter":
            _filtered(element, code, passed, made, state, evaluate)
            return True
        assert state.session.apply is not None
        result = state.session.apply(code, passed, state)
        put = _flat_into if name == "flatMap" else appended
        state.bind(made, combine(state.names[made], result, put))
        return True

    walk(value, frame, step)
    found = frame.names.pop(made)
    if before is not None:
        frame.names[made] = before
    return found


def _flat_into(items: Content, result: Content) -> Content:
    return spread_into(items, result) if isinstance(result, Items | Opaque) else appended(items, result)


def _filtered(element: Content, code: Code, passed: list[Passed], made: str, state: Frame, evaluate: Evaluate) -> None:
    """Keep an element where its test holds."""
    body = code.node.child_by_field_name("body")
    kept = combine(state.names[made], single(element), appended)
    if body is None or body.type == "statement_block":
        state.bind(
            made,
            transform(state.names[made], lambda items: Items(items.elements, open=True) if isinstance(items, Items) else items),
        )
        return
    inside = state.fork()
    for parameter, each in zip(parameters_of(code.node), passed, strict=False):
        pattern = parameter.child_by_field_name("pattern") or parameter
        bind_spelled(pattern, each.value, inside, evaluate, each.written)
    decided = guard(body, inside, evaluate)
    dropped = state.names[made]
    cases = [(kept, way) for way in decided.holds] + [(dropped, way) for way in decided.fails]
    state.bind(made, union(cases))


def _truthy(value: Value, frame: Frame) -> Value | None:
    """``filter(Boolean)``: without what is surely not true; None where that is not known of an element."""
    value = expanded(value, frame)
    for each in value.alternatives:
        if not isinstance(each.content, Items) or any(_truth(element) is None for element in each.content.elements):
            return None
    return transform(
        value,
        lambda content: (
            content.having(tuple(element for element in content.elements if _truth(element)))
            if isinstance(content, Items)
            else content
        ),
    )


def _truth(content: Content) -> bool | None:
    if isinstance(content, Text | Tagged):
        if any(isinstance(piece, Run) for piece in content.pieces):
            return True
        return None if content.pieces else False
    if isinstance(content, Opaque):
        return False if content.absent else content.truth
    return content.value != 0 if isinstance(content, Number) else True


def made_array(name: str, arguments: list[Node], node: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    """``Array.from(...)``, ``Array(n)``, ``Array.of(...)``, ``new Set(list)``: arrays by a call; None for other calls."""
    if name == "Array.of":
        return listed(arguments, frame, evaluate)
    if name == "Set":
        return expanded(elements_of(arguments[0], frame, evaluate), frame) if arguments else single(Items(()))
    if name == "Array" and len(arguments) == 1:
        return _of_length(arguments[0], node, frame, evaluate)
    if name != "Array.from" or not arguments:
        return None
    length = _length_member(arguments[0], frame)
    value = _of_length(length, node, frame, evaluate) if length is not None else elements_of(arguments[0], frame, evaluate)
    if value is None or len(arguments) == 1:
        return value
    code = code_of(arguments[1], frame, evaluate)
    if code is None or frame.session.apply is None or not can_walk(value, frame):
        return None
    return _walked("map", value, code, "", frame, evaluate)


def _length_member(node: Node, frame: Frame) -> Node | None:
    """``n`` of ``{ length: n }``."""
    for child in node.named_children if node.type == "object" else ():
        key = child.child_by_field_name("key")
        if key is not None and frame.tree.text(key) == "length":
            return child.child_by_field_name("value")
        if child.type == "shorthand_property_identifier" and frame.tree.text(child) == "length":
            return child
    return None


def _of_length(node: Node, whole: Node, frame: Frame, evaluate: Evaluate) -> Value | None:
    """An array of as many absent elements as ``node`` says."""
    absent = Opaque(frame.tree.file.path, frame.tree.span(whole), absent=True)
    value = lengths_of(node, frame, evaluate)
    if any(not isinstance(each.content, Number) or each.content.value > MAX_ELEMENTS for each in value.alternatives):
        return None
    cases = [
        (Value((Alternative(Items((absent,) * each.content.value, sample=each.content.sample)),)), each.assumptions)
        for each in value.alternatives
        if isinstance(each.content, Number)
    ]
    return union(cases)
