"""One relation out of all that is stated about it, highest authority first, and what its sources disagree about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from xref.schema.catalog import Attribute, Completeness, Policy, Relation
from xref.schema.declaration import Authority, Form
from xref.schema.types import UNKNOWN, SqlType, format_type
from xref.source import Location, Position

T = TypeVar("T")
ABSENT = "absent"
PRESENT = "present"
_SPOKEN = re.compile(r"(?:auto|generated|computed|derived|calculated|dynamic|database)[\w -]*", re.IGNORECASE)
"""Words that documents have for a default instead of its expression."""
_RANK = {Completeness.NAME_ONLY: 0, Completeness.PARTIAL: 1, Completeness.COMPLETE: 2}


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as a finding words it, and the place that states it."""

    value: str
    location: Location


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements that cannot both be true; ``winner`` is what the catalog holds.

    ``subject`` is schema.table or schema.table.column; ``fact`` is existence, type, nullable, default, primary-key, unique,
    foreign-key, rls or policy. ``kind`` is the rule: "registry-contradiction" between documents (or within one),
    "registry-drift" where a database's own definition is one of the two. ``form`` is the form of what lost.
    """

    subject: str
    fact: str
    winner: Stated
    loser: Stated
    kind: str
    form: Form


@dataclass(frozen=True, slots=True)
class Layered:
    """What one place states about a relation, with its rank: its authority, then its order among all that was given."""

    relation: Relation
    authority: Authority
    order: int
    path: str
    form: Form
    document: bool

    @property
    def location(self) -> Location:
        """Where the relation is stated; the start of its file when that is not known."""
        return place(self.relation.provenance, self.path)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one place states about a column."""

    by: Layered
    attribute: Attribute

    @property
    def location(self) -> Location:
        return place(self.attribute.provenance, self.by.path)


class _Whole:
    """A statement that lists every column."""

    __slots__ = ("by", "columns")

    def __init__(self, by: Layered) -> None:
        self.by = by
        self.columns = frozenset(attribute.name for attribute in by.relation.attributes)


def place(provenance: Sequence[Location], path: str) -> Location:
    """The first place of a provenance, or the start of the file."""
    return provenance[0] if provenance else Location(path, Position(1, 1), Position(1, 1))


def combine(stated: Sequence[Layered]) -> tuple[Relation, list[Disagreement]]:
    """The relation that the statements make together, and what lost. ``stated`` is in order of rank, highest first."""
    base = _base(stated)
    lost: list[Disagreement] = []
    attributes: list[Attribute] = []
    whole = [_Whole(one) for one in stated if one.relation.completeness is Completeness.COMPLETE]
    for claims in _columns(stated, base):
        kept, disagreements = _existing(claims, whole)
        lost.extend(disagreements)
        if kept:
            attributes.append(_column(claims, lost))
    definitions = [one for one in stated if one.form is Form.DEFINITION]
    keyed = definitions or [one for one in stated if one.relation.constraints or one.relation.keys_stated][:1]
    linked = definitions or [one for one in stated if one.relation.foreign_keys][:1]
    policies, lost_policies = _policies(stated, definitions)
    relation = replace(
        base.relation,
        completeness=max((one.relation.completeness for one in stated), key=_RANK.__getitem__),
        attributes=tuple(attributes),
        constraints=_distinct(key for one in keyed for key in one.relation.constraints),
        foreign_keys=_distinct(key for one in linked for key in one.relation.foreign_keys),
        indexes=_distinct(index for one in definitions or stated for index in one.relation.indexes),
        policies=policies,
        rls=next((one.relation.rls for one in stated if one.relation.rls is not None), None),
        keys_stated=any(one.relation.keys_stated for one in stated),
        provenance=_places(base, stated),
    )
    return relation, [*lost, *_rls(stated), *lost_policies]


Side = tuple[str, Location, Layered]
"""A value in words, where it is stated, and by whom."""


