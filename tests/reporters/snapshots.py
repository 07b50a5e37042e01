"""Compares rendered text with a file; only for how things look.

``XREF_UPDATE_SNAPSHOTS=1 pytest tests/reporters`` writes the files anew: read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def assert_snapshot(name: str, text: str) -> None:
    """Fails where ``text`` is not what the snapshot of this name holds."""
    path = FOLDER / name
    if os.environ.get("XREF_UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
