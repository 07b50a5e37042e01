"""How a statement's text is put together, in one word: the closed list that coverage is counted by."""

from __future__ import annotations

from enum import StrEnum


class Idiom(StrEnum):
    """How a text is put together. The value is what reports print."""

    LITERAL = "literal"
    CONSTANT = "constant"
    APPENDED = "appended"
    BRANCHES = "branches"
    FRAGMENTS = "fragments"
    CONDITIONS = "conditions"
    SET_LIST = "set-list"
    ROWS = "rows"
    IN_LIST = "in-list"
    WRAPPER = "wrapper"
    TAGGED = "tagged"
    NAMED = "named"
    FILE = "file"
    CALL = "call"
    OTHER = "other"

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return _MEANINGS[self]


_MEANINGS: dict[Idiom, str] = {
    Idiom.LITERAL: "one literal, or several with `+` between",
    Idiom.CONSTANT: "a name of a literal",
    Idiom.APPENDED: "a variable that is added to (`+=`)",
    Idiom.BRANCHES: "one whole text or another",
    Idiom.FRAGMENTS: "a template with other parts in it",
    Idiom.CONDITIONS: "a list of conditions that is joined",
    Idiom.SET_LIST: "a list of assignments after SET",
    Idiom.ROWS: "rows after VALUES",
    Idiom.IN_LIST: "a list of placeholders after IN",
    Idiom.WRAPPER: "the argument of a function of the project",
    Idiom.TAGGED: "a tagged template",
    Idiom.NAMED: "placeholders with names, which the library replaces",
    Idiom.FILE: "a file of SQL",
    Idiom.CALL: "what a function gives",
    Idiom.OTHER: "none of these",
}
