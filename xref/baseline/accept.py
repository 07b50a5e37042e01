"""Leaving out what a baseline accepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from xref.baseline.file import Baseline, Key, key_of
from xref.finding import Finding


class Accepted(NamedTuple):
    """The findings that remain, those that the baseline accepts, and how many of each of its kinds occurred no more."""

    kept: list[Finding]
    accepted: list[Finding]
    unused: Mapping[Key, int]


def accept(
    findings: Sequence[Finding],
    baseline: Baseline,
    exists: Callable[[str], bool],
    fresh: Collection[Finding] = (),
) -> Accepted:
    """Accept the findings of each kind up to their count: the first by position, those that are ``fresh`` last.

    A file that moved stays accepted: what was counted for paths that no longer exist (as ``exists`` says) is left for findings
    of the same rule and subject in paths that the baseline does not know.
    """
    known = {key.path for key in baseline.counts}
    left = Counter(baseline.counts)
    gone = {path for path in known if not exists(path)}
    moved = _moved(baseline, gone)
    accepted: set[int] = set()
    order = sorted(range(len(findings)), key=lambda index: (findings[index] in fresh, findings[index].location.start))
    for index in order:
        key = key_of(findings[index])
        if left[key] <= 0 and key.path not in known:
            key = _take_from(moved.get(_wherever(key), []), left) or key
        if left[key] > 0:
            left[key] -= 1
            accepted.add(index)
    return Accepted(
        [finding for index, finding in enumerate(findings) if index not in accepted],
        [findings[index] for index in sorted(accepted)],
        +left,
    )


def _moved(baseline: Baseline, gone: Collection[str]) -> dict[object, list[Key]]:
    """What was counted for files that are gone, by what a finding in another file must have in common with it."""
    keys: dict[object, list[Key]] = {}
    for key in sorted((key for key in baseline.counts if key.path in gone), key=lambda key: key.path, reverse=True):
        keys.setdefault(_wherever(key), []).append(key)
    return keys


def _wherever(key: Key) -> object:
    """Rule and subject; where there is no subject, the file's own name has to be the same."""
    return key.rule, key.subject, key.path.rpartition("/")[2] if key.subject is None else None


def _take_from(keys: list[Key], left: Mapping[Key, int]) -> Key | None:
    while keys and left[keys[-1]] <= 0:
        keys.pop()
    return keys[-1] if keys else None
