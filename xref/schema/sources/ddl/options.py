"""Lists of ``name = value``, as CREATE AGGREGATE and CREATE TYPE ... AS RANGE have them."""

from __future__ import annotations

from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import QUOTED, STRING


def read_options(cursor: Cursor) -> dict[str, Cursor]:
    """Read ``(name = value, ...)``: a cursor over each value's tokens, a string being a quoted name."""
    options = {}
    cursor.expect("(")
    while not cursor.accept(")"):
        name = cursor.name(label=True)[1]
        cursor.accept("=")
        start = cursor.at
        cursor.skip_until(",")
        tokens = cursor.tokens[start : cursor.at]
        if tokens and tokens[0][0] == STRING:
            tokens = [(QUOTED, *tokens[0][1:])]
        options[name] = Cursor(cursor.text, tokens)
        cursor.accept(",")
        if cursor.done:
            raise UnreadError(")", cursor.token)
    return options
