"""What INSERT and UPDATE write: to which columns, and which expressions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from xref.resolve.names import span_of, stored_name
from xref.schema.catalog import Attribute, Relation
from xref.source import Span


@dataclass(frozen=True, slots=True)
class Write:
    """A value that is written to a column: where it is (the column if it is not known), and where the column is named."""

    column: str
    node: exp.Expr | None
    span: Span
    named_at: Span


def target_table(node: exp.Expr) -> exp.Expr:
    """The table that an INSERT names."""
    listed = node.this
    table = listed.this if isinstance(listed, exp.Schema) else listed
    assert isinstance(table, exp.Expr)
    return table


def named_columns(node: exp.Expr, relation: Relation) -> list[exp.Identifier] | None:
    """The columns that an INSERT lists ([] when it has no list); None when one of them is not known."""
    listed = node.this
    if not isinstance(listed, exp.Schema):
        return []
    found = []
    for column in listed.expressions:
        identifier = column
        while isinstance(identifier, exp.Dot | exp.Bracket | exp.Column | exp.Paren):
            identifier = identifier.this
        if not isinstance(identifier, exp.Identifier) or relation.attribute(stored_name(identifier)) is None:
            return None
        found.append(identifier)
    return found


def written_attributes(node: exp.Expr, relation: Relation, named: list[exp.Identifier] | None) -> Iterator[Attribute | None]:
    """The attributes that an INSERT surely writes, in the order of its values."""
    if named:
        yield from (relation.attribute(stored_name(one)) for one in named)
    elif not node.args.get("default"):
        yield from relation.attributes[: _width(node.expression)]


def _width(query: object) -> int:
    """How many columns a query gives at least."""
    if isinstance(query, exp.Values) and query.expressions:
        row = query.expressions[0]
        return len(row.expressions) if isinstance(row, exp.Tuple) else 1
    if isinstance(query, exp.Select):
        return sum(not one.is_star for one in query.expressions)
    return 0


def column_values(node: exp.Expr, index: int) -> Iterator[exp.Expr]:
    """What VALUES has for a column, row by row; nothing for a query of another form."""
    if isinstance(node.expression, exp.Values):
        for row in node.expression.expressions:
            nodes = row.expressions if isinstance(row, exp.Tuple) else [row]
            if index < len(nodes):
                yield nodes[index]


def assignments(node: exp.Expr) -> Iterator[Write]:
    """What a SET list writes; the value is None where it is not one expression for one whole column."""
    for assignment in node.expressions:
        if not isinstance(assignment, exp.EQ):
            continue
        left = assignment.this
        right = assignment.expression
        columns = left.expressions if isinstance(left, exp.Tuple) else [left]
        values: list[exp.Expr | None] = [right]
        if isinstance(left, exp.Tuple):
            fits = isinstance(right, exp.Tuple) and len(right.expressions) == len(columns)
            values = list(right.expressions) if fits else [None] * len(columns)
        for column, value in zip(columns, values, strict=True):
            yield _assigned(column, value)


def _assigned(column: exp.Expr, value: exp.Expr | None) -> Write:
    node = column
    while isinstance(node, exp.Bracket | exp.Dot | exp.Paren):
        node, value = node.this, None
    identifier = node
    if isinstance(node, exp.Column):
        qualifier = node.args.get("db") or node.args.get("table")
        if qualifier is not None:
            value = None
        identifier = qualifier or node.this
    named_at = span_of(identifier)
    return Write(stored_name(identifier), value, named_at if value is None else span_of(value), named_at)
