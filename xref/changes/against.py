"""What the work tree is compared with. Apart, so that the command line can name it without what a comparison needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Against:
    """A commit to compare the work tree with: ``ref`` itself, or with ``merge_base`` where HEAD branched off from it."""

    ref: str = "HEAD"
    merge_base: bool = False
