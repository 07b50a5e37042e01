"""When a bare column of a subquery that binds to the outer query was hardly meant to.

A correlated subquery that says so compares an outer column with an inner one. A bare name that is the whole output of the
subquery, that orders or groups it, or that is compared with a constant, says nothing about the inner rows at all.
"""

from __future__ import annotations

from sqlglot import exp

from xref.resolve.described import Capture, Place
from xref.resolve.scopes import Scope

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.In, exp.Is, exp.Between)


def captured_place(column: exp.Column) -> Place | None:
    """Where this bare column, known to bind to an outer level, stands although only an inner one makes sense there.

    None where it may well be meant.
    """
    node: exp.Expr = column
    parent = node.parent
    while isinstance(parent, exp.Paren | exp.Cast):
        node, parent = parent, parent.parent
    if isinstance(parent, exp.Ordered):
        sorts = isinstance(parent.parent, exp.Order) and isinstance(parent.parent.parent, exp.Select)
        return Place.OUTPUT if sorts else None
    if isinstance(parent, exp.Group):
        return Place.OUTPUT
    if isinstance(parent, exp.Alias):
        node, parent = parent, parent.parent
    if isinstance(parent, exp.Select):
        return Place.OUTPUT if node in parent.expressions and not _tests_existence(parent) else None
    return Place.FILTER if isinstance(parent, _COMPARISONS) and _others_are_constant(parent, node) else None


def unmeant(scope: Scope) -> list[Capture]:
    """The captures of a subquery that was resolved.

    A filter that another reference correlates is taken as meant. Not in a LATERAL part of FROM where only qualified names do:
    there the filter could stand outside, and the code qualifies what it takes from there.
    """
    filters = sum(1 for _, place in scope.captures if place is Place.FILTER)
    if scope.parent is not None and scope.parent.lateral:
        correlated = scope.bare_outward > len(scope.captures)
    else:
        correlated = scope.outward > filters
    return [capture for capture, place in scope.captures if place is Place.OUTPUT or not correlated]


def _tests_existence(select: exp.Select) -> bool:
    parent = select.parent
    while isinstance(parent, exp.Subquery | exp.Paren):
        parent = parent.parent
    return isinstance(parent, exp.Exists)


def _others_are_constant(comparison: exp.Expr, column: exp.Expr) -> bool:
    others = [child for child in comparison.iter_expressions() if child is not column]
    return bool(others) and all(other.find(exp.Column, exp.Subquery, exp.Select) is None for other in others)
