"""What is being done, on one line of the terminal, for work that takes long enough to wonder."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from xref.terminal import shows_progress, width

_PATIENCE = 0.5
_BETWEEN = 0.2


@contextmanager
def progress_line(stream: TextIO | None, *, wanted: bool = True) -> Iterator[Callable[[str], None]]:
    """A line that is there after half a second, and gone afterwards, however the work ends. Only in a terminal."""
    if stream is None or not wanted or not shows_progress(stream):
        yield _unseen
        return
    line = ProgressLine(stream)
    thread = threading.Thread(target=line.draw, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.end()
        thread.join()


def _unseen(stage: str) -> None:
    """Nobody watches."""


class ProgressLine:
    """Called with what is done next. The drawing is another thread's: the one that works may not come by for seconds."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._stage = ""
        self._ended = threading.Event()

    def __call__(self, stage: str) -> None:
        """From now on this is being done."""
        self._stage = stage

    def end(self) -> None:
        """The work is over."""
        self._ended.set()

    def draw(self) -> None:
        """Draws until the work is over, and leaves an empty line.

        It writes past the stream, of which the working thread may hold the lock, or may hand it to a process it forks.
        """
        began = time.monotonic()
        drawn = 0
        try:
            while not self._ended.wait(_BETWEEN if drawn else _PATIENCE):
                text = f"xref: {self._stage} ... {int(time.monotonic() - began)} s"[: width() - 1]
                self._write(f"\r{text:<{drawn}}")
                drawn = len(text)
            if drawn:
                self._write(f"\r{'':<{drawn}}\r")
        except OSError:
            return

    def _write(self, text: str) -> None:
        os.write(self._stream.fileno(), text.encode("ascii", "replace"))
