"""WITH RECURSIVE: where a query may refer to itself (42P19; manual, 7.8.2.1; parse_cte.c: checkWellFormedRecursion).

These rules are about the text alone, so they are looked at before anything in it is resolved.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name

_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge)
_PLACES = {
    "term": "within its non-recursive term",
    "subquery": "within a subquery",
    "outer join": "within an outer join",
    "intersect": "within INTERSECT",
    "except": "within EXCEPT",
}
_FINE = ""


def check_recursion(context: Context, queries: list[exp.Expr]) -> None:
    """Check the queries of a WITH RECURSIVE. Errors are recorded; nothing else comes of it."""
    names = [name_of(query) for query in queries]
    reads = {name_of(query): set(_names_in(query.this, frozenset())) & set(names) for query in queries}
    _refuse_mutual(context, queries, reads)
    for query in queries:
        if name_of(query) in reads[name_of(query)]:
            _check(context, query)


def refers_to_itself(query: exp.Expr) -> bool:
    """Whether a query of a WITH RECURSIVE is recursive."""
    return name_of(query) in set(_names_in(query.this, frozenset()))


def name_of(query: exp.Expr) -> str:
    """The name of a WITH query."""
    return stored_name(query.args["alias"].this)


def _names_in(node: exp.Expr, hidden: frozenset[str]) -> Iterator[str]:
    """The names of tables that a tree refers to without a schema, those that an inner WITH gives left out."""
    for part, kept in _inside(node, hidden):
        if _is_reference(part):
            name = stored_name(part.this)
            if name not in kept:
                yield name
        yield from _names_in(part, kept)


def _inside(node: exp.Expr, hidden: frozenset[str]) -> Iterator[tuple[exp.Expr, frozenset[str]]]:
    """The children of a node, each with the names that WITH queries around it hide."""
    with_ = node.args.get("with_")
    if isinstance(with_, exp.Expr):
        if with_.args.get("recursive"):
            hidden = hidden | {name_of(query) for query in with_.expressions}
        for query in with_.expressions:
            yield query, hidden
            hidden = hidden | {name_of(query)}
    for child in node.iter_expressions():
        if child is not with_:
            yield child, hidden


def _is_reference(node: exp.Expr) -> bool:
    return isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier) and node.args.get("db") is None


def _refuse_mutual(context: Context, queries: list[exp.Expr], reads: dict[str, set[str]]) -> None:
    left = list(queries)
    while left:
        waiting = {name_of(query) for query in left}
        free = next((query for query in left if not (reads[name_of(query)] & waiting - {name_of(query)})), None)
        if free is None:
            span = span_of(left[0].args["alias"].this)
            message = "mutual recursion between WITH items is not implemented"
            context.fail("syntax-error", "0A000", message, span, span.start, name=name_of(left[0]))
            return
        left.remove(free)


def _check(context: Context, query: exp.Expr) -> None:
    name, span, body = name_of(query), span_of(query.args["alias"].this), query.this
    while isinstance(body, exp.Subquery) and not body.args.get("with_"):
        body = body.this
    if isinstance(body, _WRITES):
        message = f'recursive query "{name}" must not contain data-modifying statements'
        context.fail("syntax-error", "42P19", message, span, span.start, name=name)
        return
    if not isinstance(body, exp.Union):
        message = f'recursive query "{name}" does not have the form non-recursive-term UNION [ALL] recursive-term'
        context.fail("syntax-error", "42P19", message, span, span.start, name=name)
        return
    walk = _Walk(context, name)
    with_ = body.args.get("with_")
    if walk.within(with_, "subquery") if isinstance(with_, exp.Expr) else False:
        return
    if _refuse_decoration(context, body):
        return
    if not walk.within(body.this, "term"):
        walk.within(body.expression, _FINE)


def _refuse_decoration(context: Context, body: exp.Expr) -> bool:
    for key, words in (("order", "ORDER BY"), ("offset", "OFFSET"), ("limit", "LIMIT"), ("locks", "FOR UPDATE/SHARE")):
        clause = body.args.get(key)
        if not clause:
            continue
        node = clause[0] if isinstance(clause, list) else clause
        inner = node.expressions[0].this if key == "order" else node.args.get("expression") or node
        at = inner.meta.get("at", inner.meta["start"])
        context.fail("syntax-error", "0A000", f"{words} in a recursive query is not implemented", span_of(inner), at)
        return True
    return False


class _Walk:
    """Looks for references of a recursive query to itself; the first one that is wrong is recorded and ends the walk."""

    def __init__(self, context: Context, name: str) -> None:
        self._context = context
        self._name = name
        self._count = 0

    def within(self, node: exp.Expr, place: str) -> bool:
        """Walk one term; gives whether an error was recorded."""
        self._count = 0
        return self._visit(node, place, frozenset())

    def _visit(self, node: exp.Expr, place: str, hidden: frozenset[str]) -> bool:
        if _is_reference(node) and stored_name(node.this) == self._name and self._name not in hidden:
            return self._reference(node, place)
        return any(self._visit(child, where, kept) for child, where, kept in _placed(node, place, hidden))

    def _reference(self, node: exp.Expr, place: str) -> bool:
        self._count += 1
        words = _PLACES.get(place) if place else "more than once" if self._count > 1 else None
        if words is None:
            return False
        message = f'recursive reference to query "{self._name}" must not appear {words}'
        span = span_of(node.this)
        self._context.fail("syntax-error", "42P19", message, span, span.start, name=self._name)
        return True


def _placed(node: exp.Expr, place: str, hidden: frozenset[str]) -> Iterator[tuple[exp.Expr, str, frozenset[str]]]:
    """The children of a node with the kind of place that a reference in each stands in."""
    outer = _outer_items(node) if not place else frozenset()
    operands = (node.args.get("this"), node.args.get("expression"))
    for child, kept in _inside(node, hidden):
        where = place
        if isinstance(child, exp.Subquery) and _is_expression(node, child):
            where = "subquery"
        elif place:
            where = place
        elif id(child) in outer:
            where = "outer join"
        elif isinstance(node, exp.Intersect) and not node.args.get("distinct") and child in operands:
            where = "intersect"
        elif isinstance(node, exp.Except) and (child is operands[1] or not node.args.get("distinct")) and child in operands:
            where = "except"
        yield child, where, kept


def _is_expression(parent: exp.Expr, child: exp.Expr) -> bool:
    """Whether a subquery is part of an expression: not in FROM, not an operand of a set operation, not just in parentheses."""
    if isinstance(parent, exp.From | exp.Join | exp.SetOperation | exp.CTE | exp.Insert):
        return False
    if isinstance(parent, exp.Paren):
        return not isinstance(parent.parent, exp.From | exp.Join | exp.Paren) and not parent.args.get("joins")
    return not isinstance(parent, exp.Subquery)


def _outer_items(node: exp.Expr) -> frozenset[int]:
    """The ids of FROM parts of a SELECT (or of joins in parentheses) that an outer join may leave NULL."""
    joins = node.args.get("joins") or ()
    first = node.args.get("from_") or (node.this if isinstance(node, exp.Paren) else None)
    group: list[exp.Expr] = [first] if isinstance(first, exp.Expr) else []
    found: set[int] = set()
    for join in joins:
        side = (join.args.get("side") or "").upper()
        if join.args.get("comma"):
            group = []
        if side in ("RIGHT", "FULL"):
            found |= {id(part) for part in group}
        if side in ("LEFT", "FULL"):
            found.add(id(join))
        group.append(join)
    return frozenset(found)
