"""Compares what xref says of an accepted statement's parameters and result columns with what PostgreSQL says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.schema.types import format_type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.support.postgres import Description
    from xref.resolve.described import DescribedStatement, ResultColumn
    from xref.schema.types import SqlType


def description_differences(
    described: DescribedStatement, said: Description, search_path: Collection[str] = ("public",)
) -> Iterator[str]:
    """Where they differ, in words: parameter types in order, then names, types and origins of the result columns.

    A type that xref does not give (None) differs from any. The words before the first colon say what kind of difference it is.
    """
    yield from _parameters(described, said, search_path)
    columns = described.columns
    if columns is None:
        yield f"columns not known: PostgreSQL {said.columns}"
    elif [column.name for column in columns] != [name for name, _ in said.columns]:
        yield f"column names: PostgreSQL {[name for name, _ in said.columns]}, xref {[column.name for column in columns]}"
    else:
        yield from _columns(columns, said, search_path)


def _parameters(described: DescribedStatement, said: Description, search_path: Collection[str]) -> Iterator[str]:
    types = {parameter.number: _spelled(parameter.type, search_path) for parameter in described.parameters}
    for number, type_ in enumerate(said.parameters, start=1):
        if types.get(number) != type_:
            yield f"parameter type: ${number} is {type_}, xref {types.get(number)}"
    for number in types:
        if number > len(said.parameters):
            yield f"parameter count: PostgreSQL has {len(said.parameters)}, xref ${number}"


def _columns(columns: tuple[ResultColumn, ...], said: Description, search_path: Collection[str]) -> Iterator[str]:
    origins = said.origins or (None,) * len(columns)
    for column, (name, type_), origin in zip(columns, said.columns, origins, strict=True):
        if _spelled(column.type, search_path) != type_:
            yield f"column type: {name} is {type_}, xref {_spelled(column.type, search_path)}"
        bound = column.origin
        own = None if bound is None else (bound.relation.schema, bound.relation.name, bound.attribute)
        if own != origin:
            yield f"column origin: {name} comes from {_dotted(origin)}, xref {_dotted(own)}"


def _spelled(type_: SqlType | None, search_path: Collection[str]) -> str | None:
    return None if type_ is None else format_type(type_, search_path)


def _dotted(origin: tuple[str | None, ...] | None) -> str:
    return "nothing" if origin is None else ".".join(map(str, origin))
