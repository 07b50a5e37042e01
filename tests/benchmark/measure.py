"""Runs whole processes in turns and says what each took."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_KIBIBYTE = 1 if sys.platform == "darwin" else 1024
_MOST_EXPECTED_STATUS = 1  # findings


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds of wall time, and the bytes of memory that the largest of its processes held at most.

    Linux counts for a process what it had as a copy of the one that started it: less than :func:`own_peak` is not seen.
    """

    seconds: float
    peak: int


def measure(commands: Sequence[tuple[str, tuple[str, ...]]], folder: Path, rounds: int) -> Mapping[str, list[Sample]]:
    """The samples of each command by its name: ``rounds`` in turns, after one round that fills the caches and is not counted.

    Raises:
        RuntimeError: a process ended with a status above 1, which is no result but a failure.
    """
    samples: dict[str, list[Sample]] = {name: [] for name, _ in commands}
    with tempfile.TemporaryDirectory() as cache:
        for number in range(rounds + 1):
            for name, command in commands:
                sample = _run(command, folder, cache)
                if number:
                    samples[name].append(sample)
    return samples


def own_peak() -> int:
    """The bytes that the measuring process itself held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIBIBYTE


def _run(command: Sequence[str], folder: Path, cache: str) -> Sample:
    with tempfile.TemporaryFile() as errors:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "XDG_CACHE_HOME": cache}
        # An installed package has its bytecode: what the first round compiles has to be kept for the others.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        start = perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if not 0 <= process.returncode <= _MOST_EXPECTED_STATUS:
            errors.seek(0)
            told = errors.read().decode(errors="replace")
            raise RuntimeError(f"{' '.join(command)}: status {process.returncode}\n{told}")
    return Sample(seconds, usage.ru_maxrss * _KIBIBYTE)
