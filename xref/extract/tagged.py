"""Template literals with a tag: what a database library makes of the text and of the values in it."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from xref.extract.fragments import LIBRARIES, FragmentCall
from xref.extract.listing import listed
from xref.extract.literals import cooked, raw
from xref.extract.loading import WHOLE, loaded_module, may_load
from xref.extract.operators import template_part
from xref.extract.pieces import Gap, Imported, Piece, Pieces, Run, Slot, known_start
from xref.extract.positions import sent_value
from xref.extract.sinks import PLAIN_TEMPLATES, Making, Tag
from xref.extract.tables import WHOLE_TABLE, declared_table
from xref.extract.values import Items, Number, Opaque, Record, Tagged, Text, Value, combine, single, transform
from xref.source import HOLE, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content

    Evaluate = Callable[[Node, Frame], Value]

_VALUE_BEFORE = re.compile(
    r"(?:[=<>(,+\-*/|%~@\[]|\b(?:limit|offset|like|ilike|between|then|else|when|similar\s+to|from\s+distinct|between\s+\S+\s+and))\s*$",
    re.IGNORECASE,
)
_NAMES_BEFORE = re.compile(
    r"\b(?:into|table|index|on\s+conflict|using|references)\b[^()]*\([^()]*$|\bas\s+[\w\"]+\s*\([^()]*$", re.IGNORECASE
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
    around = frame.session.before
    for part in template_parts(template, frame):
        if isinstance(part, Span):
            held: Value = single(Text(tuple(cooked(frame.tree.file, part))))
        else:
            frame.session.before = _written(_pieces(value.alternatives[0].content)) if value.alternatives else ""
            held = evaluate(part, frame)
        value = combine(value, held, _putting(part, tag, frame))
    frame.session.before = around
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
    if isinstance(held, Record) and (whole := held.field(WHOLE_TABLE)) is not None and whole.only is not None:
        held = whole.only
    if isinstance(held, Tagged):
        if held.origin is not None:
            frame.session.consumed.add(held.origin)
        return held.pieces
    path, span = frame.tree.file.path, frame.tree.span(part)
    if isinstance(held, Opaque) and (held.absent or frame.tree.file.text[held.source.start : held.source.end] in _NOTHING):
        return () if tag.kind in _SKIPPING else (Slot(path, span),)
    if isinstance(held, Items) and not held.open and held.elements:
        spread = _spread(held, tag, path, span, frame)
        if spread is not None:
            return spread
    return (_slot_or_gap(part, held, before, tag, frame, path, span),)


_NOTHING = frozenset({"Prisma.empty", "sql.empty"})
_SKIPPING = frozenset({"drizzle", "prisma"})
_PLAIN_VALUES = (Opaque, Text, Number)


def _spread(held: Items, tag: Tag, path: str, span: Span, frame: Frame) -> Pieces | None:
    """An array in a template: Drizzle puts its elements into parentheses, postgres.js joins its fragments; else one value."""
    if all(isinstance(element, Tagged) for element in held.elements):
        pieces: Pieces = ()
        for element in held.elements:
            if isinstance(element, Tagged):
                if element.origin is not None:
                    frame.session.consumed.add(element.origin)
                pieces += (*((Run(" ", path, span, verbatim=False),) if pieces else ()), *element.pieces)
        return pieces if tag.kind == "postgres.js" else None
    if tag.kind != "drizzle" or not all(isinstance(element, _PLAIN_VALUES) for element in held.elements):
        return None
    made: Pieces = (Run("(", path, span, verbatim=False),)
    for index, _ in enumerate(held.elements):
        made += (*((Run(", ", path, span, verbatim=False),) if index else ()), Slot(path, span))
    return (*made, Run(")", path, span, verbatim=False))


def _slot_or_gap(part: Node, held: Content, before: Pieces, tag: Tag, frame: Frame, path: str, span: Span) -> Piece:
    if isinstance(held, Record) or (isinstance(held, Items) and tag.kind == "drizzle"):
        return Gap(path, span)
    alone = part.parent is not None and part.parent.parent is not None and len(part.parent.parent.children) == 3
    if alone and not before:
        return Slot(path, span, value=sent_value(part, frame.session))
    if part.type in _CERTAIN_VALUES or (isinstance(held, Text | Number) and not _is_unknown(held)):
        return Slot(path, span, value=sent_value(part, frame.session))
    if (tag.kind in _HOLDING_NAMES and not _is_own(part, frame)) or (
        part.type == "call_expression" and not _makes_value(part, frame)
    ):
        return Gap(path, span)
    written = _end_of(before)
    is_value = _VALUE_BEFORE.search(written) and not _NAMES_BEFORE.search(written)
    return Slot(path, span, value=sent_value(part, frame.session)) if is_value else Gap(path, span)


def _is_own(part: Node, frame: Frame) -> bool:
    """Whether a name, or the object that it is a member of, is declared in the function at hand."""
    while part.type in ("member_expression", "non_null_expression", "subscript_expression") and part.named_children:
        part = part.named_children[0]
    return part.type == "identifier" and frame.tree.text(part) in frame.names


_HOLDING_NAMES = frozenset({"drizzle", "kysely", "local"})
"""Kinds of tags in whose holes columns and tables stand as often as values."""


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
        piece.text[-80:] if isinstance(piece, Run) else "$1" if isinstance(piece, Slot) else HOLE for piece in pieces[-6:]
    )


def _written(pieces: Pieces) -> str:
    """A text as it is known, :data:`xref.source.HOLE` for the rest."""
    return known_start(pieces, 1_000_000)


def _pieces(content: Content) -> Pieces:
    return content.pieces if isinstance(content, Text | Tagged) else ()


def library_call(node: Node, function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    """``sql(x)``, ``sql.unsafe(x)``, ``sql.identifier([x])`` and so on, as parts of a template; None for other calls."""
    module = loaded_module(node, frame.tree, frame.session.declarations) if may_load(frame.tree.file.text) else None
    if module is not None:
        return single(Text((Imported(frame.tree.file.path, frame.tree.span(node), module, WHOLE),)))
    table = declared_table(node, function, arguments, frame) or _appended(function, arguments, frame, evaluate)
    if table is not None:
        return table
    root, _, member = frame.tree.text(function).rpartition(".")
    root, member = (root, member) if root else (member, "")
    if function.type not in ("identifier", "member_expression") or (member and root not in _LIBRARY_ROOTS and "." in root):
        return None
    kind = _library_kind(node, function, root, member, frame)
    if kind is None:
        return None
    call = FragmentCall(node, arguments, frame, evaluate, frame.session.before)
    if not member:
        return listed(call) if arguments else single(call.gap())
    made = LIBRARIES.get(kind, {}).get(member)
    if made is None and root not in _LIBRARY_ROOTS:
        return None
    if made is None:
        call.evaluate_all()
        return single(call.gap())
    return made(call)


def _appended(function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    """``query.append(SQL`...`)``: a template that goes on; None when it is not one that is appended to."""
    owner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
    if owner is None or named is None or frame.tree.text(named) != "append" or len(arguments) != 1:
        return None
    value = evaluate(owner, frame)
    if not all(isinstance(each.content, Tagged) for each in value.alternatives):
        return None
    value = combine(value, evaluate(arguments[0], frame), partial(_going_on, frame, frame.tree.span(arguments[0])))
    if owner.type == "identifier" and frame.tree.text(owner) in frame.names:
        frame.bind(frame.tree.text(owner), value)
    return value


def _going_on(frame: Frame, place: Span, before: Content, added: Content) -> Content:
    pieces = _pieces(added) if isinstance(added, Text | Tagged) else (Gap(frame.tree.file.path, place),)
    if isinstance(added, Tagged) and added.origin is not None:
        frame.session.consumed.add(added.origin)
    return Tagged((*_pieces(before), *pieces), before.origin if isinstance(before, Tagged) else None)


_LIBRARY_ROOTS = frozenset({"sql", "SQL", "Prisma"})


def _library_kind(node: Node, function: Node, root: str, member: str, frame: Frame) -> str | None:
    """The kind of library whose function is called; None when it is not one of those that make parts of templates."""
    if member and root not in _LIBRARY_ROOTS and member not in _MEMBERS:
        return None
    path = frame.tree.path_to(node)
    owner = function.child_by_field_name("object") if member else function
    if path is None or owner is None:
        return None
    if root == "Prisma":
        return "prisma"
    kind = frame.session.receivers.resolve(owner, path).kind
    if not member:
        return kind if kind in ("postgres.js", "bun") else "sql" if kind is None and root in _LIBRARY_ROOTS else None
    return kind if kind in LIBRARIES else "sql" if kind is None and root in _LIBRARY_ROOTS else None


_MEMBERS = frozenset(name for members in LIBRARIES.values() for name in members)


__all__ = ["library_call", "tagged_template", "template_parts"]
