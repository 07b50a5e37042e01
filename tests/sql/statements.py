"""Statements for the syntax tests, one a line: between them the valid ones use every part of the grammar."""

from __future__ import annotations

from pathlib import Path


def _lines(name: str) -> tuple[str, ...]:
    return tuple(line for line in Path(__file__).with_name(name).read_text("utf-8").split("\n") if line)


VALID = _lines("valid.sql")
REFUSED = _lines("refused.sql")
