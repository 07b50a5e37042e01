"""Resolving an SQL text against a catalog: the one way in."""

from __future__ import annotations

from xref.finding import Coverage
from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.described import Bound, DescribedStatement, Gap, Local, ResultColumn, SqlError
from xref.resolve.expressions import resolve_expression, resolve_type
from xref.resolve.lookup import Names
from xref.resolve.names import span_of
from xref.resolve.scopes import Rows
from xref.resolve.select import resolve_query
from xref.resolve.typing.types import UNKNOWN
from xref.schema.catalog import Attribute, Catalog
from xref.sql import ParsedStatement, parse

_LATER = frozenset(
    {"not-null-omitted", "check-value", "generated-column-assigned", "invalid-conflict-target", "duplicate-assignment"}
)
"""What the server finds after its analysis of parameters: when it rewrites, plans or executes."""


def describe(text: str, names: Names, *, inlined: bool = False) -> tuple[DescribedStatement, ...]:
    """Describe every statement of an SQL text (``a; b`` has two). Holes are :data:`xref.extract.embedded.HOLE` characters.

    ``inlined``: what stands as ``$n`` is replaced by literals before it is sent, of which nothing is known.
    Never raises for bad SQL: what PostgreSQL would refuse is in ``errors``, what cannot be decided in ``gaps``.
    """
    statements = parse(text)
    # Several statements in one text share their parameters, so a number that one lacks another may have.
    alone = len(statements) == 1
    return tuple(_describe(text, statement, names, inlined=inlined, alone=alone) for statement in statements)


def _describe(text: str, statement: ParsedStatement, names: Names, *, inlined: bool, alone: bool) -> DescribedStatement:
    syntax = tuple(
        SqlError("syntax-error", "42601", problem.message, problem.span, problem.position) for problem in statement.errors
    )
    gaps = (Gap(statement.gap, statement.span),) if statement.gap is not None else ()
    if statement.tree is None:
        coverage = Coverage.UNCHECKED if gaps else Coverage.CHECKED
        return DescribedStatement(statement.kind, statement.span, errors=syntax, gaps=gaps, columns=None, coverage=coverage)
    context = Context(text, names, resolve_query, resolve_expression, resolve_type)
    context.parameters.inlined = inlined
    context.hole_in_from = Reason.HOLE if statement.open_from else None
    context.gaps += gaps
    context.holes = tuple(statement.holes)
    for offset in statement.holes:
        context.gap_at_hole(offset)
    columns: tuple[ResultColumn, ...] | None
    try:
        columns = _columns(resolve_query(context, statement.tree, None), statement.kind)
        _check_parameters(context, alone=alone)
    except RecursionError:
        context.gaps.append(Gap(Reason.NESTED_TOO_DEEPLY, statement.span))
        columns = None
    errors = sorted(dict.fromkeys((*syntax, *context.errors)), key=lambda error: (error.span, error.condition))
    return DescribedStatement(
        statement.kind,
        statement.span,
        tuple(context.references),
        tuple(errors),
        tuple(dict.fromkeys(context.gaps)),
        tuple(context.captures),
        tuple(dict.fromkeys(context.remarks)),
        columns,
        _coverage(context),
        context.parameters.described(),
    )


def _check_parameters(context: Context, *, alone: bool) -> None:
    """42P18 for a parameter whose type nothing decides, 42P08 where another place does (check_variable_parameters)."""
    if context.gaps or any(error.condition not in _LATER for error in context.errors):
        # What is wrong or not known may be what would have decided it.
        return
    for value in context.parameters.undecided():
        number = value.parameter or 0
        decided = context.parameters.type_of(number) != UNKNOWN
        condition, sqlstate = ("parameter-type-conflict", "42P08") if decided else ("indeterminate-parameter", "42P18")
        message = f"could not determine data type of parameter ${number}"
        hint = f"cast it where it is first used: ${number}::text"
        context.fail(condition, sqlstate, message, span_of(value.node), value.at, name=f"${number}", hint=hint)
    for number, value in context.parameters.missing() if alone else ():
        message = f"could not determine data type of parameter ${number}"
        context.fail("indeterminate-parameter", "42P18", message, span_of(value.node), None, name=f"${number}")


def _columns(rows: Rows, kind: str) -> tuple[ResultColumn, ...] | None:
    if rows.open is not None:
        return () if kind in ("insert", "update", "delete", "merge") and rows.silent else None
    return tuple(ResultColumn(column.name, column.type, column.origin, column.nullable) for column in rows.columns)


def _coverage(context: Context) -> Coverage:
    if not context.gaps:
        return Coverage.CHECKED
    decided = any(isinstance(reference.binding, Bound | Local) for reference in context.references)
    return Coverage.PARTIAL if decided or context.errors else Coverage.UNCHECKED


def describe_query(query: str, catalog: Catalog) -> tuple[Attribute, ...] | None:
    """The attributes of a view over ``query``; None when they are not all known."""
    statements = describe(query, Names(catalog))
    if len(statements) != 1 or statements[0].columns is None or not statements[0].columns:
        return None
    return tuple(Attribute(column.name, column.type) for column in statements[0].columns)
