"""Which names of a function what is sent can hang on, and which statements have nothing to do with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS, bound_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from tree_sitter import Node

    from xref.source import Span
    from xref.syntax import SyntaxTree

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
_DECIDING = {
    **dict.fromkeys(("if_statement", "ternary_expression", "while_statement", "do_statement", "for_statement"), "condition"),
    "switch_statement": "value",
    "for_in_statement": "right",
}
"""By which member statements and expressions decide whether, and how often, their parts are run."""

_NAMING = {
    "call_expression": "function",
    "variable_declarator": "name",
    **dict.fromkeys(FUNCTIONS - {"arrow_function"}, "name"),
}
"""By which member what is around a function is named."""
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_LEAP = re.compile(r"(?<![\w$.])(?:break|continue|return|throw)(?![\w$])")


@dataclass(frozen=True, slots=True)
class Uses:
    """What the names of a function hang on, by name; ``changes`` are the bytes at which names may change, in order."""

    names: Mapping[str, AbstractSet[str]]
    changes: tuple[tuple[int, str], ...]


NO_USES = Uses({}, ())
"""Of a place in which nothing is sent."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What of a function what is sent in it can hang on: the ``names``, and the bytes at which they stand, in order.

    ``changes`` are the bytes at which they may change, ``leaps`` those at which a loop, a round of it or a function is left.
    """

    names: frozenset[str]
    places: tuple[int, ...]
    changes: tuple[int, ...]
    leaps: tuple[int, ...]

    @classmethod
    def of(cls, tree: SyntaxTree, region: Span, uses: Uses, names: frozenset[str]) -> Slice:
        """The slice of the ``region`` that speaks of ``names``."""
        found = (match for match in _NAME.finditer(tree.file.text, region.start, region.end) if match.group() in names)
        leaps = _LEAP.finditer(tree.file.text, region.start, region.end)
        byte = tree.offsets.byte
        return cls(
            names,
            tuple(byte(match.start()) for match in found),
            tuple(place for place, name in uses.changes if name in names),
            tuple(byte(match.start()) for match in leaps),
        )

    def hangs_on(self, start: int, end: int) -> bool:
        """Whether what stands between two bytes may change one of the names, or tell something of it by leaving."""
        if _is_between(self.changes, start, end):
            return True
        return _is_between(self.leaps, start, end) and _is_between(self.places, start, end)


def _is_between(places: tuple[int, ...], start: int, end: int) -> bool:
    index = bisect_left(places, start)
    return index < len(places) and places[index] < end


def uses_of(tree: SyntaxTree, changing: Iterable[Node]) -> Uses:
    """What the values of names hang on.

    ``changing`` are the nodes that declare, assign or change a name, call it, or hand it to a call.
    """
    uses: dict[str, set[str]] = {}
    used: dict[int, set[str]] = {}
    around: dict[int, frozenset[str]] = {}
    changes: list[tuple[int, str]] = []
    for node in changing:
        holder = _holder(node)
        if holder is None:
            continue
        if holder.id not in used:
            used[holder.id] = _names(tree, holder) | _deciding(tree, holder, around)
        for name in _changed(tree, node):
            uses.setdefault(name, set()).update(used[holder.id])
            changes.append((node.start_byte, name))
    return Uses(uses, tuple(sorted(changes)))


def relevant_names(tree: SyntaxTree, uses: Uses, targets: Iterable[Node]) -> frozenset[str]:
    """The names that the calls ``targets`` are put together from, over any number of steps, and what decides about them."""
    around: dict[int, frozenset[str]] = {}
    wanted: set[str] = set()
    pending = {name for target in targets for name in _names(tree, target) | _deciding(tree, target, around)}
    while pending:
        name = pending.pop()
        wanted.add(name)
        pending |= uses.names.get(name, set()) - wanted
    return frozenset(wanted)


def _changed(tree: SyntaxTree, node: Node) -> Iterator[str]:
    if node.type in ("required_parameter", "optional_parameter"):
        node = node.child_by_field_name("pattern") or node
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


def _deciding(tree: SyntaxTree, node: Node, around: dict[int, frozenset[str]]) -> frozenset[str]:
    """The names in the conditions around a node, in what is looped over, of the functions around and of what they are given to.

    ``around`` remembers what was found for the nodes on the way.
    """
    way: list[Node] = []
    current = node.parent
    while current is not None and current.id not in around:
        way.append(current)
        current = current.parent
    found = around[current.id] if current is not None else frozenset()
    for each in reversed(way):
        member = _DECIDING.get(each.type) or _NAMING.get(each.type)
        told = each.child_by_field_name(member) if member is not None else None
        if told is not None:
            found |= _names(tree, told)
        around[each.id] = found
    return found
