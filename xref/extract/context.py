"""What surrounds a call: its function's name, whether the code expects that it may fail, whether it is a test."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from xref.syntax import SyntaxTree

_EXPECTED_FAILURE = re.compile(
    r"does(?:n['’]t| not) exist|may not exist|might not exist|42P01|undefined_table|42703|undefined_column"
)
_PROBE = re.compile(r"to_regclass|information_schema|pg_tables|pg_class|table_?exists|column_?exists|has_?table", re.IGNORECASE)
_TEST_PATH = re.compile(r"(?:^|/)(?:__tests__|tests?|e2e|__mocks__|spec)/|\.(?:test|spec|e2e)\.[cm]?[jt]sx?$")


def function_name(tree: SyntaxTree, path: Sequence[Node]) -> str | None:
    """The name of the nearest enclosing function that has one."""
    for depth in range(len(path) - 1, -1, -1):
        if path[depth].type in FUNCTIONS:
            name = name_of_function(tree, path[: depth + 1])
            if name is not None:
                return name
    return None


def name_of_function(tree: SyntaxTree, path: Sequence[Node]) -> str | None:
    """The name of the function that a path ends in: its own, or that of the constant, member or field that holds it."""
    node = path[-1]
    named = node.child_by_field_name("name")
    if named is None and len(path) > 1:
        holder = path[-2]
        for field in ("name", "key", "property", "left"):
            named = named or holder.child_by_field_name(field)
        value = holder.child_by_field_name("value") or holder.child_by_field_name("right")
        if value is None or value.id != node.id:
            return None
    return tree.text(named).strip("'\"").rsplit(".", 1)[-1] if named is not None else None


def is_guarded(tree: SyntaxTree, path: Sequence[Node]) -> bool:
    """Whether the code says that what the call needs may not be there: a catch that names it, a check around or before it."""
    probed = _probes(tree.file.text)
    for outer, inner in zip(reversed(path[:-1]), reversed(path[1:]), strict=False):
        if outer.type == "try_statement":
            body, caught = outer.child_by_field_name("body"), outer.child_by_field_name("handler")
            if body is not None and caught is not None and body.id == inner.id and _EXPECTED_FAILURE.search(tree.text(caught)):
                return True
        elif probed and outer.type == "if_statement":
            condition = outer.child_by_field_name("condition")
            if condition is not None and condition.id != inner.id and _is_probe(tree, condition, path):
                return True
        elif (
            probed
            and outer.type == "statement_block"
            and any(_leaves_unless(tree, node, path) for node in _before(outer, inner))
        ):
            return True
    return False


@lru_cache(maxsize=4)
def _probes(text: str) -> bool:
    """Whether a file asks the catalog at all: looked for once, since every statement of the file wants to know."""
    return _PROBE.search(text) is not None


def _before(block: Node, statement: Node) -> list[Node]:
    return [node for node in block.named_children if node.type == "if_statement" and node.end_byte <= statement.start_byte]


def _leaves_unless(tree: SyntaxTree, statement: Node, path: Sequence[Node]) -> bool:
    """Whether an if statement leaves when something is not there: ``if (!found) return``."""
    condition, then = statement.child_by_field_name("condition"), statement.child_by_field_name("consequence")
    if condition is None or then is None or not _is_probe(tree, condition, path):
        return False
    last = then.named_children[-1] if then.type == "statement_block" and then.named_children else then
    return last.type in ("return_statement", "throw_statement", "continue_statement")


def _is_probe(tree: SyntaxTree, condition: Node, path: Sequence[Node]) -> bool:
    """Whether a condition asks the catalog: by itself, or by a name that the function got from a query of it."""
    written = tree.text(condition)
    if _PROBE.search(written):
        return True
    function = next((node for node in reversed(path) if node.type in FUNCTIONS), path[0])
    before = tree.text(function)[: tree.span(condition).start - tree.span(function).start]
    if not _PROBE.search(before):
        return False
    for name in re.findall(r"[A-Za-z_$][\w$]*", written):
        declared = re.search(rf"\b(?:const|let|var)\b[^;=]*\b{re.escape(name)}\b[^;=]*=([^;]*)", before)
        if declared is not None and _PROBE.search(declared.group(1)):
            return True
    return False


def is_test(path: str) -> bool:
    """Whether a file is one of tests, by its path (``*.test.*``, ``*.spec.*``, ``__tests__/``, ``tests/``, ``e2e/``)."""
    return _TEST_PATH.search(path) is not None
