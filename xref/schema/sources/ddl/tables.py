"""CREATE TABLE (manual, SQL commands): columns, what it copies or inherits, constraints."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from xref.schema.catalog import Attribute, Completeness, ConstraintKind, Relation, RelationKind, RelationName
from xref.schema.draft import Key, RefusedError
from xref.schema.sources.ddl import constraints, like, names, sequences, table_as
from xref.schema.sources.ddl.branches import merge_relations
from xref.schema.sources.ddl.constraint_parts import ConstraintPart, NotNullPart
from xref.schema.sources.ddl.definitions import ColumnPart, LikePart, read_element
from xref.schema.sources.ddl.inheritance import descendants
from xref.schema.sources.ddl.session import FAILURES, TEMPORARY, Session, Shadowed
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import Token


@dataclass(slots=True)
class TablePart:
    """A CREATE TABLE as read, before it is applied. ``complete`` is False when a part of it could not be read."""

    token: Token
    key: Key
    kind: RelationKind = RelationKind.TABLE
    elements: list[ColumnPart | ConstraintPart | LikePart | NotNullPart] = field(default_factory=list)
    parents: list[list[Token]] = field(default_factory=list)
    partition: bool = False
    of_type: list[Token] | None = None
    complete: bool = True


def create_table(cursor: Cursor, session: Session, modifiers: frozenset[str]) -> None:
    """CREATE [TEMP] [FOREIGN] TABLE, CREATE TABLE AS included."""
    if_not_exists = cursor.accept("if", "not", "exists")
    written = cursor.names()
    temporary = "temp" in modifiers and len(written) == 1
    part = TablePart(written[-1], (TEMPORARY, written[-1][1]) if temporary else session.new_key(written))
    if "foreign" in modifiers:
        part.kind = RelationKind.FOREIGN_TABLE
    _read_shape(cursor, session, part)
    if cursor.accept("as"):
        table_as.create_table_as(cursor, session, part.token, part.key, _listed(part), if_not_exists=if_not_exists)
        return
    existing = session.draft.relations.get(part.key)
    if existing is not None and existing.conditional:
        _apply(session, part)
        if if_not_exists:
            merged = merge_relations([session.draft.relations[part.key], existing])
            session.draft.put(replace(merged, conditional=False))
    elif not session.exists(part.key):
        _apply(session, part)
    elif if_not_exists:
        _note_shadowed(session, part)
    else:
        raise RefusedError("duplicate_table", f'relation "{part.key[1]}" already exists')


def _listed(part: TablePart) -> list[Token]:
    return [element.token for element in part.elements if isinstance(element, ColumnPart)]


# Reading


def _read_shape(cursor: Cursor, session: Session, part: TablePart) -> None:
    if cursor.accept("partition", "of"):
        part.parents, part.partition = [cursor.names()], True
    elif cursor.accept("of"):
        part.of_type = cursor.names()
    if cursor.looking_at("("):
        _read_elements(cursor, session, part)
    while not cursor.done and not cursor.looking_at("as"):
        if cursor.accept("inherits"):
            part.parents += cursor.parenthesized(cursor.names)
        elif cursor.accept("partition", "by"):
            part.kind = RelationKind.PARTITIONED_TABLE
            cursor.name()
            cursor.skip_group()
        elif cursor.looking_at("("):
            cursor.skip_group()
        else:
            cursor.advance()


def _read_elements(cursor: Cursor, session: Session, part: TablePart) -> None:
    cursor.expect("(")
    while not cursor.accept(")"):
        start = cursor.token[2]
        try:
            element = read_element(cursor)
            if cursor.token[1] not in (",", ")"):
                raise UnreadError("a comma", cursor.token)
            part.elements.append(element)
            if isinstance(element, ColumnPart) and element.problem:
                session.warn(f'column "{element.token[1]}" of "{part.key[1]}": {element.problem}', start)
        except UnreadError as error:
            session.warn(f'part of CREATE TABLE "{part.key[1]}" not read: {error}', error.offset)
            part.complete = False
            cursor.skip_until(",")
        if not cursor.accept(",") and not cursor.looking_at(")"):
            raise UnreadError(")", cursor.token)


# Applying


def _apply(session: Session, part: TablePart) -> None:
    key = part.key
    shape = _Shape(session, part)
    completeness = Completeness.COMPLETE if part.complete and shape.complete else Completeness.PARTIAL
    relation = Relation(
        RelationName(*key),
        part.kind,
        completeness,
        tuple(shape.attributes.values()),
        rls=False,
        inherits=tuple(RelationName(*parent) for parent in shape.parents),
        provenance=session.at(part.token),
    )
    presumed = session.draft.relations.get(key)
    if presumed is not None:
        session.draft.remove(key)
    if key in session.draft.dropped:
        del session.draft.dropped[key]
    session.draft.put(relation)
    for column in shape.columns:
        sequences.own_new(session, key, column)
    for name in shape.copied_identities:
        sequence = names.relation_name(session.draft, key[0], key[1], name, "seq")
        sequences.own_new(session, key, ColumnPart(part.token, identity="always", sequence=sequence), name)
    shape.add_not_nulls()
    shape.add_constraints()


class _Shape:
    """The columns and constraints that a table starts with: inherited, of a type, LIKE another, its own."""

    def __init__(self, session: Session, part: TablePart) -> None:
        self.session = session
        self.part = part
        self.complete = True
        self.attributes: dict[str, Attribute] = {}
        self.parents: list[Key] = []
        self.columns: list[ColumnPart] = []
        self.likes: list[tuple[Relation, frozenset[str]]] = []
        self.copied_identities: list[str] = []
        self._inherit()
        for element in part.elements:
            if isinstance(element, LikePart):
                self._copy(element)
            elif isinstance(element, ColumnPart):
                self._add(element)

    def _inherit(self) -> None:
        for written in self.part.parents:
            key, parent = self.session.relation(written)
            if key == self.part.key or key in descendants(self.session, self.part.key):
                raise RefusedError("undefined_table", f'relation "{key[1]}" does not exist')
            self.parents.append(key)
            self._take(parent, frozenset({"defaults", "generated", *(["identity"] if self.part.partition else [])}))
        if self.part.of_type is not None:
            _, type_ = self.session.relation(self.part.of_type)
            self._take(type_, frozenset())

    def _copy(self, element: LikePart) -> None:
        _, source = self.session.relation(element.table)
        self.likes.append((source, element.including))
        for attribute in source.attributes:
            if attribute.name in self.attributes:
                raise RefusedError("duplicate_column", f'column "{attribute.name}" specified more than once')
        self._take(source, element.including)
        if "identity" in element.including:
            self.copied_identities += [attribute.name for attribute in source.attributes if attribute.identity]

    def _take(self, source: Relation, including: frozenset[str]) -> None:
        self.complete = self.complete and source.completeness is Completeness.COMPLETE
        for attribute in source.attributes:
            taken = like.copied(attribute, including)
            known = self.attributes.get(attribute.name)
            if known is not None:
                taken = replace(known, not_null=bool(known.not_null or taken.not_null), default=known.default or taken.default)
            self.attributes[attribute.name] = taken

    def _add(self, part: ColumnPart) -> None:
        name = names.truncated(part.token[1])
        inherited = self.attributes.get(name)
        if inherited is not None and not (self.parents or self.part.of_type):
            raise RefusedError("duplicate_column", f'column "{name}" specified more than once')
        attribute = attribute_of(self.session, part, self.part.key)
        if inherited is not None:
            attribute = replace(
                attribute,
                type=attribute.type or inherited.type,
                not_null=bool(attribute.not_null or inherited.not_null),
                default=attribute.default if attribute.default is not None else inherited.default,
                generated=attribute.generated or inherited.generated,
            )
        self.attributes[name] = attribute
        self.columns.append(part)

    def add_not_nulls(self) -> None:
        """Name the NOT NULL constraints: inherited ones keep the parent's name, the others get their own."""
        session, key = self.session, self.part.key
        named = {part.token[1]: part.not_null_name for part in self.columns if part.not_null_name}
        for parent in reversed(self.parents):
            named = {**session.draft.not_nulls.get(parent, {}), **named}
        for source, _ in self.likes:
            named = {**session.draft.not_nulls.get((source.name.schema, source.name.name), {}), **named}
        taken = {}
        for attribute in self.attributes.values():
            if attribute.not_null:
                name = named.get(attribute.name)
                taken[attribute.name] = name or names.constraint_name(session.draft, key[0], key[1], attribute.name, "not_null")
        session.draft.put_not_nulls(key, taken)

    def add_constraints(self) -> None:
        """Inherited constraints, then CHECKs, keys (the primary one first) and foreign keys, as PostgreSQL does it."""
        session, key = self.session, self.part.key
        for parent in self.parents:
            like.inherit_constraints(session, key, parent, partition=self.part.partition)
        parts = [part for element in self.part.elements for part in _constraint_parts(element)]
        for part in parts:
            if part.kind is ConstraintKind.CHECK:
                constraints.add_constraint(session, key, part)
        for source, including in self.likes:
            like.copy_checks(session, key, source, including)
        for element in self.part.elements:
            if isinstance(element, NotNullPart):
                constraints.add_not_null(session, key, element)
        for part in constraints.without_duplicates(parts):
            if part.kind is not None and part.kind is not ConstraintKind.CHECK:
                constraints.add_constraint(session, key, part)
        for source, including in self.likes:
            like.copy_indexes(session, key, source, including)
        for part in parts:
            if part.kind is None:
                constraints.add_constraint(session, key, part)


