"""Template literals with a tag: what a database library makes of the text and of the values in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.literals import cooked, raw
from xref.extract.operators import template_part
from xref.extract.pieces import Gap, Piece, Pieces, Run, Slot
from xref.extract.sinks import PLAIN_TEMPLATES, Making, Tag
from xref.extract.values import Items, Number, Record, Tagged, Text, Value, combine, single, transform
from xref.source import HOLE, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_VALUE_BEFORE = re.compile(
    r"(?:[=<>(,+\-*/|%~@]|\b(?:limit|offset|values|in|like|ilike|between|then|else|when|any|all|interval|to|set|similar|distinct))\s*$",
    re.IGNORECASE,
)
_CERTAIN_VALUES = frozenset(
    {"string", "number", "true", "false", "null", "new_expression", "template_string", "unary_expression"}
)


def template_parts(template: Node, frame: Frame) -> Iterator[Span | Node]:
    """A template's literal stretches and the expressions of its ``${...}``, in order."""
    span = frame.tree.span(template)
    done = span.start + 1
    for child in template.named_children:
        if child.type == "template_substitution":
            held = frame.tree.span(child)
            if held.start > done:
                yield Span(done, held.start)
            inside = [part for part in child.named_children if part.type != "comment"]
            yield inside[0] if inside else child
            done = held.end
    if span.end - 1 > done:
        yield Span(done, span.end - 1)


