"""How the text of a statement is put together, in one word: what coverage is counted by.

The word is read off the syntax around the text alone; of a text that is put together in several ways it is the first that fits.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS
from xref.idiom import Idiom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.candidates import Site
    from xref.extract.embedded import EmbeddedSql
    from xref.extract.extracted import ExtractedFile
    from xref.extract.extraction import Extraction
    from xref.source import Span
    from xref.syntax import SyntaxTree


_INNER = frozenset(
    {"parenthesized_expression", "as_expression", "non_null_expression", "satisfies_expression", "await_expression"}
)
_NAMED_PLACEHOLDER = re.compile(r"\$[/{(<\[]\s*\w+|(?<![:\w]):[A-Za-z_]\w*(?!\w*:)")
_REPLACING = frozenset({"pg-promise", "sequelize", "knex"})
_BEFORE: tuple[tuple[Idiom, re.Pattern[str]], ...] = (
    (Idiom.SET_LIST, re.compile(r"\bset\s*$", re.IGNORECASE)),
    (Idiom.ROWS, re.compile(r"\bvalues\s*\(?\s*$", re.IGNORECASE)),
    (Idiom.IN_LIST, re.compile(r"\bin\s*\(\s*$", re.IGNORECASE)),
    (Idiom.CONDITIONS, re.compile(r"\b(?:where|having)\s*\(?\s*$", re.IGNORECASE)),
)
_JOINED_CONDITIONS = re.compile(r"\.join\(\s*['\"`]\s*\)?\s*(?:AND|OR)\b", re.IGNORECASE)
_FILE = re.compile(r"readFileSync|readFile\(|\bsql\.\w+$|loadSql")
_MAX_HOPS = 6
_MAX_PARTS = 400


def idioms_of(work: Extraction) -> Iterator[tuple[Span, Idiom]]:
    """The idiom of each sink call of a finished extraction, by the call's place."""
    names = {wrapper.name for wrapper in work.wrappers.values()}
    for site in work.sites.values():
        yield work.tree.span(site.call), _idiom(work, site, names)


def with_idioms(statements: Iterable[EmbeddedSql], files: Sequence[ExtractedFile]) -> Iterator[EmbeddedSql]:
    """The statements, each with the idiom that its file gives for its call; what no call sends is a file's."""
    known = {(file.path, call): idiom for file in files for call, idiom in file.idioms}
    for statement in statements:
        yield replace(statement, idiom=known.get((statement.path, statement.call), Idiom.FILE))


def _idiom(work: Extraction, site: Site, wrappers: set[str]) -> Idiom:
    if site.tag is not None:
        return Idiom.TAGGED
    if site.awaits is not None or _called(work.tree, site.call) in wrappers:
        return Idiom.WRAPPER
    found = _of(work, site.text, site.path)
    plain = found in (Idiom.LITERAL, Idiom.CONSTANT)
    if plain and site.kind in _REPLACING and _NAMED_PLACEHOLDER.search(work.tree.text(site.text)):
        return Idiom.NAMED
    return found


def _called(tree: SyntaxTree, call: Node) -> str:
    function = call.child_by_field_name("function")
    if function is None:
        return ""
    return tree.text(function.child_by_field_name("property") or function)


def _of(work: Extraction, node: Node, path: Sequence[Node], hops: int = 0) -> Idiom:
    while node.type in _INNER and node.named_children:
        node = node.named_children[0]
    text = work.tree.text(node) if node.end_byte - node.start_byte < 400 else ""
    if _FILE.search(text) and node.type in ("call_expression", "member_expression"):
        return Idiom.FILE
    if node.type in ("string", "template_string", "binary_expression"):
        return _of_parts(work, node)
    if node.type == "ternary_expression":
        return Idiom.BRANCHES
    if node.type == "member_expression" or node.type == "subscript_expression":
        return Idiom.CONSTANT
    if node.type == "call_expression":
        return _of_call(work, node)
    if node.type in ("identifier", "shorthand_property_identifier") and hops < _MAX_HOPS:
        return _of_name(work, work.tree.text(node), path, hops)
    return Idiom.OTHER


def _of_call(work: Extraction, node: Node) -> Idiom:
    called = _called(work.tree, node)
    if called in ("trim", "toString", "concat", "replace", "join"):
        return Idiom.FRAGMENTS
    return Idiom.CALL


def _of_name(work: Extraction, name: str, path: Sequence[Node], hops: int) -> Idiom:
    declared = work.declarations.declaration_of(name, path)
    if declared is None or declared.type != "variable_declarator":
        return Idiom.CONSTANT if name in work.declarations.imports else Idiom.OTHER
    value = declared.child_by_field_name("value")
    function = next((node for node in reversed(path) if node.type in FUNCTIONS), path[0])
    span = work.tree.span(function)
    whole = work.tree.file.text
    if re.compile(rf"(?<![\w$.]){re.escape(name)}\s*\+=").search(whole, span.start, span.end):
        return Idiom.APPENDED
    assigned = re.compile(rf"(?<![\w$.]){re.escape(name)}\s*=(?![=>])").findall(whole, span.start, span.end)
    if value is None or len(assigned) > 1:
        return Idiom.BRANCHES
    found = _of(work, value, path, hops + 1)
    return Idiom.CONSTANT if found is Idiom.LITERAL else found


def _of_parts(work: Extraction, node: Node) -> Idiom:
    """A template or a sum: a literal, or by what stands before the first part that is not one."""
    tree, found, pending, parts = work.tree, Idiom.LITERAL, [node], 0
    while pending and parts < _MAX_PARTS:
        each = pending.pop()
        parts += 1
        if each.type == "binary_expression":
            pending += [child for child in each.named_children if child.type != "comment"]
        elif each.type == "template_string":
            pending += [child for child in each.named_children if child.type == "template_substitution"]
        elif each.type not in ("string", "number", "comment"):
            idiom = _of_part(tree, each, tree.span(node).start)
            found = idiom if found in (Idiom.LITERAL, Idiom.FRAGMENTS) else found
    return found


def _of_part(tree: SyntaxTree, part: Node, start: int) -> Idiom:
    written, at = tree.text(part), tree.span(part).start
    if _JOINED_CONDITIONS.search(written):
        return Idiom.CONDITIONS
    before = re.sub(r"['\"`+\s]+$", " ", tree.file.text[max(start, at - 60) : at])
    return next((idiom for idiom, pattern in _BEFORE if pattern.search(before)), Idiom.FRAGMENTS)


__all__ = ["idioms_of", "with_idioms"]
