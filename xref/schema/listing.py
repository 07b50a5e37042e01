"""The catalog as text for people: ``xref schema show`` lists the relations, ``xref schema show RELATION`` describes one.

The form is psql's ``\\d``, with where each thing is declared and how much of a relation is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from xref.schema.catalog import (
    Attribute,
    Catalog,
    Completeness,
    Constraint,
    ConstraintKind,
    ForeignKey,
    Index,
    Policy,
    Relation,
    Trigger,
)
from xref.schema.types import format_type
from xref.source import Location

_KEY_WORDS = {ConstraintKind.PRIMARY_KEY: "PRIMARY KEY", ConstraintKind.UNIQUE: "UNIQUE"}


def render_relations(catalog: Catalog) -> str:
    """One line a relation: schema, name, kind, how much is known, columns, where it is declared."""
    rows = [
        (
            relation.name.schema,
            relation.name.name,
            relation.kind.value,
            _known(relation),
            _count(relation),
            _at(relation.provenance),
        )
        for _, relation in sorted(catalog.relations.items())
    ]
    counts = f"{len(rows)} relation{'' if len(rows) == 1 else 's'}"
    return _printable([*_table(("Schema", "Name", "Kind", "Known", "Columns", "Declared"), rows), counts])


def render_relation(relation: Relation, catalog: Catalog) -> str:
    """A relation with its columns, keys, indexes, checks, policies and triggers."""
    title = f'{relation.kind.value.capitalize()} "{relation.name}" ({_known(relation)}; {_at(relation.provenance)})'
    rows = [_column(attribute, catalog) for attribute in relation.attributes]
    lines = [title, *(_table(("Column", "Type", "Nullable", "Default", "Declared"), rows) if rows else [])]
    for heading, members in _parts(relation):
        if members:
            lines.extend([f"{heading}:", *(f"    {member}" for member in members)])
    return _printable(lines)


def _parts(relation: Relation) -> Sequence[tuple[str, list[str]]]:
    keys = [key for key in relation.constraints if key.kind in _KEY_WORDS]
    checks = [key for key in relation.constraints if key.kind not in _KEY_WORDS]
    security = {True: "row security enabled", False: "row security disabled", None: "row security not stated"}[relation.rls]
    query = relation.query.strip().splitlines() if relation.query else []
    return (
        ("Indexes", [*(_key(key) for key in keys), *(_index(index) for index in relation.indexes)]),
        ("Check constraints", [f'"{check.name}" {check.kind.value.upper()} ({_expression(check)})' for check in checks]),
        ("Foreign-key constraints", [_foreign_key(key) for key in relation.foreign_keys]),
        (f"Policies ({security})", [_policy(policy) for policy in relation.policies]),
        ("Triggers", [_trigger(trigger) for trigger in relation.triggers]),
        ("Inherits", [str(parent) for parent in relation.inherits]),
        ("Query", query),
    )


def _column(attribute: Attribute, catalog: Catalog) -> tuple[str, ...]:
    stated = "?" if attribute.type is None else format_type(attribute.type, catalog.search_path)
    nullable = {True: "not null", False: "", None: "?"}[attribute.not_null]
    identity = f"generated {attribute.identity} as identity" if attribute.identity else None
    generated = f"generated always as ({attribute.generated}) stored" if attribute.generated else None
    default = attribute.default or identity or generated or ("" if attribute.default_stated else "?")
    name = f"{attribute.name} (conditional)" if attribute.conditional else attribute.name
    return name, stated, nullable, default, _at(attribute.provenance)


def _key(key: Constraint) -> str:
    return f'"{key.name}" {_KEY_WORDS[key.kind]} ({", ".join(key.columns)})'


def _expression(check: Constraint) -> str:
    return check.expression or f"{', '.join(check.columns)}: not stated"


def _index(index: Index) -> str:
    columns = ", ".join(column or "<expression>" for column in index.columns)
    where = f" WHERE {index.predicate}" if index.predicate else ""
    return f'"{index.name}" {"UNIQUE, " if index.unique else ""}{index.method} ({columns}){where}'


def _foreign_key(key: ForeignKey) -> str:
    target = f"{key.target}({', '.join(key.target_columns)})" if key.target_columns else str(key.target)
    action = f" ON DELETE {key.on_delete.upper()}" if key.on_delete else ""
    return f'"{key.name}" FOREIGN KEY ({", ".join(key.columns)}) REFERENCES {target}{action}'


def _policy(policy: Policy) -> str:
    parts = [f'"{policy.name}" FOR {policy.command.upper()} TO {", ".join(policy.roles)}']
    parts += [f"USING ({policy.using})"] if policy.using else []
    parts += [f"WITH CHECK ({policy.check})"] if policy.check else []
    return " ".join(parts)


def _trigger(trigger: Trigger) -> str:
    return f"{trigger.name} {trigger.timing.upper()} {' OR '.join(trigger.events).upper()} EXECUTE FUNCTION {trigger.function}"


def _known(relation: Relation) -> str:
    return f"{relation.completeness.value}{', conditional' if relation.conditional else ''}"


def _count(relation: Relation) -> str:
    return "" if relation.completeness is Completeness.NAME_ONLY else str(len(relation.attributes))


def _at(provenance: Sequence[Location]) -> str:
    return f"{provenance[0].path}:{provenance[0].start.line}" if provenance else "not known"


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows under their titles, in columns as wide as their widest cell."""
    widths = [max(len(row[index]) for row in (titles, *rows)) for index in range(len(titles))]
    lines = [
        " " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (titles, *rows)
    ]
    return [lines[0], "-" + "-+-".join("-" * width for width in widths), *lines[1:]]


def _printable(lines: Sequence[str]) -> str:
    """The lines as text; a name may hold anything, and a control character must not reach the terminal."""
    shown = ("".join(character if character.isprintable() else "\ufffd" for character in line) for line in lines)
    return "\n".join(shown) + "\n"
