"""What is known of the values at each position of the arrays that are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.plain_values import PlainValues
from xref.extract.sent_values import united
from xref.extract.values import Items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from xref.extract.frame import Session
    from xref.extract.sent_values import Sent
    from xref.extract.values import Content, Place


def sent_values(ways: Sequence[Content], session: Session) -> tuple[Sent, ...]:
    """What can be sent at each position by arrays of one length; empty where nothing is known."""
    found: tuple[Sent, ...] = ()
    for content in ways:
        if isinstance(content, Items) and content.places:
            found = united(found, tuple(_known(place, session) for place in content.placed()))
    return found if any(found) else ()


def sent_value(node: Node, session: Session) -> Sent:
    """What is known of the value of an expression."""
    return PlainValues(session.tree, session.declarations).of(node)


def _known(place: Place | None, session: Session) -> Sent:
    tree = session.tree
    if place is None or place[0] != tree.file.path:
        return ()
    if place not in session.sent:
        start, end = tree.offsets.byte(place[1].start), tree.offsets.byte(place[1].end)
        node = tree.root.named_descendant_for_byte_range(start, end)
        session.sent[place] = sent_value(node, session) if node is not None else ()
    return session.sent[place]
