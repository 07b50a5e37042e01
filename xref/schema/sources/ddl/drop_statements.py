"""DROP statements: what they name, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xref.schema.catalog import Relation
from xref.schema.draft import RefusedError
from xref.schema.sources.ddl import drop, functions, operators
from xref.schema.sources.ddl.session import Session, dotted
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token

_RELATIONS = ("table", "view", "sequence")


def drop_statement(cursor: Cursor, session: Session) -> None:
    """DROP anything, after that word."""
    if cursor.accept("materialized", "view"):
        _drop_relations(cursor, session, "materialized view")
    elif cursor.accept("foreign", "table"):
        _drop_relations(cursor, session, "foreign table")
    else:
        word = cursor.accept_any(*_RELATIONS)
        if word:
            _drop_relations(cursor, session, word)
        elif cursor.word in _OTHERS:
            _OTHERS[cursor.advance()[1]](cursor, session)


def _if_exists(cursor: Cursor) -> bool:
    return cursor.accept("if", "exists")


def _cascades(cursor: Cursor) -> bool:
    return cursor.accept_any("cascade", "restrict") == "cascade"


def _drop_relations(cursor: Cursor, session: Session, kind: str) -> None:
    if_exists = _if_exists(cursor)
    written = cursor.commas(cursor.names)
    keys = []
    for names in written:
        key = session.find(names)
        if key is not None:
            keys.append(key)
        elif not if_exists:
            raise RefusedError("undefined_table", f'{kind} "{dotted(names)}" does not exist')
    drop.drop_relations(session, keys, kind, cascade=_cascades(cursor))


def _drop_index(cursor: Cursor, session: Session) -> None:
    cursor.accept("concurrently")
    if_exists = _if_exists(cursor)
    for names in cursor.commas(cursor.names):
        key = session.find_index(names)
        if key is not None:
            drop.drop_index(session, key)
        elif not if_exists:
            raise RefusedError("undefined_object", f'index "{dotted(names)}" does not exist')


def _drop_type(cursor: Cursor, session: Session) -> None:
    if_exists = _if_exists(cursor)
    written = cursor.commas(cursor.names)
    cascade = _cascades(cursor)
    draft = session.draft
    for names in written:
        for mapping in (draft.enums, draft.domains, draft.ranges, draft.base_types):
            key = session.find_in(mapping, names)
            if key is not None:
                if not cascade and drop.has_type_uses(session, key):
                    raise RefusedError("dependent_objects_still_exist", f'cannot drop type "{key[1]}": it is in use')
                del mapping[key]
                drop.drop_type_uses(session, key)
                break
        else:
            key = session.find(names)
            if key is not None:
                if not cascade and drop.has_type_uses(session, key):
                    raise RefusedError("dependent_objects_still_exist", f'cannot drop type "{key[1]}": it is in use')
                drop.drop_relations(session, [key], "type", cascade=cascade)
            elif not if_exists:
                raise RefusedError("undefined_object", f'type "{dotted(names)}" does not exist')


def _drop_functions(cursor: Cursor, session: Session) -> None:
    if_exists = _if_exists(cursor)
    found = []
    while True:
        token = cursor.token
        one = functions.read_signature(cursor, session)
        if one is not None:
            found.append(one)
        elif not if_exists:
            raise RefusedError("undefined_function", f'function "{token[1]}" does not exist')
        if not cursor.accept(","):
            break
    cascade = _cascades(cursor)
    for key, function in found:
        _drop_triggers_of(session, key[1], refuse=not cascade)
        functions.remove(session, key, function)


def _drop_triggers_of(session: Session, function: str, *, refuse: bool) -> None:
    for relation in list(session.draft.relations.values()):
        kept = tuple(trigger for trigger in relation.triggers if trigger.function.rpartition(".")[2] != function)
        if len(kept) != len(relation.triggers):
            if refuse:
                raise RefusedError("dependent_objects_still_exist", f'cannot drop function "{function}": a trigger uses it')
            session.draft.put(replace(relation, triggers=kept))


def _drop_policy(cursor: Cursor, session: Session) -> None:
    def without(relation: Relation, name: str) -> Relation:
        return replace(relation, policies=tuple(policy for policy in relation.policies if policy.name != name))

    _drop_on_relation(cursor, session, "policy", without)


def _drop_trigger(cursor: Cursor, session: Session) -> None:
    def without(relation: Relation, name: str) -> Relation:
        return replace(relation, triggers=tuple(trigger for trigger in relation.triggers if trigger.name != name))

    _drop_on_relation(cursor, session, "trigger", without)


def _drop_on_relation(cursor: Cursor, session: Session, kind: str, without: Callable[[Relation, str], Relation]) -> None:
    """``name ON table``, of which ``without`` makes the relation without it."""
    if_exists = _if_exists(cursor)
    name: Token = cursor.name()
    cursor.expect("on")
    key = session.find(cursor.names())
    if key is None:
        if not if_exists:
            raise RefusedError("undefined_table", f'the table of {kind} "{name[1]}" does not exist')
        return
    relation = session.draft.relations[key]
    changed = without(relation, name[1])
    if changed == relation and not if_exists and relation.completeness == "complete":
        raise RefusedError("undefined_object", f'{kind} "{name[1]}" for table "{key[1]}" does not exist')
    session.draft.put(changed)


def _drop_schema(cursor: Cursor, session: Session) -> None:
    if_exists = _if_exists(cursor)
    names = [token[1] for token in cursor.commas(cursor.name)]
    cascade = _cascades(cursor)
    draft = session.draft
    for name in names:
        if name not in draft.schemas:
            if if_exists:
                continue
            raise RefusedError("undefined_schema", f'schema "{name}" does not exist')
        types = (draft.enums, draft.domains, draft.ranges, draft.base_types)
        mappings = (draft.relations, *types, draft.functions, draft.operators)
        inside = [(mapping, key) for mapping in mappings for key in mapping if key[0] == name]
        if inside and not cascade:
            raise RefusedError("dependent_objects_still_exist", f'cannot drop schema "{name}": it is not empty')
        for mapping, key in inside:
            if mapping is draft.relations:
                drop.remove_relation(session, key)
            elif key in mapping:
                del mapping[key]
                drop.drop_type_uses(session, key)
        del draft.schemas[name]


def _drop_extension(cursor: Cursor, session: Session) -> None:
    if_exists = _if_exists(cursor)
    for token in cursor.commas(cursor.advance):
        if token[1] in session.draft.extensions:
            del session.draft.extensions[token[1]]
        elif not if_exists:
            raise RefusedError("undefined_object", f'extension "{token[1]}" does not exist')


_OTHERS: dict[str, Callable[[Cursor, Session], None]] = {
    "index": _drop_index,
    "type": _drop_type,
    "domain": _drop_type,
    "function": _drop_functions,
    "procedure": _drop_functions,
    "aggregate": _drop_functions,
    "routine": _drop_functions,
    "operator": operators.drop_operator,
    "cast": operators.drop_cast,
    "policy": _drop_policy,
    "trigger": _drop_trigger,
    "schema": _drop_schema,
    "extension": _drop_extension,
}
