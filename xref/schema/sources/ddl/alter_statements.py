"""ALTER of everything that is no relation, and the way to those that are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from xref.schema.catalog import Attribute
from xref.schema.draft import CatalogDraft, Key, RefusedError
from xref.schema.sources.ddl import alter, columns, drop, functions, policies, rename, user_types
from xref.schema.sources.ddl.session import Session, dotted
from xref.schema.types import read_type
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token


def alter_statement(cursor: Cursor, session: Session) -> None:
    """ALTER anything, after that word. What changes no catalog entry is read over."""
    if cursor.accept("foreign", "table"):
        alter.alter_table(cursor, session)
    elif cursor.accept("materialized", "view"):
        alter.alter_other(cursor, session, "materialized view")
    elif cursor.word in _ALTERS and not cursor.looking_at("foreign"):
        _ALTERS[cursor.advance()[1]](cursor, session)


def _alter_type(cursor: Cursor, session: Session) -> None:
    written = cursor.names()
    if cursor.word == "owner":
        return
    draft = session.draft
    enum = session.find_in(draft.enums, written)
    if enum is not None and (cursor.looking_at("add") or cursor.looking_at("rename", "value")):
        user_types.alter_enum(cursor, session, enum)
        return
    if _rename_type(cursor, session, written):
        return
    key = session.find(written)
    if key is None:
        raise rename.missing("type", written)
    if cursor.accept("rename"):
        rename.read_member_rename(cursor, session, key)()
        return
    for change in cursor.commas(lambda: _read_composite_change(cursor, session, key)):
        change()


def _read_composite_change(cursor: Cursor, session: Session, key: Key) -> Callable[[], None]:
    if cursor.accept("add", "attribute"):
        token = cursor.name()
        type_ = session.resolve_type(read_type(cursor))
        cursor.skip_until(",")
        attribute = Attribute(token[1], type_, not_null=False, provenance=session.at(token))
        return lambda: session.draft.put_attribute(key, attribute)
    if cursor.accept("drop", "attribute"):
        if_exists = cursor.accept("if", "exists")
        name = cursor.name()[1]
        cursor.skip_until(",")
        return lambda: drop.drop_column(session, key, name, if_exists=if_exists, cascade=True)
    cursor.expect("alter", "attribute")
    token = cursor.name()
    cursor.accept("set", "data")
    cursor.expect("type")
    type_ = session.resolve_type(read_type(cursor))
    cursor.skip_until(",")

    def set_type() -> None:
        if drop.has_type_uses(session, key):
            raise RefusedError("feature_not_supported", f'cannot alter type "{key[1]}" because a column uses it')
        columns.set_type(session, key, token, type_)

    return set_type


def _rename_type(cursor: Cursor, session: Session, written: list[Token]) -> bool:
    """RENAME TO and SET SCHEMA of enums, domains, ranges and composite types."""
    if not (cursor.looking_at("rename", "to") or cursor.looking_at("set", "schema")):
        return False
    key = _type_key(session.draft, session, written)
    if key is None:
        return rename.rename_or_move(cursor, session, written)
    moves = cursor.accept("set", "schema")
    if not moves:
        cursor.expect("rename", "to")
    name = cursor.name()[1]
    to = (name, key[1]) if moves else (key[0], name)
    if session.draft.type_taken(to):
        raise RefusedError("duplicate_object", f'type "{to[1]}" already exists')
    _move_type(session.draft, key, to)
    rename.retype(session, key, to)
    return True


def _type_key(draft: CatalogDraft, session: Session, written: list[Token]) -> Key | None:
    for mapping in (draft.enums, draft.domains, draft.ranges, draft.base_types):
        key = session.find_in(mapping, written)
        if key is not None:
            return key
    return None


def _move_type(draft: CatalogDraft, key: Key, to: Key) -> None:
    schema, name = to
    if key in draft.enums:
        draft.enums[to] = replace(draft.enums[key], schema=schema, name=name)
        del draft.enums[key]
    elif key in draft.domains:
        draft.domains[to] = replace(draft.domains[key], schema=schema, name=name)
        del draft.domains[key]
        draft.domain_checks[to] = draft.domain_checks.get(key, ())
    elif key in draft.ranges:
        draft.ranges[to] = replace(draft.ranges[key], schema=schema, name=name)
        del draft.ranges[key]
    else:
        draft.base_types[to] = True
        del draft.base_types[key]


def _alter_domain(cursor: Cursor, session: Session) -> None:
    start = cursor.at
    written = cursor.names()
    if cursor.word == "owner" or cursor.looking_at("validate") or _rename_type(cursor, session, written):
        return
    cursor.at = start
    user_types.alter_domain(cursor, session)


def _alter_function(cursor: Cursor, session: Session) -> None:
    token = cursor.token
    found = functions.read_signature(cursor, session)
    if cursor.word == "owner":
        return
    if found is None:
        raise RefusedError("undefined_function", f'function "{token[1]}" does not exist')
    key, function = found
    renames = cursor.accept("rename", "to")
    if not renames and not cursor.accept("set", "schema"):
        return
    name = cursor.name()[1]
    functions.remove(session, key, function)
    moved = replace(function, name=name) if renames else replace(function, schema=name)
    functions.put(session, moved, replacing=False)
    if renames:
        _rename_in_triggers(session, key[1], name)


def _rename_in_triggers(session: Session, old: str, new: str) -> None:
    for relation in list(session.draft.relations.values()):
        if any(trigger.function.rpartition(".")[2] == old for trigger in relation.triggers):
            renamed = tuple(
                replace(t, function=t.function.removesuffix(old) + new) if t.function.rpartition(".")[2] == old else t
                for t in relation.triggers
            )
            session.draft.put(replace(relation, triggers=renamed))


def _alter_schema(cursor: Cursor, session: Session) -> None:
    old = cursor.name()[1]
    if not cursor.accept("rename", "to"):
        return
    new = cursor.name()[1]
    draft = session.draft
    if old not in draft.schemas:
        raise RefusedError("undefined_schema", f'schema "{old}" does not exist')
    del draft.schemas[old]
    draft.schemas[new] = True
    for key in [key for key in draft.relations if key[0] == old]:
        draft.move(key, (new, key[1]))
        rename.forget_queries(session, (new, key[1]))
        rename.retype(session, key, (new, key[1]))
    for mapping in (draft.enums, draft.domains, draft.ranges, draft.base_types):
        for key in [key for key in mapping if key[0] == old]:
            _move_type(draft, key, (new, key[1]))
            rename.retype(session, key, (new, key[1]))
    for key in [key for key in draft.operators if key[0] == old]:
        draft.operators[new, key[1]] = tuple(replace(operator, schema=new) for operator in draft.operators[key])
        del draft.operators[key]
    for key in [key for key in draft.functions if key[0] == old]:
        draft.functions[new, key[1]] = tuple(replace(function, schema=new) for function in draft.functions[key])
        del draft.functions[key]


def _alter_extension(cursor: Cursor, session: Session) -> None:
    name = cursor.advance()[1]
    if cursor.accept("set", "schema"):
        if name not in session.draft.extensions:
            raise RefusedError("undefined_object", f'extension "{name}" does not exist')
        session.draft.extensions[name] = dotted(cursor.names())


_ALTERS: dict[str, Callable[[Cursor, Session], None]] = {
    "table": alter.alter_table,
    "view": partial(alter.alter_other, kind="view"),
    "index": partial(alter.alter_other, kind="index"),
    "sequence": partial(alter.alter_other, kind="sequence"),
    "type": _alter_type,
    "domain": _alter_domain,
    "function": _alter_function,
    "procedure": _alter_function,
    "routine": _alter_function,
    "aggregate": _alter_function,
    "policy": policies.alter_policy,
    "trigger": rename.rename_trigger,
    "schema": _alter_schema,
    "extension": _alter_extension,
}
