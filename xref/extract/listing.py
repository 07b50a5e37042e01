"""``sql(...)`` of postgres.js in a template: names, lists of values, rows and assignments, by the word that stands before it.

The words and what they make were seen with postgres.js itself: the last of them in the template's text before the call decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.fragments import FragmentCall, dotted, known_text, name_of, quoted
from xref.extract.pieces import Name, Pieces
from xref.extract.values import Items, Opaque, Record, Tagged, Text, single, transform, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from xref.extract.values import Content, Value

_SELECTING = frozenset({"select", "as", "returning", "("})


def listed(call: FragmentCall) -> Value:
    """What ``sql(first, ...rest)`` puts into a template."""
    first = call.value(0)
    if first is None:
        return single(call.gap())
    columns = _columns(call)
    keyword = _keyword(call.before)
    if len(call.arguments) > 1 and columns is None:
        return single(call.gap())
    if columns is None and keyword in ("in", "values") and _is_unknown(first):
        first = call.elements(0) if keyword == "in" else first
    return transform(first, lambda content: _made(content, columns, keyword, call))


def _keyword(before: str) -> str:
    """The last word before that says what a list is; parentheses count like SELECT."""
    found = ""
    at = -1
    for word in ("values", "in", "select", "as", "returning", "update", "insert"):
        last = list(re.finditer(rf"(?:^|[\s(]){word}(?:$|[\s(])", before, re.IGNORECASE))
        if last and last[-1].start() > at:
            found, at = word, last[-1].start()
    opened = list(re.finditer(r"(?:^|[\s(])\((?:$|[\s(])", before))
    return "(" if opened and opened[-1].start() > at else found


def _is_unknown(value: Value) -> bool:
    return any(isinstance(each.content, Opaque | Text) and known_text(each.content) is None for each in value.alternatives)


def _columns(call: FragmentCall) -> list[Name] | None:
    """The columns that the arguments after the first name: ``'a', 'b'`` or ``['a', 'b']``."""
    names: list[Name] = []
    for index in range(1, len(call.arguments)):
        value = call.value(index)
        content = value.only if value is not None else None
        for each in content.elements if isinstance(content, Items) and not content.open else (content,):
            name = name_of(each, call.span, call.path) if each is not None else None
            if name is None:
                return None
            names.append(name)
    return names or None


def _made(content: Content, columns: list[Name] | None, keyword: str, call: FragmentCall) -> Content:
    text = known_text(content)
    if text is not None and columns is None:
        pieces = quoted(call, (content,), "") if "." not in text else dotted(text, call.path, call.span)
        return Tagged(pieces) if pieces is not None else call.gap()
    rows = content.elements if isinstance(content, Items) and not content.open else None
    one = rows[0] if rows else content
    keys = columns if columns is not None else _keys(one, call)
    if keyword in _SELECTING or not keyword:
        return _selected(content, keys, call)
    if keyword == "update":
        return _assigned(keys, call) if keys is not None else call.gap()
    if keyword == "insert":
        return _inserted(keys, call, len(rows) if rows else 1) if keys is not None else call.gap()
    return _rows(content, columns, keyword, call)


def _keys(content: Content, call: FragmentCall) -> list[Name] | None:
    if not isinstance(content, Record) or content.open or content.optional or not content.fields:
        return None
    written = _written_keys(call.arguments[0], call)
    return [written.get(key, Name(key, call.path, call.span)) for key, _ in content.fields]


def _written_keys(node: Node, call: FragmentCall) -> dict[str, Name]:
    """The keys of an object literal, each where it is written."""
    tree = call.frame.tree
    found: dict[str, Name] = {}
    for member in node.named_children if node.type == "object" else ():
        key = member.child_by_field_name("key") or member
        text = tree.text(key).strip("'\"")
        found[text] = Name(text, call.path, tree.span(key))
    return found


def _with_commas(parts: Sequence[Pieces], call: FragmentCall) -> Pieces:
    pieces: Pieces = ()
    for index, part in enumerate(parts):
        pieces += (*((call.run(","),) if index else ()), *part)
    return pieces


def _tuple(count: int, call: FragmentCall) -> Pieces:
    return (call.run("("), *_with_commas([(call.slot(),)] * count, call), call.run(")"))


def _selected(content: Content, keys: list[Name] | None, call: FragmentCall) -> Content:
    if isinstance(content, Items) and not content.open and content.elements:
        pieces = quoted(call, content.elements, ",")
        return Tagged(pieces) if pieces is not None else call.gap()
    return call.gap()


def _assigned(keys: Sequence[Name], call: FragmentCall) -> Content:
    return Tagged(_with_commas([(key, call.run("="), call.slot()) for key in keys], call))


def _inserted(keys: Sequence[Name], call: FragmentCall, rows: int) -> Content:
    names = _with_commas([(key,) for key in keys], call)
    tuples = _with_commas([_tuple(len(keys), call) for _ in range(min(rows, 2))], call)
    return Tagged((call.run("("), *names, call.run(")values"), *tuples))


def _rows(content: Content, columns: list[Name] | None, keyword: str, call: FragmentCall) -> Content:
    if columns is not None:
        return Tagged(_tuple(len(columns), call))
    if not isinstance(content, Items) or content.open:
        return call.gap()
    if not content.elements:
        return Tagged((call.run("(null)"),)) if keyword == "in" else call.gap()
    if all(isinstance(element, Items) and not element.open and element.elements for element in content.elements):
        return Tagged(
            _with_commas(
                [_tuple(len(element.elements), call) for element in content.elements if isinstance(element, Items)], call
            )
        )
    if any(isinstance(element, Items | Record) for element in content.elements):
        return call.gap()
    if keyword == "values" and any(isinstance(element, Opaque) for element in content.elements):
        return call.gap()
    return Tagged(_tuple(len(content.elements), call))


__all__ = ["listed", "union"]
