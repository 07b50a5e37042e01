"""Values that a parameter's type does not take: what the driver sends, read as the server will when the statement is bound.

Of a value that is known the text is read, of any other texts of its sort: it is an error if none of them is one of the type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xref.extract.sent_values import SentValue, Sort
from xref.resolve.described import SqlError
from xref.resolve.serialising import NODE_POSTGRES, doubtful_values, texts_sent
from xref.resolve.typing.literals import check_literal
from xref.resolve.typing.refusal import Refusal

if TYPE_CHECKING:
    from xref.extract.embedded import EmbeddedSql, Variant
    from xref.resolve.described import DescribedStatement, StatementParameter
    from xref.resolve.lookup import Names
    from xref.schema.types import SqlType

CONDITION: Final = "parameter-value"
_JSON_TYPES: Final = frozenset({"json", "jsonb"})
_TIMES: Final = frozenset({"timestamp", "timestamptz", "date"})
_SPELLED: Final = frozenset({Sort.STRING, Sort.NUMBER, Sort.BIGINT, Sort.BOOLEAN})
_COMPARED = re.compile(r"(?:=|\bIN\s*\()\s*$", re.IGNORECASE)
_WORDS: Final = {
    Sort.STRING: "a string",
    Sort.NUMBER: "a number",
    Sort.BIGINT: "a bigint",
    Sort.BOOLEAN: "a boolean",
    Sort.DATE: "a Date",
    Sort.ARRAY: "an array",
    Sort.OBJECT: "an object",
    Sort.EPOCH: "a number of milliseconds",
    Sort.JSON: "JSON",
    Sort.JSON_ARRAY: "a JSON array",
    Sort.TIMESTAMP: "a timestamp",
    Sort.UUID: "a uuid",
}
_LABELS: Final = {
    Sort.NUMBER: re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?|NaN|-?Infinity"),
    Sort.BIGINT: re.compile(r"-?\d+"),
    Sort.EPOCH: re.compile(r"\d{13}"),
    Sort.DATE: re.compile(r"[\dN].*[-+][\d:]+"),
    Sort.TIMESTAMP: re.compile(r"[-+]?\d.*Z"),
    Sort.UUID: re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Sort.ARRAY: re.compile(r"\{.*\}", re.DOTALL),
}
_AS_JSON: Final = frozenset({Sort.OBJECT, Sort.JSON, Sort.JSON_ARRAY})


def value_errors(embedded: EmbeddedSql, variant: Variant, described: DescribedStatement, names: Names) -> Iterator[SqlError]:
    """An error for each value that goes with a variant's text and that no parameter of its type takes."""
    for value, parameter, type_ in doubtful_values(embedded, variant, described):
        error = _error(value, parameter, type_, embedded, variant, names)
        if error is not None:
            yield error


def _error(
    value: SentValue, parameter: StatementParameter, type_: SqlType, embedded: EmbeddedSql, variant: Variant, names: Names
) -> SqlError | None:
    refusal = refused(value, type_, embedded.sink, embedded.driver, names)
    if refusal is None:
        return None
    spelled, column = names.types.spelled(type_), parameter.column
    exact = value.texts is not None and len(value.texts) == 1 and value.sort in _SPELLED
    declared = names.declared(column, f"{column.relation}.{column.attribute} is {spelled}") if column is not None else ()
    return SqlError(
        CONDITION,
        refusal.sqlstate or None,
        refusal.message if exact else f"{_WORDS[value.sort]} is sent for ${parameter.number}, which is {spelled}",
        parameter.spans[0],
        None,
        subject=f"{column.relation}.{column.attribute}" if column is not None and column.attribute is not None else None,
        hint=_hint(value, type_, parameter, variant, names),
        declared=declared,
        rests_on=(column,) if column is not None else (),
        value=(value.path, value.span),
    )


def refused(value: SentValue, type_: SqlType, sink: str, driver: bool, names: Names) -> Refusal | None:
    """What the server says of a value of which it takes nothing; None where it may take it, or that is not known."""
    base = names.types.base(type_)
    texts = texts_sent(value, sink, driver=driver, type_name=base.name, array=base.array)
    if not texts:
        return None
    is_json = base.schema == "pg_catalog" and base.name in _JSON_TYPES and not base.array
    if value.sort is Sort.ARRAY and is_json and sink in NODE_POSTGRES:
        # "{}" is JSON, too, but not that of an array.
        found = check_literal(names.types, base, '{"x"}' if texts[0] == "{}" else texts[0])
        return found if isinstance(found, Refusal) else None
    first: Refusal | None = None
    for text in (*texts, *_labels(value, base, names)):
        found = check_literal(names.types, base, text)
        if not isinstance(found, Refusal):
            return None
        first = first or found
    return first


def _labels(value: SentValue, type_: SqlType, names: Names) -> Iterator[str]:
    """The labels of an enum that a value of the sort may be."""
    if value.texts is not None:
        return
    for (schema, name), enum in names.catalog.enums.items():
        if name == type_.name and type_.schema in (None, schema):
            yield from (label for label in enum.labels if _may_be(label, value.sort))


def _may_be(label: str, sort: Sort) -> bool:
    if sort in _AS_JSON:
        try:
            json.loads(label)
        except ValueError:
            return False
        return True
    pattern = _LABELS.get(sort)
    return pattern is not None and pattern.fullmatch(label) is not None


def _hint(value: SentValue, type_: SqlType, parameter: StatementParameter, variant: Variant, names: Names) -> str | None:
    base = names.types.base(type_)
    if value.sort is Sort.ARRAY and not base.array:
        if base.name in _JSON_TYPES:
            return "send `JSON.stringify(...)` of it: an array is written as PostgreSQL's own"
        compared = all(_COMPARED.search(variant.text[: span.start]) for span in parameter.spans)
        return f"compare with `= ANY(${parameter.number})`" if compared else None
    if base.array:
        return "send the array itself" if value.sort is Sort.JSON_ARRAY else "send an array"
    return "send a Date" if value.sort is Sort.EPOCH and base.name in _TIMES else None
