"""PostgreSQL 18's key words by what else they may name (manual, appendix C; ``pg_get_keywords()``).

A word's category decides where it can stand unquoted: every word after AS and after a dot, all but those in
:data:`NOT_BARE_LABEL` as an output name without AS, and so on. Words that nothing in the grammar asks for are left out.
"""

from __future__ import annotations

RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
    current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc distinct
    do else end except false fetch for foreign from grant group having in initially intersect into lateral leading limit
    localtime localtimestamp not null offset on only or order placing primary references returning select session_user some
    symmetric system_user table then to trailing true union unique user using variadic when where window with
    """.split()
)
TYPE_OR_FUNCTION = frozenset(
    """
    authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like
    natural notnull outer overlaps right similar tablesample verbose
    """.split()
)
COLUMN = frozenset(
    """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer
    interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
    json_table json_value least merge_action national nchar none normalize nullif numeric out overlay position precision
    real row setof smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists
    xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()
)
UNRESERVED = frozenset(
    """
    preserve absent after columns keep new read repeatable indent whitespace always array at before breadth by conditional conflict content copy cube current cursor cycle day delete
    depth do document double empty encoding error escape exclude explain filter first following format full global group groups
    hour insert instead into key keys last local locked matched materialized merge minute month name names nested next nfc
    nfd nfkc nfkd no normalized nothing nowait nulls object objects of old omit operator option ordinality others over overriding
    partition passing path plan preceding prior quotes range recursive ref rename rollup row rows scalar search second sets set
    share skip source standalone string strip system target temp temporary ties type uescape unbounded unconditional
    unknown unlogged update value varying version wrapper within without xml year yes zone
    """.split()
) - (RESERVED | TYPE_OR_FUNCTION | COLUMN)
NOT_BARE_LABEL = frozenset(
    """
    array as char character create day except fetch filter for from grant group having hour intersect into isnull limit
    minute month notnull offset on order over overlaps precision returning second to union varying where window with
    within without year
    """.split()
)

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
