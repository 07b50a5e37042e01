"""The shape of what each library's calls give: the steps from a result to a row. Nothing said is nothing known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.candidates import Site, arguments_of
from xref.extract.row_reads import EACH, Steps

if TYPE_CHECKING:
    from xref.syntax import SyntaxTree

_ROW: tuple[Steps, ...] = ((),)
_ARRAY: tuple[Steps, ...] = ((EACH,),)
_RESULT: tuple[Steps, ...] = (("rows", EACH),)
_EITHER = (*_RESULT, *_ARRAY)

_SLONIK: tuple[Steps, ...] = (
    ("@one",),
    ("@maybeOne",),
    ("@any", EACH),
    ("@many", EACH),
    ("@query", "rows", EACH),
)
_HANDED: tuple[Steps, ...] = (*_SLONIK, ("@execute", "rows", EACH))
_TAGGED: dict[str, tuple[Steps, ...]] = {
    "neon": _EITHER,
    "vercel": _RESULT,
    "postgres.js": _ARRAY,
    "pglite": _RESULT,
    "slonik": _SLONIK,
    "kysely": (("@execute", "rows", EACH),),
    "drizzle": (("@execute", "rows", EACH), ("@execute", EACH)),
    "sql": (*_ARRAY, *_HANDED),
}
_PG_PROMISE: dict[str, tuple[Steps, ...]] = {
    "one": _ROW,
    "oneOrNone": _ROW,
    "any": _ARRAY,
    "many": _ARRAY,
    "manyOrNone": _ARRAY,
    "query": _ARRAY,
    "result": _RESULT,
}
_QUERY: dict[str, tuple[Steps, ...]] = {
    "pg": _RESULT,
    "neon": _EITHER,
    "vercel": _RESULT,
    "pglite": _RESULT,
    "typeorm": _ARRAY,
}
_OTHER_SHAPE = re.compile(r"\b(?:rowMode|arrayMode|nest|model|mapToModel|fieldMap)\b")


def result_steps(tree: SyntaxTree, site: Site) -> tuple[Steps, ...]:
    """The ways from a sink call's result to a row; none where the library gives none, or is not known."""
    function = site.call.child_by_field_name("function")
    named = function.child_by_field_name("property") if function is not None else None
    name = tree.text(named) if named is not None else ""
    if site.tag is not None:
        if site.kind == "prisma":
            return _ARRAY if name == "$queryRaw" else ()
        return _TAGGED.get(site.kind, ())
    listed = site.call.child_by_field_name("arguments")
    arguments = arguments_of(listed) if listed is not None else []
    options = " ".join(tree.text(argument) for argument in arguments if argument.type == "object")
    if _OTHER_SHAPE.search(options):
        return ()
    if site.kind == "pg-promise":
        return _PG_PROMISE.get(name, ()) if len(arguments) < 3 else ()
    if site.kind == "sequelize":
        return _of_sequelize(options)
    if site.kind == "prisma":
        return _ARRAY if name == "$queryRawUnsafe" else ()
    if site.kind == "postgres.js" and name == "unsafe":
        return _ARRAY
    if site.kind == "knex":
        return _RESULT if name == "raw" else ()
    return _QUERY.get(site.kind, ()) if name == "query" else ()


def _of_sequelize(options: str) -> tuple[Steps, ...]:
    if "type:" not in options:
        return ((0, EACH),)
    if not re.search(r"\btype:\s*[\w.]*\bSELECT\b", options):
        return ()
    return _ROW if "plain: true" in options else _ARRAY
