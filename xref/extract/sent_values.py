"""The values that go with a text, as far as the code says plainly what they are. Plain frozen values that pickle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from xref.source import Span

if TYPE_CHECKING:
    from xref.extract.declarations import Import


class Sort(StrEnum):
    """What a value is at run time, where that decides what a driver makes of it. A value may be null beside it.

    ``EPOCH`` is a time of these days in milliseconds since 1970 (a number), ``JSON`` what ``JSON.stringify`` gives
    (``JSON_ARRAY``: of an array), ``TIMESTAMP`` what ``toISOString`` does, ``UUID`` what ``crypto.randomUUID`` does.
    """

    STRING = "string"
    NUMBER = "number"
    BIGINT = "bigint"
    BOOLEAN = "boolean"
    DATE = "Date"
    ARRAY = "array"
    OBJECT = "object"
    EPOCH = "epoch"
    JSON = "JSON"
    JSON_ARRAY = "JSON array"
    TIMESTAMP = "timestamp"
    UUID = "uuid"


@dataclass(frozen=True, slots=True)
class SentValue:
    """A value that a call sends, and its place in the file ``path``.

    ``texts`` are what JavaScript's ``String(value)`` gives (of an array the PostgreSQL literal, of an object its JSON), one for
    each value that it can be; None: any of its sort. ``declared`` is where its type or its value is written, if elsewhere.
    ``imported`` is the constant of another file that it is if that is a text: linking puts this in.
    """

    path: str
    span: Span
    sort: Sort
    texts: tuple[str, ...] | None = None
    declared: Span | None = None
    imported: Import | None = None


Sent = tuple[SentValue, ...]
"""What can be sent at one position: each that is known. Others may be that are not."""


def united(first: tuple[Sent, ...], second: tuple[Sent, ...]) -> tuple[Sent, ...]:
    """What can be sent at each position, one way or the other."""
    if not first or not second:
        return first or second
    return tuple(tuple(dict.fromkeys((*one, *other))) for one, other in zip(first, second, strict=False))


def array_text(elements: tuple[SentValue | None, ...]) -> str | None:
    """How an array of known elements (None: null) is written for PostgreSQL (manual, 8.15.2); None where one is not known."""
    written = []
    for element in elements:
        if element is None:
            written.append("NULL")
        elif element.texts is None or len(element.texts) != 1:
            return None
        else:
            text = element.texts[0]
            nested = element.sort is Sort.ARRAY
            written.append(text if nested else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return "{" + ",".join(written) + "}"
