"""Functions that send what they are given: found where their text is a parameter, and the calls that may be of one.

A call in another file cannot know whether a function is a wrapper; it waits for linking where one of its arguments looks like
SQL, or is a parameter that goes by a name for SQL (a wrapper of a wrapper).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.candidates import Site, arguments_of, named_calls
from xref.extract.declarations import FUNCTIONS, is_own_module
from xref.extract.extracted import DraftVariant, Taken, Wrapper
from xref.extract.pieces import Argument, Run
from xref.extract.places import place_of
from xref.extract.sinks import FOREIGN, METHODS
from xref.extract.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.receivers import Receivers
    from xref.extract.values import Value
    from xref.syntax import SyntaxTree

_SQL_LITERAL = re.compile(
    r"['\"`][\s(]*(?:select|insert|update|delete|with|merge|create|alter|drop|truncate|--|/\*)(?![\w$-])", re.IGNORECASE
)
_ASSIGNED = re.compile(r"(?<![\w$])([\w$]+)(?:\s*:[^=\n]+)?\s*=\s*$")
_SQL_WORD = r"(?:sql|Sql|SQL|quer(?:y|ies)|Quer(?:y|ies)|QUER(?:Y|IES)|stmt|Stmt|STMT|statement|Statement)"
_TEXT_NAME = rf"(?:[\w$]*{_SQL_WORD}[\w$]*|text|q)"
_CONSTANT = r"[A-Z][A-Z0-9_$]{2,}(?:\.[\w$]+)*"
_NAMED_ARGUMENT = re.compile(
    rf"[(,{{:]\s*({_TEXT_NAME}(?:\.[\w$]+)*|[\w$]+(?:\.[\w$]+)*\.{_TEXT_NAME}|{_CONSTANT})\s*(?=[,)}}+])"
)
_SENDER_BEFORE = re.compile(rf"\.\s*(?:{'|'.join(re.escape(name) for name in METHODS)})\s*\(\s*$")
_VALUES_KEYS = frozenset({"values", "params", "parameters", "args", "bindings", "replacements", "bind"})
_INSIDE = frozenset(
    {
        "template_string",
        "string",
        "binary_expression",
        "parenthesized_expression",
        "ternary_expression",
        "as_expression",
        "identifier",
        "member_expression",
        "property_identifier",
        "shorthand_property_identifier",
        "string_fragment",
        "template_substitution",
    }
)
_LOOKED_BACK = 120
_MAX_CLIMB = 12


def awaiting_sites(tree: SyntaxTree, receivers: Receivers) -> Iterator[Site]:
    """The calls of what may be another file's wrapper: with something like SQL among their arguments."""
    if not any(is_own_module(found.module) for found in receivers.declarations.imports.values()):
        return
    seen: set[int] = set()
    for offset in sorted({*_literals(tree.file.text), *_names(tree)}):
        node = tree.node_at(offset)
        path = tree.path_to(node) if node is not None else None
        found = _argument(tree, path) if path else None
        if not path or found is None or path[found[0]].id in seen:
            continue
        at, text, values, taken, takes_values = found
        seen.add(path[at].id)
        function = path[at].child_by_field_name("function")
        if function is None or function.type not in ("identifier", "member_expression", "call_expression"):
            continue
        if _is_of_another(text, path[: at + 1], receivers):
            continue
        known = receivers.resolve(function, path[: at + 1])
        if known.kind in (None, "pg") and known.origin is not None:
            yield Site(
                path[at],
                tuple(path[: at + 1]),
                "wrapper",
                text,
                values,
                origin=known.origin,
                certain=False,
                awaits=taken,
                takes_values=takes_values,
            )


def _is_of_another(text: Node, path: Sequence[Node], receivers: Receivers) -> bool:
    """Whether what is handed over is a member of a member of something else (``request.query``), no text of this file."""
    owner = text.child_by_field_name("object") if text.type == "member_expression" else None
    if owner is None or owner.type != "identifier":
        return False
    declared = receivers.declarations.declaration_of(receivers.tree.text(owner), path)
    value = declared.child_by_field_name("value") if declared is not None and declared.type == "variable_declarator" else None
    while value is not None and value.type in ("as_expression", "satisfies_expression", "non_null_expression"):
        value = value.named_children[0]
    of = value.child_by_field_name("object") if value is not None and value.type == "member_expression" else None
    return of is not None and of.type == "identifier" and receivers.tree.text(of) not in receivers.declarations.imports


