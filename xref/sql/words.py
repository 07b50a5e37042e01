"""The key words that the grammar asks for, and what else each of them may name (manual, appendix C; PostgreSQL 18).

A word's category decides where it can stand unquoted: every word after AS and after a dot, all but those in
:data:`NOT_BARE_LABEL` as an output name without AS, and so on. Words that nothing in the grammar asks for are names to it.
"""

from __future__ import annotations

from xref.sql.keywords import COLUMN, RESERVED, TYPE_OR_FUNCTION

_UNRESERVED = """
absent after always array at before breadth by columns conditional conflict content copy cube current cursor cycle day delete
depth do document double empty encoding error escape exclude explain filter first following format full global group groups
hour indent insert instead into keep key keys last local locked matched materialized merge minute month name names nested new
next nfc nfd nfkc nfkd no normalized nothing nowait nulls object objects of old omit operator option ordinality others over
overriding partition passing path plan preceding preserve prior quotes range read recursive ref rename repeatable rollup row
rows scalar search second set sets share skip source standalone string strip system target temp temporary ties type uescape
unbounded unconditional unknown unlogged update value varying version whitespace within without wrapper xml year yes zone
"""
UNRESERVED = frozenset(_UNRESERVED.split()) - RESERVED - TYPE_OR_FUNCTION - COLUMN
"""Words with a meaning in some places, that may name anything."""

_NOT_BARE_LABEL = """
array as char character create day except fetch filter for from grant group having hour intersect into isnull limit minute
month notnull offset on order over overlaps precision returning second to union varying where window with within without year
"""
NOT_BARE_LABEL = frozenset(_NOT_BARE_LABEL.split())
"""Words that need AS before them to name an output column."""

NAME = "name"
"""The key of an identifier that is no key word (or is quoted)."""

KEYWORDS: dict[str, str] = {word: word.upper() for word in RESERVED | TYPE_OR_FUNCTION | COLUMN | UNRESERVED}
"""Lower-case words to the keys that tokens carry: the word in capitals."""


def _keys(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word.upper() for word in words) | {NAME}


COLUMN_NAME = _keys(UNRESERVED | COLUMN)
"""Keys that may name a column, table, alias or CTE (``ColId``)."""
FUNCTION_NAME = _keys(UNRESERVED | TYPE_OR_FUNCTION)
"""Keys that may name a type or a function (``type_function_name``)."""
LABEL = _keys(UNRESERVED | COLUMN | TYPE_OR_FUNCTION | RESERVED)
"""Keys that may follow AS or a dot (``ColLabel``)."""
BARE_LABEL = LABEL - frozenset(word.upper() for word in NOT_BARE_LABEL)
"""Keys that may be an output name without AS (``BareColLabel``)."""
