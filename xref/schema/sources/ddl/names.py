"""The names that PostgreSQL makes up for constraints, indexes and sequences (``makeObjectName`` and its callers)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xref.schema.draft import CatalogDraft
from xref.sql.lexer import END, NUMBER, OPERATOR, QUOTED, STRING, WORD, Token

_MAX_BYTES = 63
_VALUE_WORDS = frozenset({"case", "null", "true", "false", "array", "row", "not", "exists"})


def object_name(first: str, second: str | None, label: str | None) -> str:
    """``first_second_label`` cut to 63 bytes: the longer of the first two gives way, the label never."""
    parts = [part.encode() for part in (first, second) if part is not None]
    room = _MAX_BYTES - (len(label.encode()) + 1 if label else 0) - (len(parts) - 1)
    lengths = [len(part) for part in parts]
    while sum(lengths) > room:
        longer = 0 if len(lengths) < 2 or lengths[0] > lengths[1] else 1
        lengths[longer] -= 1
    cut = [clipped(part, length) for part, length in zip(parts, lengths, strict=True)]
    return "_".join([*cut, label] if label else cut)


def clipped(text: bytes, length: int) -> str:
    """At most that many bytes, whole characters only."""
    return text[:length].decode(errors="ignore")


def truncated(name: str) -> str:
    """A name as PostgreSQL stores it: at most 63 bytes."""
    return name if len(name) * 4 <= _MAX_BYTES else clipped(name.encode(), _MAX_BYTES)


def _first_free(first: str, second: str | None, label: str, taken: Callable[[str], bool]) -> str:
    name = object_name(first, second, label)
    number = 0
    while taken(name):
        number += 1
        name = object_name(first, second, f"{label}{number}")
    return name


def relation_name(draft: CatalogDraft, schema: str, first: str, second: str | None, label: str) -> str:
    """A free name for a sequence or an index."""
    return _first_free(first, second, label, lambda name: draft.name_taken(schema, name))


def index_constraint_name(draft: CatalogDraft, schema: str, first: str, second: str | None, label: str) -> str:
    """A free name for a constraint that has an index of the same name."""
    return _first_free(
        first, second, label, lambda name: draft.name_taken(schema, name) or draft.constraint_taken(schema, name)
    )


def constraint_name(draft: CatalogDraft, schema: str, first: str, second: str | None, label: str) -> str:
    """A free name for a constraint without an index."""
    return _first_free(first, second, label, lambda name: draft.constraint_taken(schema, name))


def joined(columns: Iterable[str]) -> str:
    """The column names of a key, with underscores between, as far as 63 bytes go."""
    text = b""
    for column in columns:
        text += (b"_" if text else b"") + column.encode()
        if len(text) > _MAX_BYTES:
            break
    return clipped(text, _MAX_BYTES)


def distinct(columns: Sequence[str | None]) -> list[str]:
    """The names of an index's own columns: expressions are ``expr``, what is taken gets a number."""
    names: list[str] = []
    for column in columns:
        wanted = column or "expr"
        name, number = wanted, 0
        while name in names:
            number += 1
            name = clipped(wanted.encode(), _MAX_BYTES - len(str(number))) + str(number)
        names.append(name)
    return names


def expression_name(tokens: Sequence[Token]) -> str | None:
    """The column name that PostgreSQL figures for an expression (``FigureColname``), None when it has none."""
    return _figure([token for token in tokens if token[0] != END])[0]


def _figure(tokens: list[Token]) -> tuple[str | None, int]:
    """The name and how strong it is: 2 a column's or a function's, 1 a type's, 0 none."""
    if not tokens:
        return None, 0
    parts = _split_at_casts(tokens)
    name, strength = _figure_operand(parts[0])
    for cast in parts[1:]:
        if strength <= 1 and cast:
            name, strength = _type_name(cast), 1
    return name, strength


def _split_at_casts(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token[0] <= OPERATOR and token[1] in ("(", "["):
            depth += 1
        elif token[0] <= OPERATOR and token[1] in (")", "]"):
            depth -= 1
        if depth == 0 and token[1] == "::":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _type_name(tokens: list[Token]) -> str:
    from xref.schema.types import read_type
    from xref.sql.cursor import Cursor, UnreadError

    try:
        return read_type(Cursor("", tokens)).name
    except UnreadError:
        return tokens[0][1]


def _figure_operand(tokens: list[Token]) -> tuple[str | None, int]:
    if not tokens or tokens[0][0] in (STRING, NUMBER):
        return None, 0
    if tokens[0][1] == "(" and tokens[0][0] <= OPERATOR:
        return _figure(tokens[1:-1]) if _closing(tokens, 0) == len(tokens) - 1 else _figure_rest(tokens, 0)
    if tokens[0][0] not in (WORD, QUOTED):
        return None, 0
    if tokens[0][:2] == (WORD, "cast") and len(tokens) > 3:
        return _figure_cast(tokens[2:-1])
    if tokens[0][0] == WORD and tokens[0][1] in _VALUE_WORDS:
        return (tokens[0][1], 1) if tokens[0][1] in ("case", "array", "row", "exists") else (None, 0)
    at = 0
    while at + 2 < len(tokens) and tokens[at + 1][1] == ".":
        at += 2
    return _figure_rest(tokens, at)


def _figure_rest(tokens: list[Token], at: int) -> tuple[str | None, int]:
    """What follows a (dotted) name decides: a call and subscripts keep it, ``AT TIME ZONE`` is a function, operators end it."""
    name: str | None = tokens[at][1]
    rest = at + 1
    if tokens[at][1] == "(":
        name, rest = None, _closing(tokens, at) + 1
    while rest < len(tokens):
        if tokens[rest][1] in ("(", "[") and tokens[rest][0] <= OPERATOR:
            rest = _closing(tokens, rest) + 1
        elif tokens[rest][1] == "." and rest + 1 < len(tokens):
            name, rest = tokens[rest + 1][1], rest + 2
        elif tokens[rest][:2] == (WORD, "collate"):
            rest += 2
        elif [token[1] for token in tokens[rest : rest + 3]] == ["at", "time", "zone"]:
            return "timezone", 2
        else:
            return None, 0
    return (name, 2) if name else (None, 0)


def _figure_cast(tokens: list[Token]) -> tuple[str | None, int]:
    depth = 0
    for at, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token[1], 0)
        if depth == 0 and token[:2] == (WORD, "as"):
            name, strength = _figure(tokens[:at])
            return (name, strength) if strength > 1 else (_type_name(tokens[at + 1 :]), 1)
    return None, 0


def _closing(tokens: list[Token], at: int) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        if tokens[index][0] <= OPERATOR:
            if tokens[index][1] in ("(", "["):
                depth += 1
            elif tokens[index][1] in (")", "]"):
                depth -= 1
                if depth == 0:
                    return index
    return len(tokens) - 1
