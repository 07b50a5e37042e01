"""PostgreSQL's key words that cannot be a name everywhere (manual, appendix C; ``pg_get_keywords()``)."""

from __future__ import annotations

from typing import Final

_RESERVED = """
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog
current_date current_role current_time current_timestamp current_user default deferrable desc distinct do else end except
false fetch for foreign from grant group having in initially intersect into lateral leading limit localtime localtimestamp not
null offset on only or order placing primary references returning select session_user some symmetric system_user table then to
trailing true union unique user using variadic when where window with
"""
RESERVED: Final = frozenset(_RESERVED.split())
"""Category R: never a name unless quoted, except as ``AS label``."""

_TYPE_OR_FUNCTION = """
authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like natural
notnull outer overlaps right similar tablesample verbose
"""
TYPE_OR_FUNCTION: Final = frozenset(_TYPE_OR_FUNCTION.split())
"""Category T: the name of a type or a function, not of a column or a table."""

_COLUMN = """
between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer
interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table
json_value least merge_action national nchar none normalize nullif numeric out overlay position precision real row setof
smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest
xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
"""
COLUMN: Final = frozenset(_COLUMN.split())
"""Category C: the name of a column or a table, not of a type or a function."""

QUOTED: Final = RESERVED | TYPE_OR_FUNCTION | COLUMN
"""Words that ``quote_ident`` puts in quotes: all that are not category U."""
