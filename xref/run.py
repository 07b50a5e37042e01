"""What a run has at hand beside its configuration: how many processes, and what earlier runs kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from xref.cache.entries import Entries
from xref.cache.folder import CacheFolder, open_folder
from xref.cache.inputs import Inputs
from xref.config import Config

ReadBytes = Callable[[Path], bytes]


@dataclass(slots=True)
class Run:
    """``jobs`` is how many processes may work at a time; ``folder`` the cache, None for a run that keeps nothing."""

    jobs: int = 1
    folder: CacheFolder | None = None
    inputs: Inputs | None = field(init=False)

    def entries(self, name: str) -> Entries | None:
        """What earlier runs kept of one kind; None for a run that keeps nothing."""
        return Entries(self.folder, name) if self.folder is not None else None

    def __post_init__(self) -> None:
        self.inputs = Inputs() if self.folder is not None else None

    def noting(self, read: ReadBytes) -> ReadBytes:
        """``read``, and what it gives is noted where it will be asked whether it is still so."""
        return read if self.inputs is None else self.inputs.noting(read)

    def listed(self, name: str, look: Callable[[], tuple[str, ...]]) -> None:
        """Notes a look at the tree; it is taken only where it is noted."""
        if self.inputs is not None:
            self.inputs.listed(name, look())


def begin(config: Config, jobs: int | None = None, *, cached: bool = True) -> Run:
    """A run with as many processes as there are cores, or ``jobs``; ``cached``: with what earlier ones kept."""
    return Run(jobs or usable_cores(), open_folder(config.root, config.cache_dir) if cached else None)


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