def tagged_template(node: Node, template: Node, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of ``tag`...```: a text, a text whose values travel apart, or something that is not known."""
    function = node.child_by_field_name("function")
    name = frame.tree.text(function) if function is not None else ""
    if name in PLAIN_TEMPLATES:
        return _plain(template, frame, evaluate, as_written=name == "String.raw")
    tag = frame.session.tag_of(node)
    if tag is None or function is None:
        for part in template_parts(template, frame):
            if not isinstance(part, Span):
                evaluate(part, frame)
        return frame.unknown(node)
    if tag.making is Making.RAW:
        return _plain(template, frame, evaluate, as_written=True)
    return _library(template, tag, frame, evaluate)


def _plain(template: Node, frame: Frame, evaluate: Evaluate, as_written: bool) -> Value:
    value = single(Text(()))
    for part in template_parts(template, frame):
        if isinstance(part, Span):
            runs = raw(frame.tree.file, part) if as_written else cooked(frame.tree.file, part)
            piece = single(Text(tuple(runs)))
        else:
            piece = transform(evaluate(part, frame), template_part(frame.tree.file.path, frame.tree.span(part)))
        value = combine(value, piece, _joined_text)
    return value


def _joined_text(first: Content, second: Content) -> Content:
    return Text((*_pieces(first), *_pieces(second)))


def _library(template: Node, tag: Tag, frame: Frame, evaluate: Evaluate) -> Value:
    value: Value = single(Tagged((), frame.tree.span(template)))
    for part in template_parts(template, frame):
        if isinstance(part, Span):
            held: Value = single(Text(tuple(cooked(frame.tree.file, part))))
        else:
            held = evaluate(part, frame)
        value = combine(value, held, _putting(part, tag, frame))
    return value


def _putting(part: Span | Node, tag: Tag, frame: Frame) -> Callable[[Content, Content], Content]:
    def put(before: Content, held: Content) -> Content:
        origin = before.origin if isinstance(before, Tagged) else None
        pieces = _pieces(before)
        added = _pieces(held) if isinstance(part, Span) else _value(part, held, pieces, tag, frame)
        return Tagged((*pieces, *added), origin)

    return put


def _value(part: Node, held: Content, before: Pieces, tag: Tag, frame: Frame) -> Pieces:
    """What ``${part}`` becomes: a nested fragment's text, a placeholder, or a gap when it may be either."""
    if isinstance(held, Tagged):
        if held.origin is not None:
            frame.session.consumed.add(held.origin)
        return held.pieces
    path, span = frame.tree.file.path, frame.tree.span(part)
    return (_slot_or_gap(part, held, before, tag, frame, path, span),)


def _slot_or_gap(part: Node, held: Content, before: Pieces, tag: Tag, frame: Frame, path: str, span: Span) -> Piece:
    if tag.making is Making.UNCERTAIN or isinstance(held, Items | Record):
        return Gap(path, span)
    if part.type in _CERTAIN_VALUES or (isinstance(held, Text | Number) and not _is_unknown(held)):
        return Slot(path, span)
    if part.type == "call_expression" and not _makes_value(part, frame):
        return Gap(path, span)
    return Slot(path, span) if _VALUE_BEFORE.search(_end_of(before)) else Gap(path, span)


def _is_unknown(content: Content) -> bool:
    return isinstance(content, Text) and any(not isinstance(piece, Run | Gap) for piece in content.pieces)


def _makes_value(call: Node, frame: Frame) -> bool:
    """Whether a call in a hole is a value rather than something that may give a fragment."""
    function = call.child_by_field_name("function")
    return function is not None and (function.type == "member_expression" or frame.tree.text(function) in _VALUE_FUNCTIONS)


_VALUE_FUNCTIONS = frozenset(
    {"String", "Number", "BigInt", "Boolean", "parseInt", "parseFloat", "uuid", "nanoid", "randomUUID"}
)


def _end_of(pieces: Pieces) -> str:
    """The last characters of a text."""
    return "".join(
        piece.text[-80:] if isinstance(piece, Run) else "$1" if isinstance(piece, Slot) else HOLE for piece in pieces[-3:]
    )


def _pieces(content: Content) -> Pieces:
    return content.pieces if isinstance(content, Text | Tagged) else ()


def library_call(node: Node, function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    """``sql(x)``, ``sql.unsafe(x)``, ``sql.identifier([x])`` and so on, as parts of a template; None for other calls."""
    name = frame.tree.text(function)
    root, _, member = name.partition(".")
    if root not in _LIBRARY_ROOTS and not (function.type == "identifier" and _is_client(node, function, frame)):
        return None
    path, span = frame.tree.file.path, frame.tree.span(node)
    gap: Content = Tagged((Gap(path, span),))
    values = [evaluate(argument, frame) for argument in arguments]
    if not values:
        return single(gap)
    if member in _TEXT_MEMBERS:
        return transform(values[0], lambda content: Tagged(content.pieces) if isinstance(content, Text) else gap)
    if member in _VALUE_MEMBERS:
        return single(Tagged((Slot(path, span),)))
    if member in ("", "identifier", "id"):
        return transform(values[0], lambda content: _identifier(content, path, span) or gap)
    return single(gap)


_LIBRARY_ROOTS = frozenset({"sql", "SQL", "Prisma"})
_TEXT_MEMBERS = frozenset({"unsafe", "raw"})
_VALUE_MEMBERS = frozenset({"json", "jsonb", "array", "typed", "param", "val", "date", "timestamp", "uuid", "binary"})


def _is_client(call: Node, function: Node, frame: Frame) -> bool:
    path = frame.tree.path_to(call)
    return path is not None and frame.session.receivers.resolve(function, path).kind in ("postgres.js", "vercel")


def _identifier(content: Content, path: str, span: Span) -> Content | None:
    """Quoted identifiers of literal names; None when a name is not known."""
    elements = content.elements if isinstance(content, Items) and not content.open else (content,)
    names = [_known_text(element) for element in elements]
    if not names or None in names:
        return None
    quoted = ".".join('"' + (name or "").replace('"', '""') + '"' for name in names)
    return Tagged((Run(quoted, path, span, verbatim=False),))


def _known_text(content: Content) -> str | None:
    if not isinstance(content, Text) or not all(isinstance(piece, Run) for piece in content.pieces):
        return None
    return "".join(piece.text for piece in content.pieces if isinstance(piece, Run))


__all__ = ["library_call", "tagged_template", "template_parts"]
