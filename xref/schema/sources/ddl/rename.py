"""RENAME and SET SCHEMA of everything: what mentions the old name follows, as PostgreSQL's references by number do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from xref.schema.catalog import Attribute, ForeignKey, Relation, RelationKind, RelationName
from xref.schema.draft import CatalogDraft, Key, RefusedError, constraint_names
from xref.schema.sources.ddl import columns, sequences
from xref.schema.sources.ddl.expressions import with_renamed_column
from xref.schema.sources.ddl.queries import may_mention
from xref.schema.sources.ddl.session import Session, dotted
from xref.schema.types import SqlType
from xref.sql.cursor import Cursor
from xref.sql.lexer import Token


def rename_or_move(cursor: Cursor, session: Session, written: Sequence[Token]) -> bool:
    """Read and apply RENAME TO or SET SCHEMA of a relation or index; False when something else comes."""
    if cursor.accept("rename", "to"):
        token = cursor.name()
        index = None if session.find(written) else session.find_index(written)
        if index is not None:
            rename_index(session, index, token[1])
            return True
        key, _ = session.relation(written)
        _move(session, key, (key[0], token[1]))
        return True
    if cursor.accept("set", "schema"):
        schema = cursor.name()[1]
        key, _ = session.relation(written)
        if schema not in session.draft.schemas:
            raise RefusedError("undefined_schema", f'schema "{schema}" does not exist')
        _move(session, key, (schema, key[1]))
        for sequence, owner in list(session.draft.owned.items()):
            if owner[0] == (schema, key[1]) and sequence[0] != schema:
                _move(session, sequence, (schema, sequence[1]))
        return True
    return False


def _move(session: Session, key: Key, to: Key) -> None:
    if key == to:
        return
    if session.exists(to):
        raise RefusedError("duplicate_table", f'relation "{to[1]}" already exists')
    kind = session.draft.relations[key].kind
    session.draft.move(key, to)
    forget_queries(session, to)
    if kind is RelationKind.SEQUENCE:
        sequences.rename_in_defaults(session, key, to)
    else:
        retype(session, key, to)


def forget_queries(session: Session, key: Key, column: str | None = None) -> None:
    """The views on a relation (or on one column of it) keep working, but their text is no longer what PostgreSQL has."""
    for view, reads in session.draft.reads.items():
        if key in reads:
            relation = session.draft.relations[view]
            if relation.query is not None and (column is None or may_mention(relation.query, column)):
                session.draft.relations[view] = replace(relation, query=None)


def retype(session: Session, key: Key, to: Key) -> None:
    """A type got another name or schema: columns, domains and functions of it follow."""
    draft = session.draft

    def renamed(type_: SqlType) -> SqlType:
        return replace(type_, schema=to[0], name=to[1]) if (type_.schema, type_.name) == key else type_

    for name, relation in list(draft.relations.items()):
        if any(attribute.type and renamed(attribute.type) is not attribute.type for attribute in relation.attributes):
            attributes = tuple(replace(a, type=renamed(a.type)) if a.type else a for a in relation.attributes)
            draft.relations[name] = replace(relation, attributes=attributes)
    for name, domain in list(draft.domains.items()):
        if renamed(domain.base) is not domain.base:
            draft.domains[name] = replace(domain, base=renamed(domain.base))
    for name, overloads in list(draft.functions.items()):
        changed = tuple(
            replace(
                function,
                result=renamed(function.result) if function.result else None,
                arguments=tuple(replace(argument, type=renamed(argument.type)) for argument in function.arguments),
            )
            for function in overloads
        )
        if changed != overloads:
            draft.functions[name] = changed
    _retype_operators(draft, renamed)


def _retype_operators(draft: CatalogDraft, renamed: Callable[[SqlType], SqlType]) -> None:
    for name, overloads in list(draft.operators.items()):
        draft.operators[name] = tuple(
            replace(
                operator,
                left=renamed(operator.left) if operator.left else None,
                right=renamed(operator.right),
                result=renamed(operator.result) if operator.result else None,
            )
            for operator in overloads
        )
    for pair, cast in list(draft.casts.items()):
        changed = replace(cast, source=renamed(cast.source), target=renamed(cast.target))
        if changed != cast:
            del draft.casts[pair]
            draft.casts[changed.source, changed.target] = changed


def read_member_rename(cursor: Cursor, session: Session, key: Key) -> Callable[[], None]:
    """Read ``[COLUMN] a TO b`` or ``CONSTRAINT a TO b``, after RENAME."""
    if cursor.accept("constraint"):
        old = cursor.name()[1]
        cursor.expect("to")
        new = cursor.name()[1]
        return lambda: rename_constraint(session, key, old, new)
    cursor.accept_any("column", "attribute")
    old = cursor.name()[1]
    cursor.expect("to")
    token = cursor.name()
    cursor.accept_any("cascade", "restrict")
    return lambda: rename_column(session, key, old, token)


# Columns


def rename_column(session: Session, key: Key, old: str, token: Token) -> None:
    """RENAME COLUMN, in the children too; constraints, indexes, policies and other tables' foreign keys follow."""
    draft = session.draft
    attribute = columns.find(session, key, old)
    new = token[1]
    relation = draft.relations[key]
    if relation.attribute(new) is not None:
        raise RefusedError("duplicate_column", f'column "{new}" of relation "{key[1]}" already exists')
    if attribute is None:
        draft.put_attribute(key, Attribute(new, None, provenance=session.at(token)))
        return
    here = session.at(token)
    draft.put(_with_renamed(relation, old, new, replace(attribute, name=new, provenance=(*here, *attribute.provenance))))
    not_null = draft.not_nulls.get(key, {}).get(old)
    draft.set_not_null(key, old, None)
    draft.set_not_null(key, new, not_null)
    sequences.rename_owner(session, key, old, new)
    _rename_in_targets(session, RelationName(*key), old, new)
    forget_queries(session, key, old)
    _rename_in_reads(session, key, old, new)
    for child in draft.children(key):
        if child.attribute(old) is not None:
            rename_column(session, (child.name.schema, child.name.name), old, token)


