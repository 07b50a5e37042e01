"""``python -m xref`` and the ``xref`` script."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    try:
        from xref.cli.group import main as run

        sys.exit(run())
    except KeyboardInterrupt:  # also while the first modules are read
        sys.exit(130)


if __name__ == "__main__":
    main()
