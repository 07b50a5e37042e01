"""Why something is not decided: the closed list that reports count by. The README documents each."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a statement, or a part of it, is partial or unchecked. The value is what reports print."""

    UNKNOWN_TEXT = "unknown-text"
    HOLE = "hole"
    UNKNOWN_RELATION = "unknown-relation"
    PARTIAL_RELATION = "partial-relation"
    EXTERNAL_SCHEMA = "external-schema"
    SERVER_COLLATION = "server-collation"
    CONDITIONAL_DECLARATION = "conditional-declaration"
    UNKNOWN_ROW_TYPE = "unknown-row-type"
    UNKNOWN_TYPE = "unknown-type"
    UNKNOWN_FUNCTION = "unknown-function"
    UTILITY_STATEMENT = "utility-statement"
    UNSUPPORTED_SYNTAX = "unsupported-syntax"
    NESTED_TOO_DEEPLY = "nested-too-deeply"
    TOO_MANY_VARIANTS = "too-many-variants"
    PLACEHOLDER_STYLE = "placeholder-style"
    OTHER_DIALECT = "other-dialect"
    NO_SCHEMA = "no-schema"
    PAST_MIGRATION = "past-migration"
    INTERNAL_ERROR = "internal-error"

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return _MEANINGS[self]


_MEANINGS: dict[Reason, str] = {
    Reason.UNKNOWN_TEXT: "the whole text is put together elsewhere or at run time",
    Reason.HOLE: "a part of the text is known at run time only",
    Reason.UNKNOWN_RELATION: "a relation that the schema names but does not describe",
    Reason.PARTIAL_RELATION: "a relation of which the schema lists only some columns",
    Reason.EXTERNAL_SCHEMA: "a relation of a schema that belongs to something else",
    Reason.SERVER_COLLATION: "a collation that hangs on the server's platform",
    Reason.CONDITIONAL_DECLARATION: "a declaration that a DO block or a guard may or may not have made",
    Reason.UNKNOWN_ROW_TYPE: "the columns of a function's result are not known",
    Reason.UNKNOWN_TYPE: "a type that no source states",
    Reason.UNKNOWN_FUNCTION: "a function that the schema does not describe",
    Reason.UTILITY_STATEMENT: "a statement whose names are not checked (DDL, COPY, DO and the like)",
    Reason.UNSUPPORTED_SYNTAX: "syntax that the parser does not know",
    Reason.NESTED_TOO_DEEPLY: "nested deeper than the parser can follow",
    Reason.TOO_MANY_VARIANTS: "more variants than max-variants allows",
    Reason.PLACEHOLDER_STYLE: "placeholders that the library replaces (`?`, `:name`)",
    Reason.OTHER_DIALECT: "the connection speaks another dialect",
    Reason.NO_SCHEMA: "no schema was found to check against",
    Reason.PAST_MIGRATION: "a step of a folder of migrations, which was meant for the schema of its day",
    Reason.INTERNAL_ERROR: "xref failed on it; please report the file",
}
