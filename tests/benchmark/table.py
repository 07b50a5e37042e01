"""Samples as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from tests.benchmark.contestants import FLOOR
from tests.benchmark.measure import Sample, own_peak


def table(samples: Mapping[str, list[Sample]]) -> Iterator[str]:
    """The rows, with each median's ratio to the floor's."""
    floor = median(sample.seconds for sample in samples[FLOOR])
    yield "| process | min | median | max | peak memory | to the floor |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, of_name in samples.items():
        seconds = [sample.seconds for sample in of_name]
        middle = median(seconds)
        times = " | ".join(f"{value * 1000:.0f}" for value in (min(seconds), middle, max(seconds)))
        yield f"| {name} | {times} | {_megabytes(max(sample.peak for sample in of_name))} | {middle / floor:.2f} |"


def _megabytes(peak: int) -> str:
    least = "" if peak > own_peak() else "<= "
    return f"{least}{peak / 1_000_000:.0f}"
