"""What a run has at hand beside its configuration: how many processes, and what earlier runs kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from xref.cache.folder import CacheFolder
from xref.cache.inputs import Inputs

ReadBytes = Callable[[Path], bytes]


@dataclass(slots=True)
class Run:
    """``jobs`` is how many processes may work at a time; ``folder`` the cache, None for a run that keeps nothing."""

    jobs: int = 1
    folder: CacheFolder | None = None
    inputs: Inputs | None = field(init=False)

    def __post_init__(self) -> None:
        self.inputs = Inputs() if self.folder is not None else None

    def noting(self, read: ReadBytes) -> ReadBytes:
        """``read``, and what it gives is noted where it will be asked whether it is still so."""
        return read if self.inputs is None else self.inputs.noting(read)

    def listed(self, name: str, look: Callable[[], tuple[str, ...]]) -> None:
        """Notes a look at the tree; it is taken only where it is noted."""
        if self.inputs is not None:
            self.inputs.listed(name, look())


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
