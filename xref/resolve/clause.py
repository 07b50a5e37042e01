"""The places of a statement that an expression can stand in, in PostgreSQL's words (parse_expr.c: ParseExprKindName)."""

from __future__ import annotations

from enum import Enum


class Clause(Enum):
    """Where the expression stands that is being resolved (ParseExprKind); the text is what errors call the place."""

    OTHER = "other"
    JOIN = "JOIN conditions"
    FROM_SUBQUERY = "FROM clause of their own query level"
    FROM_FUNCTION = "functions in FROM"
    WHERE = "WHERE"
    HAVING = "HAVING"
    FILTER = "FILTER"
    WINDOW_PARTITION = "window PARTITION BY"
    WINDOW_ORDER = "window ORDER BY"
    WINDOW_RANGE = "window RANGE"
    WINDOW_ROWS = "window ROWS"
    WINDOW_GROUPS = "window GROUPS"
    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    MERGE_WHEN = "MERGE WHEN conditions"
    GROUP_BY = "GROUP BY"
    ORDER_BY = "ORDER BY"
    DISTINCT_ON = "DISTINCT ON"
    LIMIT = "LIMIT"
    OFFSET = "OFFSET"
    RETURNING = "RETURNING"
    VALUES = "VALUES"
    SINGLE_VALUES = "single VALUES"
    INDEX_EXPRESSION = "index expressions"
    INDEX_PREDICATE = "index predicates"
    CYCLE_MARK = "CYCLE"


_WINDOW_FRAMES = frozenset({Clause.WINDOW_RANGE, Clause.WINDOW_ROWS, Clause.WINDOW_GROUPS})
_WINDOW_KEYS = frozenset({Clause.WINDOW_PARTITION, Clause.WINDOW_ORDER})
_OUTPUTS = frozenset({Clause.OTHER, Clause.SELECT, Clause.ORDER_BY, Clause.DISTINCT_ON})
_AGGREGATES_ALLOWED = _OUTPUTS | _WINDOW_KEYS | {Clause.HAVING}
_SETS_ALLOWED = (
    _OUTPUTS | _WINDOW_KEYS | {Clause.GROUP_BY, Clause.INSERT, Clause.SINGLE_VALUES, Clause.FROM_FUNCTION, Clause.FROM_SUBQUERY}
)


def refuses_aggregates(clause: Clause) -> str | None:
    """The place where an aggregate of this clause's query is not allowed, in words; None where it is (parse_agg.c)."""
    return None if clause in _AGGREGATES_ALLOWED else _named(clause)


def refuses_windows(clause: Clause) -> str | None:
    """The place where a window function is not allowed, in words; None where it is (transformWindowFuncCall)."""
    if clause in _WINDOW_FRAMES | _WINDOW_KEYS:
        return "window definitions"
    return None if clause in _OUTPUTS else _named(clause)


def refuses_sets(clause: Clause) -> str | None:
    """The place where a set-returning function is not allowed, in words (check_srf_call_placement)."""
    if clause in _WINDOW_FRAMES:
        return "window definitions"
    return None if clause in _SETS_ALLOWED else _named(clause)


def _named(clause: Clause) -> str:
    return "VALUES" if clause is Clause.SINGLE_VALUES else clause.value
