"""Drafts as embedded SQL: texts assembled, values counted, what is not SQL left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.embedded import EmbeddedSql, Variant
from xref.extract.given import Given
from xref.extract.pieces import assemble
from xref.extract.placeholders import asks_what_is_not_seen, sent, slots_in_literals
from xref.extract.sent_values import united
from xref.extract.sinks import REPLACING, starts_as_sql
from xref.reason import Reason
from xref.source import HOLE

if TYPE_CHECKING:
    from xref.extract.extracted import Draft, DraftVariant

_BLANK = f"{HOLE} \t\r\n();"


def finished(draft: Draft) -> EmbeddedSql | None:
    """The statement of a draft; None when it turns out not to be SQL."""
    by_text: dict[tuple[str, int | None], Variant] = {}
    unknown = not draft.variants
    for each in draft.variants:
        variant = _variant(each, draft)
        if not variant.text.strip(_BLANK):
            unknown = unknown or HOLE in variant.text
        elif starts_as_sql(variant.text) and not (draft.sink == "knex" and variant.text.lstrip().startswith("(")):
            key = (variant.text, variant.parameters)
            by_text[key] = variant if key not in by_text else _either(by_text[key], variant)
    if not by_text and not (unknown and draft.certain):
        return None
    variants = tuple(by_text.values())
    if any(asks_what_is_not_seen(variant.text, draft.sink, draft.given) for variant in variants):
        return _unread(draft, Reason.PLACEHOLDER_STYLE)
    if len(variants) == 1 and not unknown:
        variants = (_always(variants[0]),)
    reason = draft.reason or (Reason.UNKNOWN_TEXT if unknown else None)
    return _made(draft, variants, reason)


def _unread(draft: Draft, reason: Reason) -> EmbeddedSql:
    return _made(draft, (), reason)


def _made(draft: Draft, variants: tuple[Variant, ...], reason: Reason | None) -> EmbeddedSql:
    return EmbeddedSql(
        draft.path,
        draft.span,
        draft.call,
        draft.sink,
        variants,
        reason,
        draft.function,
        draft.guarded,
        draft.test,
        inlined=_is_inlined(draft),
        declares_types=draft.sink in _DECLARING,
        mapping=draft.mapping,
        database=draft.database,
        driver=draft.driver,
    )


def _mapping(draft: Draft) -> str | None:
    return None if draft.mapping == "none" else draft.mapping


_DECLARING = frozenset({"prisma"})


def _is_inlined(draft: Draft) -> bool:
    return draft.sink == "pg-promise" or (draft.sink == "sequelize" and draft.given is not Given.BOUND)


def _variant(each: DraftVariant, draft: Draft) -> Variant:
    counted = each.parameters is not None and each.parameters >= 0
    pieces = sent(each.pieces, draft.sink, draft.given, each.parameters if counted else None)
    made = assemble(pieces, _mapping(draft))
    parameters = each.parameters
    if parameters == -1 or (made.slots and (_is_inlined(draft) or draft.given is not Given.LIST or not counted)):
        parameters = None if made.holes or (_is_inlined(draft) and slots_in_literals(made.text)) else made.slots
    if draft.sink == "knex" and made.holes:
        parameters = None  # some of the values are names
    values = () if draft.sink in REPLACING or _is_inlined(draft) else made.values if made.slots else each.values
    return Variant(made.text, made.source_map, made.holes, each.conditions, parameters, values if any(values) else ())


def _either(first: Variant, second: Variant) -> Variant:
    """One variant for two ways to the same text."""
    conditions = first.conditions if first.conditions == second.conditions else ()
    parameters = first.parameters if first.parameters == second.parameters else None
    values = united(first.values, second.values)
    return Variant(first.text, first.source_map, first.holes, conditions, parameters, values)


def _always(variant: Variant) -> Variant:
    return Variant(variant.text, variant.source_map, variant.holes, (), variant.parameters, variant.values)
