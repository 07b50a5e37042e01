"""Layers that rename what the rows have; once seen, one may stand between any statement and the code that reads its rows."""

from __future__ import annotations

import re

_RENAMING = re.compile(
    r"createInterceptorsPreset|FieldNameTransformation|(?<![\w$])(?:toCamel|postgres\.camel|CamelCasePlugin|pg-camelcase)(?![\w$])"
    r"|knexSnakeCaseMappers|knex-stringcase|transform\s*:\s*(?:\{\s*\.\.\.\s*)?camel\b"
)


def renames(text: str) -> bool:
    """Whether a file makes a connection of which the rows' names come out in camelCase."""
    return ("amel" in text or "knex" in text or "nterceptor" in text or "Transformation" in text) and bool(
        _RENAMING.search(text)
    )
