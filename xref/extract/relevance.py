"""Which names of a long function what is sent can hang on: of any other it need not be known what it can be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS, bound_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from xref.syntax import SyntaxTree

LONG = 6_000
"""From how many bytes on a function is long; in a short one all is followed."""

_HOLDERS = frozenset(
    {
        "variable_declarator",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "for_in_statement",
        "call_expression",
    }
)
_BRANCHES = frozenset({"if_statement", "switch_statement", "ternary_expression", "while_statement"})
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")


def relevant_names(tree: SyntaxTree, changing: Iterable[Node], targets: Iterable[Node]) -> frozenset[str]:
    """The names that the calls ``targets`` are put together from, over any number of steps, and those that decide about them.

    ``changing`` are the nodes that declare, assign or change a name.
    """
    uses: dict[str, set[str]] = {}
    for node in changing:
        holder = _holder(node)
        if holder is None:
            continue
        used = _names(tree, holder) | _deciding(tree, holder)
        for name in _changed(tree, node):
            uses.setdefault(name, set()).update(used)
    wanted: set[str] = set()
    pending = [name for target in targets for name in _names(tree, target) | _deciding(tree, target)]
    while pending:
        name = pending.pop()
        if name not in wanted:
            wanted.add(name)
            pending += uses.get(name, ())
    return frozenset(wanted)


def _changed(tree: SyntaxTree, node: Node) -> Iterator[str]:
    if node.type in ("identifier", "shorthand_property_identifier_pattern") or node.type.endswith("_pattern"):
        yield from bound_names(tree, node)
    else:
        match = _NAME.search(tree.text(node))
        if match is not None:
            yield match.group()


def _holder(node: Node) -> Node | None:
    """What gives the name that ``node`` is its value: a declaration, an assignment, a call, a function."""
    current = node.parent
    for _ in range(5):
        if current is None or current.type in _HOLDERS or current.type in FUNCTIONS:
            return current
        current = current.parent
    return None


def _names(tree: SyntaxTree, node: Node) -> set[str]:
    return set(_NAME.findall(tree.text(node)))


def _deciding(tree: SyntaxTree, node: Node) -> set[str]:
    """The names in the conditions around a node."""
    found: set[str] = set()
    current = node.parent
    while current is not None and current.type not in FUNCTIONS:
        if current.type in _BRANCHES:
            condition = current.child_by_field_name("condition") or current.child_by_field_name("value")
            found |= _names(tree, condition) if condition is not None else set()
        current = current.parent
    return found
