"""A file's syntax tree, in character offsets. It never leaves its process: pickling one costs as much as parsing the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xref.source import SourceFile, Span
from xref.syntax.grammar import Grammar, grammar_of, parser
from xref.syntax.masking import mask_type_arguments
from xref.syntax.offsets import Offsets

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

MAX_ERRORS = 20
"""How many syntax errors of one file are told."""


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """The tree of one file. Nodes are tree-sitter's; their places and texts are asked for here, in code points."""

    file: SourceFile
    grammar: Grammar
    tree: Tree = field(repr=False)
    offsets: Offsets = field(repr=False)

    @property
    def root(self) -> Node:
        """The program."""
        return self.tree.root_node

    def span(self, node: Node) -> Span:
        """Where a node stands, in characters."""
        return Span(self.offsets.character(node.start_byte), self.offsets.character(node.end_byte))

    def text(self, node: Node) -> str:
        """A node's text as the file has it."""
        return self.file.text[self.offsets.character(node.start_byte) : self.offsets.character(node.end_byte)]

    def node_at(self, offset: int) -> Node | None:
        """The smallest named node that holds the character at ``offset``."""
        byte = self.offsets.byte(offset)
        return self.root.named_descendant_for_byte_range(byte, byte)

    def path_to(self, node: Node, limit: int = 1_000) -> list[Node] | None:
        """The nodes from the program down to ``node``, both included; None when it lies deeper than ``limit``."""
        current: Node | None = self.root
        path = []
        for _ in range(limit):
            if current is None:
                return None
            path.append(current)
            if current.id == node.id:
                return path
            current = current.child_with_descendant(node)
        return None

    def errors(self) -> list[Span]:
        """Where the grammar could not follow, the first :data:`MAX_ERRORS` of them."""
        found: list[Span] = []
        pending = [self.root] if self.root.has_error else []
        while pending and len(found) < MAX_ERRORS:
            node = pending.pop()
            if node.is_error or node.is_missing:
                found.append(self.span(node))
            else:
                pending.extend(child for child in reversed(node.children) if child.has_error)
        return found


def parse(file: SourceFile) -> SyntaxTree:
    """The syntax tree of a file; text that the grammar does not know gives error nodes, never an exception."""
    grammar = grammar_of(file.path)
    encoded = mask_type_arguments(file.text).encode("utf-8", "surrogatepass")
    return SyntaxTree(file, grammar, parser(grammar).parse(encoded), Offsets(file.text))
