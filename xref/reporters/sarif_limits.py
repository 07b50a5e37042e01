"""What GitHub code scanning takes in one run; a file with more is refused as a whole.

It would keep the most severe results itself only after it has taken the file, so what is too much is left out here, and said.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from xref.finding import Finding

MOST_RESULTS = 25_000
MOST_SHOWN = 5_000
MOST_RELATED = 100
"""1,000 locations are taken, and 100 are shown."""
MOST_TAGS = 20
MOST_BYTES = 10_000_000
"""After compression."""


def most_severe(findings: Sequence[Finding], count: int) -> Sequence[Finding]:
    """That many findings: all of them in their order, or else the most severe, these first."""
    if len(findings) <= count:
        return findings
    return sorted(findings, key=lambda finding: -finding.severity.rank)[:count]


def count_that_fits(text: str, count: int) -> int:
    """How many of the ``count`` results in this text a file can have; ``count`` itself when the text is small enough."""
    content = text.encode()
    if len(content) <= MOST_BYTES:
        return count
    size = len(zlib.compress(content))
    return count if size <= MOST_BYTES else min(count - 1, int(count * 0.9 * MOST_BYTES / size))


def what_is_cut(total: int, kept: int, most_related: int) -> tuple[tuple[str, str], ...]:
    """What to say, with a level, of that which was left out and of that which will not be shown."""
    said = []
    if kept < total:
        limits = f"code scanning takes {MOST_RESULTS:,} results and {MOST_BYTES // 1_000_000} MB"
        said.append(("warning", f"{total:,} findings, of which the {kept:,} most severe are here: {limits}."))
    if kept > MOST_SHOWN:
        said.append(("note", f"{kept:,} results, of which code scanning shows the {MOST_SHOWN:,} most severe."))
    if most_related > MOST_RELATED:
        said.append(("note", f"A finding has {most_related:,} related places, of which {MOST_RELATED} are here."))
    return tuple(said)
