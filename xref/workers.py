"""Work that is shared out to processes: this one and copies of it.

The copies are forks: what the work needs (the files' texts, the catalog) they have already, and a fork costs a few milliseconds
where a fresh Python would spend a tenth of a second on imports alone. Where there is no safe fork (Windows, macOS) all work is
done here. A copy is made before this process goes on to something else, and ends without running anything of it; the only
other thread there may be draws a line on the terminal, and holds nothing that the work needs.

Tasks are numbers. They lie in a pipe from which whoever is free takes the next, this process too once it has time; so nobody
waits for a slow task of another's. A copy writes each result to a file of its own in memory, so it never waits for a reader,
and when it dies the results until then remain: only the task that it died of has none.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, Generic, TypeVar

Result = TypeVar("Result")

_NUMBER = 4
_MOST_QUEUED = 8_192
"""Tasks that a pipe holds on every system; of more, several make one."""
_DIED = "its process died"


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that failed, and why, in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """What a task gave; ``pickled`` is the same as bytes where it came from another process."""

    value: Result
    pickled: bytes | None = None


def can_fork() -> bool:
    """Whether copies of this process are safe."""
    return sys.platform == "linux" and hasattr(os, "memfd_create")


class Shared(Generic[Result]):
    """``count`` tasks, ``work`` for each by its number, done by up to ``jobs`` processes; begun at once by the others.

    ``work`` and what it hangs on must not change until :meth:`results`.
    """

    def __init__(self, work: Callable[[int], Result], count: int, jobs: int) -> None:
        self._work = work
        self._batch = max(1, -(-count // _MOST_QUEUED))
        self._count = count
        self._copies: list[tuple[int, BinaryIO]] = []
        self._queue = -1
        jobs = min(jobs, count)
        if jobs > 1 and can_fork():
            self._queue = _filled_pipe(range(0, count, self._batch))
            with suppress(OSError):  # no more processes for this user: those that there are do it
                for _ in range(jobs - 1):
                    self._copies.append(self._copy())

    def results(self) -> list[Done[Result] | Failure]:
        """The results by number, once all is done; this process takes its part."""
        try:
            results = {number: self._own(number) for number in self._taken()}
            for process, file in self._copies:
                os.waitpid(process, 0)
                results |= _results_in(file)
            self._copies.clear()
        finally:
            self.end()
        return [results.get(number) or Failure(_DIED) for number in range(self._count)]

    def end(self) -> None:
        """Ends the copies that still work."""
        for process, file in self._copies:
            file.close()
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
        self._copies.clear()
        if self._queue >= 0:
            os.close(self._queue)
            self._queue = -1

    def _taken(self) -> Iterator[int]:
        """The tasks that nobody else has taken."""
        if self._queue < 0:
            yield from range(self._count)
            return
        while number := os.read(self._queue, _NUMBER):
            start = int.from_bytes(number, "little")
            yield from range(start, min(start + self._batch, self._count))

    def _own(self, number: int) -> Done[Result] | Failure:
        try:
            return Done(self._work(number))
        except Exception as error:  # of one task; the others go on
            return Failure(f"{type(error).__name__}: {error}")

    def _copy(self) -> tuple[int, BinaryIO]:
        file = os.fdopen(os.memfd_create("xref"), "w+b")
        with warnings.catch_warnings():
            # Of other threads there is at most the one described above.
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                process = os.fork()
            except OSError:
                file.close()
                raise
        if process:
            return process, file
        status = 1
        try:
            gc.freeze()  # to look through what it shares would copy that
            self._write_results(file)
            status = 0
        finally:
            os._exit(status)

    def _write_results(self, file: BinaryIO) -> None:
        parent = os.getppid()
        for number in self._taken():
            if os.getppid() != parent:
                return
            done = self._own(number)
            try:
                content = pickle.dumps(done.value if isinstance(done, Done) else done, protocol=5)
            except Exception as error:  # as above
                content = pickle.dumps(Failure(f"{type(error).__name__}: {error}"))
            file.write(b"".join((number.to_bytes(8, "little"), len(content).to_bytes(8, "little"), content)))
            file.flush()


@contextmanager
def shared(work: Callable[[int], Result], count: int, jobs: int) -> Iterator[Shared[Result]]:
    """:class:`Shared`, of which nothing is left over however the block ends."""
    one = Shared(work, count, jobs)
    try:
        yield one
    finally:
        one.end()


def _filled_pipe(numbers: Sequence[int]) -> int:
    """A pipe that holds the numbers and then ends."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER, "little") for number in numbers))
    os.close(writing)
    return reading


def _results_in(file: BinaryIO) -> dict[int, Done[Result] | Failure]:
    """What a copy wrote, as far as it is whole."""
    results: dict[int, Done[Result] | Failure] = {}
    with file:
        file.seek(0)
        while len(head := file.read(16)) == 16:
            size = int.from_bytes(head[8:], "little")
            content = file.read(size)
            if len(content) < size:
                break
            value = pickle.loads(content)  # noqa: S301  # a copy of this process wrote it
            results[int.from_bytes(head[:8], "little")] = value if isinstance(value, Failure) else Done(value, content)
    return results