def _rename_in_reads(session: Session, key: Key, old: str, new: str) -> None:
    for view, reads in list(session.draft.reads.items()):
        used = reads.get(key) or frozenset()
        if old in used:
            session.draft.reads[view] = {**reads, key: used - {old} | {new}}


def _replaced(names: Iterable[str], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name == old else name for name in names)


def _with_renamed(relation: Relation, old: str, new: str, attribute: Attribute) -> Relation:
    table = relation.name.name

    def text(expression: str | None) -> str | None:
        return with_renamed_column(expression, table, old, new)

    attributes = tuple(attribute if other.name == old else other for other in relation.attributes)
    return replace(
        relation,
        attributes=tuple(replace(a, generated=text(a.generated)) if a.generated else a for a in attributes),
        constraints=tuple(
            replace(c, columns=_replaced(c.columns, old, new), expression=text(c.expression)) for c in relation.constraints
        ),
        foreign_keys=tuple(replace(f, columns=_replaced(f.columns, old, new)) for f in relation.foreign_keys),
        indexes=tuple(
            replace(
                i,
                columns=tuple(new if c == old else c for c in i.columns),
                predicate=text(i.predicate),
                expressions=tuple(text(e) or "" for e in i.expressions),
            )
            for i in relation.indexes
        ),
        policies=tuple(replace(p, using=text(p.using), check=text(p.check)) for p in relation.policies),
    )


def _rename_in_targets(session: Session, target: RelationName, old: str, new: str) -> None:
    def renamed(foreign: ForeignKey) -> ForeignKey:
        if foreign.target != target or old not in foreign.target_columns:
            return foreign
        return replace(foreign, target_columns=_replaced(foreign.target_columns, old, new))

    for relation in list(session.draft.relations.values()):
        if any(renamed(foreign) is not foreign for foreign in relation.foreign_keys):
            session.draft.put(replace(relation, foreign_keys=tuple(renamed(foreign) for foreign in relation.foreign_keys)))


# Constraints and indexes


def rename_constraint(session: Session, key: Key, old: str, new: str) -> None:
    """RENAME CONSTRAINT; the index of a key has the same name and follows."""
    draft = session.draft
    relation = draft.relations[key]
    taken = constraint_names(relation)
    if new in taken:
        raise RefusedError("duplicate_object", f'constraint "{new}" for relation "{key[1]}" already exists')
    column = next((column for column, name in draft.not_nulls.get(key, {}).items() if name == old), None)
    if old not in taken and column is None:
        raise RefusedError("undefined_object", f'constraint "{old}" for table "{key[1]}" does not exist')
    if column is not None and old not in taken:
        draft.set_not_null(key, column, new)
        return
    if (key[0], old) in draft.indexes and draft.indexes[key[0], old] == key:
        rename_index(session, (key[0], old), new)
        return
    _rename_in_relation(session, key, old, new)


def rename_index(session: Session, index: Key, new: str) -> None:
    """ALTER INDEX ... RENAME TO; a constraint that it belongs to follows."""
    draft = session.draft
    if session.exists((index[0], new)):
        raise RefusedError("duplicate_table", f'relation "{new}" already exists')
    table = draft.indexes[index]
    del draft.indexes[index]
    draft.indexes[index[0], new] = table
    _rename_in_relation(session, table, index[1], new)


def _rename_in_relation(session: Session, key: Key, old: str, new: str) -> None:
    relation = session.draft.relations[key]
    session.draft.put(
        replace(
            relation,
            constraints=tuple(replace(c, name=new) if c.name == old else c for c in relation.constraints),
            foreign_keys=tuple(replace(f, name=new) if f.name == old else f for f in relation.foreign_keys),
            indexes=tuple(replace(i, name=new) if i.name == old else i for i in relation.indexes),
        )
    )


def rename_trigger(cursor: Cursor, session: Session) -> None:
    """ALTER TRIGGER a ON t RENAME TO b, after the first two words."""
    old = cursor.name()[1]
    cursor.expect("on")
    key, relation = session.relation(cursor.names())
    if cursor.accept("rename", "to"):
        new = cursor.name()[1]
        if all(trigger.name != old for trigger in relation.triggers):
            raise RefusedError("undefined_object", f'trigger "{old}" for table "{key[1]}" does not exist')
        triggers = tuple(replace(t, name=new) if t.name == old else t for t in relation.triggers)
        session.draft.put(replace(relation, triggers=triggers))


def missing(kind: str, written: Sequence[Token]) -> RefusedError:
    """What to raise for a name that means nothing."""
    return RefusedError("undefined_object", f'{kind} "{dotted(written)}" does not exist')
