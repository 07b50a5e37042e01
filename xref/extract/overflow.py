"""Sites that have more texts than are kept at once: their function is gone through again, one way at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xref.extract.worlds import World, worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.candidates import Site
    from xref.extract.extracted import DraftVariant
    from xref.extract.frame import Frame, Session

    Keep = Callable[[Site, tuple[DraftVariant, ...]], None]


MAX_SPENT = 16_000
"""How many nodes of one file are interpreted at most one way at a time."""


@dataclass
class Overflow:
    """The sites whose texts are too many, and what was found of them one way at a time."""

    session: Session
    most: int
    keep: Keep
    lost: dict[int, Site] = field(default_factory=dict)
    found: dict[int, dict[DraftVariant, None]] = field(default_factory=dict)
    spent: int = 0

    def add(self, site: Site, variants: tuple[DraftVariant, ...]) -> None:
        """Keep what a site has in the world at hand."""
        known = self.found.setdefault(site.call.id, {})
        known.update(dict.fromkeys(variants[: max(self.most - len(known), 0)]))

    def go_through(self, node: Node, frame: Frame, run: Callable[[Frame], object]) -> None:
        """Run ``node`` from ``frame`` on in one world after the other, if sites in it have too many texts.

        Where values before it are some of too many already, they do not go together: then it is left to what is around it.
        """
        session = self.session
        lost = [site for site in self.lost.values() if node.start_byte <= site.call.start_byte < node.end_byte]
        if not lost or session.world is not None or any(value.truncated for value in frame.names.values()):
            return
        targets = session.targets
        relevant = session.relevant
        session.await_calls({site.call.id: site.call for site in lost})
        session.look_only_at(node)
        steps = session.steps
        for world in worlds(self.most):
            if self.spent > MAX_SPENT:
                break
            session.steps = 0
            session.spent = 0
            self._run(world, frame, run)
            self.spent += session.steps
        session.steps = steps
        session.await_calls(targets)
        session.relevant = relevant
        for site in lost:
            del self.lost[site.call.id]
            variants = tuple(self.found.pop(site.call.id, {}))
            if variants:
                self.keep(site, variants)

    def _run(self, world: World, frame: Frame, run: Callable[[Frame], object]) -> None:
        world.base = frame.assumptions
        self.session.world = world
        try:
            run(frame.fork())
        finally:
            self.session.world = None
