"""Where run-time text in a statement comes from, in words: a request, a parameter, a call, another module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS
from xref.extract.lists import unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

    from xref.extract.declarations import Declarations
    from xref.source import Span
    from xref.syntax import SyntaxTree

_REQUEST = re.compile(
    r"(?<![\w$.])(?:[\w$]+\.)?(?:req|request)\.(?:query|param|params|body|headers?|cookies|json|text|formData|parseBody|valid|url)\b"
    r"|(?<![\w$.])(?:searchParams|event\.queryStringParameters)\b"
)
_PLAIN_TYPE = re.compile(
    r"^:\s*(?:number|boolean|bigint|Date|['\"`][^|]*['\"`](?:\s*\|\s*['\"`][^|]*['\"`])*)(?:\s*\|\s*(?:undefined|null))?$"
)
_MAX_STEPS = 6
_MAX_WORDS = 60


def origin_of(tree: SyntaxTree, declarations: Declarations, span: Span) -> str | None:
    """Where the value of the expression at ``span`` comes from; None where it is no text, a constant, or not to be seen."""
    node = tree.node_at(span.start)
    while node is not None and tree.span(node).end < span.end:
        node = node.parent
    for _ in range(_MAX_STEPS):
        if node is None:
            return None
        node = unwrapped(node)
        written = " ".join(tree.text(node).split())
        if _REQUEST.search(written) and node.type not in FUNCTIONS:
            return f"the request (`{_short(written)}`)"
        if node.type == "call_expression":
            function = node.child_by_field_name("function")
            owner = function.child_by_field_name("object") if function is not None else None
            if owner is None or owner.type == "identifier":
                return f"what `{_short(tree.text(function) if function is not None else written)}()` returns"
            node = owner
        elif node.type in ("member_expression", "subscript_expression"):
            node = node.child_by_field_name("object")
        elif node.type == "identifier":
            found = _declared(tree, declarations, node)
            if found is None or isinstance(found, str):
                return found
            node = found
        else:
            return None
    return None


def _declared(tree: SyntaxTree, declarations: Declarations, node: Node) -> Node | str | None:
    """What a name is given where it is declared, or the words for it."""
    name = tree.text(node)
    imported = declarations.imports.get(name)
    path = tree.path_to(node)
    declared = declarations.declaration_of(name, path) if path is not None else None
    if declared is None:
        return f"`{imported.module}`" if imported is not None else None
    if declared.type in ("required_parameter", "optional_parameter", "identifier"):
        annotation = declared.child_by_field_name("type")
        plain = annotation is not None and _PLAIN_TYPE.match(" ".join(tree.text(annotation).split())) is not None
        return None if plain else f"the parameter `{name}`"
    return declared.child_by_field_name("value") if declared.type == "variable_declarator" else None


def _short(text: str) -> str:
    text = text.replace("`", "'")
    return text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 1] + "…"
