"""The texts that reach a site with when each is sent and how many values go with it."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from xref.extract.assumptions import Assumptions
from xref.extract.extracted import DraftVariant
from xref.extract.lists import expanded
from xref.extract.positions import sent_values
from xref.extract.values import MAX_SAMPLE, Items, Opaque, Tagged, Text, Value, as_pieces, covering, given, single

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.candidates import Site
    from xref.extract.frame import Frame, Session
    from xref.extract.sent_values import Sent
    from xref.extract.values import Alternative, Content
    from xref.syntax import SyntaxTree


def variants_of(value: Value, counts: Value | None, site: Site, frame: Frame, most: int) -> tuple[DraftVariant, ...]:
    """The texts that ``value`` is at a site, at most ``most``, each with the number of values in ``counts`` that go with it."""
    session = frame.session
    alternatives: Sequence[Alternative] = given(value, frame.assumptions, exact=True).alternatives
    alternatives = _likely(alternatives, session)
    if value.truncated or len(alternatives) > most:
        alternatives = covering(alternatives, min(MAX_SAMPLE, most))
    world = session.world
    base = frame.assumptions if world is None else world.base
    common = reduce(Assumptions.shared, (each.assumptions for each in alternatives)) if alternatives else frame.assumptions
    found: list[DraftVariant] = []
    for alternative in alternatives:
        content = alternative.content
        if isinstance(content, Tagged) and site.tag is None and content.origin in session.templates:
            continue  # the template is a site of its own
        if isinstance(content, Text | Tagged) or (isinstance(content, Opaque) and not content.absent):
            for number, assumptions, values in _numbers(alternative, counts, site, frame):
                told = assumptions.beyond(base).beyond(common) if world is None else frame.assumptions.beyond(base)
                words = (*told.words(), *(word for word in session.iterations if word))
                found.append(DraftVariant(as_pieces(content), words, number, values))
    return tuple(found)


def _likely(alternatives: Sequence[Alternative], session: Session) -> Sequence[Alternative]:
    """Without those in which an array is empty that the code never asks about: callers see to it that it is not."""
    if not session.lists:
        return alternatives
    kept = [each for each in alternatives if not any(_is_unasked(each.assumptions, session))]
    return kept or alternatives


def _is_unasked(assumptions: Assumptions, session: Session) -> Iterator[bool]:
    for condition, outcome in assumptions:
        yield not outcome and condition.key in session.lists and condition.key not in session.tested


def _numbers(
    alternative: Alternative, counts: Value | None, site: Site, frame: Frame
) -> Iterable[tuple[int | None, Assumptions, tuple[Sent, ...]]]:
    """How many values go with a text, when, and what is known of them: -1 stands for as many as the text has slots."""
    known = alternative.assumptions
    if site.tag is not None or isinstance(alternative.content, Tagged):
        return [(-1, known, ())]
    if counts is None:
        return [(0 if site.values is None and not site.own_values else None, known, ())]
    if counts.truncated:
        return [(None, known, ())]
    found: dict[int | None, list[tuple[Assumptions, Content]]] = {}
    own = known.merged(frame.assumptions) or known
    for each in given(expanded(counts, frame), frame.assumptions).alternatives:
        merged = known.merged(each.assumptions)
        if merged is None or own.merged(each.assumptions) is None:
            continue
        hangs_on_length = any(condition.key in frame.session.lengths for condition, _ in each.assumptions.beyond(own))
        number = None if hangs_on_length else _number(each.content)
        found.setdefault(number, []).append((merged, each.content))
    if None in found or not found:
        return [(None, known, ())]
    sent = {number: sent_values([content for _, content in ways], frame.session) for number, ways in found.items()}
    if len(found) == 1:
        return [(number, known, values) for number, values in sent.items()]
    return [(number, merged, sent[number]) for number, ways in found.items() for merged, _ in ways]


def _number(content: object) -> int | None:
    if isinstance(content, Items):
        return None if content.open else len(content.elements)
    return 0 if isinstance(content, Opaque) and content.absent else None


def written_values(values: Node | None, tree: SyntaxTree) -> Value | None:
    """The values of an array literal: their number, and where they are written."""
    if values is None or values.type != "array":
        return None if values is None else single(Items((), open=True))
    elements = [child for child in values.named_children if child.type != "comment"]
    spread = any(child.type == "spread_element" for child in elements)
    places = tuple((tree.file.path, tree.span(element)) for element in elements)
    return single(Items(tuple(Opaque(*place) for place in places), spread, places=places))
