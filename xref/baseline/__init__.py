"""The baseline: the findings of the day on which a project took xref up, accepted so that only new ones show."""

from __future__ import annotations

from xref.baseline.accept import Accepted, accept
from xref.baseline.file import FILE_NAME, Baseline, Key, counted, key_of, read_baseline, write_baseline

__all__ = ["FILE_NAME", "Accepted", "Baseline", "Key", "accept", "counted", "key_of", "read_baseline", "write_baseline"]
