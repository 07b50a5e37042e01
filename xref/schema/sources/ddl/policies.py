"""Policies and triggers: CREATE and ALTER POLICY, CREATE TRIGGER."""

from __future__ import annotations

from dataclasses import replace

from xref.schema.catalog import Policy, Relation, Trigger
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl.session import Session
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token

_EVENTS = ("insert", "update", "delete", "truncate")


def create_policy(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE POLICY name ON table [AS ..] [FOR ..] [TO ..] [USING (..)] [WITH CHECK (..)]."""
    token, key, relation = _named_on(cursor, session)
    if any(policy.name == token[1] for policy in relation.policies):
        raise RefusedError("duplicate_object", f'policy "{token[1]}" for table "{key[1]}" already exists')
    policy = _read_options(cursor, Policy(token[1], provenance=session.at(token)))
    session.draft.put(replace(relation, policies=(*relation.policies, policy)))


def alter_policy(cursor: Cursor, session: Session) -> None:
    """ALTER POLICY name ON table RENAME TO .. | [TO ..] [USING (..)] [WITH CHECK (..)]."""
    token, key, relation = _named_on(cursor, session)
    old = next((policy for policy in relation.policies if policy.name == token[1]), None)
    if old is None:
        raise RefusedError("undefined_object", f'policy "{token[1]}" for table "{key[1]}" does not exist')
    if cursor.accept("rename", "to"):
        new = replace(old, name=cursor.name()[1])
    else:
        new = _read_options(cursor, replace(old, provenance=(*session.at(token), *old.provenance)))
    session.draft.put(replace(relation, policies=tuple(new if policy is old else policy for policy in relation.policies)))


def _named_on(cursor: Cursor, session: Session) -> tuple[Token, Key, Relation]:
    token = cursor.name()
    cursor.expect("on")
    key, relation = session.relation(cursor.names())
    return token, key, relation


def _read_options(cursor: Cursor, policy: Policy) -> Policy:
    while not cursor.done:
        if cursor.accept("as"):
            policy = replace(policy, permissive=cursor.advance()[1] != "restrictive")
        elif cursor.accept("for"):
            policy = replace(policy, command=cursor.advance()[1])
        elif cursor.accept("to"):
            policy = replace(policy, roles=tuple(cursor.commas(lambda: cursor.name(label=True)[1])))
        elif cursor.accept("using"):
            policy = replace(policy, using=_read_expression(cursor))
        else:
            cursor.expect("with", "check")
            policy = replace(policy, check=_read_expression(cursor))
    return policy


def _read_expression(cursor: Cursor) -> str:
    start, end = cursor.skip_group()
    return cursor.text[start:end].strip()


def create_trigger(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE [OR REPLACE] [CONSTRAINT] TRIGGER name BEFORE event [OR event ..] ON table ... EXECUTE FUNCTION f()."""
    token = cursor.name()
    timing = cursor.accept_any("before", "after")
    if not timing:
        cursor.expect("instead", "of")
        timing = "instead of"
    events = []
    while not cursor.done and not cursor.accept("on"):
        word = cursor.advance()[1]
        if word in _EVENTS and word not in events:
            events.append(word)
    key, relation = session.relation(cursor.names())
    cursor.skip_until("execute")
    cursor.expect("execute")
    cursor.advance()
    function = ".".join(name[1] for name in cursor.names())
    trigger = Trigger(token[1], timing, tuple(events), function, session.at(token))
    kept = tuple(old for old in relation.triggers if old.name != trigger.name)
    if len(kept) != len(relation.triggers) and "replace" not in modifiers:
        raise RefusedError("duplicate_object", f'trigger "{trigger.name}" for relation "{key[1]}" already exists')
    session.draft.put(replace(relation, triggers=(*kept, trigger)))
