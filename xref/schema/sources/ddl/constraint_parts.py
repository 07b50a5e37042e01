"""Reading constraints of tables and columns (manual, CREATE TABLE). What is read is not yet applied to anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from xref.schema.catalog import ConstraintKind
from xref.schema.sources.ddl.names import expression_name
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import WORD, Token

_TABLE_CONSTRAINTS = ("constraint", "primary", "unique", "check", "foreign", "exclude")


@dataclass(slots=True)
class ConstraintPart:
    """A constraint as written. ``token`` is its name or, without one, its first word; ``kind`` None is a foreign key.

    ``expression`` are the tokens of a CHECK, with ``text`` as written. ``elements`` are what the columns of an EXCLUDE's index
    are called, None for an expression without a name. ``index`` names the index of USING INDEX.
    """

    kind: ConstraintKind | None
    token: Token
    name: str | None = None
    columns: list[Token] = field(default_factory=list)
    elements: list[str | None] = field(default_factory=list)
    include: list[Token] = field(default_factory=list)
    expression: list[Token] = field(default_factory=list)
    text: str | None = None
    target: list[Token] = field(default_factory=list)
    target_columns: list[Token] = field(default_factory=list)
    on_delete: str | None = None
    index: list[Token] = field(default_factory=list)
    inherited: bool = True


@dataclass(frozen=True, slots=True)
class NotNullPart:
    """The table constraint ``NOT NULL column``."""

    column: Token
    name: str | None


def at_table_constraint(cursor: Cursor) -> bool:
    """Whether a constraint comes next, rather than a column."""
    return cursor.word in _TABLE_CONSTRAINTS or cursor.looking_at("not", "null")


def read_table_constraint(cursor: Cursor) -> ConstraintPart | NotNullPart:
    """Read a table constraint with its name."""
    token = cursor.token
    name = None
    if cursor.accept("constraint"):
        token = cursor.name()
        name = token[1]
    if cursor.accept("not", "null"):
        column = cursor.name()
        read_attributes(cursor)
        return NotNullPart(column, name)
    return read_constraint_body(cursor, token, name)


def read_constraint_body(cursor: Cursor, token: Token, name: str | None) -> ConstraintPart:
    """Read a constraint after its name: PRIMARY KEY and so on, or a column's REFERENCES."""
    word = cursor.accept_any("primary", "unique", "check", "exclude", "foreign", "references")
    if word == "primary":
        cursor.expect("key")
        part = ConstraintPart(ConstraintKind.PRIMARY_KEY, token, name)
        _read_index_constraint(cursor, part)
    elif word == "unique":
        part = ConstraintPart(ConstraintKind.UNIQUE, token, name)
        if cursor.accept("nulls"):
            cursor.accept("not")
            cursor.expect("distinct")
        _read_index_constraint(cursor, part)
    elif word == "check":
        part = ConstraintPart(ConstraintKind.CHECK, token, name)
        _read_check(cursor, part)
    elif word == "exclude":
        part = ConstraintPart(ConstraintKind.EXCLUDE, token, name)
        _read_exclude(cursor, part)
    elif word:
        part = ConstraintPart(None, token, name)
        if word == "foreign":
            cursor.expect("key")
            part.columns = cursor.parenthesized(lambda: _read_key_column(cursor))
            cursor.expect("references")
        _read_references(cursor, part)
    else:
        raise UnreadError("a constraint", cursor.token)
    if read_attributes(cursor):
        part.inherited = False
    return part


def _read_key_column(cursor: Cursor) -> Token:
    cursor.accept("period")
    column = cursor.name()
    cursor.accept("without", "overlaps")
    return column


def _read_index_constraint(cursor: Cursor, part: ConstraintPart) -> None:
    if cursor.accept("using", "index") and not cursor.accept("tablespace"):
        part.index = [cursor.name()]
        return
    if cursor.looking_at("("):
        part.columns = cursor.parenthesized(lambda: _read_key_column(cursor))
    _read_index_options(cursor, part)


def _read_index_options(cursor: Cursor, part: ConstraintPart) -> None:
    if cursor.accept("include"):
        part.include = cursor.parenthesized(cursor.name)
    if cursor.accept("with"):
        cursor.skip_group()
    if cursor.accept("using", "index", "tablespace"):
        cursor.name()


def _read_check(cursor: Cursor, part: ConstraintPart) -> None:
    first = cursor.at + 1
    start, end = cursor.skip_group()
    part.text = cursor.text[start:end].strip()
    part.expression = list(cursor.tokens[first : cursor.at - 1])


def _read_exclude(cursor: Cursor, part: ConstraintPart) -> None:
    if cursor.accept("using"):
        cursor.name()
    start = cursor.at
    inside = cursor.at + 1
    cursor.skip_group()
    end = cursor.at
    cursor.at = inside
    while cursor.at < end:
        element = cursor.at
        cursor.skip_until(",", "with")
        simple = cursor.at - element == 1 or (cursor.at - element == 2 and cursor.tokens[element + 1][0] == WORD)
        part.elements.append(expression_name(cursor.tokens[element : cursor.at] if not simple else [cursor.tokens[element]]))
        if simple:
            part.columns.append(cursor.tokens[element])
        cursor.skip_until(",")
        cursor.advance()
    cursor.at = end
    _read_index_options(cursor, part)
    if cursor.accept("where"):
        cursor.skip_group()
    part.text = cursor.text_since(start)


def _read_references(cursor: Cursor, part: ConstraintPart) -> None:
    part.target = cursor.names()
    if cursor.looking_at("("):
        part.target_columns = cursor.parenthesized(lambda: _read_key_column(cursor))
    while True:
        if cursor.accept("match"):
            cursor.advance()
        elif cursor.accept("on", "delete"):
            part.on_delete = _read_action(cursor)
        elif cursor.accept("on", "update"):
            _read_action(cursor)
        else:
            return


def _read_action(cursor: Cursor) -> str:
    for action in (("no", "action"), ("restrict",), ("cascade",), ("set", "null"), ("set", "default")):
        if cursor.accept(*action):
            if cursor.looking_at("("):
                cursor.skip_group()
            return " ".join(action)
    raise UnreadError("an action", cursor.token)


def read_attributes(cursor: Cursor) -> bool:
    """Read DEFERRABLE, NOT VALID and so on; whether NO INHERIT was among them."""
    found = False
    while True:
        if cursor.accept("no", "inherit"):
            found = True
        elif cursor.accept("initially"):
            cursor.advance()
        elif cursor.accept_any("deferrable", "valid", "enforced") == "":
            if cursor.looking_at("not") and cursor.peek()[1] in ("deferrable", "valid", "enforced"):
                cursor.advance()
            else:
                return found
