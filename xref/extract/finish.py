"""Drafts as embedded SQL: texts assembled, values counted, what is not SQL left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.embedded import EmbeddedSql, Variant
from xref.extract.named import numbered
from xref.extract.pieces import assemble
from xref.extract.sinks import REPLACING, starts_as_sql
from xref.reason import Reason
from xref.source import HOLE

if TYPE_CHECKING:
    from xref.extract.extracted import Draft, DraftVariant

_PLACEHOLDER = re.compile(r"\?|(?<![:\w]):[A-Za-z_]")
_BLANK = f"{HOLE} \t\r\n();"


def finished(draft: Draft) -> EmbeddedSql | None:
    """The statement of a draft; None when it turns out not to be SQL."""
    by_text: dict[str, Variant] = {}
    unknown = not draft.variants
    for each in draft.variants:
        variant = _variant(each, draft.sink)
        if not variant.text.strip(_BLANK):
            unknown = unknown or HOLE in variant.text
        elif starts_as_sql(variant.text):
            known = by_text.get(variant.text)
            by_text[variant.text] = variant if known is None else _either(known, variant)
    if not by_text and not (unknown and draft.certain):
        return None
    variants = tuple(by_text.values())
    if draft.sink in REPLACING and any(_PLACEHOLDER.search(variant.text) for variant in variants):
        return _unread(draft, Reason.PLACEHOLDER_STYLE)
    if len(variants) == 1 and not unknown:
        variants = (_always(variants[0]),)
    reason = draft.reason or (Reason.UNKNOWN_TEXT if unknown else None)
    return EmbeddedSql(
        draft.path, draft.span, draft.call, draft.sink, variants, reason, draft.function, draft.guarded, draft.test
    )


def _unread(draft: Draft, reason: Reason) -> EmbeddedSql:
    return EmbeddedSql(draft.path, draft.span, draft.call, draft.sink, (), reason, draft.function, draft.guarded, draft.test)


def _variant(each: DraftVariant, sink: str) -> Variant:
    named = sink == "pg-promise"
    made = assemble(numbered(each.pieces) if named else each.pieces)
    parameters = each.parameters
    if parameters == -1 or (named and made.slots):
        parameters = None if made.holes else made.slots
    return Variant(made.text, made.source_map, made.holes, each.conditions, parameters)


def _either(first: Variant, second: Variant) -> Variant:
    """One variant for two ways to the same text."""
    conditions = first.conditions if first.conditions == second.conditions else ()
    parameters = first.parameters if first.parameters == second.parameters else None
    return Variant(first.text, first.source_map, first.holes, conditions, parameters)


def _always(variant: Variant) -> Variant:
    return Variant(variant.text, variant.source_map, variant.holes, (), variant.parameters)
