"""The input functions of the built-in types, by pg_type name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xref.resolve.typing.literals import geometry, json_text, network, numbers, scalars, text_search
from xref.resolve.typing.literals.answer import Answer, Input, anything, refuse, undecided
from xref.resolve.typing.literals.datetimes import dates, intervals

_PSEUDO: Final = (
    *("any", "anyarray", "anyelement", "anynonarray", "anyenum", "anyrange", "anymultirange", "anycompatible"),
    *(
        "anycompatiblearray",
        "anycompatiblenonarray",
        "anycompatiblerange",
        "anycompatiblemultirange",
        "trigger",
        "event_trigger",
    ),
    *("language_handler", "fdw_handler", "table_am_handler", "index_am_handler", "tsm_handler", "internal", "pg_ddl_command"),
    *(
        "pg_node_tree",
        "pg_ndistinct",
        "pg_dependencies",
        "pg_mcv_list",
        "pg_brin_bloom_summary",
        "pg_brin_minmax_multi_summary",
    ),
)


def _refused(name: str) -> Input:
    def read(text: str) -> Answer:
        del text
        return refuse(f"cannot accept a value of type {name}", "0A000")

    return read


def _anonymous(text: str) -> Answer:
    del text
    return refuse("input of anonymous composite types is not implemented", "0A000")


INPUTS: Final[Mapping[str, Input]] = {
    "bool": scalars.boolean,
    "int2": numbers.integer(16, "smallint"),
    "int4": numbers.integer(32, "integer"),
    "int8": numbers.integer(64, "bigint"),
    "float4": numbers.real(32, "real"),
    "float8": numbers.real(64, "double precision"),
    "numeric": numbers.numeric,
    "money": scalars.money,
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "char", "unknown", "cstring", "refcursor", "void"), anything),
    "bytea": scalars.bytea,
    "uuid": scalars.uuid,
    "bit": scalars.bits,
    "varbit": scalars.bits,
    "oid": scalars.unsigned(32, "oid"),
    "xid": scalars.unsigned(32, "xid"),
    "cid": scalars.unsigned(32, "cid"),
    "xid8": scalars.unsigned(64, "xid8"),
    "tid": scalars.tid,
    "pg_lsn": scalars.pg_lsn,
    "json": json_text.json,
    "jsonb": json_text.jsonb,
    "jsonpath": json_text.jsonpath,
    "inet": network.inet,
    "cidr": network.cidr,
    "macaddr": network.macaddr,
    "macaddr8": network.macaddr8,
    "point": geometry.point,
    "line": geometry.line,
    "lseg": geometry.lseg,
    "box": geometry.box,
    "path": geometry.path,
    "polygon": geometry.polygon,
    "circle": geometry.circle,
    "tsvector": text_search.tsvector,
    "tsquery": text_search.tsquery,
    "date": dates.date,
    "time": dates.time,
    "timetz": dates.timetz,
    "timestamp": dates.timestamp,
    "timestamptz": dates.timestamptz,
    "interval": intervals.interval,
    "xml": undecided,
    "record": _anonymous,
    **{name: _refused(name) for name in _PSEUDO},
}
"""What each type takes; a type that is not in it has an input function that is not known here."""
