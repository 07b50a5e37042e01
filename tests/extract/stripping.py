"""TypeScript without its types, so that Node runs it: what only the compiler reads becomes blanks, the rest stays in place."""

from __future__ import annotations

import re

from tree_sitter import Node

from xref.source import SourceFile
from xref.syntax import parse

_ERASED = frozenset(
    {
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "interface_declaration",
        "type_alias_declaration",
        "readonly",
        "type_predicate_annotation",
    }
)
_CASTS = frozenset({"as_expression", "satisfies_expression"})


def javascript(file: SourceFile) -> str:
    """The file as JavaScript; what it imports of ``zod`` comes from a file beside it."""
    tree = parse(file)
    erased = list(file.text)
    pending = [tree.root]
    while pending:
        node = pending.pop()
        for start, end in _spans(node):
            first, last = tree.offsets.character(start), tree.offsets.character(end)
            erased[first:last] = [" " if character != "\n" else "\n" for character in erased[first:last]]
        pending.extend(node.children)
    return _with_fields("".join(erased)).replace("'zod'", "'./zod.mjs'")


def _spans(node: Node) -> list[tuple[int, int]]:
    if node.type in _ERASED or (node.type == "import_statement" and any(child.type == "type" for child in node.children)):
        return [(node.start_byte, node.end_byte)]
    if node.type in _CASTS:
        return [(node.children[0].end_byte, node.end_byte)]
    if node.type == "optional_parameter":
        return [(child.start_byte, child.end_byte) for child in node.children if child.type == "?"]
    if node.type == "accessibility_modifier":
        return [(node.start_byte, node.end_byte)]
    return (
        [(child.start_byte, child.end_byte) for child in node.children if child.type == "!"]
        if node.type == "non_null_expression"
        else []
    )


def _with_fields(text: str) -> str:
    """The one field that a constructor of the fixtures declares, as JavaScript declares it."""
    return re.sub(r"(constructor\([^)]*\)) \{\}", r"\1 { this.db = db; }", text)
