"""SEARCH and CYCLE of a recursive WITH query: the columns that they add and those that they name (manual, 7.8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from xref.resolve.clause import Clause
from xref.resolve.coerce import unify
from xref.resolve.conditions import resolve_in
from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import OutputColumn, Scope
from xref.resolve.typing.types import BOOL, RECORD
from xref.schema.types import SqlType
from xref.source import Span

_BREADTH = re.compile(r"\bbreadth\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(search|cycle)\b", re.IGNORECASE)


def resolve_cycle_mark(context: Context, scope: Scope, cte: exp.Expr) -> SqlType | None:
    """The type of CYCLE's mark column: that of its two values, boolean without them."""
    marks = [cte.args.get("cycle_to"), cte.args.get("cycle_default")]
    values = [resolve_in(context, mark, scope, Clause.CYCLE_MARK) for mark in marks if isinstance(mark, exp.Expr)]
    return unify(context, values, "CYCLE") if len(values) == len(marks) else BOOL


def added_columns(context: Context, cte: exp.Expr, mark: SqlType | None) -> Iterator[OutputColumn]:
    """The columns that SEARCH and CYCLE add."""
    path = SqlType("record", array=True)
    search, cycle_mark, cycle_path = (cte.args.get(key) for key in ("search_column", "cycle_mark", "cycle_path"))
    if search is not None:
        keyword = _clause_start(context, cte.args["search"][0])
        breadth = _BREADTH.search(context.text, keyword, span_of(cte.args["search"][0]).start)
        yield OutputColumn(stored_name(search), RECORD if breadth else path)
    if cycle_mark is not None:
        yield OutputColumn(stored_name(cycle_mark), mark)
    if cycle_path is not None:
        yield OutputColumn(stored_name(cycle_path), path)


def _clause_start(context: Context, first: exp.Expr) -> int:
    """Where the clause of this first column begins: the last keyword before it."""
    found = [match.start() for match in _CLAUSE.finditer(context.text, 0, span_of(first).start)]
    return found[-1] if found else span_of(first).start


def check_search_and_cycle(context: Context, cte: exp.Expr, columns: Sequence[OutputColumn], *, recursive: bool) -> None:
    """Check the names that SEARCH and CYCLE use against the query's columns (42601, 42701)."""
    if not cte.args.get("search") and not cte.args.get("cycle"):
        return
    if not recursive:
        span = span_of(cte.args["alias"].this)
        context.fail("syntax-error", "42601", "WITH query is not recursive", span, span.start)
        return
    added = sum(cte.args.get(key) is not None for key in ("search_column", "cycle_mark", "cycle_path"))
    own = {column.name for column in columns[: len(columns) - added]}
    for word in ("search", "cycle"):
        _check_list(context, word, cte.args.get(word) or (), own)
    _check_added(context, cte, own)


def _check_list(context: Context, word: str, names: Sequence[exp.Expr], own: set[str]) -> None:
    seen: set[str] = set()
    for identifier in names:
        name, span = stored_name(identifier), span_of(identifier)
        start = _clause_start(context, names[0])
        if name not in own:
            message = f'{word} column "{name}" not in WITH query column list'
            context.fail("syntax-error", "42601", message, span, start, name=name)
        elif name in seen:
            message = f'{word} column "{name}" specified more than once'
            context.fail("duplicate-column", "42701", message, span, start, name=name)
        seen.add(name)


def _check_added(context: Context, cte: exp.Expr, own: set[str]) -> None:
    words = {
        "search_column": ("search", "search sequence column name"),
        "cycle_mark": ("cycle", "cycle mark column name"),
        "cycle_path": ("cycle", "cycle path column name"),
    }
    known: dict[str, str] = {}
    for key, (clause, word) in words.items():
        identifier = cte.args.get(key)
        if identifier is None:
            continue
        name, span = stored_name(identifier), span_of(identifier)
        if name in own:
            message = f'{word} "{name}" already used in WITH query column list'
            _refuse(context, cte, clause, message, span)
        elif name in known:
            _refuse(context, cte, known[name].split()[0], f"{known[name]} and {word} are the same", span)
        known.setdefault(name, word)


def _refuse(context: Context, cte: exp.Expr, clause: str, message: str, span: Span) -> None:
    context.fail("syntax-error", "42601", message, span, _clause_start(context, cte.args[clause][0]))
