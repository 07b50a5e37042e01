"""Expressions with a syntax of their own, as templates by the type that they give.

In a template, ``{text}`` is an expression of that type, ``{+text}`` one that shows its type, ``{text!}`` a column, parameter
or literal, ``{SELECT text, date}`` a query with such columns (``{SELECT}`` with any), ``{?}`` an expression of any type,
``{a|b|}`` one of these words. ``kind`` is a type drawn once for the template, ``like kind`` one that may be cast to it.
"""

from __future__ import annotations

from typing import Final

_COMPARED = "{=|<>|<|<=|>|>=}"
_MOMENT = "{timestamp with time zone}"
_LOCAL = "{timestamp without time zone}"
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "numeric": (
        "extract({year|month|day|hour|epoch|dow|century} FROM {+timestamp with time zone})",
        "extract({year|month|epoch|quarter} FROM {+timestamp without time zone})",
        "extract({year|week|isodow} FROM {+date})",
        "extract({hour|minute|second|epoch} FROM {+interval})",
    ),
    "text": (
        "substring({text} FROM {integer} FOR {integer})",
        "substring({text} FROM {text})",
        "trim({BOTH|LEADING|TRAILING} FROM {text})",
        "trim({text!} FROM {text})",
        "overlay({text} PLACING {text} FROM {integer})",
        "({text} || {?})",
        "({?} || {+text})",
        "({+jsonb} ->> {text})",
        "({+jsonb} ->> {integer})",
        '({+text} COLLATE "C")',
        "({+address}).street",
        "(ROW({text}, {integer}, NULL, NULL)::address).street",
        "json_value({jsonb}, '$.a')",
        "concat({?}, {?})",
        "format('%s %s', {?}, {?})",
    ),
    "integer": (
        "position({text} IN {text})",
        "({+address}).number",
        "cardinality({text[]})",
        "({+date} - {date})",
        "(- {+integer})",
    ),
    "character varying": ("({+address}).zip",),
    "point": ("({+address}).position",),
    "timestamp without time zone": (
        f"({_MOMENT} AT TIME ZONE {{text}})",
        "({+timestamp without time zone} + {+interval})",
        "localtimestamp",
    ),
    "timestamp with time zone": (
        f"({_LOCAL} AT TIME ZONE {{'UTC'|'Europe/Berlin'}})",
        "({date} AT TIME ZONE 'UTC')",
        "current_timestamp",
    ),
    "date": ("current_date", "({+date} + {+integer})"),
    "name": ("current_user",),
    "interval": (
        f"({{+timestamp with time zone}} - {_MOMENT})",
        "interval '1' {day|month|hour to minute}",
        "({+interval} * {+integer})",
    ),
    "jsonb": (
        "({+jsonb} -> {text})",
        "({+jsonb} -> {integer})",
        "jsonb_build_object('a', {?})",
        "to_jsonb({?})",
        "({+jsonb})['a']",
        "({+jsonb})[{integer}]",
        "json_query({jsonb}, '$[*]' WITH WRAPPER)",
    ),
    "json": ("json_object('a': {?})", "json_array({?}, {?})", "row_to_json(ROW({?}, {?}))"),
    "address": ("ROW({text}, {integer}, NULL, NULL)::address",),
    "boolean": (
        f"({{+kind}} {_COMPARED} {{like kind}})",
        f"({{+kind}} {_COMPARED} {{kind!}})",
        f"({{kind!}} {_COMPARED} {{+kind}})",
        "({+kind} IS {NOT|} NULL)",
        "({+kind} IS {NOT|} DISTINCT FROM {kind})",
        "({+kind} {NOT|} IN ({kind!}, {kind!}, {kind}))",
        "({+kind} {NOT|} IN ({SELECT like kind}))",
        "({+kind} = ANY ({kind[]!}))",
        "({+kind} = ANY (ARRAY[{kind}, {kind}]))",
        f"({{+kind}} {_COMPARED} ALL ({{SELECT kind}}))",
        "EXISTS ({SELECT})",
        "({+kind} {NOT|} BETWEEN {SYMMETRIC|} {kind!} AND {kind!})",
        "({+text} {LIKE|ILIKE|NOT LIKE|SIMILAR TO|NOT ILIKE} {text!})",
        "({boolean} {AND|OR} {boolean})",
        "(NOT {boolean})",
        "(({boolean}) IS {TRUE|NOT FALSE|UNKNOWN})",
        f"(({{+kind}}, {{integer!}}) {_COMPARED} ({{kind!}}, {{integer!}}))",
        "(({+kind}, {text!}) {NOT|} IN ({SELECT kind, text}))",
        f"(({{+kind}}, {{text!}}) {_COMPARED} ({{SELECT kind, text}}))",
        f"(({_MOMENT}, {{+interval}}) OVERLAPS ({_MOMENT}, {_MOMENT}))",
        "({text} IS {NOT|} JSON {OBJECT|})",
        "({kind!} IS NULL {AND|OR} {boolean})",
    ),
}
NOT_COMPARABLE: Final = frozenset({"json", "jsonpath", "point", "xml", "box", "line", "path", "polygon", "circle", "lseg"})
"""Types that a template with ``kind`` is not filled with: most of them compare."""
