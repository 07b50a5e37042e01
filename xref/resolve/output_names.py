"""The name that a column of the result gets when no AS says so (PostgreSQL's FigureColname; manual, 7.3.2)."""

from __future__ import annotations

import re

from sqlglot import exp

from xref.resolve.names import stored_name
from xref.schema.types import parse_type

_ARRAY_NAME = re.compile(r"(?:(?<=\.)|^)_\w+$")
"""The own name of an array type, ``_int4``."""

ANONYMOUS = "?column?"

_FIXED: dict[type[exp.Expr], str] = {exp.Array: "array", exp.Exists: "exists", exp.Tuple: "row"}
_TRANSPARENT = (exp.Paren, exp.Collate, exp.Bracket, exp.Filter, exp.Window, exp.WithinGroup)


def output_name(node: exp.Expr) -> str:
    """The output name of a select list item without an alias; :data:`ANONYMOUS` when PostgreSQL gives none."""
    return _figure(node)[0] or ANONYMOUS


def _figure(node: exp.Expr) -> tuple[str | None, int]:
    """The name and its strength: 2 from a column or function, 1 from a type or CASE, 0 none."""
    if isinstance(node, exp.Column):
        named = node.args.get("table") if isinstance(node.this, exp.Star) else node.this
        return (stored_name(named), 2) if isinstance(named, exp.Expr) else (None, 0)
    if isinstance(node, exp.Dot):
        return (stored_name(node.expression), 2) if isinstance(node.expression, exp.Identifier) else (None, 0)
    if isinstance(node, exp.Cast):
        return _of_cast(node)
    if isinstance(node, exp.Case):
        return _of_case(node)
    if isinstance(node, _TRANSPARENT):
        return _figure(node.this)
    if isinstance(node, exp.Subquery | exp.Select):
        return _of_subquery(node)
    if isinstance(node, exp.Anonymous):
        return stored_name(node.this), 2
    fixed = _FIXED.get(type(node))
    return (fixed, 2) if fixed is not None else (None, 0)


def _of_cast(node: exp.Cast) -> tuple[str | None, int]:
    name, strength = _figure(node.this)
    if strength > 1:
        return name, strength
    text = node.to.meta.get("pg_text")
    if not text:
        return name, 1
    array = _ARRAY_NAME.search(text)
    return (array[0].lower() if array is not None else parse_type(text).name), 1


def _of_case(node: exp.Case) -> tuple[str | None, int]:
    default = node.args.get("default")
    if default is not None:
        name, strength = _figure(default)
        if strength > 1:
            return name, strength
    return "case", 1


def _of_subquery(node: exp.Expr) -> tuple[str | None, int]:
    query = node.unnest() if isinstance(node, exp.Subquery) else node
    while isinstance(query, exp.SetOperation):
        query = query.this.unnest() if isinstance(query.this, exp.Subquery) else query.this
    if isinstance(query, exp.Values):
        return "column1", 2
    if not isinstance(query, exp.Select) or len(query.expressions) != 1:
        return None, 0
    item = query.expressions[0]
    if isinstance(item, exp.Alias):
        return stored_name(item.args["alias"]), 2
    # The subquery was analysed before, so its column has a name, if only that of a column without one.
    return _figure(item)[0] or ANONYMOUS, 2