def disagreement(subject: str, fact: str, winner: Side, loser: Side) -> Disagreement:
    """A disagreement between two layers, of the kind that their being documents makes it."""
    kind = "registry-contradiction" if winner[2].document and loser[2].document else "registry-drift"
    return Disagreement(subject, fact, Stated(winner[0], winner[1]), Stated(loser[0], loser[1]), kind, loser[2].form)


def _base(stated: Sequence[Layered]) -> Layered:
    """The statement that says what kind of relation it is and which columns in which order: a definition if there is one."""
    definition = next((one for one in stated if one.form is Form.DEFINITION), None)
    return definition or max(stated, key=_extent)


def _extent(one: Layered) -> tuple[int, int, int, int]:
    """How much a statement says of its relation; among equals the higher, then the earlier."""
    return _RANK[one.relation.completeness], len(one.relation.attributes), one.authority, -one.order


def _columns(stated: Sequence[Layered], base: Layered) -> Iterator[list[_Claim]]:
    """The claims about each column, highest first; columns in the base's order and then in order of rank."""
    claims: dict[str, list[_Claim]] = {attribute.name: [] for attribute in base.relation.attributes}
    for one in stated:
        for attribute in one.relation.attributes:
            claims.setdefault(attribute.name, []).append(_Claim(one, attribute))
    yield from claims.values()


def _existing(claims: list[_Claim], whole: Sequence[_Whole]) -> tuple[bool, list[Disagreement]]:
    """Whether the column exists, against complete statements of the relation that do not have it (one a file)."""
    top = claims[0]
    subject = f"{top.by.relation.name}.{top.attribute.name}"
    without: dict[str, Layered] = {}
    for one in whole:
        if top.attribute.name not in one.columns:
            without.setdefault(one.by.path, one.by)
    if not without or top.attribute.conditional:
        return True, []
    higher = next(iter(without.values()))
    if higher.authority > top.by.authority:
        absent = (ABSENT, higher.location, higher)
        return False, [disagreement(subject, "existence", absent, (PRESENT, one.location, one.by)) for one in claims]
    present = (PRESENT, top.location, top.by)
    return True, [disagreement(subject, "existence", present, (ABSENT, one.location, one)) for one in without.values()]


def _column(claims: list[_Claim], lost: list[Disagreement]) -> Attribute:
    typed = next((claim for claim in claims if _known(claim.attribute.type)), claims[0])
    nullable = next((claim for claim in claims if claim.attribute.not_null is not None), claims[0])
    defaulted = next((claim for claim in claims if claim.attribute.default_stated), claims[0])
    lost.extend(_disputed_types(typed, claims))
    lost.extend(_disputed_nullability(nullable, claims))
    lost.extend(_disputed_defaults(defaulted, claims))
    by_rank = [typed, *(claim for claim in claims if claim is not typed)]
    return replace(
        claims[0].attribute,
        type=_specific(typed, claims),
        not_null=nullable.attribute.not_null,
        default=defaulted.attribute.default,
        identity=defaulted.attribute.identity,
        generated=defaulted.attribute.generated,
        default_stated=defaulted.attribute.default_stated,
        provenance=_distinct(location for claim in by_rank for location in claim.attribute.provenance),
    )


def _known(stated: SqlType | None) -> bool:
    return stated is not None and stated != UNKNOWN


def _specific(winner: _Claim, claims: list[_Claim]) -> SqlType | None:
    """The winner's type; a document's ``VARCHAR`` is filled in from a lower source's ``VARCHAR(255)``."""
    won = winner.attribute.type
    if won is None or won.modifiers or not winner.by.document:
        return won
    alike = (claim.attribute.type for claim in claims if claim.attribute.type and _alike(won, claim.attribute.type))
    return next((other for other in alike if other.modifiers), won)


def _alike(one: SqlType, other: SqlType) -> bool:
    """Whether two statements of a type can both be true: one may leave out the modifiers or the schema."""
    modifiers = not one.modifiers or not other.modifiers or one.modifiers == other.modifiers
    schema = one.schema == other.schema or None in (one.schema, other.schema)
    return one.name == other.name and one.array == other.array and modifiers and schema


