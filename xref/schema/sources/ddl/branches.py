"""Ways that a block may go: each is tried on the draft, and what they leave behind is made one state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from xref.schema.catalog import Attribute, ConstraintKind, Relation
from xref.schema.draft import RefusedError
from xref.schema.sources.ddl.session import Session

_ABSENT: Final = object()
_Outcome = dict[tuple[int, Any], tuple[Any, Any]]


def join(session: Session, ways: Sequence[Callable[[], None]]) -> None:
    """Take each way from the same start; one that PostgreSQL refuses was not taken. What differs becomes conditional.

    Raises RefusedError when every way is refused.
    """
    outcomes: list[_Outcome] = []
    refusal = RefusedError("raise_exception", "no way through the block")
    for way in ways:
        mark = session.draft.mark()
        try:
            way()
        except RefusedError as error:
            refusal = error
        else:
            outcomes.append(
                {(id(mapping), key): (mapping, mapping.get(key, _ABSENT)) for mapping, key in session.draft.changes(mark)}
            )
        finally:
            session.draft.roll_back(mark)
    if not outcomes:
        raise refusal
    if len(outcomes) == 1:
        for (_, key), (mapping, value) in outcomes[0].items():
            _set(mapping, key, value)
    else:
        _merge(session, outcomes)


def _set(mapping: Any, key: Any, value: Any) -> None:
    if value is not _ABSENT:
        mapping[key] = value
    elif key in mapping:
        del mapping[key]


def _merge(session: Session, outcomes: Sequence[_Outcome]) -> None:
    draft = session.draft
    touched = {slot: found[0] for outcome in outcomes for slot, found in outcome.items()}
    names = draft.constraint_names
    for slot, mapping in touched.items():
        key = slot[1]
        values = [outcome[slot][1] if slot in outcome else mapping.get(key, _ABSENT) for outcome in outcomes]
        present = [value for value in values if value is not _ABSENT]
        if mapping is names:
            names[key] = max(present, default=0)
        elif mapping is draft.dropped:
            _set(mapping, key, True if len(present) == len(values) else _ABSENT)
        elif not present:
            _set(mapping, key, _ABSENT)
        elif mapping is draft.relations:
            merged = merge_relations(present)
            mapping[key] = merged if len(present) == len(values) else replace(merged, conditional=True)
        elif mapping is draft.enums:
            longest = max(present, key=lambda enum: len(enum.labels))
            mapping[key] = longest
        else:
            mapping[key] = present[-1]


def merge_relations(relations: Sequence[Relation]) -> Relation:
    """One relation that holds what any of these has; attributes that not all of them have are conditional.

    A CHECK must be in all of them; keys, indexes, defaults and triggers count even if one alone has them.
    """
    first = relations[0]
    rest = relations[1:]
    checks = [{c.name for c in relation.constraints if c.kind is ConstraintKind.CHECK} for relation in relations]
    return replace(
        first,
        attributes=_merge_attributes(relations),
        constraints=tuple(
            constraint
            for constraint in _by_name(relation.constraints for relation in relations)
            if constraint.kind is not ConstraintKind.CHECK or all(constraint.name in known for known in checks)
        ),
        foreign_keys=tuple(_by_name(relation.foreign_keys for relation in relations)),
        indexes=tuple(_by_name(relation.indexes for relation in relations)),
        policies=tuple(_by_name(relation.policies for relation in relations)),
        triggers=tuple(_by_name(relation.triggers for relation in relations)),
        rls=first.rls if all(relation.rls == first.rls for relation in rest) else None,
        conditional=any(relation.conditional for relation in relations),
    )


def _by_name(groups: Iterable[Iterable[Any]]) -> list[Any]:
    found: dict[str, Any] = {}
    for group in groups:
        for member in group:
            found.setdefault(member.name, member)
    return list(found.values())


def _merge_attributes(relations: Sequence[Relation]) -> tuple[Attribute, ...]:
    merged = []
    for name in dict.fromkeys(attribute.name for relation in relations for attribute in relation.attributes):
        found = [attribute for relation in relations if (attribute := relation.attribute(name)) is not None]
        first = found[0]
        for other in found[1:]:
            first = replace(
                first,
                type=first.type if first.type == other.type else None,
                not_null=first.not_null if first.not_null == other.not_null else None,
                default=first.default if first.default is not None else other.default,
                conditional=first.conditional or other.conditional,
            )
        merged.append(first if len(found) == len(relations) else replace(first, conditional=True))
    return tuple(merged)
