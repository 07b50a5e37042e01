"""Reading column definitions and the other elements of CREATE TABLE (manual). What is read is not yet applied to anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from xref.schema.sources.ddl.constraint_parts import (
    ConstraintPart,
    NotNullPart,
    at_table_constraint,
    read_attributes,
    read_constraint_body,
    read_table_constraint,
)
from xref.schema.types import SqlType, parse_type, read_type
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import WORD, Token

SERIALS = {
    "serial": "int4",
    "serial4": "int4",
    "bigserial": "int8",
    "serial8": "int8",
    "smallserial": "int2",
    "serial2": "int2",
}
_COLUMN_CONSTRAINTS = (
    "constraint",
    "not",
    "null",
    "check",
    "default",
    "generated",
    "unique",
    "primary",
    "references",
    "collate",
    "storage",
    "compression",
    "deferrable",
    "initially",
    "enforced",
    "options",
)


@dataclass(slots=True)
class ColumnPart:
    """A column definition as written. ``nullable`` is False after NOT NULL, True after NULL, None when neither is there."""

    token: Token
    type: SqlType | None = None
    serial: bool = False
    nullable: bool | None = None
    not_null_name: str | None = None
    default: str | None = None
    identity: str | None = None
    sequence: str | None = None
    generated: str | None = None
    constraints: list[ConstraintPart] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class LikePart:
    """``LIKE table INCLUDING ...``: what is included is in lower case, ``all`` spelled out."""

    table: list[Token]
    including: frozenset[str]


Element = ColumnPart | ConstraintPart | LikePart | NotNullPart
_LIKE_OPTIONS = frozenset(
    {"comments", "compression", "constraints", "defaults", "generated", "identity", "indexes", "statistics", "storage"}
)


def read_element(cursor: Cursor) -> Element:
    """Read one element of CREATE TABLE's list."""
    if cursor.accept("like"):
        return _read_like(cursor)
    if at_table_constraint(cursor):
        return read_table_constraint(cursor)
    return read_column(cursor)


def _read_like(cursor: Cursor) -> LikePart:
    table = cursor.names()
    including: set[str] = set()
    while option := cursor.accept_any("including", "excluding"):
        what = cursor.advance()[1]
        chosen = _LIKE_OPTIONS if what == "all" else {what}
        including = including | chosen if option == "including" else including - chosen
    return LikePart(table, frozenset(including))


# Columns


def read_column(cursor: Cursor) -> ColumnPart:
    """Read a column definition: a name, a type (not after OF or in a list of names) and what follows.

    A type that cannot be read leaves ``type`` None and says why in ``problem``, as does a constraint that cannot be read.
    """
    part = ColumnPart(cursor.name())
    cursor.accept("with", "options")
    if not cursor.done and cursor.token[1] not in (",", ")") and cursor.word not in _COLUMN_CONSTRAINTS:
        _read_column_type(cursor, part)
    while not cursor.done and cursor.token[1] not in (",", ")"):
        try:
            _read_column_constraint(cursor, part)
        except UnreadError as error:
            part.problem = str(error)
            cursor.skip_until(",")
    if part.type is None and part.default:
        part.type = _type_of_default(part.default)
        part.problem = None if part.type else part.problem
    return part


def _read_column_type(cursor: Cursor, part: ColumnPart) -> None:
    start = cursor.at
    serial = SERIALS.get(cursor.word or cursor.token[1])
    if serial is not None and cursor.peek()[1] not in (".", "["):
        cursor.advance()
        part.type, part.serial, part.nullable = SqlType(serial), True, False
        return
    try:
        type_ = read_type(cursor)
    except UnreadError as error:
        part.problem = str(error)
        cursor.at = start
        cursor.skip_until(",", *_COLUMN_CONSTRAINTS)
        return
    if type_.name == "unknown" and type_.schema == "pg_catalog":
        part.problem = f"the type {cursor.text_since(start)} is not stated in full"
    else:
        part.type = type_


def _type_of_default(default: str) -> SqlType | None:
    """The type that a printed default is cast to, which is the column's (``'{}'::text[]``)."""
    literal, cast, type_ = default.rpartition("::")
    if not cast or not (literal.startswith("'") and literal.endswith("'")):
        return None
    try:
        return parse_type(type_)
    except ValueError:
        return None


def _read_column_constraint(cursor: Cursor, part: ColumnPart) -> None:
    token = cursor.token
    name = None
    if cursor.accept("constraint"):
        token = cursor.name()
        name = token[1]
    word = cursor.word
    if cursor.accept("not", "null"):
        part.nullable, part.not_null_name = False, name
        read_attributes(cursor)
    elif cursor.accept("null"):
        part.nullable = True
    elif cursor.accept("default"):
        part.default = read_default(cursor)
    elif cursor.accept("generated"):
        _read_generated(cursor, part)
    elif cursor.accept("collate"):
        cursor.names()
    elif word in ("storage", "compression"):
        cursor.advance()
        cursor.advance()
    elif word == "options":
        cursor.advance()
        cursor.skip_group()
    elif word in ("primary", "unique", "check", "references"):
        constraint = read_constraint_body(cursor, token, name)
        if not constraint.columns:
            constraint.columns = [part.token]
        part.constraints.append(constraint)
    else:
        start = cursor.at
        read_attributes(cursor)
        if cursor.at == start:
            raise UnreadError("a column constraint", cursor.token)


def read_default(cursor: Cursor) -> str | None:
    """Read a DEFAULT's expression: its text, None for NULL, which PostgreSQL does not keep."""
    start = cursor.at
    if cursor.looking_at("("):
        cursor.skip_group()
    else:
        cursor.advance()
    cursor.skip_until(",", *_COLUMN_CONSTRAINTS)
    null = cursor.tokens[start][:2] == (WORD, "null") and (cursor.at == start + 1 or cursor.tokens[start + 1][1] == "::")
    return None if null else cursor.text_since(start)


def _read_generated(cursor: Cursor, part: ColumnPart) -> None:
    kind = read_identity_kind(cursor)
    if not cursor.looking_at("("):
        cursor.expect("identity")
        part.identity = kind
        part.nullable = False
        part.sequence = read_sequence_name(cursor)
        return
    start, end = cursor.skip_group()
    part.generated = cursor.text[start:end].strip()
    cursor.accept_any("stored", "virtual")


def read_identity_kind(cursor: Cursor) -> str:
    """Read ``ALWAYS AS`` or ``BY DEFAULT AS`` (the AS may be missing)."""
    kind = "always"
    if not cursor.accept("always"):
        cursor.expect("by", "default")
        kind = "by default"
    cursor.accept("as")
    return kind


def read_sequence_name(cursor: Cursor) -> str | None:
    """Read an identity's ``(SEQUENCE NAME s.x START WITH 1 ...)``, if it comes: the name, which only pg_dump writes."""
    if not cursor.looking_at("("):
        return None
    start = cursor.at
    cursor.skip_group()
    end, cursor.at = cursor.at, start + 1
    name = cursor.names()[-1][1] if cursor.accept("sequence", "name") else None
    cursor.at = end
    return name