def _literals(text: str) -> Iterator[int]:
    """The offsets of literals that start as SQL where they can be a part of an argument."""
    for match in _SQL_LITERAL.finditer(text):
        before = text[max(match.start() - _LOOKED_BACK, 0) : match.start()].rstrip()
        if before[-1:] in ("(", ",", ":", "?", "+", "`") and not _SENDER_BEFORE.search(before):
            yield match.start()


def _names(tree: SyntaxTree) -> Iterator[int]:
    """The offsets of arguments that go by a name for SQL, or by that of a variable with a text that starts as SQL."""
    text = tree.file.text
    for match in _NAMED_ARGUMENT.finditer(text):
        before = text[max(match.start() - _LOOKED_BACK, 0) : match.start() + 1]
        if not _SENDER_BEFORE.search(before):
            yield match.start(1)
    literals = (match.start() for match in _SQL_LITERAL.finditer(text))
    before_each = (_ASSIGNED.search(text, max(offset - _LOOKED_BACK, 0), offset) for offset in literals)
    names = {match.group(1) for match in before_each if match is not None}
    if names:
        wanted = "|".join(re.escape(name) for name in sorted(names))
        for match in re.finditer(rf"[(,{{:]\s*({wanted})\s*(?=[,)}}+])", text):
            yield match.start(1)


def _argument(tree: SyntaxTree, path: Sequence[Node]) -> tuple[int, Node, Node | None, Taken, Taken | None] | None:
    """The call that the end of ``path`` is in an argument of: its index, the text, the values, and where it takes them."""
    fields: tuple[str, ...] = ()
    text: Node | None = None
    values: Node | None = None
    for index in range(len(path) - 1, max(len(path) - _MAX_CLIMB, 0), -1):
        node, outer = path[index], path[index - 1]
        if outer.type == "arguments":
            call = path[index - 2]
            if call.type != "call_expression" or index < 2:
                return None
            arguments = arguments_of(outer)
            number = next((number for number, each in enumerate(arguments) if each.id == node.id), None)
            if number is None or any(each.type == "spread_element" for each in arguments[: number + 1]):
                return None
            if fields:
                where = Taken(number, (fields[1],)) if len(fields) > 1 else None
                return index - 2, text or node, values, Taken(number, fields[:1]), where
            after = arguments[number + 1] if number + 1 < len(arguments) else None
            return index - 2, node, after, Taken(number), Taken(number + 1)
        if outer.type in ("pair", "object") and not fields:
            member = outer if outer.type == "pair" else node
            if node.type == "property_identifier" or member.type not in ("pair", "shorthand_property_identifier"):
                return None
            if outer.type == "object":
                fields, text, values = _members(tree, outer, member)
        elif outer.type not in _INSIDE:
            return None
    return None


def _members(tree: SyntaxTree, options: Node, member: Node) -> tuple[tuple[str, ...], Node, Node | None]:
    """The names of the members with the text and with the values of an options object, and what these are."""
    found = {}
    for each in options.named_children:
        key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
        if each.type == "shorthand_property_identifier":
            found[tree.text(each)] = each
        elif key is not None and value is not None:
            found[tree.text(key).strip("'\"")] = value
    key = member.child_by_field_name("key")
    name = tree.text(key).strip("'\"") if key is not None else tree.text(member)
    values = next((other for other in found if other in _VALUES_KEYS), None)
    return (name, *((values,) if values is not None else ())), found.get(name, member), found.get(values or "")


