"""What a TypeScript type says of a value at run time, for the plain ones: ``number``, ``Date | null``, ``'a' | 'b'``, ``T[]``.

An interface, a type alias or an enum is followed where it is declared in the same file. null and undefined are left out of a
union: both are sent as NULL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.numerals import number_text
from xref.extract.sent_values import SentValue, Sort
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from xref.syntax import SyntaxTree

_NAMED = {"number": Sort.NUMBER, "boolean": Sort.BOOLEAN, "bigint": Sort.BIGINT, "Date": Sort.DATE, "string": Sort.STRING}
_ABSENT = frozenset({"null", "undefined", "void"})
_LITERAL = re.compile(r"'[^'\\\n]*'|\"[^\"\\\n]*\"")
_ARRAY = re.compile(r"(?:readonly\s+)?(?:[\w$.]+|\(.*\)|\w+<.*>|\{.*\})(?:\[\])+|(?:Readonly)?Array<.*>", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_OPENING, _CLOSING = "([{<", ")]}>"
_LONGEST = 400
_MAX_HOPS = 4
_MAX_PARTS = 32


def of_type(text: str, place: Span, path: str, types: Mapping[str, Node], tree: SyntaxTree, hops: int = 0) -> SentValue | None:
    """What a value of the type ``text`` is, standing at ``place``; None where that is not plain.

    ``types`` are the interfaces, type aliases and enums of the file by name.
    """
    if len(text) > _LONGEST or hops > _MAX_HOPS or "=>" in text:
        return None
    found: list[SentValue] = []
    for part in _parts(text):
        if part in _ABSENT:
            continue
        one = _of_part(part, place, path, types, tree, hops)
        if one is None or len(found) >= _MAX_PARTS:
            return None
        found.append(one)
    return _united(found)


def _united(found: list[SentValue]) -> SentValue | None:
    """One value for a union whose members are of one sort."""
    if not found or any(one.sort is not found[0].sort for one in found):
        return None
    texts: tuple[str, ...] | None = ()
    for one in found:
        texts = None if texts is None or one.texts is None else (*texts, *one.texts)
    return SentValue(found[0].path, found[0].span, found[0].sort, texts)


def _of_part(part: str, place: Span, path: str, types: Mapping[str, Node], tree: SyntaxTree, hops: int) -> SentValue | None:
    if part in types:
        return _of_declared(types[part], place, path, types, tree, hops)
    if part in _NAMED:
        return SentValue(path, place, _NAMED[part])
    if part in ("true", "false"):
        return SentValue(path, place, Sort.BOOLEAN, (part,))
    if _LITERAL.fullmatch(part):
        return SentValue(path, place, Sort.STRING, (part[1:-1],))
    number = number_text(part)
    if number is not None:
        return SentValue(path, place, Sort.NUMBER, (number,))
    return SentValue(path, place, Sort.ARRAY) if _ARRAY.fullmatch(part) else None


def _of_declared(
    declared: Node, place: Span, path: str, types: Mapping[str, Node], tree: SyntaxTree, hops: int
) -> SentValue | None:
    if declared.type == "enum_declaration":
        members = [value for _, value in enum_members(declared, tree)]
        values = [of_literal(value, tree) for value in members if value is not None]
        known = [SentValue(path, place, one.sort, one.texts) for one in values if one is not None]
        return _united(known) if len(known) == len(members) else None
    value = declared.child_by_field_name("value")
    if (
        value is None
        or declared.type != "type_alias_declaration"
        or declared.child_by_field_name("type_parameters") is not None
    ):
        return None
    return of_type(tree.text(value), place, path, types, tree, hops + 1)


def enum_members(declared: Node, tree: SyntaxTree) -> Iterator[tuple[str, Node | None]]:
    """The members of an enum, each with the value that is written for it."""
    body = declared.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        named = member.child_by_field_name("name") or (member if member.type == "property_identifier" else None)
        if named is not None:
            yield tree.text(named), member.child_by_field_name("value")


def of_literal(node: Node, tree: SyntaxTree) -> SentValue | None:
    """The value of a string literal without escapes or of a number; None for anything else."""
    text = tree.text(node)
    if node.type == "string" and "\\" not in text:
        return SentValue(tree.file.path, tree.span(node), Sort.STRING, (text[1:-1],))
    number = number_text(text) if node.type == "number" else None
    return SentValue(tree.file.path, tree.span(node), Sort.NUMBER, (number,)) if number is not None else None


def property_type(text: str, name: str, types: Mapping[str, Node], tree: SyntaxTree, node: Node | None = None) -> Node | None:
    """The annotation of the property ``name`` of the type ``text``, declared in the file or written out (``node``)."""
    declared = types.get(text) if _NAME.fullmatch(text) else node
    if declared is None or declared.child_by_field_name("type_parameters") is not None:
        return None
    body = declared.child_by_field_name("body") or declared.child_by_field_name("value") or declared
    if body.type not in ("interface_body", "object_type"):
        return None
    for member in body.named_children:
        named = member.child_by_field_name("name") if member.type == "property_signature" else None
        if named is not None and tree.text(named) == name:
            return member.child_by_field_name("type")
    return None


def written_type(annotation: Node, tree: SyntaxTree) -> str:
    """The type that an annotation writes, without its colon."""
    return tree.text(annotation).removeprefix(":").strip()


def _parts(text: str) -> Iterator[str]:
    """The members of a union."""
    depth, start = 0, 0
    for index, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == "|" and depth == 0:
            if text[start:index].strip():
                yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()
