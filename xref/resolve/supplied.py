"""The number of values that are sent with a text against the number that it asks for.

PostgreSQL's protocol: Bind gives a value for every parameter of the prepared statement, no more and no fewer (08P01). A text
that is sent without values goes as a simple query, in which no ``$n`` means anything (42P02).
"""

from __future__ import annotations

from xref.resolve.described import DescribedStatement, SqlError
from xref.source import HOLE, Span
from xref.sql.lexer import lex

_COUNTED = frozenset({"select", "insert", "update", "delete", "merge", "values", "with", "table"})
CONDITION = "parameter-count"


def count_error(text: str, supplied: int | None, described: tuple[DescribedStatement, ...]) -> SqlError | None:
    """The error of a text of one statement that is sent with ``supplied`` values; None when there is none, or not for sure."""
    if supplied is None or len(described) != 1 or HOLE in text or described[0].kind.lower() not in _COUNTED:
        return None
    needed, place = _highest(text)
    if needed == supplied:
        return None
    span = place if place is not None else _first_word(text, described[0].span)
    if not supplied:
        return SqlError(CONDITION, "42P02", "there is no parameter $1", span, None, hint="pass the values")
    message = f'bind message supplies {supplied} parameters, but prepared statement "" requires {needed}'
    return SqlError(CONDITION, "08P01", message, span, None)


def _highest(text: str) -> tuple[int, Span | None]:
    """The highest number of a placeholder and where it first stands; what stands in literals and comments is none."""
    highest, place = 0, None
    for _, _, start, end in lex(text):
        written = text[start:end]
        if written[0] == "$" and written[1:].isdecimal() and int(written[1:]) > highest:
            highest, place = int(written[1:]), Span(start, end)
    return highest, place


def _first_word(text: str, span: Span) -> Span:
    for _, _, start, end in lex(text[span.start : span.end])[:1]:
        return Span(span.start + start, span.start + end)
    return span
