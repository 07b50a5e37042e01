"""Which lines of a file are the same ones as before: a patience diff, in time that no input can make quadratic."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

_MOST_ROUNDS = 100_000


def unchanged_lines(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For each line of ``new`` that did not change, the line of ``old`` that it is; both 0-based.

    Equal lines at both ends are the same; between them, those that are unique in both texts and keep their order, and so on
    between those. What is left has changed.
    """
    same: dict[int, int] = {}
    pending = [(0, len(old), 0, len(new))]
    for _ in range(_MOST_ROUNDS):
        if not pending:
            break
        first, last, start, end = pending.pop()
        while first < last and start < end and old[first] == new[start]:
            same[start] = first
            first, start = first + 1, start + 1
        while first < last and start < end and old[last - 1] == new[end - 1]:
            last, end = last - 1, end - 1
            same[end] = last
        if first < last and start < end:
            pending += _between(old, new, (first, last, start, end), same)
    return same


def _between(
    old: Sequence[str], new: Sequence[str], window: tuple[int, int, int, int], same: dict[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Notes the lines that are unique in both parts and in order, and gives the parts between them."""
    first, last, start, end = window
    anchors = _in_order(list(_unique(old, new, window)))
    for at_old, at_new in anchors:
        same[at_new] = at_old
        yield first, at_old, start, at_new
        first, start = at_old + 1, at_new + 1
    if anchors:
        yield first, last, start, end


def _unique(old: Sequence[str], new: Sequence[str], window: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    first, last, start, end = window
    old_counts = Counter(old[first:last])
    new_counts = Counter(new[start:end])
    places = {old[index]: index for index in range(first, last) if old_counts[old[index]] == 1}
    for index in range(start, end):
        if new[index] in places and new_counts[new[index]] == 1:
            yield places[new[index]], index


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, in order of the second, in which the first grows too."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (value, _) in enumerate(pairs):
        length = bisect_left(tails, value)
        before.append(at[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        at[length : length + 1] = [index]
    run = []
    index = at[-1] if at else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]
