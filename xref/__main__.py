"""``python -m xref`` and the ``xref`` script."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    # A run makes many values that live until its end: looking through them as often as Python would is a fifth of its time.
    gc.set_threshold(10_000, 20, 50)
    try:
        from xref.cli.group import main as run

        sys.exit(run())
    except KeyboardInterrupt:  # also while the first modules are read
        sys.exit(130)


if __name__ == "__main__":
    main()
