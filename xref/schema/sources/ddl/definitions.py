"""Reading column definitions and constraints (manual, CREATE TABLE). What is read is not yet applied to anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from xref.schema.catalog import ConstraintKind
from xref.schema.sources.ddl.names import expression_name
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
_TABLE_CONSTRAINTS = ("constraint", "primary", "unique", "check", "foreign", "exclude")


@dataclass(slots=True)
class ConstraintPart:
    """A constraint as written. ``token`` is its name or, without one, its first word; ``kind`` None is a foreign key.

    ``expression`` are the tokens of a CHECK, with ``text`` as written. ``elements`` are what the columns of an EXCLUDE's index are called,
    None for an expression without a name. ``index`` names the index of USING INDEX.
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


@dataclass(frozen=True, slots=True)
class NotNullPart:
    """The table constraint ``NOT NULL column``."""

    column: Token
    name: str | None


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


def at_table_constraint(cursor: Cursor) -> bool:
    """Whether a constraint comes next, rather than a column."""
    return cursor.word in _TABLE_CONSTRAINTS or cursor.looking_at("not", "null")


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
        _read_attributes(cursor)
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
        constraint = _read_constraint_body(cursor, token, name)
        if not constraint.columns:
            constraint.columns = [part.token]
        part.constraints.append(constraint)
    else:
        start = cursor.at
        _read_attributes(cursor)
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
        part.sequence = _read_sequence_name(cursor)
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


def _read_sequence_name(cursor: Cursor) -> str | None:
    """The name in an identity's ``(SEQUENCE NAME s.x START WITH 1 ...)``, which pg_dump writes."""
    if not cursor.looking_at("("):
        return None
    name = None
    if cursor.peek()[:2] == (WORD, "sequence"):
        at = cursor.at
        cursor.at += 3
        name = cursor.names()[-1][1]
        cursor.at = at
    cursor.skip_group()
    return name


# Constraints


def read_table_constraint(cursor: Cursor) -> ConstraintPart | NotNullPart:
    """Read a table constraint with its name."""
    token = cursor.token
    name = None
    if cursor.accept("constraint"):
        token = cursor.name()
        name = token[1]
    if cursor.accept("not", "null"):
        column = cursor.name()
        _read_attributes(cursor)
        return NotNullPart(column, name)
    return _read_constraint_body(cursor, token, name)


def _read_constraint_body(cursor: Cursor, token: Token, name: str | None) -> ConstraintPart:
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
    if _read_attributes(cursor):
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


def _read_attributes(cursor: Cursor) -> bool:
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
