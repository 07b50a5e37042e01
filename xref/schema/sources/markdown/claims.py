"""What a cell claims about its column beside name and type: keys, references, nullability, default, checks.

Column constraints as in PostgreSQL's CREATE TABLE, and the shorthand that people write for them ("FK → users(id)", "PK",
"UNIQUE w/provider").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xref.schema.catalog import RelationName
from xref.schema.declaration import UNQUALIFIED
from xref.schema.sources.markdown.names import NAME, stored

_PRIMARY = re.compile(r"\bPK\b|\bPRIMARY(?:\s+KEY)?\b", re.IGNORECASE)
_PRIMARY_IN_PROSE = re.compile(r"\bPK\b|\bPRIMARY KEY\b|^\s*Primary key\b")
_UNIQUE = re.compile(r"\b(?:UNIQUE(?!\s+INDEX)|UK|UQ)\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_UNIQUE_IN_PROSE = re.compile(r"\b(?:UNIQUE|UK)\b(?P<rest>.*)", re.DOTALL)
_TOGETHER = re.compile(
    r"\s*(?:constraint\s+)?(?:w/|with\b|together with\b|per\b|within\b|\+|&|and\b)\s*(?P<list>[^;.|]*)", re.IGNORECASE
)
_COLUMNS = re.compile(r"\s*(?:constraint\s*)?\((?P<list>[^()]*)\)", re.IGNORECASE)
_CONDITIONED = re.compile(r"\s*(?:\(|where\b|index\b|when\b|if\b|among\b|for\b|case)", re.IGNORECASE)
_LIST_BREAK = re.compile(r"\s*(?:,|&|\+|/|\band\b)\s*", re.IGNORECASE)

_KEYWORD = r"(?:\bFK\b|\bforeign\s+keys?\b|\breferences?\b|\brefs?\b)"
_ARROW = r"(?:→|->|=>|⟶|➡️?|➔|➜)"
_TARGET = rf"(?P<path>{NAME}(?:\.{NAME}){{0,2}})(?:\s*\(\s*(?P<columns>[^()]*)\))?"
_REFERENCE = re.compile(
    rf"(?:{_KEYWORD}[\s:(]*(?:{_ARROW}|\bto\b|\breferences\b)?|{_ARROW})\s*(?:the\s+)?{_TARGET}", re.IGNORECASE
)
_BARE_REFERENCE = re.compile(rf"\s*{_TARGET}\s*(?P<rest>.*)", re.DOTALL)
_ON_DELETE = re.compile(r"\bON\s+DELETE\s+(CASCADE|SET\s+NULL|SET\s+DEFAULT|RESTRICT|NO\s+ACTION)\b", re.IGNORECASE)
_NOT_TARGETS = re.compile(
    r"pk|fk|uk|unique|primary|key|check|not|null|yes|no|to|on|none|index|default|true|false", re.IGNORECASE
)

_CHECK = re.compile(r"\bCHECK\b\s*", re.IGNORECASE)
_NOT_NULL = re.compile(r"\bNOT[\s-]+NULL(?:ABLE)?\b", re.IGNORECASE)
_NULL = re.compile(r"(?<!SET )(?<!DEFAULT )(?<!IS )(?<!NOT )(?<!OR )\bNULL(?:ABLE)?\b", re.IGNORECASE)
_DEFAULT = re.compile(r"\bDEFAULT(?:S\s+TO)?\b\s*[:=]?\s*", re.IGNORECASE)
_GENERATED = re.compile(r"\bGENERATED\s+(?P<when>ALWAYS|BY\s+DEFAULT)\s+AS\s+(?:(?P<identity>IDENTITY)|(?=\())", re.IGNORECASE)
_NEXT_CLAIM = re.compile(
    r"\b(?:NOT\s+NULL|NULL|UNIQUE|PRIMARY|PK|FK|REFERENCES|CHECK|CONSTRAINT|GENERATED|COLLATE)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key's target; ``column`` is None when only the table is named."""

    target: RelationName
    column: str | None
    on_delete: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a cell says. ``unique_with`` names the further columns of a composite unique; None when there is no unique claim."""

    primary: bool = False
    unique_with: tuple[str, ...] | None = None
    reference: Reference | None = None
    check: bool = False
    check_expression: str | None = None
    not_null: bool | None = None
    default: str | None = None
    identity: str | None = None
    generated: str | None = None


def read_claims(cell: str, *, prose: bool = False) -> Claims:
    """The claims of a cell. In prose (a Notes column) only what is spelled like SQL or shorthand counts."""
    text = re.sub(r"[`*]", "", cell)
    check = None if prose else _CHECK.search(text)
    generated = _GENERATED.search(text)
    return Claims(
        primary=(_PRIMARY_IN_PROSE if prose else _PRIMARY).search(text) is not None,
        unique_with=_unique(text, prose=prose),
        reference=_reference(text, prose=prose),
        check=check is not None,
        check_expression=_parenthesised(text, check.end()) if check else None,
        not_null=None if prose else _nullability(text),
        default=None if prose else _default(text),
        identity=" ".join(generated["when"].lower().split()) if generated and generated["identity"] else None,
        generated=_parenthesised(text, generated.end()) if generated and not generated["identity"] else None,
    )


def bare_reference(cell: str, *, table_alone: bool) -> Reference | None:
    """The target in a References or FK column that has no keyword: ``users(id)``, ``users.id``, ``users`` if allowed alone."""
    text = re.sub(r"[`*]", "", cell)
    match = _BARE_REFERENCE.fullmatch(text)
    if match is None or _NOT_TARGETS.fullmatch(match["path"]):
        return None
    if match["rest"] and not re.match(r"\(|ON\s", match["rest"], re.IGNORECASE):
        return None
    if match["columns"] is None and "." not in match["path"] and not table_alone:
        return None
    return _target(match, text)


def _reference(text: str, *, prose: bool) -> Reference | None:
    match = _REFERENCE.search(text)
    if match is None or _NOT_TARGETS.fullmatch(match["path"]):
        return None
    arrow = re.search(_ARROW, match[0]) is not None
    if prose and not arrow and match["columns"] is None and "." not in match["path"]:
        return None
    return _target(match, text)


def _target(match: re.Match[str], text: str) -> Reference:
    parts = [stored(part, code=True) for part in re.findall(NAME, match["path"])]
    column = None
    if match["columns"] is not None:
        columns = columns_of(match["columns"])
        column = columns[0] if columns else None
    elif len(parts) == 3 or (len(parts) == 2 and parts[0] not in ("public", "auth")):
        column = parts.pop()
    schema = parts[-2] if len(parts) > 1 else UNQUALIFIED
    action = _ON_DELETE.search(text)
    return Reference(RelationName(schema, parts[-1]), column, " ".join(action[1].lower().split()) if action else None)


def columns_of(text: str) -> list[str] | None:
    """The names of a list of columns, None when any of its members is not a plain name."""
    members = [member.strip("` \t*") for member in _LIST_BREAK.split(text.strip())]
    if not all(re.fullmatch(NAME, member) for member in members):
        return None
    return [stored(member, code=True) for member in members]


def _unique(text: str, *, prose: bool) -> tuple[str, ...] | None:
    match = (_UNIQUE_IN_PROSE if prose else _UNIQUE).search(text)
    if match is None:
        return None
    together = _COLUMNS.match(match["rest"]) or _TOGETHER.match(match["rest"])
    if together:
        columns = columns_of(_NEXT_CLAIM.split(together["list"])[0].rstrip(" ,"))
        return tuple(columns) if columns else None
    return None if _CONDITIONED.match(match["rest"]) else ()


def _nullability(text: str) -> bool | None:
    if _NOT_NULL.search(text):
        return True
    return False if _NULL.search(text) else None


def _default(text: str) -> str | None:
    match = _DEFAULT.search(text)
    while match and re.search(r"\b(?:SET|BY)\s+$", text[: match.start()], re.IGNORECASE):
        match = _DEFAULT.search(text, match.end())
    if match is None:
        return None
    expression = text[match.end() : _expression_end(text, match.end())].strip(" ;.")
    return expression if expression and expression.upper() != "NULL" else None


def _expression_end(text: str, start: int) -> int:
    """Where an SQL expression that starts at ``start`` ends: outside of brackets at a comma or dash, or at the next claim."""
    depth = 0
    quoted = False
    for offset in range(start, len(text)):
        character = text[offset]
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif depth == 0 and (character in ",;—–)]" or _NEXT_CLAIM.match(text, offset)):
            return offset
        depth += (character in "([") - (character in ")]")
    return len(text)


def _parenthesised(text: str, start: int) -> str | None:
    """What stands in the parentheses that open at ``start``, None when there are none or they do not close."""
    depth = 0
    for offset in range(start, len(text)):
        depth += (text[offset] == "(") - (text[offset] == ")")
        if depth == 0:
            return text[start + 1 : offset].strip() or None if offset > start else None
    return None
