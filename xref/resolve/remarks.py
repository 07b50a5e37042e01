"""What PostgreSQL takes and nobody means: comparing with NULL, hiding the type of an id behind a cast."""

from __future__ import annotations

from sqlglot import exp

from xref.resolve.coerce import type_notes
from xref.resolve.context import Context
from xref.resolve.described import Remark
from xref.resolve.names import span_of
from xref.resolve.typing.types import bare
from xref.resolve.value import Value
from xref.schema.types import SqlType

_UUID = SqlType("uuid")
_TEXTS = frozenset({SqlType("text"), SqlType("varchar"), SqlType("bpchar")})


def remark_null(context: Context, node: exp.Expr, name: str, left: Value, right: Value) -> None:
    """``x = NULL`` is NULL for every row (manual, 9.2)."""
    null = right if right.is_null else left if left.is_null else None
    if null is None or (left.is_null and right.is_null):
        return
    test = {"=": "IS NULL", "<>": "IS NOT NULL", "!=": "IS NOT NULL"}.get(name)
    hint = f"write {test}" if test is not None else None
    context.remarks.append(
        Remark("null-comparison", f"comparing with NULL by {name} gives NULL for every row", span_of(null.node), hint=hint)
    )


def remark_cast(context: Context, node: exp.Expr, left: Value, right: Value) -> None:
    """``a.user_id::text = b.user_id``: two columns compared through a cast between uuid and text.

    Where both are declared alike the cast does nothing but keep an index from being used; where they are not, it hides that.
    """
    for cast, other in ((left, right), (right, left)):
        if cast.cast_from is None or cast.type is None or cast.cast_from.type is None:
            continue
        column, opposite = cast.cast_from, other.cast_from or other
        if opposite.origin is None or opposite.type is None or not _changes_id(column.type, cast.type):
            continue
        _remark_columns(context, cast, column, opposite)
        return


def _changes_id(given: SqlType | None, target: SqlType) -> bool:
    kinds = {bare(given) if given is not None else None, bare(target)}
    return _UUID in kinds and bool(kinds & _TEXTS)


def _remark_columns(context: Context, cast: Value, column: Value, opposite: Value) -> None:
    types = context.types
    if column.origin is None or opposite.origin is None or column.type is None or opposite.type is None:
        return
    one = f"{column.origin.relation}.{column.origin.attribute}"
    other = f"{opposite.origin.relation}.{opposite.origin.attribute}"
    if bare(column.type) == bare(opposite.type):
        message = f"both {one} and {other} are {types.spelled(column.type)}: the cast keeps an index from being used"
        hint = "compare the columns as they are"
    else:
        message = f"the cast hides that {one} is {types.spelled(column.type)} and {other} {types.spelled(opposite.type)}"
        hint = "give both columns one type"
    context.remarks.append(
        Remark(
            "id-cast",
            message,
            span_of(cast.node.args["to"]) if isinstance(cast.node, exp.Cast) else span_of(cast.node),
            one,
            hint,
            type_notes(context, [column, opposite]),
            (column.origin, opposite.origin),
        )
    )