def made_wrapper(tree: SyntaxTree, site: Site, value: Value, counts: Value | None) -> tuple[int, Wrapper] | None:
    """The wrapper that a site makes of the function whose parameter is its text, and the offset at which that starts."""
    argument = _taken_text(value)
    if argument is None:
        return None
    depth = next(
        (
            depth
            for depth in range(len(site.path) - 1, -1, -1)
            if site.path[depth].type in FUNCTIONS and tree.span(site.path[depth]).start == argument.function
        ),
        None,
    )
    place = place_of(tree, site.path[: depth + 1]) if depth is not None else None
    if place is None:
        return None
    variants = tuple(
        DraftVariant(each.content.pieces, each.assumptions.words())
        for each in value.alternatives
        if isinstance(each.content, Text)
    )
    around = variants if site.around == () else site.around
    values = _taken_values(counts, argument.function)
    return argument.function, Wrapper(
        place,
        Taken(argument.index, argument.fields),
        values,
        site.kind,
        around,
        site.origin,
        site.method,
        site.confirmed and site.awaits is None,
        site.awaits,
        site.driver,
        own_values=values is None and (counts is not None or site.own_values),
    )


def _taken_text(value: Value) -> Argument | None:
    """The parameter that every text starts with; None when there is none, or the text starts as something else."""
    found: Argument | None = None
    for alternative in value.alternatives:
        pieces = alternative.content.pieces if isinstance(alternative.content, Text) else ()
        first = next((piece for piece in pieces if not isinstance(piece, Run) or piece.text.strip()), None)
        if not isinstance(first, Argument):
            return None
        if found is not None and (found.function, found.index, found.fields) != (first.function, first.index, first.fields):
            return None
        found = first
    return found


def _taken_values(counts: Value | None, function: int) -> Taken | None:
    content = counts.only if counts is not None else None
    pieces = content.pieces if isinstance(content, Text) else ()
    if len(pieces) == 1 and isinstance(pieces[0], Argument) and pieces[0].function == function:
        return Taken(pieces[0].index, pieces[0].fields)
    return None


def wrapper_sites(tree: SyntaxTree, wrappers: Iterable[Wrapper], receivers: Receivers) -> Iterator[Site]:
    """The calls in a file of its own wrappers."""
    by_name = {wrapper.name: wrapper for wrapper in wrappers}
    for name, path, call in named_calls(tree, by_name):
        site = _wrapper_site(tree, by_name[name], path, call, receivers)
        if site is not None:
            yield site


def _wrapper_site(tree: SyntaxTree, wrapper: Wrapper, path: Sequence[Node], call: Node, receivers: Receivers) -> Site | None:
    listed, function = call.child_by_field_name("arguments"), call.child_by_field_name("function")
    arguments = arguments_of(listed) if listed is not None else []
    if function is None or len(arguments) <= wrapper.text.index:
        return None
    if any(argument.type == "spread_element" for argument in arguments[: wrapper.text.index + 1]):
        return None
    owner = function.child_by_field_name("object")
    if owner is not None and (owner.type != "this" and receivers.resolve(owner, path).kind == FOREIGN):
        return None
    text = _taken_node(tree, arguments, wrapper.text)
    if text is None:
        return None
    values = _taken_node(tree, arguments, wrapper.values) if wrapper.values is not None else None
    waits = wrapper.origin is not None and (wrapper.through is not None or not wrapper.confirmed)
    return Site(
        call,
        tuple(path),
        wrapper.sink,
        text,
        values,
        origin=wrapper.origin,
        confirmed=wrapper.confirmed,
        method=wrapper.method,
        around=wrapper.variants if wrapper.changes_text else (),
        awaits=wrapper.through if waits and wrapper.through is not None else None,
        takes_values=Taken(wrapper.through.index + 1) if wrapper.through is not None else None,
        driver=wrapper.driver,
        own_values=wrapper.own_values,
    )


def _taken_node(tree: SyntaxTree, arguments: Sequence[Node], taken: Taken) -> Node | None:
    """The argument, or the member of an object literal, that a wrapper takes."""
    node = arguments[taken.index] if taken.index < len(arguments) else None
    if node is None or not taken.fields:
        return node
    for member in node.named_children if node.type == "object" else ():
        key = member.child_by_field_name("key")
        if key is not None and tree.text(key).strip("'\"") == taken.fields[0]:
            return member.child_by_field_name("value")
        if member.type == "shorthand_property_identifier" and tree.text(member) == taken.fields[0]:
            return member
    return None
