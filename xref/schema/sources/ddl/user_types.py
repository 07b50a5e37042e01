"""CREATE TYPE, CREATE DOMAIN, ALTER TYPE and ALTER DOMAIN."""

from __future__ import annotations

from dataclasses import replace

from xref.schema.catalog import Attribute, Domain, Enum, Range, Relation, RelationKind, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import names
from xref.schema.sources.ddl.definitions import read_default
from xref.schema.sources.ddl.options import read_options
from xref.schema.sources.ddl.session import Session, dotted
from xref.schema.types import SqlType, read_type
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token


def create_type(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE TYPE name AS ENUM (...) | AS (...) | AS RANGE (...) | (INPUT = ...)."""
    written = cursor.names()
    key = _new_type_key(session, written)
    draft = session.draft
    here = session.at(written[-1])
    if cursor.accept("as", "enum"):
        labels = cursor.parenthesized(lambda: cursor.string()[1])
        draft.enums[key] = Enum(*key, tuple(labels), here)
    elif cursor.accept("as", "range"):
        draft.ranges[key] = _read_range(cursor, session, key, written[-1])
    elif cursor.accept("as"):
        attributes = cursor.parenthesized(lambda: _read_attribute(cursor, session))
        draft.put(Relation(RelationName(*key), RelationKind.COMPOSITE_TYPE, attributes=tuple(attributes), provenance=here))
    else:
        draft.base_types[key] = True


def create_collation(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE COLLATION [IF NOT EXISTS] name (...) | FROM other; the name alone is kept."""
    cursor.accept("if", "not", "exists")
    session.draft.collations[cursor.names()[-1][1]] = True


def _new_type_key(session: Session, written: list[Token]) -> Key:
    key = session.new_key(written)
    if session.draft.type_taken(key) and key not in session.draft.base_types:
        raise RefusedError("duplicate_object", f'type "{dotted(written)}" already exists')
    return key


def _read_attribute(cursor: Cursor, session: Session) -> Attribute:
    token = cursor.name()
    type_ = session.resolve_type(read_type(cursor))
    if cursor.accept("collate"):
        cursor.names()
    return Attribute(token[1], type_, not_null=False, provenance=session.at(token))


def _read_range(cursor: Cursor, session: Session, key: Key, token: Token) -> Range:
    options = read_options(cursor)
    subtype = SqlType("unknown")
    multirange = names.truncated(key[1].replace("range", "multirange") if "range" in key[1] else f"{key[1]}_multirange")
    if "subtype" in options:
        subtype = session.resolve_type(read_type(options["subtype"]))
    if "multirange_type_name" in options:
        multirange = options["multirange_type_name"].names()[-1][1]
    return Range(*key, subtype, multirange, session.at(token))


def create_domain(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE DOMAIN name [AS] type [COLLATE ..] [DEFAULT ..] [constraints]."""
    written = cursor.names()
    key = _new_type_key(session, written)
    cursor.accept("as")
    domain = Domain(*key, session.resolve_type(read_type(cursor)), provenance=session.at(written[-1]))
    session.draft.domain_checks[key] = ()
    session.draft.domains[key] = domain
    while not cursor.done:
        if cursor.accept("default"):
            session.draft.domains[key] = replace(session.draft.domains[key], default=read_default(cursor))
        elif cursor.accept("collate"):
            cursor.names()
        else:
            _read_domain_constraint(cursor, session, key)


def _read_domain_constraint(cursor: Cursor, session: Session, key: Key) -> None:
    draft = session.draft
    name = cursor.name()[1] if cursor.accept("constraint") else None
    domain = draft.domains[key]
    if cursor.accept("not", "null"):
        draft.domains[key] = replace(domain, not_null=True)
    elif not cursor.accept("null"):
        cursor.expect("check")
        start, end = cursor.skip_group()
        cursor.accept("not", "valid")
        checks = draft.domain_checks.get(key, ())
        if name is None:
            name = names.constraint_name(draft, key[0], key[1], None, "check")
            taken = {known for known, _ in checks}
            number = 0
            while name in taken:
                number += 1
                name = names.object_name(key[1], None, f"check{number}")
        _set_checks(session, key, (*checks, (name, cursor.text[start:end].strip())))


def _set_checks(session: Session, key: Key, checks: tuple[tuple[str, str], ...]) -> None:
    session.draft.domain_checks[key] = checks
    session.draft.domains[key] = replace(session.draft.domains[key], checks=tuple(text for _, text in checks))


def alter_domain(cursor: Cursor, session: Session) -> None:
    """What ALTER DOMAIN does besides RENAME TO and SET SCHEMA; its name is next."""
    written = cursor.names()
    key = session.find_in(session.draft.domains, written)
    if key is None:
        raise RefusedError("undefined_object", f'type "{dotted(written)}" does not exist')
    draft = session.draft
    domain = draft.domains[key]
    if cursor.accept("add"):
        _read_domain_constraint(cursor, session, key)
    elif cursor.accept("set", "default"):
        draft.domains[key] = replace(domain, default=read_default(cursor))
    elif cursor.accept("drop", "default"):
        draft.domains[key] = replace(domain, default=None)
    elif cursor.accept("set", "not", "null"):
        draft.domains[key] = replace(domain, not_null=True)
    elif cursor.accept("drop", "not", "null"):
        draft.domains[key] = replace(domain, not_null=False)
    elif cursor.accept("drop", "constraint"):
        if_exists = cursor.accept("if", "exists")
        _drop_check(session, key, cursor.name()[1], if_exists=if_exists)
    elif cursor.accept("rename", "constraint"):
        old = cursor.name()[1]
        cursor.expect("to")
        new = cursor.name()[1]
        checks = draft.domain_checks.get(key, ())
        _set_checks(session, key, tuple((new if name == old else name, text) for name, text in checks))


def _drop_check(session: Session, key: Key, name: str, *, if_exists: bool) -> None:
    checks = session.draft.domain_checks.get(key)
    if checks is None:
        return
    kept = tuple(check for check in checks if check[0] != name)
    if len(kept) == len(checks) and not if_exists:
        raise RefusedError("undefined_object", f'constraint "{name}" of domain "{key[1]}" does not exist')
    _set_checks(session, key, kept)


def alter_enum(cursor: Cursor, session: Session, key: Key) -> None:
    """ADD VALUE and RENAME VALUE."""
    enum = session.draft.enums[key]
    if cursor.accept("rename", "value"):
        old = cursor.string()[1]
        cursor.expect("to")
        new = cursor.string()[1]
        if old not in enum.labels:
            raise RefusedError("invalid_parameter_value", f'"{old}" is not an existing enum label')
        labels = tuple(new if label == old else label for label in enum.labels)
    else:
        cursor.expect("add", "value")
        labels = _with_value(cursor, enum.labels)
    session.draft.enums[key] = replace(enum, labels=labels)


def _with_value(cursor: Cursor, labels: tuple[str, ...]) -> tuple[str, ...]:
    if_not_exists = cursor.accept("if", "not", "exists")
    value = cursor.string()[1]
    if value in labels:
        if if_not_exists:
            return labels
        raise RefusedError("duplicate_object", f'enum label "{value}" already exists')
    at = len(labels)
    side = cursor.accept_any("before", "after")
    if side:
        neighbour = cursor.string()[1]
        if neighbour not in labels:
            raise RefusedError("invalid_parameter_value", f'"{neighbour}" is not an existing enum label')
        at = labels.index(neighbour) + (side == "after")
    return (*labels[:at], value, *labels[at:])
