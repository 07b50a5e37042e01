"""ORDER BY, GROUP BY and DISTINCT ON: when a bare name is an output column and when an input one (manual, 7.5; parse_clause.c).

ORDER BY and DISTINCT ON look at the output names first, GROUP BY at the input columns first. Anything but a bare name is an
expression over the input columns.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.described import Ambiguous, Kind
from xref.resolve.names import position_of, span_of, stored_name
from xref.resolve.output import Output
from xref.resolve.scopes import FoundColumn, Scope, Several, find_bare, find_item

_GROUPINGS = (exp.GroupingSets, exp.Cube, exp.Rollup, exp.Tuple)


def resolve_order(context: Context, order: exp.Expr | None, output: Output, scope: Scope) -> None:
    """Resolve ORDER BY of a SELECT."""
    for item in order.expressions if order is not None else ():
        _output_first(context, item.this, output, scope, "ORDER BY")


def resolve_distinct_on(context: Context, distinct: exp.Expr | None, output: Output, scope: Scope) -> None:
    """Resolve DISTINCT ON (..)."""
    on = distinct.args.get("on") if distinct is not None else None
    for item in on.expressions if on is not None else ():
        _output_first(context, item, output, scope, "DISTINCT ON")


def resolve_group(context: Context, items: Iterable[exp.Expr], output: Output, scope: Scope) -> None:
    """Resolve GROUP BY, what is inside of grouping sets too."""
    for item in items:
        node = _bare(item)
        if isinstance(item, _GROUPINGS):
            resolve_group(context, item.expressions, output, scope)
        elif isinstance(node, exp.Column) and find_bare(scope, stored_name(node.this), local=True) is None:
            _output_first(context, item, output, scope, "GROUP BY")
        else:
            _expression(context, item, scope)


def _expression(context: Context, node: exp.Expr, scope: Scope) -> None:
    if not isinstance(node, exp.Literal):
        context.expression(context, node, scope)


def _bare(node: exp.Expr) -> exp.Expr | None:
    """The column node of a bare name, parentheses left out; None for anything else."""
    while isinstance(node, exp.Paren):
        node = node.this
    is_bare = isinstance(node, exp.Column) and node.args.get("table") is None and isinstance(node.this, exp.Identifier)
    return node if is_bare else None


def _output_first(context: Context, item: exp.Expr, output: Output, scope: Scope, clause: str) -> None:
    node = _bare(item)
    if node is None:
        _expression(context, item, scope)
        return
    name, span = stored_name(node.this), span_of(node.this)
    matches = output.named(name)
    if not matches:
        context.expression(context, item, scope)
        return
    identities = {_identity(match, scope) for match in matches}
    if len(identities) > 1:
        context.refer(Kind.COLUMN, name, span, Ambiguous())
        message = f'{clause} "{name}" is ambiguous'
        context.fail("ambiguous-column", "42702", message, span, position_of(node), subject=name, name=name)
        return
    context.refer_column(name, span, output.origin(name))


def _identity(node: exp.Expr, scope: Scope) -> object:
    """Equal for two outputs that are the same expression; a column's is the item that it comes from and its name."""
    while isinstance(node, exp.Paren | exp.Alias):
        node = node.this
    if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Identifier):
        return node
    name = stored_name(node.this)
    table = node.args.get("table")
    if table is None:
        found = find_bare(scope, name)
        return (id(found.item), name) if isinstance(found, FoundColumn) else node
    owner = find_item(scope, stored_name(table))
    return (id(owner[0]), name) if owner is not None and not isinstance(owner, Several) and isinstance(owner, tuple) else node