def _disputed_types(winner: _Claim, claims: list[_Claim]) -> Iterator[Disagreement]:
    won = winner.attribute.type
    for claim in claims:
        other = claim.attribute.type
        if won is not None and other is not None and _known(won) and _known(other) and not _alike(won, other):
            yield _disputed("type", winner, format_type(won), claim, format_type(other))


def _disputed_nullability(winner: _Claim, claims: list[_Claim]) -> Iterator[Disagreement]:
    words = {True: "not null", False: "nullable"}
    won = winner.attribute.not_null
    for claim in claims:
        other = claim.attribute.not_null
        if won is not None and other is not None and won is not other:
            yield _disputed("nullable", winner, words[won], claim, words[other])


def _disputed_defaults(winner: _Claim, claims: list[_Claim]) -> Iterator[Disagreement]:
    """A default that is stated but not the winner's; that a source shows none where there is one is not held against it."""
    won = _default_text(winner.attribute)
    for claim in claims:
        other = _default_text(claim.attribute)
        if claim is not winner and other and _plain(other) != _plain(won) and not (won and _SPOKEN.fullmatch(other)):
            yield _disputed("default", winner, won or "none", claim, other)


def _disputed(fact: str, winner: _Claim, won: str, loser: _Claim, other: str) -> Disagreement:
    subject = f"{winner.by.relation.name}.{winner.attribute.name}"
    return disagreement(subject, fact, (won, winner.location, winner.by), (other, loser.location, loser.by))


def _default_text(attribute: Attribute) -> str:
    identity = f"generated {attribute.identity} as identity" if attribute.identity else ""
    return attribute.default or attribute.generated or identity


def _plain(expression: str) -> str:
    """What two spellings of one default share: ``now()`` and CURRENT_TIMESTAMP, ``'x'::text`` and ``'x'``, all sequences."""
    text = re.sub(r"::[\w ]+(?:\(\d+\))?(?:\[\])?$", "", expression.strip().strip("()").strip())
    if re.search(r"nextval|serial|identity|auto", text, re.IGNORECASE):
        return "sequence"
    folded = re.sub(r"'[^']*'|[^']+", lambda part: part[0] if part[0][0] == "'" else part[0].lower().replace(" ", ""), text)
    return {"current_timestamp": "now", "now(": "now", "transaction_timestamp(": "now"}.get(
        folded.rstrip(")"), folded.rstrip(")")
    )


def _rls(stated: Sequence[Layered]) -> Iterator[Disagreement]:
    speaking = [one for one in stated if one.relation.rls is not None]
    words = {True: "enabled", False: "disabled"}
    for one in speaking[1:]:
        top = speaking[0]
        if one.relation.rls is not top.relation.rls:
            won, other = words[top.relation.rls is True], words[one.relation.rls is True]
            yield disagreement(str(one.relation.name), "rls", (won, top.location, top), (other, one.location, one))


def _policies(stated: Sequence[Layered], definitions: Sequence[Layered]) -> tuple[tuple[Policy, ...], list[Disagreement]]:
    """A definition lists all its policies; without one, those of all documents together."""
    policies: dict[str, Policy] = {}
    lost: list[Disagreement] = []
    for one in definitions or stated:
        for policy in one.relation.policies:
            policies.setdefault(policy.name, policy)
    for one in stated if definitions else ():
        for policy in one.relation.policies:
            if policy.name not in policies:
                at = place(policy.provenance, one.path)
                absent = (ABSENT, definitions[0].location, definitions[0])
                lost.append(disagreement(str(one.relation.name), "policy", absent, (policy.name, at, one)))
    return tuple(policies.values()), lost


def _places(base: Layered, stated: Sequence[Layered]) -> tuple[Location, ...]:
    return _distinct(location for one in (base, *stated) for location in one.relation.provenance)


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
