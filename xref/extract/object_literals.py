"""Object literals as records: fields in order, those of a known spread put in; open where something is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.values import Record, single

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Value

    Evaluate = Callable[[Node, Frame], Value]


def object_literal(
    node: Node, frame: Frame, evaluate: Evaluate, named: Evaluate, inner: Evaluate, run_parts: Callable[[Node, Frame], None]
) -> Value:
    """The value of ``{ a: x, b, ...c }``; ``named`` gives that of ``b``, ``inner`` that of ``c``, the rest is only run."""
    fields: list[tuple[str, Value]] = []
    is_open = False
    for child in node.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None and key.type in ("property_identifier", "string"):
            fields.append((frame.tree.text(key).strip("'\""), evaluate(value, frame)))
        elif child.type == "shorthand_property_identifier":
            fields.append((frame.tree.text(child), named(child, frame)))
        elif child.type == "method_definition":
            frame.session.enter(child, frame)
        elif child.type == "spread_element":
            spread = inner(child, frame).only
            is_open = is_open or not isinstance(spread, Record) or spread.open or bool(spread.optional)
            fields = [*fields, *spread.fields] if isinstance(spread, Record) else []
        elif child.type != "comment":
            run_parts(child, frame)
            is_open = True
    return single(Record(tuple(fields), is_open))