def _constraint_parts(element: object) -> list[ConstraintPart]:
    if isinstance(element, ConstraintPart):
        return [element]
    return element.constraints if isinstance(element, ColumnPart) else []


def attribute_of(session: Session, part: ColumnPart, key: Key) -> Attribute:
    """The attribute that a column definition makes; what a serial type stands for is filled in."""
    if part.serial or part.identity:
        part.sequence = part.sequence or names.relation_name(session.draft, key[0], key[1], part.token[1], "seq")
    default = part.default
    if part.serial and part.sequence is not None:
        default = sequences.next_value(key[0], part.sequence)
    not_null = part.nullable is False or part.identity is not None
    return Attribute(
        names.truncated(part.token[1]),
        session.resolve_type(part.type) if part.type else None,
        not_null=not_null,
        default=default,
        identity=part.identity,
        generated=part.generated,
        provenance=session.at(part.token),
    )


def _note_shadowed(session: Session, part: TablePart) -> None:
    """Record an IF NOT EXISTS that did nothing over another shape."""
    existing = session.draft.relations.get(part.key)
    if existing is None:
        return
    mark = session.draft.mark()
    try:
        declared = _Shape(session, part).attributes
    except FAILURES:
        return
    finally:
        session.draft.roll_back(mark)
    note_shadowed(session, part.token, existing, list(declared.values()))


def note_shadowed(session: Session, token: Token, existing: Relation, declared: list[Attribute]) -> None:
    """Compare what a statement declares with what was there."""
    missing, differing = [], []
    for attribute in declared:
        known = existing.attribute(attribute.name)
        if known is None:
            missing.append(attribute.name)
        elif attribute.type is not None and known.type is not None and attribute.type != known.type:
            differing.append(attribute.name)
    if missing or differing:
        location = session.at(token)[0]
        session.shadowed.append(Shadowed(existing.name, location, existing.provenance, tuple(missing), tuple(differing)))
