"""What the columns of a Markdown table are for, told by their titles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xref.schema.sources.markdown.document import Passage, Table

_NAME = re.compile(r"(?:(?:db|database|sql) )?(?:column|field|attribute|col)(?: name| pattern)?s?|name")
_TYPE = re.compile(
    r"(?:(?:actual|real|current|live|deployed|production) )?"
    r"(?:(?:db|database|data|sql|column|field|pg|postgres|postgresql) ?)*type|datatype|domain"
)
_LIVE = re.compile(r"\b(?:actual|real|live|deployed|production|in (?:the )?(?:db|database|prod))\b")
_FORMER = re.compile(r"\b(?:previous|old|former|before|legacy|was|expected|documented|wrong)\b")
_NULLABLE = re.compile(r"(?:is )?null(?:able|s)?|allows? nulls?|optional")
_REQUIRED = re.compile(r"not[ -]?null(?:able)?|required|mandatory")
_DEFAULT = re.compile(r"defaults?(?: values?| expression)?")
_REFERENCE = re.compile(
    r"references?|ref|parents?|foreign keys?(?: to)?|fk(?: to| target)?|points to|links? to|relation(?:ship)?s?"
)
_KEYS = re.compile(r"keys?|constraints?|pk ?[/,] ?fk|index(?:es|ed)?|attributes|modifiers|extras?|options|flags|rules")
_PRIMARY = re.compile(r"pk|primary(?: key)?")
_UNIQUE = re.compile(r"uniques?|uk|uq")
_NOTES = re.compile(r"notes?|descriptions?|comments?|remarks?|details|purpose|meaning|explanation")
_TABLE = re.compile(r"(?:table|relation|entity|collection)(?: name)?|table ?/ ?\w+")


@dataclass(frozen=True, slots=True)
class Titles:
    """Which cell of a row says what; -1 where no column of the table does.

    ``inverted``: the nullability column says what is required. ``live``: the type column speaks of the live database.
    """

    name: int = -1
    type: int = -1
    table: int = -1
    nullable: int = -1
    inverted: bool = False
    default: int = -1
    primary: int = -1
    unique: int = -1
    references: tuple[int, ...] = ()
    keys: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    live: bool = False
    others: tuple[str, ...] = field(default=())

    @property
    def describes_columns(self) -> bool:
        """Whether each row describes a column: it has a name and a type."""
        return self.name >= 0 and self.type >= 0 and not {"definition", "parameter", "in"} & set(self.others)


def read_titles(table: Table) -> Titles:
    """The meaning of a table's titles. The first that fits wins; a title in plain words wins over a qualified one."""
    titles = [plain_title(cell) for cell in table.header]
    types = [index for index, title in enumerate(titles) if _TYPE.fullmatch(_unqualified(title)) and not _FORMER.search(title)]
    nullable = _first(titles, _NULLABLE)
    required = _first(titles, _REQUIRED)
    return Titles(
        name=_first(titles, _NAME),
        type=types[0] if types else -1,
        table=_first(titles, _TABLE),
        nullable=required if nullable < 0 else nullable,
        inverted=nullable < 0,
        default=_first(titles, _DEFAULT),
        primary=_first(titles, _PRIMARY),
        unique=_first(titles, _UNIQUE),
        references=_every(titles, _REFERENCE),
        keys=_every(titles, _KEYS),
        notes=_every(titles, _NOTES),
        live=bool(types) and _LIVE.search(titles[types[0]]) is not None,
        others=tuple(titles),
    )


def plain_title(cell: Passage) -> str:
    """A title in lower case without marks, question marks and doubled blanks."""
    return " ".join(re.sub(r"[`*_?:]", " ", cell.text).lower().split())


def _unqualified(title: str) -> str:
    return re.sub(r"\s*\(.*\)$", "", title).strip()


def _first(titles: list[str], pattern: re.Pattern[str]) -> int:
    return next((index for index, title in enumerate(titles) if pattern.fullmatch(_unqualified(title))), -1)


def _every(titles: list[str], pattern: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(index for index, title in enumerate(titles) if pattern.fullmatch(_unqualified(title)))
