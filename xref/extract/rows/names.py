"""Where a declared name is used: every occurrence in its scope, but for those of another declaration of the same name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xref.extract.declarations import CLASSES, FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

    from xref.syntax import SyntaxTree

_PATTERNS = frozenset(
    {"object_pattern", "array_pattern", "pair_pattern", "object_assignment_pattern", "assignment_pattern", "rest_pattern"}
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_BLOCKS = frozenset({"statement_block", "program", "switch_body", "for_statement", "for_in_statement", "class_static_block"})
_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})
MAX_OCCURRENCES = 500


@dataclass(frozen=True, slots=True)
class Uses:
    """A name's occurrences: ``read`` where its value is wanted, ``written`` the values that it is assigned.

    Not ``followed``: it is changed in another way, or stands in more places than are looked at.
    """

    read: tuple[Node, ...] = ()
    written: tuple[Node, ...] = ()
    followed: bool = True


@dataclass
class Names:
    """The names of one file, each looked up once."""

    tree: SyntaxTree
    _known: dict[int, Uses] = field(default_factory=dict)

    def uses(self, declared: Node) -> Uses:
        """The uses of the name that ``declared``, an identifier in a pattern or the name of a function, binds."""
        if declared.id not in self._known:
            scope = scope_of(declared)
            self._known[declared.id] = self._uses(declared, scope) if scope is not None else Uses(followed=False)
        return self._known[declared.id]

    def _uses(self, declared: Node, scope: Node) -> Uses:
        read, written = [], []
        hidden: list[tuple[int, int]] = []
        followed = True
        found = self._occurrences(self.tree.text(declared), scope)
        for node in found:
            if node.id == declared.id:
                continue
            top, holder = _pattern_of(node)
            if _is_binding(top, holder):
                other = scope_of(node)
                if other is not None and other.id != scope.id:
                    hidden.append((other.start_byte, other.end_byte))
            elif holder is not None and _is_target(top, holder):
                value = holder.child_by_field_name("right")
                if holder.type == "augmented_assignment_expression" or value is None:
                    followed = followed and holder.children[1].type in ("??=", "||=")
                if value is not None:
                    written.append((node, value))
            else:
                read.append(node)
        if len(found) >= MAX_OCCURRENCES:
            followed = False
        return Uses(
            tuple(node for node in read if not _within(node, hidden)),
            tuple(value for node, value in written if not _within(node, hidden)),
            followed,
        )

    def _occurrences(self, name: str, scope: Node) -> list[Node]:
        span, text = self.tree.span(scope), self.tree.file.text
        found: list[Node] = []
        offset = text.find(name, span.start, span.end)
        while offset >= 0 and len(found) < MAX_OCCURRENCES:
            end = offset + len(name)
            if not _is_part(text[offset - 1 : offset]) and not _is_part(text[end : end + 1]):
                node = self.tree.node_at(offset)
                if node is not None and node.type in _NAMES:
                    found.append(node)
            offset = text.find(name, end, span.end)
        return found


def _is_part(character: str) -> bool:
    """Whether a character may be part of a name."""
    return character.isalnum() or character in ("_", "$")


def _within(node: Node, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= node.start_byte < end for start, end in ranges)


def _pattern_of(node: Node) -> tuple[Node, Node | None]:
    """The outermost pattern that ``node`` is a name of (``node`` itself outside of one), and what holds it."""
    top, holder = node, node.parent
    while holder is not None and holder.type in _PATTERNS:
        side = holder.child_by_field_name("right") or (
            holder.child_by_field_name("key") if holder.type == "pair_pattern" else None
        )
        if side is not None and side.id == top.id:
            return node, node.parent  # a default value, a computed key: no name of the pattern
        top, holder = holder, holder.parent
    return top, holder


def _is(holder: Node, name: str, node: Node) -> bool:
    found = holder.child_by_field_name(name)
    return found is not None and found.id == node.id


def _is_binding(top: Node, holder: Node | None) -> bool:
    if holder is None:
        return False
    if holder.type in _PARAMETERS:
        return _is(holder, "pattern", top)
    if holder.type == "variable_declarator" or holder.type in CLASSES:
        return _is(holder, "name", top)
    if holder.type in FUNCTIONS:
        return _is(holder, "name", top) or _is(holder, "parameter", top)
    if holder.type == "for_in_statement":
        return _is(holder, "left", top) and holder.child_by_field_name("kind") is not None
    return holder.type == "catch_clause" and _is(holder, "parameter", top)


def _is_target(top: Node, holder: Node) -> bool:
    if holder.type in ("assignment_expression", "augmented_assignment_expression", "for_in_statement"):
        return _is(holder, "left", top)
    return holder.type == "update_expression"


def scope_of(name: Node) -> Node | None:
    """The node in which a bound name means what it is bound to."""
    top, holder = _pattern_of(name)
    if holder is None or not _is_binding(top, holder):
        return None
    if holder.type in FUNCTIONS and _is(holder, "parameter", top):
        return holder
    if holder.type in ("for_in_statement", "catch_clause"):
        return holder
    if holder.type in ("arrow_function", "function_expression"):
        return holder
    variable = (
        holder.type == "variable_declarator" and holder.parent is not None and holder.parent.type == "variable_declaration"
    )
    node = holder.parent
    while node is not None:
        if node.type in FUNCTIONS or (node.type in _BLOCKS and (not variable or node.type == "program")):
            return node
        node = node.parent
    return None


def function_around(node: Node) -> Node | None:
    """The function whose body a node stands in."""
    current = node.parent
    while current is not None and current.type not in FUNCTIONS:
        current = current.parent
    return current
