"""Tables as Drizzle declares them (``pgTable('users', { createdAt: timestamp('created_at') })``), by their real names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.pieces import Name, Run
from xref.extract.values import Record, Tagged, Value, single

if TYPE_CHECKING:
    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.pieces import Pieces

WHOLE_TABLE = ""
"""The member of a table's record that is the table itself."""

_DECLARING = frozenset({"pgTable", "pgView", "pgMaterializedView"})
_MAX_COLUMNS = 2_000


def declared_table(node: Node, function: Node, arguments: list[Node], frame: Frame) -> Value | None:
    """A record of a table's columns as they are written into a statement; None for a call that declares no table."""
    tree = frame.tree
    if len(arguments) < 2 or arguments[0].type != "string" or arguments[1].type != "object":
        return None
    if function.type == "identifier" and tree.text(function) in _DECLARING:
        schema: Node | None = None
    elif function.type == "member_expression" and tree.text(function).endswith((".table", ".view")):
        schema = _schema_name(function, frame)
        if schema is None:
            return None
    else:
        return None
    path = tree.file.path
    table: Pieces = (_name(arguments[0], frame),)
    if schema is not None:
        table = (_name(schema, frame), Run(".", path, tree.span(schema), verbatim=False), *table)
    fields = [(WHOLE_TABLE, single(Tagged(table)))]
    for member in arguments[1].named_children[:_MAX_COLUMNS]:
        key, value = member.child_by_field_name("key"), member.child_by_field_name("value")
        name = _column_name(value, key, frame) if key is not None and value is not None else None
        if key is not None and name is not None:
            dot = Run(".", path, tree.span(key), verbatim=False)
            fields.append((tree.text(key).strip("'\""), single(Tagged((*table, dot, name)))))
    return single(Record(tuple(fields)))


def _schema_name(function: Node, frame: Frame) -> Node | None:
    """The name in ``pgSchema('app')``, of which ``app.table(...)`` is called."""
    owner = function.child_by_field_name("object")
    declared = frame.session.declarations.nodes.get(frame.tree.text(owner)) if owner is not None else None
    made = declared.child_by_field_name("value") if declared is not None else None
    called = made.child_by_field_name("function") if made is not None else None
    listed = made.child_by_field_name("arguments") if made is not None else None
    if called is None or listed is None or frame.tree.text(called) != "pgSchema" or not listed.named_children:
        return None
    return listed.named_children[0] if listed.named_children[0].type == "string" else None


def _column_name(value: Node, key: Node, frame: Frame) -> Name | None:
    """The name that a column's builder is given, else its key; None for a key that a setting may spell otherwise."""
    while value.type == "call_expression":
        function = value.child_by_field_name("function")
        if function is None:
            return None
        if function.type == "identifier":
            listed = value.child_by_field_name("arguments")
            first = listed.named_children[0] if listed is not None and listed.named_children else None
            if first is not None and first.type == "string":
                return _name(first, frame)
            text = frame.tree.text(key).strip("'\"")
            return Name(text, frame.tree.file.path, frame.tree.span(key)) if text == text.lower() else None
        inner = function.child_by_field_name("object")
        if inner is None:
            return None
        value = inner
    return None


def _name(node: Node, frame: Frame) -> Name:
    return Name(frame.tree.text(node)[1:-1], frame.tree.file.path, frame.tree.span(node))
