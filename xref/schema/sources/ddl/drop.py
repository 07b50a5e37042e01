"""DROP of tables, views, sequences, columns and constraints, with what depends on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xref.schema.catalog import ConstraintKind, Relation, RelationKind, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import columns, sequences
from xref.schema.sources.ddl.expressions import columns_in
from xref.schema.sources.ddl.session import Session, is_presumed

_KINDS = {
    "table": (RelationKind.TABLE, RelationKind.PARTITIONED_TABLE),
    "view": (RelationKind.VIEW,),
    "materialized view": (RelationKind.MATERIALIZED_VIEW,),
    "sequence": (RelationKind.SEQUENCE,),
    "foreign table": (RelationKind.FOREIGN_TABLE,),
    "type": (RelationKind.COMPOSITE_TYPE,),
}


def drop_relations(session: Session, keys: Iterable[Key], kind: str, *, cascade: bool) -> None:
    """DROP TABLE, VIEW, ... of relations that exist; each may depend on the others."""
    wanted = list(keys)
    for key in wanted:
        if session.draft.relations[key].kind not in _KINDS[kind] and not is_presumed(session.draft.relations[key]):
            raise RefusedError("wrong_object_type", f'"{key[1]}" is not a {kind}')
    if not cascade:
        for key in wanted:
            _refuse_dependents(session, key, wanted)
    for key in wanted:
        remove_relation(session, key)


def _refuse_dependents(session: Session, key: Key, also: list[Key]) -> None:
    name = RelationName(*key)
    for other in session.draft.relations.values():
        other_key = (other.name.schema, other.name.name)
        if other_key in also:
            continue
        if any(foreign.target == name for foreign in other.foreign_keys) or (
            name in other.inherits and session.draft.relations[key].kind is not RelationKind.PARTITIONED_TABLE
        ):
            raise _dependents(key)
    for view, reads in session.draft.reads.items():
        if key in reads and view not in also:
            raise _dependents(key)
    sequences_gone = [key, *(sequence for sequence, owner in session.draft.owned.items() if owner[0] == key)]
    defaults = {sequences.next_value(*sequence) for sequence in sequences_gone}
    for other in session.draft.relations.values():
        if (other.name.schema, other.name.name) not in also and any(a.default in defaults for a in other.attributes):
            raise _dependents(key)


def _dependents(key: Key) -> RefusedError:
    return RefusedError("dependent_objects_still_exist", f'cannot drop "{key[1]}" because other objects depend on it')


def remove_relation(session: Session, key: Key) -> None:
    """Take a relation away with its children, its views, its sequences and the foreign keys to it."""
    draft = session.draft
    if key not in draft.relations:
        return
    if key in draft.reads:  # first, since replaced views may read each other
        del draft.reads[key]
    for child in draft.children(key):
        remove_relation(session, (child.name.schema, child.name.name))
    remove_views(session, key)
    name = RelationName(*key)
    for other in list(draft.relations.values()):
        if any(foreign.target == name for foreign in other.foreign_keys):
            draft.put(replace(other, foreign_keys=tuple(f for f in other.foreign_keys if f.target != name)))
    for sequence in [sequence for sequence, owner in draft.owned.items() if owner[0] == key]:
        remove_relation(session, sequence)
    kind = draft.relations[key].kind
    draft.remove(key)
    if kind is RelationKind.SEQUENCE:
        _drop_defaults(session, key)
    else:
        drop_type_uses(session, key)


def remove_views(session: Session, key: Key, column: str | None = None) -> None:
    """Take away the views that read a relation, or a column of it."""
    for view, reads in list(session.draft.reads.items()):
        used = reads.get(key, frozenset())
        if key in reads and (column is None or used is None or column in used):
            remove_relation(session, view)


def _drop_defaults(session: Session, sequence: Key) -> None:
    used = sequences.next_value(*sequence)
    for key, relation in list(session.draft.relations.items()):
        for attribute in relation.attributes:
            if attribute.default == used:
                session.draft.put_attribute(key, replace(attribute, default=None))


def drop_type_uses(session: Session, type_: Key) -> None:
    """The columns and functions of a type that is no more are no more either."""
    for key, relation in list(session.draft.relations.items()):
        for attribute in relation.attributes:
            if attribute.type is not None and (attribute.type.schema, attribute.type.name) == type_:
                if relation.kind in (RelationKind.VIEW, RelationKind.MATERIALIZED_VIEW):
                    remove_relation(session, key)
                    break
                remove_column(session, key, attribute.name)
    for name, overloads in list(session.draft.functions.items()):
        kept = tuple(
            function
            for function in overloads
            if all(
                (used.schema, used.name) != type_ for used in [function.result, *(a.type for a in function.arguments)] if used
            )
        )
        if not kept:
            del session.draft.functions[name]
        elif len(kept) != len(overloads):
            session.draft.functions[name] = kept
    _drop_operators(session, type_)


def _drop_operators(session: Session, type_: Key) -> None:
    for name, overloads in list(session.draft.operators.items()):
        kept = tuple(one for one in overloads if all((t.schema, t.name) != type_ for t in (one.left, one.right) if t))
        if len(kept) != len(overloads):
            session.draft.operators[name] = kept
    for pair in list(session.draft.casts):
        if any((used.schema, used.name) == type_ for used in pair):
            del session.draft.casts[pair]


def has_type_uses(session: Session, type_: Key) -> bool:
    """Whether a column or a function is of this type."""
    for relation in session.draft.relations.values():
        for attribute in relation.attributes:
            if attribute.type is not None and (attribute.type.schema, attribute.type.name) == type_:
                return True
    return any(
        (used.schema, used.name) == type_
        for overloads in session.draft.functions.values()
        for function in overloads
        for used in [function.result, *(argument.type for argument in function.arguments)]
        if used
    )


# Columns


def drop_column(session: Session, key: Key, name: str, *, if_exists: bool, cascade: bool, only: bool = False) -> None:
    """DROP COLUMN, with what stands on it; without CASCADE views and foreign keys of others forbid it."""
    relation = session.draft.relations[key]
    if relation.attribute(name) is None:
        if not if_exists:
            columns.find(session, key, name)
        return
    if not cascade:
        _refuse_column_dependents(session, relation, name)
    remove_column(session, key, name, only=only)


def _refuse_column_dependents(session: Session, relation: Relation, name: str) -> None:
    key = (relation.name.schema, relation.name.name)
    for other in session.draft.relations.values():
        for foreign in other.foreign_keys:
            if foreign.target == relation.name and name in foreign.target_columns and other.name != relation.name:
                raise _dependents((key[0], name))
    for reads in session.draft.reads.values():
        if name in (reads.get(key) or ()):
            raise _dependents((key[0], name))
    for attribute in relation.attributes:
        if attribute.name != name and columns_in(attribute.generated, {name}, key[1]):
            raise _dependents((key[0], name))
    for policy in relation.policies:
        if columns_in(policy.using, {name}, key[1]) or columns_in(policy.check, {name}, key[1]):
            raise _dependents((key[0], name))


def remove_column(session: Session, key: Key, name: str, *, only: bool = False) -> None:
    """Take a column away with its constraints, indexes, sequences, views, and the foreign keys to it."""
    draft = session.draft
    remove_views(session, key, name)
    sequences.drop_owned(session, key, name)
    _drop_foreign_keys_to(session, RelationName(*key), {name})
    draft.set_not_null(key, name, None)
    relation = draft.relations[key]
    table = key[1]
    for constraint in relation.constraints:
        if name in constraint.columns or (not constraint.columns and columns_in(constraint.expression, {name}, table)):
            remove_constraint(session, key, constraint.name)
    for index in relation.indexes:
        if name in index.columns or any(columns_in(text, {name}, table) for text in (index.predicate, *index.expressions)):
            remove_index(session, (key[0], index.name))
    relation = draft.relations[key]
    draft.put(
        replace(
            relation,
            attributes=tuple(a for a in relation.attributes if a.name != name and not columns_in(a.generated, {name}, table)),
            foreign_keys=tuple(foreign for foreign in relation.foreign_keys if name not in foreign.columns),
            policies=tuple(
                p
                for p in relation.policies
                if not columns_in(p.using, {name}, table) and not columns_in(p.check, {name}, table)
            ),
        )
    )
    for child in draft.children(key) if not only else ():
        if child.attribute(name) is not None and not _is_own(child, relation, name):
            remove_column(session, (child.name.schema, child.name.name), name)


def _is_own(child: Relation, parent: Relation, name: str) -> bool:
    """Whether a child declared a column of its parent itself too (attislocal): then it keeps it. A partition never does."""
    if parent.kind is RelationKind.PARTITIONED_TABLE:
        return False
    one, other = child.attribute(name), parent.attribute(name)
    return one is not None and other is not None and one.provenance[-1:] != other.provenance[-1:]


def _drop_foreign_keys_to(session: Session, target: RelationName, names: set[str]) -> None:
    for other in list(session.draft.relations.values()):
        kept = tuple(f for f in other.foreign_keys if f.target != target or not names & set(f.target_columns))
        if len(kept) != len(other.foreign_keys):
            session.draft.put(replace(other, foreign_keys=kept))


# Constraints and indexes


def drop_constraint(session: Session, key: Key, name: str, *, if_exists: bool, cascade: bool) -> None:
    """DROP CONSTRAINT, a NOT NULL one too. Foreign keys that need a key forbid it without CASCADE."""
    draft = session.draft
    relation = draft.relations[key]
    constraint = next((c for c in relation.constraints if c.name == name), None)
    if constraint is not None:
        if constraint.kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE):
            _release_key(session, relation, constraint.columns, cascade=cascade)
        remove_constraint(session, key, name)
    elif any(foreign.name == name for foreign in relation.foreign_keys):
        kept = tuple(foreign for foreign in relation.foreign_keys if foreign.name != name)
        draft.put(replace(relation, foreign_keys=kept))
    else:
        column = next((column for column, known in draft.not_nulls.get(key, {}).items() if known == name), None)
        if column is not None:
            columns.drop_not_null(session, key, column)
            return
        if not if_exists and relation.completeness == "complete":
            raise RefusedError("undefined_object", f'constraint "{name}" of relation "{key[1]}" does not exist')
        return
    for child in draft.children(key):
        child_key = (child.name.schema, child.name.name)
        drop_constraint(session, child_key, name, if_exists=True, cascade=cascade)


def _release_key(session: Session, relation: Relation, key_columns: tuple[str, ...], *, cascade: bool) -> None:
    """Foreign keys that point at a key go with it, or forbid that it goes, unless another key has the same columns."""
    same = [c for c in relation.constraints if c.columns == key_columns and c.kind is not ConstraintKind.CHECK]
    if len(same) > 1 or any(index.unique and index.columns == key_columns for index in relation.indexes):
        return
    for other in list(session.draft.relations.values()):
        needs = [f for f in other.foreign_keys if f.target == relation.name and set(f.target_columns) == set(key_columns)]
        if needs and not cascade:
            raise _dependents((relation.name.schema, relation.name.name))
        if needs:
            session.draft.put(replace(other, foreign_keys=tuple(f for f in other.foreign_keys if f not in needs)))


def remove_constraint(session: Session, key: Key, name: str) -> None:
    """Take a constraint away with its index."""
    relation = session.draft.relations[key]
    session.draft.put(replace(relation, constraints=tuple(c for c in relation.constraints if c.name != name)))
    if session.draft.indexes.get((key[0], name)) == key:
        del session.draft.indexes[key[0], name]


def drop_index(session: Session, index: Key) -> None:
    """DROP INDEX; that of a constraint is refused."""
    table = session.draft.indexes[index]
    if any(c.name == index[1] and c.kind is not ConstraintKind.CHECK for c in session.draft.relations[table].constraints):
        raise RefusedError("dependent_objects_still_exist", f'cannot drop index "{index[1]}": a constraint requires it')
    remove_index(session, index)


def remove_index(session: Session, index: Key) -> None:
    """Take an index away."""
    table = session.draft.indexes[index]
    relation = session.draft.relations[table]
    session.draft.put(replace(relation, indexes=tuple(i for i in relation.indexes if i.name != index[1])))
    del session.draft.indexes[index]
