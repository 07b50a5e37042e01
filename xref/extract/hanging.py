"""Which imports what is not known of a file's texts may hang on: where there are none, other files tell nothing of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS, is_own_module
from xref.extract.pieces import Run, Slot
from xref.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xref.extract.extracted import Draft
    from xref.extract.extraction import Extraction
    from xref.source import Span

_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_UNKNOWN = (Reason.UNKNOWN_TEXT, Reason.HOLE)


def imports_behind(work: Extraction, drafts: Iterable[Draft]) -> tuple[str, ...]:
    """The local names of imports that gaps of ``drafts`` are computed from, over any number of steps, in order."""
    imports = work.declarations.imports
    own = {name for name, found in imports.items() if is_own_module(found.module)}
    pending = {name for span in set(_unknown(drafts, work.tree.file.path)) for name in _names(work, span) | _walked(work, span)}
    wanted: set[str] = set()
    while pending:
        name = pending.pop()
        if name == "this":
            return tuple(sorted(own))
        wanted.add(name)
        declared = work.declarations.nodes.get(name)
        told = _names(work, work.tree.span(declared)) if declared is not None and name not in imports else set()
        pending |= (told | work.session.known_uses.get(name, set())) - wanted
    return tuple(sorted(own & wanted))


def _unknown(drafts: Iterable[Draft], path: str) -> Iterator[Span]:
    """Where what is not known of texts stands."""
    for draft in drafts:
        if draft.reason in _UNKNOWN or not draft.variants:
            yield draft.span
        for variant in draft.variants:
            for piece in variant.pieces:
                if not isinstance(piece, Run | Slot) and piece.path == path:
                    yield piece.source


def _walked(work: Extraction, span: Span) -> set[str]:
    """The names in the calls that the functions around are handed to: what ``name`` is in ``COLUMNS.map((name) => ...)``."""
    found: set[str] = set()
    node = work.tree.node_at(span.start)
    while node is not None and node.parent is not None:
        call = node.parent.parent if node.type in FUNCTIONS and node.parent.type == "arguments" else None
        called = call.child_by_field_name("function") if call is not None else None
        if called is not None:
            found |= _names(work, work.tree.span(called))
        node = node.parent
    return found


def _names(work: Extraction, span: Span) -> set[str]:
    return set(_NAME.findall(work.tree.file.text, span.start, span.end))
