"""What PostgreSQL answers to types that do not fit, apart from where in a text that is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error: the rule's name for it, SQLSTATE, PostgreSQL's message, its hint or detail.

    ``index`` is the number (from 0) of the input that the server points at, None where that is the whole expression.
    """

    condition: str
    sqlstate: str
    message: str
    hint: str | None = None
    index: int | None = None
